"""Those who come without an account: personal links, made by hosts and used by guests."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub import clock
from hub.actor import Actor
from hub.errors import BadInput
from hub.sessions import actions, queries
from hub.sessions.wire import SessionView
from web import forms
from web.page import back_to
from web.pages.planning import desk
from web.pages.sessions import next_step
from web.visitor import link_cookie, set_cookie, visitor_of


async def create_link(request: Request) -> Response:
    """Make a link; its address is shown once, on the page that answers."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    session_id = int(request.path_params["id"])
    try:
        name, role = forms.text(sent, "name"), forms.text(sent, "role")
        token = await actions.create_join_link(visitor.actor, session_id, name, role)
    except BadInput as error:
        return await desk(request, forms.Shown.again(sent, error, visitor.language), 400)
    origin = request.app.state.settings.site.origin.rstrip("/")
    return await desk(request, forms.Shown({}), link=f"{origin}/join/{token}")


def _first_stop(view: SessionView, actor: Actor) -> str:
    """Who comes by a reminder knows the session; with an untested device the check is what is left."""
    page = f"/sessions/{view.id}"
    reminded = actor.person_id is not None
    return f"{page}/check" if reminded and next_step(view, actor, clock.now()).action == "check" else page


async def revoke_link(request: Request) -> Response:
    session_id = int(request.path_params["id"])
    await actions.revoke_join_link(visitor_of(request).actor, session_id, int(request.path_params["link"]))
    return back_to(f"/admin/sessions/{session_id}", "link_revoked")


async def join(request: Request) -> Response:
    """Come by a personal link: remember it for its session alone, and get its secret out of the address.

    Somebody signed in as the same person, or as staff of this session, keeps that.
    """
    token = str(request.path_params["token"])
    actor, session_id = await queries.join_actor(token)
    view = await queries.session_for(actor, session_id)
    response = RedirectResponse(_first_stop(view, actor), 303)
    own = visitor_of(request).actor
    if own.known and own.person_id == actor.person_id:
        return response
    settings = request.app.state.settings
    seconds = int((view.ends_at - clock.now()).total_seconds()) + 4 * 3600
    set_cookie(response, settings, link_cookie(settings, session_id), token, max(seconds, 3600))
    return response

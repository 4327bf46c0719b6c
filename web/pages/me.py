"""One's own page: sessions, preferences, sign-ins, password. And the switches in every page's footer."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub.accounts import actions, queries
from hub.errors import BadInput
from hub.sessions import queries as sessions
from web import forms
from web.i18n import known_language
from web.page import back_to, local_path
from web.pages.login import not_alike, signed_out
from web.render import render
from web.visitor import TEXT_SIZES, remember_preferences, visitor_of


async def show(request: Request) -> Response:
    return await _shown(request, forms.Shown({}))


async def _shown(request: Request, form: forms.Shown, status: int = 200) -> Response:
    visitor = visitor_of(request)
    return render(
        request,
        "me/show.html",
        status,
        form=form,
        mine=await sessions.my_sessions(visitor.actor),
        logins=await queries.my_logins(visitor.actor),
    )


async def change_password(request: Request) -> Response:
    """A new password, with the old one as proof; other sign-ins end."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        if sent.get("password") != sent.get("again"):
            raise not_alike()
        old, new = str(sent.get("old", "")), str(sent.get("password", ""))
        await actions.change_password(visitor.actor, old, new)
    except BadInput as error:
        return await _shown(request, forms.Shown({}, {error.field: error.say(visitor.language)}), 400)
    return back_to("/me", "password")


async def revoke_login(request: Request) -> Response:
    """Sign out one other device."""
    await actions.revoke_login(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to("/me", "revoked")


async def sign_out_everywhere(request: Request) -> Response:
    """Sign out every device, this one too."""
    await actions.sign_out_everywhere(visitor_of(request).actor)
    return signed_out(request, "signed_out_everywhere")


async def preferences(request: Request) -> Response:
    """Language and size of letters, for anyone; those signed in keep them on every device."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    language = known_language(forms.text(sent, "language")) or visitor.language
    text = forms.text(sent, "text")
    text = text if text in TEXT_SIZES else visitor.text
    if visitor.actor.known:
        await actions.set_preferences(visitor.actor, language, text)
    response = RedirectResponse(local_path(forms.text(sent, "next")), 303)
    remember_preferences(response, request.app.state.settings, language, text)
    return response

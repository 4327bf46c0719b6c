"""A session's desk: list, state and next steps, publish, move, cancel, seats given. Form: `planning_form`."""

from starlette.requests import Request
from starlette.responses import Response

from hub.accounts.rules import may
from hub.actor import Actor
from hub.errors import BadInput, Missing
from hub.rooms import queries as rooms
from hub.rooms.wire import AttendanceLine
from hub.schedule import queries as schedule
from hub.schedule.rules import may as may_plan
from hub.sessions import actions, queries
from hub.sessions.states import State, next_states
from hub.sessions.wire import SessionView
from web import forms, schedule_words
from web.page import back_to
from web.pages.front import chosen, page_number
from web.pages.planning_form import again, times_of
from web.render import render
from web.visitor import visitor_of

STEPS = (State.practice, State.published, State.open, State.live, State.ended)


async def listing(request: Request) -> Response:
    """What one plans or leads; ?state= and ?search= narrow it."""
    actor = visitor_of(request).actor
    state = chosen(State, request.query_params.get("state"))
    search = request.query_params.get("search", "")[:120]
    page = await queries.sessions_for_admin(actor, state, search, page_number(request))
    return render(request, "admin/sessions.html", page=page, state=state or "", search=search)


async def show(request: Request) -> Response:
    """The session's desk: state and next steps, who comes, links for guests, slides."""
    return await desk(request, forms.Shown({}))


async def desk(request: Request, form: forms.Shown, status: int = 200, link: str = "") -> Response:
    """`link`: the address just made for a guest, shown once. Citizens find nothing here."""
    actor = visitor_of(request).actor
    view = await queries.session_for(actor, int(request.path_params["id"]))
    if not any(view.can[verb] for verb in ("edit", "step", "see_sign_ups", "create_link")):
        raise Missing
    return render(
        request,
        "admin/session.html",
        status,
        s=view,
        form=form,
        link=link,
        steps=[state for state in STEPS if state in next_states(view.state)] if view.can["step"] else [],
        sign_ups=await queries.sign_ups_for(actor, view.id) if view.can["see_sign_ups"] else None,
        attendance=await _attendance(actor, view),
        decks=await rooms.decks_for(actor, view.id),
        needs=await schedule.demands_of(actor, view.id) if may_plan(actor, "list", "demand") else None,
        may_ask=await schedule.may_ask(actor, view.id),
        plan=schedule_words,
        may_find_people=may(actor, "list", "person"),
        links=await queries.join_links_for(actor, view.id) if view.can["create_link"] else None,
    )


async def _attendance(actor: Actor, view: SessionView) -> list[AttendanceLine]:
    """Who was there, as far as the reader may know; nobody before the doors have been open."""
    if not view.can["see_sign_ups"] or view.state not in (State.live, State.ended):
        return []
    return await rooms.attendance_for(actor, view.id)


async def publish(request: Request) -> Response:
    session_id = int(request.path_params["id"])
    await actions.publish(visitor_of(request).actor, session_id)
    return back_to(f"/admin/sessions/{session_id}", "published")


async def move(request: Request) -> Response:
    """Another time for a session; those signed up are told."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    session_id = int(request.path_params["id"])
    try:
        starts, ends = times_of(sent)
        await actions.move(visitor.actor, session_id, starts, ends)
    except BadInput as error:
        return await desk(request, again(sent, error, visitor.language), 400)
    return back_to(f"/admin/sessions/{session_id}", "moved")


async def cancel(request: Request) -> Response:
    """Call the session off, with a reason that is kept in the log and sent to nobody."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    session_id = int(request.path_params["id"])
    try:
        await actions.cancel(visitor.actor, session_id, forms.text(sent, "reason"))
    except BadInput as error:
        return await desk(request, again(sent, error, visitor.language), 400)
    return back_to(f"/admin/sessions/{session_id}", "cancelled")


async def step(request: Request) -> Response:
    """Practice, doors open, begin, end."""
    sent = await forms.read(request)
    session_id = int(request.path_params["id"])
    new_state = chosen(State, forms.text(sent, "to"))
    if new_state is None:
        raise forms.missing("to")
    await actions.set_state(visitor_of(request).actor, session_id, new_state)
    return back_to(f"/admin/sessions/{session_id}", "state")


async def enrol(request: Request) -> Response:
    """Give a citizen a seat by e-mail address; a stranger's address and an unknown one get one answer."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    session_id = int(request.path_params["id"])
    try:
        await actions.enrol(visitor.actor, session_id, forms.text(sent, "email").lower())
    except Missing:
        unknown = BadInput(
            "unknown_person",
            "email",
            "Vi kender ingen borger med den adresse.",
            "We know no citizen with that address.",
        )
        return await desk(request, forms.Shown.again(sent, unknown, visitor.language), 400)
    return back_to(f"/admin/sessions/{session_id}", "enrolled")

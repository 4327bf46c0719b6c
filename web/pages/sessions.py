"""A session's own page for those who come: what it is, one's seat, and the one thing to do next."""

import datetime as dt

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from forum.letterbox import actions as letters
from forum.letterbox import queries as letterbox
from hub import clock
from hub.accounts import queries as accounts
from hub.actor import Actor
from hub.booking import queries as booking
from hub.booking import waiting
from hub.errors import BadInput, Missing
from hub.sessions import actions, queries
from hub.sessions import calendar as calendars
from hub.sessions.states import COMING, SignUpState, State
from hub.sessions.wire import SessionCard, SessionView
from web import forms
from web.page import back_to
from web.pages.live import FIRST, MODULES
from web.render import render
from web.visitor import visitor_of

DOOR_SECONDS = 30 * 60
"""How long before the start the way into the waiting room is offered instead of anything else."""

Stop = tuple[str, str]


class Step(msgspec.Struct, frozen=True):
    """Where the visitor is on the way, and the one thing to do: what, if anything, the big button does.

    action: sign_up, queue, log_in, check, go_in, or "" when there is nothing to press.
    line: (stop, done|now|later) for signed, tested, session.
    near: the waiting room can be gone into, tested or not.
    """

    action: str
    line: tuple[Stop, ...]
    near: bool = False


async def show(request: Request) -> Response:
    """The page; a draft or somebody else's session is missing."""
    return await _shown(request, forms.Shown({}))


async def _shown(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    view = await queries.session_for(actor, int(request.path_params["id"]))
    offers_alias = view.can["sign_up"] and view.kind == "webinar"
    return render(
        request,
        "sessions/show.html",
        status,
        s=view,
        accent=await accent_of(actor, view),
        step=next_step(view, actor, clock.now()),
        booked=await booking.booked(actor, view.id),
        spoken=await booking.language_of(view.id),
        letter=await letterbox.letter_of_session(actor, view.id),
        move=await letterbox.way_to_move(actor, view.id),
        form=form,
        room_modules=MODULES,
        first_modules=FIRST,
        aliases=await queries.alias_suggestions(actor, view.id, 4) if offers_alias else [],
    )


async def accent_of(actor: Actor, view: SessionView) -> str:
    """The colour of the place the session stands in: that of the municipality that holds it."""
    try:
        return (await accounts.municipality_for(actor, view.municipality_id)).accent
    except Missing:  # a partner that has left
        return ""


def next_step(view: SessionView, actor: Actor, now: dt.datetime) -> Step:
    """The one thing to do now. A seat untested is tested first, unless the doors are open already."""
    if view.state not in COMING or (view.ends_at <= now and view.state is not State.live):
        return Step("", ())
    comes = bool(view.my_part) or view.my_signup is SignUpState.signed_up or actor.link_id is not None
    if not comes:
        return Step(_way_in(view, actor), _line("now", "later", "later"))
    doors = view.state in (State.open, State.live)
    near = is_near(view, now)
    tested = view.my_device_checked
    line = _line("done", "done" if tested else "now", "now" if tested or doors else "later")
    if doors or view.my_part or (near and tested):
        return Step("go_in", line, near)
    return Step("" if tested else "check", line, near)


def is_near(card: SessionCard, now: dt.datetime) -> bool:
    """True from half an hour before the start: whoever comes may sit down in the waiting room."""
    return (card.starts_at - now).total_seconds() < DOOR_SECONDS


def _line(signed: str, tested: str, session: str) -> tuple[Stop, ...]:
    if session == "now" and tested == "now":  # one stop at a time is now
        tested = "later"
    return (("signed", signed), ("tested", tested), ("session", session))


def _way_in(view: SessionView, actor: Actor) -> str:
    if view.can["sign_up"]:
        return "sign_up" if view.free_seats else "queue"
    return "" if actor.known else "log_in"


async def sign_up(request: Request) -> Response:
    """Take a seat, or a place in the queue when it is full."""
    session_id = int(request.path_params["id"])
    sent = await forms.read(request)
    try:
        seat = await actions.sign_up(visitor_of(request).actor, session_id, forms.text(sent, "alias") or None)
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor_of(request).language)
        return await _shown(request, shown, 400)
    return back_to(f"/sessions/{session_id}", seat.state.value)


async def withdraw(request: Request) -> Response:
    """Give the seat back; whoever waits first gets it."""
    session_id = int(request.path_params["id"])
    actor = visitor_of(request).actor
    if await booking.booked(actor, session_id) is not None and actor.known:
        await waiting.withdraw(actor, session_id)
    elif await letterbox.way_to_move(actor, session_id):
        await letters.give_talk_back(actor, session_id)
    else:
        await actions.withdraw(actor, session_id)
    return back_to(f"/sessions/{session_id}", "withdrawn")


async def calendar(request: Request) -> Response:
    """The session for the visitor's own calendar; it names no health matter."""
    view = await queries.session_for(visitor_of(request).actor, int(request.path_params["id"]))
    site = request.app.state.settings.site
    meeting = calendars.Meeting(
        uid=view.uid,
        sequence=view.ics_sequence,
        starts_local=view.starts_local,
        ends_local=view.ends_local,
        stamp=clock.now(),
        site=site.name,
        host=site.hostname,
        url=f"{site.origin.rstrip('/')}/sessions/{view.id}",
        organizer=request.app.state.settings.mail.sender,
        language=visitor_of(request).language,
    )
    return Response(
        calendars.ics(meeting, "PUBLISH"),
        media_type="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="moede-{view.id}.ics"'},
    )

"""The device check: for a booking, or for anybody. The result goes to the booking; nothing else is kept."""

from pathlib import Path

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.errors import BadInput
from hub.sessions import actions, queries
from hub.sessions.states import State
from hub.sessions.wire import DeviceCheck, SessionView
from web import forms
from web.i18n import N_, catalogue
from web.render import STATIC, render
from web.sockets import Tickets
from web.texts import check_texts
from web.visitor import visitor_of

SHARED = ("announce", "connection", "devices", "dialog", "element", "sound", "soundcheck", "texts", "viewer")
MODULES = (
    "vendor/socket.io/socket.io.esm.min.js",
    *(f"room/{name}.js" for name in SHARED),
    *sorted(f"check/{file.name}" for file in Path(STATIC / "check").glob("*.js")),
)


async def show(request: Request) -> Response:
    """The check for one session's booking."""
    view = await queries.session_for(visitor_of(request).actor, int(request.path_params["id"]))
    return _page(request, view)


async def show_any(request: Request) -> Response:
    """The check outside any session; nothing is kept."""
    return _page(request, None)


async def save(request: Request) -> Response:
    """Keep the result with the booking (or the guest's link) of whoever tested; hosts keep none."""
    visitor = visitor_of(request)
    session_id = int(request.path_params["id"])
    view = await queries.session_for(visitor.actor, session_id)
    if not view.can["check_device"]:
        return JSONResponse({"saved": False})
    await actions.record_device_check(visitor.actor, session_id, _result(await forms.read(request)))
    return JSONResponse({"saved": True})


async def ticket(request: Request) -> Response:
    """A new ticket for the check outside sessions."""
    return JSONResponse({"ticket": _ticket(request, 0)})


def _page(request: Request, view: SessionView | None) -> Response:
    translate = catalogue(visitor_of(request).language).gettext
    doors = view is not None and view.state in (State.open, State.live, State.practice)
    words = N_("Gå til mødet") if doors else N_("Færdig")
    home = f"/sessions/{view.id}" if view else "/"
    return render(
        request,
        "check/show.html",
        s=view,
        ticket=_ticket(request, view.id if view else 0),
        ticket_url=f"/sessions/{view.id}/ticket" if view else "/check/ticket",
        texts=check_texts(visitor_of(request).language),
        modules=MODULES,
        next_url=f"{home}/live" if doors else home,
        next_words=translate(words),
    )


def _ticket(request: Request, session_id: int) -> str:
    visitor = visitor_of(request)
    tickets = Tickets(request.app.state.settings.secret())
    return tickets.issue(visitor.actor, session_id, visitor.language)


def _result(form: FormData) -> DeviceCheck:
    try:
        return msgspec.convert(
            {name: forms.text(form, name) for name in DeviceCheck.__struct_fields__}, DeviceCheck
        )
    except msgspec.ValidationError as error:
        raise BadInput(
            "bad_check", "result", "Resultatet kunne ikke læses.", "The result could not be read."
        ) from error

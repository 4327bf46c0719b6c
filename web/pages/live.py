"""The live room's page, and fresh tickets for its socket. What happens in the room goes over the socket."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from hub.errors import Told
from hub.rooms import queries as rooms
from hub.sessions import queries
from hub.sessions.wire import Part, SessionView
from web.errors import reply_for, status_of
from web.page import to_login
from web.render import STATIC, render
from web.sockets import Tickets
from web.texts import room_texts
from web.visitor import visitor_of

FIRST = (
    "vendor/socket.io/socket.io.esm.min.js",
    *(
        f"room/{name}.js"
        for name in ("early", "connection", "state", "viewer", "stage", "tiles", "element", "texts")
    ),
)
"""What joins, receives and shows; it fetches the rest."""

MODULES = FIRST + tuple(
    sorted({f"room/{file.name}" for file in Path(STATIC / "room").glob("*.js")} - set(FIRST))
)


async def room(request: Request) -> Response:
    """The page with everything the socket needs to join at once. Strangers are asked who they are."""
    visitor = visitor_of(request)
    if not visitor.actor.known and visitor.actor.link_id is None:
        return to_login(request)
    view = await queries.session_for(visitor.actor, int(request.path_params["id"]))
    plans = view.can["edit"] or view.my_part is not None
    return render(
        request,
        "room/live.html",
        s=view,
        ticket=_ticket(request, view.id),
        texts=room_texts(visitor.language),
        first_modules=FIRST,
        host_name=_host(view),
        guest_url=f"/admin/sessions/{view.id}" if view.can["create_link"] else "",
        slides_url=f"/admin/sessions/{view.id}" if plans else "",
    )


async def ticket(request: Request) -> Response:
    """A new ticket for a page that is already open: {"ticket"}, or {"error"} in words."""
    visitor = visitor_of(request)
    try:
        view = await queries.session_for(visitor.actor, int(request.path_params["id"]))
    except Told as error:
        return JSONResponse(reply_for(error, visitor.language), status_of(error))
    return JSONResponse({"ticket": _ticket(request, view.id)})


async def slide(request: Request) -> Response:
    """The picture of one slide, for those inside and those who bring them."""
    at = request.path_params
    name = await rooms.slide_file(
        visitor_of(request).actor, int(at["id"]), int(at["deck"]), int(at["number"])
    )
    folder = rooms.slides_folder(request.app.state.settings.data.path)
    return FileResponse(folder / name, headers={"Cache-Control": "private, max-age=3600"})


def _ticket(request: Request, session_id: int) -> str:
    visitor = visitor_of(request)
    tickets = Tickets(request.app.state.settings.secret())
    return tickets.issue(visitor.actor, session_id, visitor.language)


def _host(view: SessionView) -> str:
    """First name of who opens the door."""
    leading = [host.name for host in view.hosts if host.part is Part.host] or [
        host.name for host in view.hosts
    ]
    return leading[0].split()[0] if leading else ""

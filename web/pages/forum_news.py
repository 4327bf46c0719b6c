"""What programs fetch of the forum: the feed of an open topic, and tickets for the socket of a page."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from forum.debate import atom, queries
from web.sockets import Tickets
from web.visitor import visitor_of


async def feed(request: Request) -> Response:
    """The threads last written in, as Atom; the same for everybody, whoever asks."""
    found = await queries.feed(request.path_params["slug"])
    document = atom.document(found, request.app.state.settings.site.origin.rstrip("/"))
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(document, media_type="application/atom+xml; charset=utf-8", headers=headers)


async def ticket(request: Request) -> Response:
    """A ticket for the namespace /forum, for strangers too: what they may watch is asked there."""
    visitor = visitor_of(request)
    tickets = Tickets(request.app.state.settings.secret())
    return JSONResponse({"ticket": tickets.issue(visitor.actor, 0, visitor.language)})

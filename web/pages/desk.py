"""The desk of those who work here: an overview of what is next, and the log of deeds."""

from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import queries
from hub.errors import Missing
from hub.sessions import queries as sessions
from web.menu import desk_groups, has_desk
from web.pages.front import page_number
from web.render import render
from web.visitor import visitor_of


async def overview(request: Request) -> Response:
    """One's own next sessions to lead, and the ways to everything one may do."""
    actor = visitor_of(request).actor
    if not has_desk(actor):
        raise Missing
    mine = [card for card in await sessions.my_sessions(actor) if card.my_part]
    return render(request, "admin/overview.html", mine=mine[:5], grouped=desk_groups(actor))


async def log(request: Request) -> Response:
    """The log of deeds, newest first."""
    page = await queries.audit_for(visitor_of(request).actor, page_number(request))
    return render(request, "admin/log.html", page=page, own=False)


async def own_log(request: Request) -> Response:
    """What others have done with one's own information."""
    page = await queries.audit_about_me(visitor_of(request).actor, page_number(request))
    return render(request, "admin/log.html", page=page, own=True)

"""Demands: the list, one with who can and who cannot and why, and what a planner does with one."""

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from hub.schedule import queries
from hub.schedule.queries.demands import Which
from web.i18n import N_
from web.pages.front import page_number
from web.pages.schedule.shown import show, words_of
from web.visitor import visitor_of

STATES = {
    "open": N_("Ingen endnu"),
    "asked": N_("Venter på svar"),
    "accepted": N_("Har sagt ja"),
    "all": N_("Alle"),
}


async def listing(request: Request) -> Response:
    """What sessions to come need, soonest first; ?state= narrows it."""
    state = request.query_params.get("state", "")
    which: Which = cast(Which, state) if state in STATES else "open"
    page = await queries.demands_for(visitor_of(request).actor, which, page=page_number(request))
    return show(request, "demands.html", page=page, state=which, filters=words_of(request, STATES))

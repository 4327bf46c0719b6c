"""Demands: the list, one with who can and who cannot and why, and what a planner does with one."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.actor import Actor
from hub.schedule import actions, queries
from hub.schedule.wire import Candidate, Marks
from web import forms
from web.i18n import N_
from web.pages.front import page_number
from web.pages.schedule import weeks
from web.pages.schedule.board import number
from web.pages.schedule.shown import back, said, show, words_of
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
    state = state if state in STATES else "open"
    page = await queries.demands_for(visitor_of(request).actor, state, page=page_number(request))
    return show(request, "demands.html", page=page, state=state, filters=words_of(request, STATES))

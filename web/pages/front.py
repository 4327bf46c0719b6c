"""The front page: sessions to come, with filters that work without JavaScript, and one's own next session."""

import datetime as dt
from enum import StrEnum
from itertools import groupby
from typing import TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.booking import queries as booking
from hub.sessions import queries as sessions
from hub.sessions.kinds import Kind
from hub.sessions.states import SignUpState
from hub.sessions.wire import SessionCard, When
from web.pages.sessions import is_near
from web.render import render
from web.visitor import visitor_of

Choice = TypeVar("Choice", bound=StrEnum)


async def show(request: Request) -> Response:
    """Upcoming sessions by day; a filter that is not ours is ignored."""
    actor = visitor_of(request).actor
    asked = request.query_params
    course = asked.get("course", "")[:80]
    kind, when = chosen(Kind, asked.get("kind")), chosen(When, asked.get("when"))
    page = await sessions.coming(actor, course or None, kind, when, page_number(request))
    filters = {"course": course, "kind": kind or "", "when": when or ""}
    kept = urlencode({name: value for name, value in filters.items() if value})
    upcoming = next_of(await sessions.my_sessions(actor)) if actor.known else None
    return render(
        request,
        "front.html",
        page=page,
        days=by_day(page.cards),
        courses=await sessions.courses(actor),
        filters=filters,
        books=bool(await booking.offers(actor)),
        query=f"{kept}&" if kept else "",
        upcoming=upcoming,
        near=upcoming is not None and is_near(upcoming, clock.now()),
    )


def by_day(cards: tuple[SessionCard, ...]) -> list[tuple[dt.date, list[SessionCard]]]:
    """Cards under the day they begin, in the order they came."""
    return [(day, list(group)) for day, group in groupby(cards, lambda card: card.starts_local.date())]


def next_of(mine: list[SessionCard]) -> SessionCard | None:
    """The first session one has a seat in or leads."""
    return next((card for card in mine if card.my_part or card.my_signup is SignUpState.signed_up), None)


def chosen(kind: type[Choice], value: str | None) -> Choice | None:
    """A value of an enumeration, or None for anything else."""
    return kind(value) if value in set(kind) else None


def page_number(request: Request) -> int:
    """?page=, from 1; nonsense is 1."""
    written = request.query_params.get("page", "1")
    return int(written) if written.isascii() and written.isdigit() and 0 < len(written) < 6 else 1

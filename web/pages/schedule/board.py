"""The week board: who does what by professional, municipality or course, and the demand open beside it."""

import datetime as dt
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.actor import Actor
from hub.schedule import queries
from hub.schedule.wire import BoardBy, BoardWeek, Candidate, DemandView, SuggestionView
from web.pages.front import chosen
from web.pages.schedule import weeks
from web.pages.schedule.shown import HOME, show
from web.texts import board_texts
from web.visitor import visitor_of

CANDIDATES = 5


class Opened(msgspec.Struct, frozen=True):
    """The demand beside the board, what a proposal says of it, and who else could."""

    demand: DemandView
    suggestion: SuggestionView | None
    candidates: tuple[Candidate, ...]


class _Address:
    """Addresses of the board that differ from this one in what is named; what is chosen falls away."""

    def __init__(self, request: Request, **kept: str) -> None:
        asked = {name: request.query_params.get(name, "") for name in ("proposal", "municipality")}
        self._kept = {name: value for name, value in {**asked, **kept}.items() if value}

    def __call__(self, **other: str) -> str:
        named = {**self._kept, **other}
        if "week" in other:
            named.pop("day", None)
        return f"{HOME}?{urlencode(named)}"


async def board(request: Request) -> Response:
    """A week; ?by=, ?week=, ?day= (on a phone), ?proposal= and ?open= choose what is seen of it."""
    actor, asked = visitor_of(request).actor, request.query_params
    today = clock.local(clock.now()).date()
    week = weeks.asked(asked.get("week"), today)
    by = chosen(BoardBy, asked.get("by")) or BoardBy.professional
    proposal = number(asked.get("proposal"))
    found = await queries.board(actor, week.monday, by, proposal, number(asked.get("municipality")))
    days = weeks.shown(week, _busy(found))
    day = weeks.asked_day(asked.get("day"), week, today)
    opened = await _opened(actor, number(asked.get("open")), proposal)
    return show(
        request,
        "board.html",
        week=week,
        board=found,
        days=days,
        day=day if day in days else days[0],
        address=_Address(request, week=week.key, by=by.value, day=asked.get("day", "")),
        one=opened,
        open=opened.demand.id if opened else None,
        texts=board_texts(visitor_of(request).language),
    )


async def _opened(actor: Actor, demand: int | None, proposal: int | None) -> Opened | None:
    if demand is None:
        return None
    said = await queries.suggestion_of(actor, proposal, demand) if proposal is not None else None
    found = await queries.candidates(actor, demand, proposal)
    able = tuple(each for each in found if not each.against)[:CANDIDATES]
    return Opened(await queries.demand_for(actor, demand), said, able)


def _busy(found: BoardWeek) -> set[dt.date]:
    """The days on which something is."""
    filled = {at for row in found.rows for at, cell in enumerate(row.cells) if cell}
    return {found.days[at].day for at in filled}


def number(written: str | None) -> int | None:
    """A number in an address; None for anything else."""
    plain = written is not None and written.isascii() and written.isdigit() and len(written) < 10
    return int(written or 0) if plain else None

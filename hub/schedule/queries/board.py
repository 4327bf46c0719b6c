"""The week on one board: who leads what, what nobody leads, what a proposal would change. Reads only.

Everything is gathered first as `_Entry`, each with the keys it may be filed under; then it is filed by
professional, municipality or course. The number of queries does not depend on the number of sessions.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import msgspec
from tortoise.expressions import Q

from hub import clock, workdays
from hub.accounts.models import Municipality, Person
from hub.accounts.queries.reach import is_professional
from hub.actor import Actor
from hub.schedule.models import Demand, SickReport, Suggestion
from hub.schedule.queries.absent import absent
from hub.schedule.queries.cards import card
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import day_of, title_for, worker, workers
from hub.schedule.states import DemandState
from hub.schedule.wire import BoardBy, BoardDay, BoardItem, BoardRow, BoardWeek, DemandRole, Worker
from hub.sessions.models import Session, SessionHost
from hub.sessions.states import COMING, State
from hub.sessions.wire import wall_time

DAYS = 7
GAPS = "gaps"
_WORDS = {
    GAPS: ("Mangler fagperson", "Nobody yet"),
    "sick": ("Syg", "Ill"),
    "no_course": ("Uden forløb", "No course"),
}


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An item, its day counted from Monday, and where it belongs; `session` is None for absences."""

    at: int
    item: BoardItem
    session: Session | None = None


class _Week:
    """What is read of one week."""

    def __init__(self, monday: dt.date) -> None:
        self.monday = monday
        self.sessions: dict[int, Session] = {}
        self.demands: list[Demand] = []
        self.hosts: list[SessionHost] = []
        self.suggested: dict[int, Suggestion] = {}
        self.sick: list[SickReport] = []
        self.people: dict[int, Worker] = {}

    @property
    def until(self) -> dt.date:
        """The Monday after."""
        return self.monday + dt.timedelta(days=DAYS)


async def board(
    actor: Actor,
    day: dt.date,
    by: BoardBy = BoardBy.professional,
    proposal_id: int | None = None,
    municipality_id: int | None = None,
) -> BoardWeek:
    """The week of `day`. Rows of professionals: those with something that week and those of the actor's own
    municipality, or, with `municipality_id`, everybody there."""
    demanded(actor, "see", "board")
    week = await _read(actor, day - dt.timedelta(days=day.weekday()), proposal_id)
    entries = list(_entries(actor, week))
    rows = await _filed(actor, by, week.monday, entries, municipality_id)
    return BoardWeek(
        monday=week.monday,
        by=by,
        days=tuple(_days(actor, week.monday)),
        rows=rows,
        gaps=sum(each.item.kind == "gap" for each in entries),
        proposal=await card(actor, proposal_id) if proposal_id is not None else None,
    )


async def _read(actor: Actor, monday: dt.date, proposal_id: int | None) -> _Week:
    week = _Week(monday)
    first, last = (clock.utc(dt.datetime.combine(day, dt.time())) for day in (monday, week.until))
    found = Session.filter(starts_at__gte=first, starts_at__lt=last).exclude(state=State.cancelled.value)
    week.sessions = {each.id: each for each in await found.order_by("starts_at", "id")}
    ids = list(week.sessions)
    week.demands = await Demand.filter(session_id__in=ids).order_by("id")
    week.hosts = await SessionHost.filter(session_id__in=ids).order_by("id")
    if proposal_id is not None and 0 < proposal_id < 2**31:
        suggestions = Suggestion.filter(proposal_id=proposal_id, demand_id__in=[d.id for d in week.demands])
        week.suggested = {each.demand_id: each for each in await suggestions}
    week.sick = await SickReport.filter(
        starts_local__lt=week.until.isoformat(), ends_local__gt=monday.isoformat()
    ).order_by("id")
    named = [each.person_id for each in week.demands]
    named += [each.person_id for each in week.suggested.values()]
    named += [each.person_id for each in week.hosts]
    named += [each.person_id for each in week.sick]
    week.people = await workers(actor, named)
    return week


def _entries(actor: Actor, week: _Week) -> Iterator[_Entry]:
    """In the order of the week."""
    asked: dict[int, list[Demand]] = defaultdict(list)
    hosts: dict[int, list[SessionHost]] = defaultdict(list)
    for demand in week.demands:
        asked[demand.session_id].append(demand)
    for host in week.hosts:
        hosts[host.session_id].append(host)
    yield from _sick(actor, week)
    for session in week.sessions.values():
        at = (day_of(session) - week.monday).days
        if not 0 <= at < DAYS:
            continue
        wanted = asked[session.id]
        items = [each for demand in wanted for each in _of_demand(actor, week, session, demand)]
        named = {demand.person_id for demand in wanted}
        if wanted or session.state in COMING:
            items += [
                _item(actor, week, session, h.person_id)
                for h in hosts[session.id]
                if h.person_id not in named
            ]
        for item in items:
            yield _Entry(at=at, item=item, session=session)


def _of_demand(actor: Actor, week: _Week, session: Session, demand: Demand) -> Iterator[BoardItem]:
    """Who has it, or the gap; and whom a proposal would give it."""
    suggested = week.suggested.get(demand.id)
    new = suggested is not None and suggested.published_at is None and suggested.person_id != demand.person_id
    if demand.person_id is not None:
        yield _item(actor, week, session, demand.person_id, demand)
    elif not new:
        yield msgspec.structs.replace(_item(actor, week, session, None, demand), kind="gap")
    if suggested is not None and new and suggested.person_id is not None:
        item = _item(actor, week, session, suggested.person_id, demand)
        yield msgspec.structs.replace(item, kind="proposal", suggestion_id=suggested.id)


def _item(
    actor: Actor, week: _Week, session: Session, person_id: int | None, demand: Demand | None = None
) -> BoardItem:
    return BoardItem(
        kind="session",
        label=title_for(actor, session),
        starts=wall_time(session.starts_local),
        ends=wall_time(session.ends_local),
        session_id=session.id,
        demand_id=demand.id if demand else None,
        person_id=person_id,
        person=week.people[person_id].name if person_id is not None else "",
        role=DemandRole(demand.role) if demand else None,
        state=DemandState(demand.state) if demand else None,
        pinned=demand is not None and demand.pinned_id is not None and demand.pinned_id == person_id,
    )


def _sick(actor: Actor, week: _Week) -> Iterator[_Entry]:
    for report in week.sick:
        for at in range(DAYS):
            day = dt.datetime.combine(week.monday + dt.timedelta(days=at), dt.time())
            if wall_time(report.starts_local) < day + dt.timedelta(days=1) and day < wall_time(
                report.ends_local
            ):
                person = week.people[report.person_id]
                label = _word(actor, "sick")
                yield _Entry(
                    at=at, item=BoardItem(kind="sick", label=label, person_id=person.id, person=person.name)
                )


async def _filed(
    actor: Actor, by: BoardBy, monday: dt.date, entries: list[_Entry], municipality_id: int | None
) -> tuple[BoardRow, ...]:
    if by is BoardBy.professional:
        return await _by_professional(actor, monday, entries, municipality_id)
    if by is BoardBy.municipality:
        return await _by_municipality(entries, municipality_id)
    courses: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.session is not None and municipality_id in (None, entry.session.municipality_id):
            courses[entry.session.course].append(entry)
    return tuple(
        _row(f"course-{at}", name or _word(actor, "no_course"), "", None, courses[name])
        for at, name in enumerate(sorted(courses, key=lambda name: (not name, name.casefold())))
    )


async def _by_professional(
    actor: Actor, monday: dt.date, entries: list[_Entry], municipality_id: int | None
) -> tuple[BoardRow, ...]:
    theirs: dict[int, list[_Entry]] = defaultdict(list)
    gaps = []
    for entry in entries:
        if entry.item.person_id is not None:
            theirs[entry.item.person_id].append(entry)
        elif entry.session is not None and municipality_id in (None, entry.session.municipality_id):
            gaps.append(entry)
    home = actor.municipality_id if municipality_id is None else municipality_id
    wanted = is_professional() & Q(municipality_id=home)
    if municipality_id is None:
        wanted |= Q(id__in=list(theirs))
    people = await Person.filter(wanted).distinct().select_related("profession", "municipality")
    people.sort(key=lambda each: (each.name_key, each.id))
    rows = [_row(GAPS, _word(actor, GAPS), "", None, gaps)] if gaps else []
    off = await absent(actor, [person.id for person in people], monday)
    for person in people:
        shown = worker(actor, person)
        sick = {entry.at for entry in theirs[person.id] if entry.item.kind == "sick"}
        away = [_Entry(at=at, item=item) for at, item in off[person.id] if at not in sick]
        detail = " · ".join(part for part in (shown.title, shown.municipality) if part)
        rows.append(_row(f"person-{person.id}", shown.name, detail, person.id, [*away, *theirs[person.id]]))
    return tuple(rows)


async def _by_municipality(entries: list[_Entry], municipality_id: int | None) -> tuple[BoardRow, ...]:
    theirs: dict[int, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.session is not None:
            theirs[entry.session.municipality_id].append(entry)
    places = (
        Municipality.filter(active=True)
        if municipality_id is None
        else Municipality.filter(id=municipality_id)
    )
    return tuple(
        _row(f"municipality-{each.id}", each.name, "", None, theirs[each.id])
        for each in await places.order_by("name")
    )


def _row(key: str, name: str, detail: str, person_id: int | None, entries: list[_Entry]) -> BoardRow:
    cells: list[list[BoardItem]] = [[] for _ in range(DAYS)]
    for entry in entries:
        cells[entry.at].append(entry.item)
    return BoardRow(
        key=key, name=name, detail=detail, person_id=person_id, cells=tuple(tuple(cell) for cell in cells)
    )


def _days(actor: Actor, monday: dt.date) -> Iterator[BoardDay]:
    today = clock.local(clock.now()).date()
    for at in range(DAYS):
        day = monday + dt.timedelta(days=at)
        names = workdays.holidays(day.year).get(day, ("", ""))
        yield BoardDay(day, day == today, names[actor.language == "en"])


def _word(actor: Actor, key: str) -> str:
    return _WORDS[key][actor.language == "en"]

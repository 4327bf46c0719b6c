"""What is in one week of the schedule: sessions, gaps, a proposal's changes, illness. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from hub import clock
from hub.actor import Actor
from hub.schedule.models import Demand, SickReport, Suggestion
from hub.schedule.queries.conflicts import conflicts
from hub.schedule.shown import day_of, title_for, workers
from hub.schedule.states import DemandState
from hub.schedule.wire import BoardItem, DemandRole, Worker
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


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An item, its day counted from Monday, and where it belongs; `session` is None for absences."""

    at: int
    item: BoardItem
    session: Session | None = None


class Week:
    """What is read of one week."""

    def __init__(self, monday: dt.date) -> None:
        self.monday = monday
        self.sessions: dict[int, Session] = {}
        self.demands: list[Demand] = []
        self.hosts: list[SessionHost] = []
        self.suggested: dict[int, Suggestion] = {}
        self.sick: list[SickReport] = []
        self.people: dict[int, Worker] = {}
        self.broken: dict[int, str] = {}

    @property
    def until(self) -> dt.date:
        """The Monday after."""
        return self.monday + dt.timedelta(days=DAYS)


async def read_week(actor: Actor, monday: dt.date, proposal_id: int | None) -> Week:
    """The week that begins on `monday`, with what a proposal would change."""
    week = Week(monday)
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
    for demand in week.demands:
        demand.session = week.sessions[demand.session_id]
    week.broken = await conflicts(actor, week.demands, week.suggested.values())
    return week


def entries_of(actor: Actor, week: Week) -> Iterator[Entry]:
    """What is in the week, in its order."""
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
            yield Entry(at=at, item=item, session=session)


def word(actor: Actor, key: str) -> str:
    """What rows and cells are called that have no name of their own."""
    return _WORDS[key][actor.language == "en"]


def _of_demand(actor: Actor, week: Week, session: Session, demand: Demand) -> Iterator[BoardItem]:
    """Who has it, or the gap; and whom a proposal would give it."""
    suggested = week.suggested.get(demand.id)
    new = suggested is not None and suggested.published_at is None and suggested.person_id != demand.person_id
    if demand.person_id is not None:
        item = _item(actor, week, session, demand.person_id, demand)
        yield item if new else _marked(item, week)
    elif not new:
        yield msgspec.structs.replace(_item(actor, week, session, None, demand), kind="gap")
    if suggested is not None and new and suggested.person_id is not None:
        item = _item(actor, week, session, suggested.person_id, demand)
        yield _marked(msgspec.structs.replace(item, kind="proposal", suggestion_id=suggested.id), week)


def _marked(item: BoardItem, week: Week) -> BoardItem:
    return msgspec.structs.replace(item, broken=week.broken.get(item.demand_id or 0, ""))


def _item(
    actor: Actor, week: Week, session: Session, person_id: int | None, demand: Demand | None = None
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


def _sick(actor: Actor, week: Week) -> Iterator[Entry]:
    for report in week.sick:
        for at in range(DAYS):
            day = dt.datetime.combine(week.monday + dt.timedelta(days=at), dt.time())
            if wall_time(report.starts_local) < day + dt.timedelta(days=1) and day < wall_time(
                report.ends_local
            ):
                person = week.people[report.person_id]
                label = word(actor, "sick")
                yield Entry(
                    at=at, item=BoardItem(kind="sick", label=label, person_id=person.id, person=person.name)
                )

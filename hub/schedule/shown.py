"""Views of demands and people built for many rows with a fixed number of queries. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from hub.accounts.models import Competence, Municipality, Person
from hub.actor import Actor, Role
from hub.schedule.models import Call, Declined, Demand
from hub.schedule.states import CallState, DemandState
from hub.schedule.wire import DemandRole, DemandView, MeetingView, Worker
from hub.sessions.kinds import Kind
from hub.sessions.models import Session
from hub.sessions.states import State
from hub.sessions.wire import Visibility, wall_time

_KINDS = {
    Kind.webinar: ("Webinar", "Webinar"),
    Kind.group: ("Gruppemøde", "Group session"),
    Kind.consultation: ("Samtale", "Talk"),
}


async def workers(actor: Actor, ids: Iterable[int | None]) -> dict[int, Worker]:
    """People by id, titles in the actor's language. Two queries."""
    wanted = {each for each in ids if each is not None}
    people = await Person.filter(id__in=list(wanted)).select_related("profession", "municipality")
    return {person.id: worker(actor, person) for person in people}


def worker(actor: Actor, person: Person) -> Worker:
    """The view of a person whose profession and municipality are loaded."""
    profession, home = person.profession, person.municipality
    title = profession and (profession.title_en if actor.language == "en" else profession.title_da)
    return Worker(
        id=person.id, name=person.name, title=title or "", municipality=home.name if home is not None else ""
    )


async def meetings(actor: Actor, sessions: Iterable[Session]) -> dict[int, MeetingView]:
    """Sessions by id as planners see them. One query."""
    rows = list(sessions)
    places = await Municipality.filter(id__in=list({each.municipality_id for each in rows}))
    names = {place.id: place.name for place in places}
    return {each.id: _meeting(actor, each, names[each.municipality_id]) for each in rows}


def _meeting(actor: Actor, session: Session, place: str) -> MeetingView:
    return MeetingView(
        id=session.id,
        title=title_for(actor, session),
        kind=Kind(session.kind),
        state=State(session.state),
        course=session.course,
        language=session.language,
        municipality=place,
        municipality_id=session.municipality_id,
        starts_local=wall_time(session.starts_local),
        ends_local=wall_time(session.ends_local),
        starts_at=session.starts_at,
    )


def title_for(actor: Actor, session: Session) -> str:
    """A talk that people are invited to may say in its title what is wrong with whom: only its own
    municipality's planners read it."""
    own = actor.municipality_id == session.municipality_id or actor.has(Role.platform_administrator)
    if own or session.visibility != Visibility.invited:
        return session.title
    return _KINDS[Kind(session.kind)][actor.language == "en"]


async def demands(actor: Actor, rows: Sequence[Demand], *, names_titles: bool = False) -> list[DemandView]:
    """One view for each row, in the same order. Seven queries. `names_titles`: for whoever is to lead."""
    sessions = await Session.filter(id__in=list({row.session_id for row in rows}))
    shown = await meetings(actor, sessions)
    if names_titles:
        shown = {each.id: _named(shown[each.id], each) for each in sessions}
    declined = await _declined(rows)
    people = await workers(
        actor,
        [each for row in rows for each in (row.person_id, row.pinned_id)]
        + [p for d in declined.values() for p in d],
    )
    skills = await competence_names(actor, [row.competence_id for row in rows])
    calls = await _open_calls(rows)
    return [
        _demand(row, shown[row.session_id], people, skills, declined[row.id], calls.get(row.id))
        for row in rows
    ]


def _named(view: MeetingView, session: Session) -> MeetingView:
    return MeetingView(
        **{name: getattr(view, name) for name in MeetingView.__struct_fields__} | {"title": session.title}
    )


def _demand(
    row: Demand,
    meeting: MeetingView,
    people: dict[int, Worker],
    skills: dict[int, str],
    declined: list[int],
    call_id: int | None,
) -> DemandView:
    return DemandView(
        id=row.id,
        meeting=meeting,
        role=DemandRole(row.role),
        competence=skills[row.competence_id] if row.competence_id is not None else "",
        competence_id=row.competence_id,
        level=row.level,
        language=row.language,
        weight=row.weight,
        team=row.team,
        state=DemandState(row.state),
        person=people[row.person_id] if row.person_id is not None else None,
        pinned=people[row.pinned_id] if row.pinned_id is not None else None,
        declined=tuple(people[each].name for each in declined),
        call_id=call_id,
    )


async def competence_names(actor: Actor, ids: Iterable[int | None]) -> dict[int, str]:
    """What competences are called, by id. One query."""
    rows = await Competence.filter(id__in=list({each for each in ids if each is not None}))
    return {row.id: row.name_en if actor.language == "en" else row.name_da for row in rows}


async def _declined(rows: Sequence[Demand]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for each in await Declined.filter(demand_id__in=[row.id for row in rows]).order_by("id"):
        found[each.demand_id].append(each.person_id)
    return found


async def _open_calls(rows: Sequence[Demand]) -> dict[int, int]:
    calls = await Call.filter(demand_id__in=[row.id for row in rows], state=CallState.open.value)
    return {call.demand_id: call.id for call in calls}


async def names_of(actor: Actor, name: str) -> str:
    """What `name` in a problem (p7, d7) is to a planner, with a colon; "" for anything else."""
    kind, number = name[:1], int(name[1:])
    if kind == "p":
        person = await Person.get_or_none(id=number)
        return f"{person.name}: " if person is not None else ""
    demand = await Demand.get_or_none(id=number).select_related("session") if kind == "d" else None
    return f"{title_for(actor, demand.session)}: " if demand is not None else ""


def ends_late(session: Session) -> bool:
    """Whether it ends on another day than it began, which the engine does not plan."""
    return wall_time(session.starts_local).date() != wall_time(session.ends_local).date()


def day_of(session: Session) -> dt.date:
    """The local day a session begins on."""
    return wall_time(session.starts_local).date()

"""The plan as it would be, around a few demands: what is published, or what a proposal says. Reads only.

Small on purpose: the demands asked about, and whatever else the people concerned have in the same weeks; the
rest of the partnership does not matter to them.
"""

import datetime as dt
from collections.abc import Collection, Sequence

import msgspec
from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Person, PersonCompetence
from hub.errors import Missing, Refused
from hub.matching import wire
from hub.schedule.facts import read, span
from hub.schedule.models import Demand, Suggestion
from hub.schedule.problem import build
from hub.schedule.shown import ends_late


class Outlook(msgspec.Struct, frozen=True):
    """A problem, and who fills what in it by its names; pinned demands always are filled."""

    problem: wire.Problem
    filled: dict[str, str]


async def demand_with_session(demand_id: int) -> Demand:
    """The demand, or Missing; Refused for one that the engine does not plan."""
    found = Demand.filter(id=demand_id).select_related("session") if 0 < demand_id < 2**31 else None
    row = await found.first() if found is not None else None
    if row is None:
        raise Missing
    if ends_late(row.session):
        raise Refused(
            "over_midnight",
            "Mødet slutter på en anden dag. Vælg selv fagpersonen på mødets side.",
            "The session ends on another day. Choose the professional on the session's page.",
        )
    return row


async def able(row: Demand) -> set[int] | None:
    """Who has what the demand asks for, and who has it now; None: everybody, it asks for nothing special."""
    if row.competence_id is None:
        return None
    found = PersonCompetence.filter(competence_id=row.competence_id)
    people = {int(str(each)) for each in await found.values_list("person_id", flat=True)}
    are = Person.filter(profession_id=row.competence_id)
    people |= {int(str(each)) for each in await are.values_list("id", flat=True)}
    return people | {each for each in (row.person_id, row.pinned_id) if each is not None}


async def outlook(
    rows: Sequence[Demand], proposal_id: int | None = None, only: Collection[int] | None = None
) -> Outlook:
    """What stands around `rows` (sessions loaded); `only`: nobody but these people is looked at."""
    said = await _said(rows, proposal_id, only)
    shown = {row.id: row for row in [*rows, *await _with_sessions(set(said))]}
    problem = build(await read(list(shown.values()), only=only))
    return Outlook(problem, _filled(problem, shown, said))


async def _said(
    rows: Sequence[Demand], proposal_id: int | None, only: Collection[int] | None
) -> dict[int, int | None]:
    """Demand to person, where the proposal says something about these rows, people and weeks."""
    if proposal_id is None:
        return {}
    first, last = (clock.utc(dt.datetime.combine(day, dt.time())) for day in span(rows))
    found = Suggestion.filter(proposal_id=proposal_id, published_at=None)
    near = Q(demand__session__starts_at__gte=first) & Q(demand__session__starts_at__lt=last + dt.timedelta(1))
    if only is not None:
        near &= Q(person_id__in=list(only)) | Q(demand__person_id__in=list(only))
    return {each.demand_id: each.person_id for each in await found.filter(near | _about(rows))}


def _about(rows: Sequence[Demand]) -> Q:
    return Q(demand_id__in=[row.id for row in rows])


async def _with_sessions(ids: set[int]) -> list[Demand]:
    return await Demand.filter(id__in=list(ids)).select_related("session").order_by("id")


def _filled(problem: wire.Problem, shown: dict[int, Demand], said: dict[int, int | None]) -> dict[str, str]:
    people = {each.id for each in problem.professionals}
    filled = {}
    for each in problem.demands:
        person = each.pinned
        row = shown.get(int(each.id[1:])) if each.id.startswith("d") else None
        if row is not None:
            who = said.get(row.id, row.person_id)
            person = f"p{who}" if who is not None else None
        elif person is None:
            person = each.published
        if person in people and person is not None:
            filled[each.id] = person
    return filled

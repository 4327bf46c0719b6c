"""Plans side by side: two proposals, a proposal and what is published, other weights than those in force.

Both plans are judged over one problem with one set of weights, so that a difference of points is a difference
of plans.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence

import msgspec

from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import Refused
from hub.matching.constraints import HARD, Situation
from hub.matching.wire import Problem, Weights
from hub.schedule.facts import demands_in, read, weights_in_force
from hub.schedule.models import Demand, Suggestion, WeightSet
from hub.schedule.outlook import demand_with_session, outlook
from hub.schedule.problem import build, person_of
from hub.schedule.process import follow
from hub.schedule.queries.cards import find
from hub.schedule.queries.marks import free, judged
from hub.schedule.queries.proposals import score
from hub.schedule.rules import demand as demanded
from hub.schedule.rules import may
from hub.schedule.shown import demands, workers
from hub.schedule.wire import Compared, Moved, Reason, WeightsChange, WeightsView
from hub.schedule.words import SOFT
from hub.schedule.worker import Beat, Found, Task

HISTORY = 20
LISTED = 100
PREVIEW_SECONDS = 3
Plan = dict[str, str]


async def weights(actor: Actor) -> WeightsView:
    """The weights in force, what they mean, and who set them before."""
    demanded(actor, "see", "weights")
    rows = await WeightSet.all().order_by("-id").limit(HISTORY)
    names = {
        each.id: each.name
        for each in await Person.filter(id__in=[r.made_by_id for r in rows if r.made_by_id])
    }
    en = actor.language == "en"
    return WeightsView(
        weights=await weights_in_force(),
        words=tuple((name, told[en]) for name, told in SOFT.items()),
        history=tuple(
            WeightsChange(
                weights=Weights(**row.weights),
                made_by=names.get(row.made_by_id or 0, ""),
                made_at=row.made_at,
                reason=row.reason,
            )
            for row in rows
        ),
        may_set=may(actor, "set", "weights"),
    )


async def preview(actor: Actor, wanted: Weights, first: dt.date, last: dt.date) -> Compared:
    """What other weights would change: a short search with those in force and one with `wanted`.

    Both plans are judged with those in force. Takes some seconds. Refused("nothing_to_plan").
    """
    demanded(actor, "try", "weights")
    rows = await demands_in(first, last)
    if not rows:
        raise Refused(
            "nothing_to_plan",
            "Ingen møder i den periode mangler nogen.",
            "No session of that period asks for anybody.",
        )
    problem = build(await read(rows))
    plans = [await solved(each) for each in (problem, msgspec.structs.replace(problem, weights=wanted))]
    return await side_by_side(actor, problem, rows, plans[0], plans[1])


async def compare(actor: Actor, first_id: int, second_id: int | None = None) -> Compared:
    """Two proposals, or (None) a proposal and what is published, over the demands of both."""
    demanded(actor, "see", "proposal")
    said = [await _said(each) for each in (first_id, second_id) if each is not None]
    ids = {demand_id for plan in said for demand_id in plan}
    rows = (
        await Demand.filter(id__in=list(ids)).select_related("session").order_by("session__starts_at", "id")
    )
    problem = build(await read(rows))
    if second_id is None:
        said.append({row.id: row.person_id for row in rows})
    first, second = (_plan(problem, plan) for plan in said)
    return await side_by_side(actor, problem, rows, first, second)


async def why_not(
    actor: Actor, demand_id: int, person_id: int, proposal_id: int | None = None
) -> tuple[Reason, ...]:
    """Every hard constraint in her way; if there is none, what she would cost more, by constraint."""
    demanded(actor, "see", "proposal")
    row = await demand_with_session(demand_id)
    around = await outlook([row], proposal_id, {person_id, *([row.person_id] if row.person_id else [])})
    name, person = f"d{row.id}", f"p{person_id}"
    problem = free(around.problem, name)
    now = Situation(problem, {d: p for d, p in around.filled.items() if d != name})
    en = actor.language == "en"
    if person not in now.people:
        return (Reason("against", "Is no professional here." if en else "Er ikke fagperson her."),)
    broken = [each for each in HARD if each.broken(now, now.demands[name], now.people[person])]
    if broken:
        return tuple(Reason("against", each.en if en else each.da) for each in broken)
    before = judged(problem, around.filled).points
    after = judged(problem, around.filled | {name: person}).points
    return tuple(differences(before, after, en)) or (
        Reason("good", "She could, at the same cost." if en else "Hun kunne, og det koster det samme."),
    )


def differences(before: dict[str, float], after: dict[str, float], en: bool) -> list[Reason]:
    """What became dearer or cheaper, constraint by constraint, in words."""
    found = []
    for name, words in SOFT.items():
        points = round(after[name] - before[name], 2)
        if points:
            number = f"{points:+.2f}" if en else f"{points:+.2f}".replace(".", ",")
            told = f"{words[en]}: {number} {'points' if en else 'point'}."
            found.append(Reason("against" if points > 0 else "good", told))
    return found


async def _said(proposal_id: int) -> dict[int, int | None]:
    await find(proposal_id)
    return {each.demand_id: each.person_id for each in await Suggestion.filter(proposal_id=proposal_id)}


def _plan(problem: Problem, said: dict[int, int | None]) -> Plan:
    """By the names of the problem; what is no matter of a proposal stands."""
    people = {each.id for each in problem.professionals}
    plan = {each.id: each.pinned or each.published for each in problem.demands}
    plan |= {f"d{demand_id}": None if who is None else f"p{who}" for demand_id, who in said.items()}
    names = {each.id for each in problem.demands}
    return {name: who for name, who in plan.items() if name in names and who is not None and who in people}


async def solved(problem: Problem, seconds: float = PREVIEW_SECONDS) -> Plan:
    """What a short search finds, in a process of its own; nothing is written."""

    async def beat(_: Beat) -> bool:
        return True

    found = await follow(msgspec.json.encode(problem), Task(seconds, 0), beat)
    if not isinstance(found, Found):
        raise Refused(
            "cannot_search",
            "Det kan ikke beregnes. Prøv at lave et forslag; så får du at vide, hvad der er galt.",
            "It cannot be computed. Make a proposal, and you are told what is wrong.",
        )
    return found.assignments


async def side_by_side(
    actor: Actor, problem: Problem, rows: Sequence[Demand], first: Plan, second: Plan
) -> Compared:
    """Two plans for `rows`, both judged over `problem`."""
    points = await asyncio.to_thread(lambda: [judged(problem, each).points for each in (first, second)])
    moved = [row for row in rows if first.get(f"d{row.id}") != second.get(f"d{row.id}")]
    shown = await demands(actor, moved[:LISTED])
    names = [_person(plan, row) for row in moved[:LISTED] for plan in (first, second)]
    people = await workers(actor, names)
    return Compared(
        first=score(actor, points[0]),
        second=score(actor, points[1]),
        moved=tuple(
            Moved(
                demand=view,
                first=people.get(_person(first, row) or 0),
                second=people.get(_person(second, row) or 0),
            )
            for row, view in zip(moved[:LISTED], shown, strict=True)
        ),
        count=len(moved),
        first_filled=sum(f"d{row.id}" in first for row in rows),
        second_filled=sum(f"d{row.id}" in second for row in rows),
    )


def _person(plan: Plan, row: Demand) -> int | None:
    name = plan.get(f"d{row.id}")
    return None if name is None else person_of(name)

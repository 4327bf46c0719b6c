"""Proposals: in a list, to look through, and judged anew before they are published."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec
from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from hub.actor import Actor
from hub.errors import Missing
from hub.matching.scoring import judge
from hub.matching.wire import Proposal as Plan
from hub.schedule.facts import read
from hub.schedule.models import Demand, Proposal, Suggestion
from hub.schedule.problem import build
from hub.schedule.queries.cards import cards, find
from hub.schedule.queries.marks import marks
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import demands, workers
from hub.schedule.wire import (
    ProposalCard,
    ProposalView,
    Reason,
    ScorePart,
    SuggestionView,
    Worker,
)
from hub.schedule.words import SOFT

PAGE = 50
LISTED = 30
Which = Literal["all", "changes", "unfilled", "unpublished"]


async def proposals(actor: Actor) -> tuple[ProposalCard, ...]:
    """The latest proposals, newest first."""
    demanded(actor, "see", "proposal")
    return tuple(await cards(await Proposal.all().order_by("-id").limit(LISTED)))


async def proposal_for(actor: Actor, proposal_id: int, page: int = 1, which: Which = "all") -> ProposalView:
    """One proposal with its suggestions by time; `changes`: those that differ from who was told."""
    demanded(actor, "see", "proposal")
    row = await find(proposal_id)
    [card] = await cards([row])
    found = _which(row.id, which)
    pages = max(1, -(-await found.count() // PAGE))
    page = min(max(1, page), pages)
    rows = await found.order_by("demand__session__starts_at", "id").offset((page - 1) * PAGE).limit(PAGE)
    return ProposalView(
        card=card,
        score=score(actor, row.by_constraint),
        suggestions=tuple(await _views(actor, rows)),
        page=page,
        pages=pages,
    )


async def suggestion_for(actor: Actor, suggestion_id: int) -> SuggestionView:
    """One suggestion with what it breaks as things are now."""
    demanded(actor, "see", "proposal")
    row = await Suggestion.get_or_none(id=suggestion_id) if 0 < suggestion_id < 2**31 else None
    if row is None:
        raise Missing
    [view] = await _views(actor, [row])
    if row.person_id is None:
        return view
    told = await marks(actor, row.demand_id, row.person_id, row.proposal_id)
    return msgspec.structs.replace(view, breaks=told.breaks)


async def suggestion_of(actor: Actor, proposal_id: int, demand_id: int) -> SuggestionView | None:
    """What a proposal says about one demand; None when it says nothing."""
    demanded(actor, "see", "proposal")
    row = await find(proposal_id)
    said = await Suggestion.get_or_none(proposal_id=row.id, demand_id=demand_id)
    return await suggestion_for(actor, said.id) if said is not None else None


async def proposal_card(actor: Actor, proposal_id: int) -> ProposalCard:
    """One proposal in short."""
    demanded(actor, "see", "proposal")
    [card] = await cards([await find(proposal_id)])
    return card


def score(actor: Actor, points: dict[str, float]) -> tuple[ScorePart, ...]:
    """Points constraint by constraint, in words."""
    en = actor.language == "en"
    return tuple(ScorePart(name, SOFT[name][en], round(points[name], 2)) for name in SOFT if name in points)


async def broken_in(proposal_id: int, demand_ids: Collection[int]) -> dict[int, str]:
    """By demand the first hard constraint that publishing these suggestions together would break now.

    Judged from the tables as they are, apart from the search. A change by hand breaks what a pin may break.
    """
    said = {
        each.demand_id: each
        for each in await Suggestion.filter(proposal_id=proposal_id, demand_id__in=list(demand_ids))
        if each.person_id is not None
    }
    rows = await Demand.filter(id__in=list(said)).select_related("session").order_by("id")
    if not rows:
        return {}
    for row in rows:
        if said[row.id].by_hand:
            row.pinned_id = said[row.id].person_id
        elif row.pinned_id != said[row.id].person_id:
            row.pinned_id = None
    problem = build(await read(rows))
    people = {each.id for each in problem.professionals}
    plan = {each.id: each.pinned or each.published for each in problem.demands}
    plan |= {f"d{demand_id}": f"p{each.person_id}" for demand_id, each in said.items()}
    known = {each.id for each in problem.demands}
    filled = {name: person for name, person in plan.items() if name in known and person in people and person}
    broken = {each: "competence" for each, s in said.items() if f"p{s.person_id}" not in people}
    for fault in judge(problem, Plan(assignments=filled)).faults:
        if fault.demand.startswith("d") and int(fault.demand[1:]) in said:
            broken.setdefault(int(fault.demand[1:]), fault.constraint)
    return broken


def _which(proposal_id: int, which: Which) -> QuerySet[Suggestion]:
    found = Suggestion.filter(proposal_id=proposal_id)
    if which == "unfilled":
        return found.filter(person_id=None)
    if which == "unpublished":
        return found.filter(published_at=None)
    if which == "changes":
        same = Q(person_id=F("demand__person_id")) | Q(person_id=None, demand__person_id=None)
        return found.exclude(same)
    return found


async def _views(actor: Actor, rows: Sequence[Suggestion]) -> list[SuggestionView]:
    order = {each.id: each for each in await Demand.filter(id__in=[row.demand_id for row in rows])}
    shown = {view.id: view for view in await demands(actor, list(order.values()))}
    people = await workers(actor, [row.person_id for row in rows])
    return [_view(actor, row, shown[row.demand_id], people) for row in rows]


def _view(actor: Actor, row: Suggestion, shown: Any, people: dict[int, Worker]) -> SuggestionView:
    told = tuple(reasons(actor, row.why))
    return SuggestionView(
        id=row.id,
        demand=shown,
        person=people.get(row.person_id or 0),
        pinned=shown.pinned is not None and shown.pinned.id == row.person_id,
        by_hand=row.by_hand,
        published_at=row.published_at,
        changes=row.person_id != (shown.person.id if shown.person else None),
        reasons=told if row.person_id is not None else (),
        breaks=(),
        unfilled=told[0].text if told and row.person_id is None else "",
    )


def reasons(actor: Actor, why: Sequence[dict[str, Any]]) -> list[Reason]:
    """Stored sentences in the reader's language."""
    language = "en" if actor.language == "en" else "da"
    return [Reason(each["kind"], each[language]) for each in why]

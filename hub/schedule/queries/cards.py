"""Proposals in short."""

import datetime as dt
from collections.abc import Sequence

from tortoise.functions import Count

from hub import clock
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import Missing
from hub.schedule.models import Proposal, Suggestion
from hub.schedule.rules import demand
from hub.schedule.states import ProposalState
from hub.schedule.wire import ProposalCard

SILENT = dt.timedelta(seconds=60)
"""A search that has not been heard of for so long is dead: its hub was stopped."""
INTERRUPTED = "interrupted"


async def find(proposal_id: int) -> Proposal:
    """The row, or Missing."""
    row = await Proposal.get_or_none(id=proposal_id) if 0 < proposal_id < 2**31 else None
    if row is None:
        raise Missing
    return row


async def card(actor: Actor, proposal_id: int) -> ProposalCard:
    """One proposal in short; Missing if there is none."""
    demand(actor, "see", "proposal")
    [only] = await cards([await find(proposal_id)])
    return only


async def cards(rows: Sequence[Proposal]) -> list[ProposalCard]:
    """One card for each row, in the same order. Four queries."""
    ids = [row.id for row in rows]
    names = await Person.filter(id__in=[row.made_by_id for row in rows if row.made_by_id])
    by = {each.id: each.name for each in names}
    total = await _counted(ids)
    filled = await _counted(ids, person_id__isnull=False)
    told = await _counted(ids, published_at__isnull=False)
    return [_card(row, by.get(row.made_by_id or 0, ""), total, filled, told) for row in rows]


async def _counted(ids: list[int], **which: bool) -> dict[int, int]:
    rows = Suggestion.filter(proposal_id__in=ids, **which).annotate(many=Count("id")).group_by("proposal_id")
    return {int(row["proposal_id"]): int(row["many"]) for row in await rows.values("proposal_id", "many")}


def _card(
    row: Proposal, made_by: str, total: dict[int, int], filled: dict[int, int], told: dict[int, int]
) -> ProposalCard:
    dead = row.state == ProposalState.searching and row.beat_at < clock.now() - SILENT
    gap = None
    if row.points is not None and row.bound:
        gap = max(0.0, (row.points - row.bound) / row.bound)
    return ProposalCard(
        id=row.id,
        period_from=row.period_from,
        period_to=row.period_to,
        state=ProposalState.failed if dead else ProposalState(row.state),
        made_by=made_by,
        made_at=row.made_at,
        seconds=row.seconds,
        part=row.part,
        progress=min(1.0, row.gone / max(row.seconds, 1)),
        demands=total.get(row.id, 0),
        filled=filled.get(row.id, 0),
        published=told.get(row.id, 0),
        points=row.points,
        bound=row.bound,
        gap=gap,
        error=INTERRUPTED if dead else row.error,
    )

"""Telling people: a proposal's parts, or one demand without a proposal; and their answers.

Each demand is published in a transaction of its own: what cannot be is left and named, and the rest is told.
"""

from collections.abc import Collection, Sequence

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import Refused, Told
from hub.matching.explain import BY_NAME
from hub.schedule.actions.choosing import check_professional
from hub.schedule.actions.giving import check_coming, give, locked
from hub.schedule.models import Declined, Demand, Proposal, Suggestion
from hub.schedule.queries.cards import find
from hub.schedule.queries.marks import marks, said
from hub.schedule.queries.proposals import broken_in
from hub.schedule.rules import Own
from hub.schedule.rules import demand as demanded
from hub.schedule.states import DemandState, ProposalState, check_proposal
from hub.schedule.wire import REASON_LONGEST, Left, Published
from hub.sessions.wire import line


async def publish(actor: Actor, proposal_id: int, demand_ids: Collection[int] | None = None) -> Published:
    """Tell the people of a proposal, of these demands only or (None) of all; how many, and what was left.

    The plan is judged again first: what has become impossible since the search is left, unless it is pinned.
    """
    demanded(actor, "publish", "proposal")
    row = await find(proposal_id)
    if row.state != ProposalState.ready:
        raise Refused("not_ready", "Forslaget er ikke klar.", "The proposal is not ready.")
    found = Suggestion.filter(proposal_id=row.id, published_at=None)
    if demand_ids is not None:
        found = found.filter(demand_id__in=[each for each in demand_ids if 0 < each < 2**31])
    wanted = await found.order_by("demand__session__starts_at", "id")
    broken = await broken_in(row.id, [each.demand_id for each in wanted])
    left = [
        Left(each.demand_id, said(actor, broken[each.demand_id]).text)
        for each in wanted
        if each.demand_id in broken
    ]
    told = [each for each in wanted if each.demand_id not in broken]
    left += await _each(actor, told)
    await _close(actor, row.id)
    bus.publish(f"schedule.proposal.{row.id}", {"proposal": row.id, "state": "published"})
    return Published(len(wanted) - len(left), tuple(left))


async def assign(actor: Actor, demand_id: int, person_id: int | None) -> None:
    """Give a demand to somebody (None: nobody) at once, without a proposal; she is told.

    Refused with the first hard constraint it would break.
    """
    demanded(actor, "publish", "proposal")
    if person_id is not None:
        await check_professional(person_id)
        told = await marks(actor, demand_id, person_id)
        for mark in told.breaks:
            raise Refused(mark.constraint, BY_NAME[mark.constraint].da, BY_NAME[mark.constraint].en)
    async with deed(actor, "assign", "demand", demand_id):
        row = await locked(demand_id)
        check_coming(row)
        if row.person_id != person_id:
            await give(actor, row, person_id, _state_for(person_id))
    _announce(row)


async def answer(actor: Actor, demand_id: int, accept: bool, reason: str = "") -> None:
    """Yes or no from whoever was told; after a no it is open, and she is not proposed for it again."""
    said_why = line(reason, "reason", REASON_LONGEST, required=False)
    async with deed(actor, "answer", "demand", demand_id):
        row = await locked(demand_id)
        demanded(actor, "answer", "demand", Own(row.person_id))
        check_coming(row)
        if accept:
            await give(actor, row, row.person_id, DemandState.accepted)
        else:
            person_id = row.person_id
            await give(actor, row, None, DemandState.open)
            await Declined.update_or_create(
                defaults={"forbidden": False, "reason": said_why, "made_at": clock.now()},
                demand_id=row.id,
                person_id=person_id,
            )
    _announce(row)


async def discard(actor: Actor, proposal_id: int) -> None:
    """Put a proposal away; what was published of it stays."""
    async with deed(actor, "discard", "proposal", proposal_id):
        demanded(actor, "change", "proposal")
        await _step(actor, proposal_id, ProposalState.discarded)


async def _each(actor: Actor, wanted: Sequence[Suggestion]) -> list[Left]:
    """What is refused is tried again while others are told: who takes over may first have to be freed."""
    waiting, left = list(wanted), list[Left]()
    while waiting:
        again, left = [], []
        for each in waiting:
            try:
                await db.unit(lambda each=each: _publish(actor, each))  # type: ignore[misc]
            except Told as told:
                again.append(each)
                left.append(Left(each.demand_id, told.say(actor.language)))
        waiting = again if len(again) < len(waiting) else []
    return left


async def _publish(actor: Actor, suggestion: Suggestion) -> None:
    async with deed(actor, "publish", "demand", suggestion.demand_id):
        row = await locked(suggestion.demand_id)
        now = await db.lock_row(Suggestion, suggestion.id)
        if now is None or now.published_at is not None:
            return
        check_coming(row)
        pinned = row.pinned_id
        if row.person_id != now.person_id:
            decided = now.by_hand or pinned == now.person_id
            await give(actor, row, now.person_id, _state_for(now.person_id), over_cap=decided)
        row.pinned_id = now.person_id if now.by_hand else pinned
        await row.save(update_fields=["pinned_id"])
        now.published_at = clock.now()
        await now.save(update_fields=["published_at"])
    _announce(row)


async def _close(actor: Actor, proposal_id: int) -> None:
    """A proposal of which nothing is left to publish is done."""
    if not await Suggestion.filter(proposal_id=proposal_id, published_at=None).exists():
        async with db.transaction():
            await _step(actor, proposal_id, ProposalState.published)


async def _step(actor: Actor, proposal_id: int, state: ProposalState) -> None:
    await find(proposal_id)
    row = await db.lock_row(Proposal, proposal_id)
    if row is not None and row.state != state:
        check_proposal(ProposalState(row.state), state)
        row.state = state.value
        await row.save(update_fields=["state"])
        await audit.write(actor, f"step_{state.value}", "proposal", proposal_id)


def _state_for(person_id: int | None) -> DemandState:
    return DemandState.open if person_id is None else DemandState.asked


def _announce(row: Demand) -> None:
    bus.publish(f"session.{row.session_id}", {"session": row.session_id, "what": "hosts"})
    bus.publish("schedule.board", {"session": row.session_id, "demand": row.id})

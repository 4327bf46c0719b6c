"""What a planner decides before anybody is told: who is to have a demand, and who is not."""

from hub import audit, bus, clock
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.accounts.queries.reach import is_professional
from hub.actor import Actor
from hub.errors import BadInput, Refused
from hub.schedule.actions.giving import locked
from hub.schedule.models import Declined, Demand, Proposal, Suggestion
from hub.schedule.queries.cards import find
from hub.schedule.queries.marks import marks
from hub.schedule.rules import demand as demanded
from hub.schedule.states import ProposalState
from hub.schedule.wire import REASON_LONGEST, Marks
from hub.sessions.wire import line


async def pin(actor: Actor, demand_id: int, person_id: int) -> None:
    """The next search gives the demand to her, whatever it costs. She is not told before it is published."""
    async with deed(actor, "pin", "demand", demand_id):
        demanded(actor, "change", "proposal")
        row = await locked(demand_id)
        await check_professional(person_id)
        await _check_pins(row, person_id)
        await Declined.filter(demand_id=row.id, person_id=person_id, forbidden=True).delete()
        row.pinned_id = person_id
        await row.save(update_fields=["pinned_id"])
        await _written(actor, "pin", row, person_id)


async def unpin(actor: Actor, demand_id: int) -> None:
    """The next search is free to give it to somebody else."""
    async with deed(actor, "unpin", "demand", demand_id):
        demanded(actor, "change", "proposal")
        row = await locked(demand_id)
        was, row.pinned_id = row.pinned_id, None
        await row.save(update_fields=["pinned_id"])
        await _written(actor, "unpin", row, was)


async def forbid(actor: Actor, demand_id: int, person_id: int, reason: str = "") -> None:
    """No search gives the demand to her. Who has it keeps it until something else is published."""
    said = line(reason, "reason", REASON_LONGEST, required=False)
    async with deed(actor, "forbid", "demand", demand_id):
        demanded(actor, "change", "proposal")
        row = await locked(demand_id)
        await check_professional(person_id)
        if row.pinned_id == person_id:
            row.pinned_id = None
            await row.save(update_fields=["pinned_id"])
        await Declined.get_or_create(
            demand_id=row.id,
            person_id=person_id,
            defaults={"forbidden": True, "reason": said, "made_at": clock.now()},
        )
        await _written(actor, "forbid", row, person_id)


async def allow(actor: Actor, demand_id: int, person_id: int) -> None:
    """Take back that she is not to have it, or that she once said no."""
    async with deed(actor, "allow", "demand", demand_id):
        demanded(actor, "change", "proposal")
        row = await locked(demand_id)
        await Declined.filter(demand_id=row.id, person_id=person_id).delete()
        await _written(actor, "allow", row, person_id)


async def change_by_hand(actor: Actor, proposal_id: int, demand_id: int, person_id: int | None) -> Marks:
    """Let the proposal say somebody else (None: nobody); what that breaks and costs. Nobody is told yet."""
    demanded(actor, "change", "proposal")
    told = await marks(actor, demand_id, person_id, proposal_id)
    async with deed(actor, "change", "proposal", proposal_id):
        row = await locked(demand_id)
        if person_id is not None:
            await check_professional(person_id)
        await _changeable(proposal_id)
        suggestion, _ = await Suggestion.get_or_create(proposal_id=proposal_id, demand_id=row.id)
        if suggestion.published_at is not None:
            raise Refused(
                "already_published",
                "Den del af forslaget er offentliggjort.",
                "That part of the proposal has been published.",
            )
        suggestion.person_id, suggestion.by_hand, suggestion.why = person_id, True, []
        await suggestion.save(update_fields=["person_id", "by_hand", "why"])
        await _written(actor, "change", row, person_id)
    bus.publish(f"schedule.proposal.{proposal_id}", {"proposal": proposal_id, "demand": demand_id})
    return told


async def check_professional(person_id: int) -> None:
    """BadInput unless it is an active professional's id."""
    if not 0 < person_id < 2**31 or not await Person.filter(is_professional(), id=person_id).exists():
        raise BadInput(
            "unknown_host",
            "person_id",
            "Vælg en fagperson fra listen.",
            "Choose a professional from the list.",
        )


async def _changeable(proposal_id: int) -> Proposal:
    row = await find(proposal_id)
    if row.state != ProposalState.ready:
        raise Refused(
            "not_ready",
            "Forslaget kan ikke ændres lige nu.",
            "The proposal cannot be changed now.",
        )
    return row


async def _check_pins(row: Demand, person_id: int) -> None:
    """Nobody is pinned to two sessions at once."""
    session = row.session
    there = Demand.filter(pinned_id=person_id, session__starts_at__lt=session.ends_at)
    if await there.filter(session__ends_at__gt=session.starts_at).exclude(id=row.id).exists():
        raise Refused(
            "pinned_twice",
            "Fagpersonen er allerede låst fast på et andet møde samtidig.",
            "The professional is already pinned to another session at that time.",
        )


async def _written(actor: Actor, verb: str, row: Demand, person_id: int | None) -> None:
    await audit.write(
        actor,
        verb,
        "demand",
        row.id,
        municipality_id=row.session.municipality_id,
        subject_id=person_id,
    )

"""A search: a process of its own beside the hub, followed line by line until it has a proposal.

The row beats while the search lives, so that every hub sees it and any can stop it. A hub that is stopped
takes its searches with it: their rows fall silent and read as failed.
"""

import asyncio
import datetime as dt
import logging
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import SYSTEM, Actor
from hub.errors import BadInput, Refused
from hub.matching import reading
from hub.matching import wire as matching
from hub.schedule import worker
from hub.schedule.facts import demands_in, read
from hub.schedule.models import Demand, Proposal, Suggestion
from hub.schedule.problem import build, person_of
from hub.schedule.process import follow
from hub.schedule.queries.cards import SILENT, find
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import ends_late, names_of
from hub.schedule.states import ProposalState, check_proposal
from hub.schedule.wire import PERIOD_LONGEST, SECONDS_LEAST, SECONDS_MOST

log = logging.getLogger(__name__)

OVER_MIDNIGHT = {
    "kind": "against",
    "da": "Mødet slutter på en anden dag. Vælg selv en fagperson.",
    "en": "The session ends on another day. Choose somebody by hand.",
}

_running: dict[int, asyncio.Task[None]] = {}


async def propose(actor: Actor, first: dt.date, last: dt.date, seconds: int = 10, seed: int = 0) -> int:
    """Begin to search for who could fill the demands of these days; the proposal's id.

    BadInput for a period or a rota that makes no sense; Refused("nothing_to_plan", "search_running").
    """
    demanded(actor, "make", "proposal")
    _check_period(first, last, seconds)
    rows = await demands_in(first, last)
    if not rows:
        raise Refused(
            "nothing_to_plan",
            "Ingen møder i den periode mangler nogen.",
            "No session of that period asks for anybody.",
        )
    problem = build(await read(rows))
    data = msgspec.json.encode(problem)
    await _check(actor, problem, data)
    proposal_id = await _begin(actor, first, last, seconds, seed, problem.weights)
    task = asyncio.create_task(_run(proposal_id, data, worker.Task(seconds, seed), [row.id for row in rows]))
    _running[proposal_id] = task
    task.add_done_callback(lambda _: _running.pop(proposal_id, None))
    _announce(proposal_id, ProposalState.searching, 0.0, "")
    return proposal_id


async def cancel_search(actor: Actor, proposal_id: int) -> None:
    """Stop searching and throw away what there is."""
    async with deed(actor, "cancel", "proposal", proposal_id):
        demanded(actor, "make", "proposal")
        await find(proposal_id)
        row = await db.lock_row(Proposal, proposal_id)
        if row is None or row.state != ProposalState.searching:
            raise Refused("not_searching", "Søgningen er allerede slut.", "The search is already over.")
        check_proposal(ProposalState.searching, ProposalState.discarded)
        row.state, row.cancelled = ProposalState.discarded.value, True
        await row.save(update_fields=["state", "cancelled"])
        await audit.write(actor, "cancel", "proposal", proposal_id)
    if proposal_id in _running:
        _running[proposal_id].cancel()
    _announce(proposal_id, ProposalState.discarded, 0.0, "")


async def finished(proposal_id: int) -> None:
    """Wait until this hub no longer searches for it."""
    task = _running.get(proposal_id)
    if task is not None:
        await asyncio.wait([task])


def _check_period(first: dt.date, last: dt.date, seconds: int) -> None:
    if last < first:
        raise BadInput(
            "end_before_start",
            "to",
            "Perioden slutter, før den begynder.",
            "The period ends before it begins.",
        )
    if (last - first).days >= PERIOD_LONGEST:
        raise BadInput(
            "too_long", "to", f"Vælg højst {PERIOD_LONGEST} dage.", f"Choose at most {PERIOD_LONGEST} days."
        )
    if not SECONDS_LEAST <= seconds <= SECONDS_MOST:
        raise BadInput(
            "bad_seconds",
            "seconds",
            f"Vælg {SECONDS_LEAST} til {SECONDS_MOST} sekunder.",
            f"Choose {SECONDS_LEAST} to {SECONDS_MOST} seconds.",
        )


async def _check(actor: Actor, problem: matching.Problem, data: bytes) -> None:
    """What makes no sense is said before anything is searched, with the name of whom or what it is about."""
    try:
        await asyncio.to_thread(reading.problem, data)
    except BadInput as error:
        where = await _named(actor, problem, error.field)
        raise BadInput(
            error.code, error.field, f"{where}{error.say('da')}", f"{where}{error.say('en')}"
        ) from None


async def _named(actor: Actor, problem: matching.Problem, field: str) -> str:
    place = re.match(r"(professionals|demands)\[(\d+)\]", field)
    if place is None:
        return ""
    things: Sequence[Any] = getattr(problem, place[1])
    thing = things[int(place[2])]
    return await names_of(actor, thing.id)


async def _begin(
    actor: Actor, first: dt.date, last: dt.date, seconds: int, seed: int, weights: matching.Weights
) -> int:
    now = clock.now()
    async with deed(actor, "make", "proposal"):
        row = await Proposal.create(
            period_from=first,
            period_to=last,
            seconds=seconds,
            seed=seed,
            weights=msgspec.to_builtins(weights),
            made_by_id=actor.person_id,
            made_at=now,
            beat_at=now,
        )
        await audit.write(actor, "make", "proposal", row.id)  # from here on we are alone: its tail is locked
        alive = Proposal.filter(state=ProposalState.searching.value, beat_at__gt=now - SILENT)
        if await alive.exclude(id=row.id).exists():
            raise Refused(
                "search_running",
                "Der bliver allerede søgt. Vent, til det er færdigt, eller stop det.",
                "A search is under way. Wait until it is done, or stop it.",
            )
    return row.id


async def _run(proposal_id: int, data: bytes, task: worker.Task, demands: list[int]) -> None:
    """Follow one search from beginning to end, whatever comes of it."""

    async def beat(said: worker.Beat) -> bool:
        return await db.unit(lambda: _beat(proposal_id, said, task))

    line: worker.Line | None
    try:
        line = await follow(data, task, beat)
    except Exception:
        log.exception("A search could not be followed")
        line = worker.Refusal("crashed", "")
    if line is not None:
        await _recorded(proposal_id, line, demands)


async def _recorded(proposal_id: int, line: worker.Line, demands: list[int]) -> None:
    """Write down what came of it; where that cannot be, that it failed. Else the row falls silent."""
    try:
        await db.unit(lambda: record(proposal_id, line, demands))
    except Exception:
        log.exception("What a search found could not be written down")
        try:
            await db.unit(lambda: record(proposal_id, worker.Refusal("crashed", ""), demands))
        except Exception:
            log.exception("Nor could it be written down that the search failed")


async def _beat(proposal_id: int, beat: worker.Beat, task: worker.Task) -> bool:
    """Write down that it lives; whether it still is wanted."""
    changed = await Proposal.filter(id=proposal_id, state=ProposalState.searching.value).update(
        beat_at=clock.now(), part=beat.part, gone=beat.gone, points=beat.points
    )
    if changed:
        _announce(proposal_id, ProposalState.searching, min(1.0, beat.gone / task.seconds), beat.part)
    return bool(changed)


async def record(proposal_id: int, line: worker.Line, demands: list[int]) -> None:
    """Write down what came of it, unless somebody stopped it meanwhile."""
    async with db.transaction():
        row = await db.lock_row(Proposal, proposal_id)
        if row is None or row.state != ProposalState.searching:
            return
        state = ProposalState.ready if isinstance(line, worker.Found) else ProposalState.failed
        check_proposal(ProposalState.searching, state)
        row.state = state.value
        if isinstance(line, worker.Found):
            row.points, row.bound, row.by_constraint = line.points, line.bound, line.by_constraint
            await _suggest(row, line, demands)
        elif isinstance(line, worker.Refusal):
            row.error = line.code[:40]
        await row.save()
        await audit.write(SYSTEM, f"step_{state.value}", "proposal", proposal_id)
    _announce(proposal_id, state, 1.0, "")


async def _suggest(row: Proposal, found: worker.Found, demands: list[int]) -> None:
    why = {name: msgspec.to_builtins(each) for name, each in found.why.items()}
    there = await Demand.filter(id__in=demands).select_related("session")
    why |= {f"d{each.id}": [OVER_MIDNIGHT] for each in there if ends_late(each.session)}
    suggestions = []
    for demand_id in sorted(each.id for each in there):
        name = f"d{demand_id}"
        person = found.assignments.get(name)
        suggestions.append(
            Suggestion(
                proposal_id=row.id,
                demand_id=demand_id,
                person_id=None if person is None else person_of(person),
                why=why.get(name, []),
            )
        )
    await Suggestion.bulk_create(suggestions, batch_size=500)


def _announce(proposal_id: int, state: ProposalState, progress: float, part: str) -> None:
    told = {"proposal": proposal_id, "state": state.value, "progress": progress, "part": part}
    bus.publish(f"schedule.proposal.{proposal_id}", told)

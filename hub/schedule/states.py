"""The states of a demand, a proposal and a call for a substitute, and the moves between them. Pure."""

from enum import StrEnum
from typing import TypeVar

from hub.errors import Refused


class DemandState(StrEnum):
    """open: nobody has been told · asked: somebody has, and has not answered · accepted: she has said yes."""

    open = "open"
    asked = "asked"
    accepted = "accepted"


class ProposalState(StrEnum):
    """ready: to be looked at, and published in parts · published: nothing in it is left to publish."""

    searching = "searching"
    ready = "ready"
    published = "published"
    discarded = "discarded"
    failed = "failed"


class CallState(StrEnum):
    """open: several are asked, the first who says yes has it · closed: nobody took it, and nobody can now."""

    open = "open"
    taken = "taken"
    closed = "closed"


State = TypeVar("State", DemandState, ProposalState, CallState)

DEMAND_MOVES: dict[DemandState, frozenset[DemandState]] = {
    DemandState.open: frozenset({DemandState.asked, DemandState.accepted}),
    DemandState.asked: frozenset({DemandState.asked, DemandState.accepted, DemandState.open}),
    DemandState.accepted: frozenset({DemandState.asked, DemandState.accepted, DemandState.open}),
}
"""To the same state again: it is somebody else's now, or at another time."""

PROPOSAL_MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.searching: frozenset({ProposalState.ready, ProposalState.failed, ProposalState.discarded}),
    ProposalState.ready: frozenset({ProposalState.published, ProposalState.discarded}),
    ProposalState.published: frozenset(),
    ProposalState.discarded: frozenset(),
    ProposalState.failed: frozenset({ProposalState.discarded}),
}

CALL_MOVES: dict[CallState, frozenset[CallState]] = {
    CallState.open: frozenset({CallState.taken, CallState.closed}),
    CallState.taken: frozenset(),
    CallState.closed: frozenset(),
}


def check_demand(old: DemandState, new: DemandState) -> None:
    """Raises Refused("illegal_move") unless the table has the move."""
    _check(DEMAND_MOVES, old, new)


def check_proposal(old: ProposalState, new: ProposalState) -> None:
    """Raises Refused("illegal_move") unless the table has the move."""
    _check(PROPOSAL_MOVES, old, new)


def check_call(old: CallState, new: CallState) -> None:
    """Raises Refused("call_over") unless the table has the move: somebody else was first."""
    if new not in CALL_MOVES[old]:
        raise Refused(
            "call_over",
            "Tak, men en anden nåede det først, eller opgaven er der ikke længere.",
            "Thank you, but somebody else was first, or it is no longer needed.",
        )


def _check(moves: dict[State, frozenset[State]], old: State, new: State) -> None:
    if new not in moves[old]:
        raise Refused(
            "illegal_move",
            "Det kan ikke lade sig gøre lige nu. Genindlæs siden, og se, hvad der er sket.",
            "That cannot be done now. Reload the page and see what has happened.",
        )

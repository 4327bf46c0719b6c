"""The states of a session and of a seat, and the moves between them. Pure; who may move stands in rules."""

from enum import StrEnum

from hub.errors import Refused


class State(StrEnum):
    draft = "draft"
    published = "published"
    practice = "practice"
    open = "open"
    live = "live"
    ended = "ended"
    cancelled = "cancelled"


class SignUpState(StrEnum):
    signed_up = "signed_up"
    waiting = "waiting"
    withdrawn = "withdrawn"


MOVES: dict[State, frozenset[State]] = {
    State.draft: frozenset({State.published, State.cancelled}),
    State.published: frozenset({State.practice, State.open, State.cancelled}),
    State.practice: frozenset({State.published, State.open, State.cancelled}),
    State.open: frozenset({State.live, State.ended, State.cancelled}),
    State.live: frozenset({State.ended}),
    State.ended: frozenset(),
    State.cancelled: frozenset(),
}

COMING = frozenset({State.published, State.practice, State.open, State.live})
"""States in which a session is shown to citizens and takes sign-ups."""

PLANNABLE = frozenset({State.draft, State.published, State.practice})
"""States in which what was planned can still be edited and moved."""

STEPPED = frozenset({State.practice, State.published, State.open, State.live, State.ended})
"""Where hosts may step to themselves; publishing and cancelling are acts of their own."""


def next_states(state: State) -> frozenset[State]:
    """Where a session in `state` can go."""
    return MOVES[state]


def check_move(old: State, new: State) -> None:
    """Raises Refused("illegal_move") unless the table has the move."""
    if new not in MOVES[old]:
        raise Refused(
            "illegal_move",
            "Det kan mødet ikke lige nu. Genindlæs siden, og se, hvor langt mødet er.",
            "The session cannot do that now. Reload the page and see how far it has come.",
        )

"""The states of a letter, of an answer and of a publication, and the moves between them. Pure.

Who may move stands in rules. A letter that changes hands does not change its state, unless nobody has it now.
"""

from enum import StrEnum

from hub.errors import Refused


class State(StrEnum):
    """draft: hers alone. sent: nobody has it yet. assigned, follow_up: we owe an answer. answered: hers."""

    draft = "draft"
    sent = "sent"
    assigned = "assigned"
    answered = "answered"
    follow_up = "follow_up"
    closed = "closed"
    withdrawn = "withdrawn"


class Sending(StrEnum):
    """What becomes of a message: waiting is for a second reader."""

    draft = "draft"
    waiting = "waiting"
    sent = "sent"


class Published(StrEnum):
    """What becomes of an anonymous copy."""

    proposed = "proposed"
    published = "published"
    declined = "declined"
    withdrawn = "withdrawn"


MOVES: dict[State, frozenset[State]] = {
    State.draft: frozenset({State.sent}),
    State.sent: frozenset({State.assigned, State.withdrawn}),
    State.assigned: frozenset({State.sent, State.answered, State.withdrawn}),
    State.answered: frozenset({State.follow_up, State.closed}),
    State.follow_up: frozenset({State.answered, State.closed, State.withdrawn}),
    State.closed: frozenset(),
    State.withdrawn: frozenset(),
}

PUBLISHING: dict[Published, frozenset[Published]] = {
    Published.proposed: frozenset({Published.published, Published.declined, Published.withdrawn}),
    Published.published: frozenset({Published.withdrawn}),
    Published.declined: frozenset({Published.proposed}),
    Published.withdrawn: frozenset({Published.proposed}),
}

OURS = frozenset({State.sent, State.assigned, State.follow_up})
"""We owe an answer: a deadline runs."""

WRITABLE = frozenset({State.sent, State.assigned, State.answered, State.follow_up})
"""The citizen may write more."""

OPEN = OURS | {State.answered}
"""Not over: a professional who has it may read and write."""


def check_move(old: State, new: State) -> None:
    """Raises Refused("illegal_move") unless the table has the move."""
    if new not in MOVES[old]:
        raise illegal_move()


def illegal_move() -> Refused:
    """The refusal of a move the letter cannot make from where it is."""
    return Refused(
        "illegal_move",
        "Det kan brevet ikke nu. Genindlæs siden, og se, hvor langt det er.",
        "The letter cannot do that now. Reload the page and see how far it has come.",
    )


def check_publishing(old: Published, new: Published) -> None:
    """Raises Refused("illegal_move") unless the table has the move."""
    if new not in PUBLISHING[old]:
        raise Refused(
            "illegal_move",
            "Det kan ikke lade sig gøre med det offentlige svar nu. Genindlæs siden.",
            "That cannot be done with the public answer now. Reload the page.",
        )

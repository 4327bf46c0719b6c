"""The states of posts and threads, and the moves between them. Pure; who may move stands in rules."""

from enum import StrEnum

from hub.errors import Refused


class State(StrEnum):
    """`waiting` is not seen by others yet, or not any more after an edit that needs review; `hidden` can be
    shown again; `removed` is the end."""

    published = "published"
    waiting = "waiting"
    hidden = "hidden"
    removed = "removed"


class Audience(StrEnum):
    """Who reads a category: everybody, the signed-in of its municipalities, those who take its course."""

    open = "open"
    members = "members"
    course = "course"


class Approve(StrEnum):
    """Whose posts wait for a moderator: nobody's, a writer's first in the category, all."""

    none = "none"
    first = "first"
    all = "all"


class WaitsFor(StrEnum):
    """What a waiting post waits for: a moderator's review, or a second professional."""

    nothing = ""
    review = "review"
    second = "second"


class By(StrEnum):
    """Who edited, hid or removed."""

    nobody = ""
    writer = "writer"
    moderator = "moderator"


class Way(StrEnum):
    """How somebody keeps up with a thread or category."""

    follow = "follow"
    mute = "mute"


MOVES: dict[State, frozenset[State]] = {
    State.waiting: frozenset({State.published, State.hidden, State.removed}),
    State.published: frozenset({State.hidden, State.removed, State.waiting}),
    State.hidden: frozenset({State.published, State.removed}),
    State.removed: frozenset(),
}


def check_move(old: State, new: State) -> None:
    """Raises Refused("illegal_move") unless the table has the move."""
    if new not in MOVES[old]:
        raise Refused(
            "illegal_move",
            "Det kan indlægget ikke lige nu. Genindlæs siden, og se, hvad der er sket.",
            "The post cannot do that now. Reload the page and see what has happened.",
        )

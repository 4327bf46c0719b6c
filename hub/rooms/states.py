"""States of a poll and its legal moves."""

from hub.errors import Refused
from hub.rooms.wire import PollState

POLL_MOVES: dict[PollState, frozenset[PollState]] = {
    "draft": frozenset({"open", "done"}),
    "open": frozenset({"closed"}),
    "closed": frozenset({"open", "shown", "done"}),
    "shown": frozenset({"closed", "done"}),
    "done": frozenset(),
}


def check_poll_move(old: PollState, new: PollState) -> None:
    """Raises Refused("illegal_move") unless the table allows it."""
    if new not in POLL_MOVES[old]:
        raise Refused(
            "illegal_move", "Det kan afstemningen ikke lige nu.", "The poll cannot do that at the moment."
        )

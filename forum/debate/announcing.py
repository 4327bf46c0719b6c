"""News of the debate on the bus, after commit: that there is something, never what. Only for actions.

Topics "forum.thread.KEY" and "forum.category.SLUG"; message {"kind": "post" | "state", "number": n}. Whoever
listens fetches what its reader may see. A post's number in its thread is the sequence number.
"""

from forum.debate.models import Thread
from hub import bus


def posted(thread: Thread, number: int | None) -> None:
    """A post was published, under `number`. Nothing is said of one that waits."""
    if number is not None:
        _say(thread, "post", number)


def changed(thread: Thread, number: int | None) -> None:
    """What stands under `number` has changed or is gone; 0: the thread itself."""
    if number is not None:
        _say(thread, "state", number)


def _say(thread: Thread, kind: str, number: int) -> None:
    message = {"kind": kind, "number": number}
    bus.publish(f"forum.thread.{thread.public_id}", message)
    bus.publish(f"forum.category.{thread.category.slug}", message)

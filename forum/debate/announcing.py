"""News of the debate on the bus, after commit: that there is something, never what. Only for actions.

Topics "forum.thread.KEY" and "forum.category.SLUG"; message {"kind": "post" | "state", "number": n}. Whoever
listens fetches what its reader may see. A post's number in its thread is the sequence number.
"""

from typing import Literal

import msgspec

from forum.debate.models import Thread
from hub import bus


class News(msgspec.Struct, frozen=True):
    """Something to announce once it is committed. Kind "post": published; "state": changed or gone, where
    number 0 is the thread itself, and no thread the category."""

    thread: str
    category: str
    kind: Literal["post", "state"]
    number: int


def posted(thread: Thread, number: int | None) -> list[News]:
    """A post was published, under `number`. Nothing is said of one that waits."""
    return [News(thread.public_id, thread.category.slug, "post", number)] if number else []


def changed(thread: Thread, number: int | None) -> list[News]:
    """What stands under `number` has changed or is gone; 0: the thread itself."""
    return [News(thread.public_id, thread.category.slug, "state", number)] if number is not None else []


def announce(news: list[News]) -> None:
    """Tell whoever listens; refused inside a transaction."""
    for one in news:
        message = {"kind": one.kind, "number": one.number}
        if one.thread:
            bus.publish(f"forum.thread.{one.thread}", message)
        bus.publish(f"forum.category.{one.category}", message)

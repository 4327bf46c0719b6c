"""Announcements inside one process: after commit, from actions and the live rooms to whoever relays them.

Callbacks are plain functions and must not wait; a relay that needs to, keeps a bounded queue of its own.
"""

import logging
from collections.abc import Callable
from typing import Any

from hub import db

log = logging.getLogger(__name__)

Message = dict[str, Any]
Callback = Callable[[str, Message], None]

_subscribers: dict[str, list[Callback]] = {}


def subscribe(prefix: str, callback: Callback) -> Callable[[], None]:
    """Call `callback(topic, message)` for each topic that begins with `prefix`; the result unsubscribes."""
    _subscribers.setdefault(prefix, []).append(callback)

    def unsubscribe() -> None:
        callbacks = _subscribers.get(prefix, [])
        if callback in callbacks:
            callbacks.remove(callback)

    return unsubscribe


def publish(topic: str, message: Message) -> None:
    """Tell everybody who listens, never before commit. One listener's bug does not keep it from the rest."""
    db.no_transaction("Announcing")
    for prefix, callbacks in list(_subscribers.items()):
        if not topic.startswith(prefix):
            continue
        for callback in list(callbacks):
            try:
                callback(topic, message)
            except Exception:
                log.exception("A listener to %s failed", topic.split(".")[0])

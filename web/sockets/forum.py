"""Namespace /forum: a page that shows a thread, a category or a letter on a desk hears that something is new.

Nothing of what was written passes here, only that there is something, so a draft is never disturbed: the page
fetches what its reader may see. The right is asked when a page begins to watch, again when it fetches, and
every few seconds in between (see `forum_news`).
"""

from typing import Any

from forum.debate import queries
from forum.letterbox import queries as letters
from hub.actor import Actor
from hub.errors import BadInput
from web.sockets import events, wire
from web.sockets.base import Authenticate, Connection, Reply, StrictNamespace
from web.sockets.door import let_in
from web.sockets.tickets import Tickets


class ForumNamespace(StrictNamespace):
    """Watching the forum. The events are in `events.FORUM`, told in PROTOCOL.md."""

    events = events.FORUM

    def __init__(self, tickets: Tickets, authenticate: Authenticate) -> None:
        super().__init__("/forum")
        self._tickets = tickets
        self._authenticate = authenticate
        self.watch = _nobody

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any) -> Connection:
        return await let_in(self._tickets, self._authenticate, sid, environ, auth)

    async def on_disconnect(self, connection: Connection) -> None:
        """A socket that closes leaves its groups by itself."""

    async def on_watch(self, connection: Connection, message: wire.WatchForum) -> Reply:
        """May they? Then watch, and look how far it is: in this order nothing is missed between the two."""
        kind, key = _wanted(message)
        await _last(connection.actor, kind, key)
        self.watch(connection, {f"forum.{kind}.{key}"})
        return {"last": await _last(connection.actor, kind, key)}

    async def on_unwatch(self, connection: Connection, message: wire.Message) -> None:
        self.watch(connection, set())


def _wanted(message: wire.WatchForum) -> tuple[str, str]:
    """What is watched: thread, category or letter, and its name."""
    named = {"thread": message.thread, "category": message.category, "letter": message.letter}
    found = [(kind, key) for kind, key in named.items() if key is not None]
    if len(found) != 1:
        raise BadInput("bad_message", "thread", "Tråd, emne eller brev?", "Thread, topic or letter?")
    return found[0]


async def _last(actor: Actor, kind: str, key: str) -> int:
    """How far it is, for who may see it; else Missing."""
    if kind == "letter":
        return (await letters.nearby(actor, key)).last
    return await queries.last_number(actor, **{kind: key})


def _nobody(connection: Connection, topics: set[str]) -> None:
    """Stands in until somebody speaks in the namespace."""

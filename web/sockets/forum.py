"""Namespace /forum: a page that shows a thread or category hears that something new is there.

Nothing of what was written passes here, only that there is something, so a draft is never disturbed: the page
fetches what its reader may see. The right is asked when a page begins to watch, again when it fetches, and
every few seconds in between (see `forum_news`).
"""

from typing import Any

from forum.debate import queries
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
        topic, named = _wanted(message)
        await queries.last_number(connection.actor, **named)
        self.watch(connection, {topic})
        return {"last": await queries.last_number(connection.actor, **named)}

    async def on_unwatch(self, connection: Connection, message: wire.Message) -> None:
        self.watch(connection, set())


def _wanted(message: wire.WatchForum) -> tuple[str, dict[str, str]]:
    """The topic on the bus, and the thread or category by name."""
    if (message.thread is None) == (message.category is None):
        raise BadInput("bad_message", "thread", "Tråd eller emne?", "Thread or topic?")
    if message.thread is not None:
        return f"forum.thread.{message.thread}", {"thread": message.thread}
    return f"forum.category.{message.category}", {"category": str(message.category)}


def _nobody(connection: Connection, topics: set[str]) -> None:
    """Stands in until somebody speaks in the namespace."""

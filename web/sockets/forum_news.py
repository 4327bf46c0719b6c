"""From the bus to the pages that watch the forum, and the end of watching for who no longer may.

A right can end without a word on the bus: a course ends, a category changes, another process hides a thread.
So every few seconds, and before a change of a thread or category itself is told, everybody who watches is
looked at anew: a fixed number of queries for each thing that is watched.
"""

import asyncio
import logging
from collections.abc import Iterable

from forum.debate import queries
from forum.letterbox import queries as letters
from hub import bus, db
from web.sockets.base import Connection
from web.sockets.forum import ForumNamespace
from web.sockets.server import StrictServer
from web.sockets.speaking import Speaker

log = logging.getLogger(__name__)

EVERY_SECONDS = 3.0


class ForumNews(Speaker):
    """Listens for the whole forum and speaks in its namespace."""

    def __init__(self, server: StrictServer, forum: ForumNamespace) -> None:
        super().__init__(server, forum)
        self._unsubscribe += [
            bus.subscribe("forum.thread.", self._news),
            bus.subscribe("forum.category.", self._news),
            bus.subscribe("forum.letter.", self._news),
        ]
        self._looking: asyncio.Task[None] | None = None
        forum.watch = self.watch

    def close(self) -> None:
        super().close()
        if self._looking is not None:
            self._looking.cancel()

    def watch(self, connection: Connection, topics: set[str]) -> None:
        """Let the connection hear of these topics and no others."""
        self._enter(connection, topics)
        if topics and self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._keep_looking())

    async def look(self) -> None:
        """End the watching of everybody who may no longer see what they watch."""
        watchers: dict[str, list[Connection]] = {}
        for connection in self._all():
            for topic in connection.rooms:
                watchers.setdefault(topic, []).append(connection)
        for topic, connections in watchers.items():
            for connection in await _shut_out(topic, connections):
                self._enter(connection, connection.rooms - {topic})
                self._emit("closed", {}, connection.sid)

    def _news(self, topic: str, message: bus.Message) -> None:
        of_thread = topic.startswith("forum.thread.")
        if message["kind"] == "desk" or (message["kind"] == "state" and message["number"] == 0):
            self._put(self.look)
        number = message["number"] if of_thread else 0
        self._emit("news", {"kind": message["kind"], "number": number}, topic)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await db.unit(self.look)
            except Exception:
                log.exception("Looking at who watches the forum failed once")


async def _shut_out(topic: str, connections: Iterable[Connection]) -> list[Connection]:
    _, kind, key = topic.split(".", 2)
    asking = list(connections)
    actors = [connection.actor for connection in asking]
    if kind == "letter":
        sees = await letters.who_reads(actors, key)
    else:
        sees = await queries.who_sees(actors, **{kind: key})
    return [connection for connection, may in zip(asking, sees, strict=True) if not may]

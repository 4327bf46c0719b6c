"""What speaks to the sockets of one namespace: one thing after another, through a bounded queue.

The bus calls while an action runs and must not wait; what is to be sent is put here and leaves in its order.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from hub import bus
from web.sockets.base import Connection, StrictNamespace
from web.sockets.server import StrictServer

log = logging.getLogger(__name__)

QUEUE = 10_000
Work = Callable[[], Awaitable[None]]


class Speaker:
    """Sends events in one namespace, and ends the sockets of people whose rights end."""

    def __init__(self, server: StrictServer, namespace: StrictNamespace) -> None:
        self._server = server
        self._namespace = namespace
        self._queue: asyncio.Queue[Work] = asyncio.Queue(QUEUE)
        self._worker: asyncio.Task[None] | None = None
        self._unsubscribe = [bus.subscribe("accounts.person.", self._login)]

    def close(self) -> None:
        """Stop listening and sending."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if self._worker is not None:
            self._worker.cancel()

    def _login(self, topic: str, message: bus.Message) -> None:
        """Rights that end or change end the sockets that had them; who still may comes back by itself."""
        person = int(topic.rpartition(".")[2])
        theirs = [c for c in self._all() if c.actor.person_id == person]
        for connection in theirs:
            if message["what"] == "rights_changed":
                self._put(self._disconnect(connection.sid))
            elif connection.actor.login_id in message["logins"]:
                self._end(connection.sid, "signed_out")

    def _all(self) -> Iterable[Connection]:
        return list(self._namespace.connections.values())

    def _end(self, sid: str, reason: str) -> None:
        if sid not in self._namespace.connections:
            return
        self._emit("removed", {"reason": reason}, sid)
        self._put(self._disconnect(sid))

    def _disconnect(self, sid: str) -> Work:
        async def work() -> None:
            await self._server.disconnect(sid, namespace=self._namespace.namespace)

        return work

    def _emit(self, event: str, data: dict[str, Any], room: str) -> None:
        async def work() -> None:
            await self._server.emit(event, data, room=room, namespace=self._namespace.namespace)

        self._put(work)

    def _enter(self, connection: Connection, rooms: set[str]) -> None:
        """The connection leaves every other group of its own and enters these."""
        manager, namespace = self._server.manager, self._namespace.namespace
        for room in connection.rooms - rooms:
            manager.basic_leave_room(connection.sid, namespace, room)
        for room in rooms - connection.rooms:
            manager.basic_enter_room(connection.sid, namespace, room)
        connection.rooms = rooms

    def _put(self, work: Work) -> None:
        if self._worker is None:
            if not self._namespace.connections:
                return
            self._worker = asyncio.get_running_loop().create_task(self._run())
        try:
            self._queue.put_nowait(work)
        except asyncio.QueueFull:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """More than can be sent: everybody comes back for a fresh snapshot rather than miss something."""
        log.error("The queue of %s is full; its sockets reconnect", self._namespace.namespace)
        while not self._queue.empty():
            self._queue.get_nowait()
        for connection in self._all():
            self._queue.put_nowait(self._disconnect(connection.sid))

    async def _run(self) -> None:
        while True:
            work = await self._queue.get()
            try:
                await work()
            except Exception:
                log.exception("Sending a message failed")

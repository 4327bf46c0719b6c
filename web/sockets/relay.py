"""From the bus to the sockets: one emit for each message and group, never a loop over members.

The bus calls while an action runs and must not wait, so messages pass a bounded queue and leave one by one
in their order. Group membership changes at once, before anything that follows is sent: whoever has joined
misses nothing, and numbers (`n`) let a client drop what its snapshot already has.
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
INSIDE = ("hosts", "audience")
Work = Callable[[], Awaitable[None]]


class Relay:
    """Listens for all rooms of this process and speaks in the namespace of the rooms."""

    def __init__(self, server: StrictServer, rooms: StrictNamespace) -> None:
        self._server = server
        self._rooms = rooms
        self._queue: asyncio.Queue[Work] = asyncio.Queue(QUEUE)
        self._worker: asyncio.Task[None] | None = None
        self._unsubscribe = [
            bus.subscribe("room.", self._room),
            bus.subscribe("chat.", self._chat),
            bus.subscribe("accounts.person.", self._login),
            bus.subscribe("sessions.join_link.", self._link),
        ]

    def close(self) -> None:
        """Stop listening and sending."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if self._worker is not None:
            self._worker.cancel()

    def _room(self, topic: str, message: bus.Message) -> None:
        if "group" in message:
            self._regroup(topic, message)
        elif "section" in message:
            self._emit("section", message, topic)
        elif "media" in message:
            self._emit("media", {"what": message["media"]}, topic)
        elif "moving" in message:
            self._emit("moving", {}, topic)
        elif "taken_over" in message:
            self._end(message["taken_over"], "taken_over")
        elif "removed" in message:
            self._end(message["connection"], "removed")

    def _regroup(self, topic: str, message: bus.Message) -> None:
        """`topic` is a seat's. Its connection leaves every other group of the session and enters this one."""
        connection = self._rooms.connections.get(message["connection"])
        if connection is None:
            return
        session = topic.split(".")[1]
        wanted = {topic}
        if message["group"] is not None:
            wanted.add(f"room.{session}.{message['group']}")
        if message["group"] in INSIDE:
            wanted.add(f"chat.{session}")
        manager, namespace = self._server.manager, self._rooms.namespace
        for room in connection.rooms - wanted:
            manager.basic_leave_room(connection.sid, namespace, room)
        for room in wanted - connection.rooms:
            manager.basic_enter_room(connection.sid, namespace, room)
        connection.rooms = wanted

    def _chat(self, topic: str, message: bus.Message) -> None:
        self._emit("chat", message, topic)

    def _login(self, topic: str, message: bus.Message) -> None:
        """Rights that end or change end the sockets that had them; who still may comes back by itself."""
        person = int(topic.rpartition(".")[2])
        theirs = [c for c in self._all() if c.actor.person_id == person]
        for connection in theirs:
            if message["what"] == "rights_changed":
                self._put(self._disconnect(connection.sid))
            elif connection.actor.login_id in message["logins"]:
                self._end(connection.sid, "signed_out")

    def _link(self, topic: str, message: bus.Message) -> None:
        link = int(topic.rpartition(".")[2])
        for connection in self._all():
            if connection.actor.link_id == link:
                self._end(connection.sid, "link_expired")

    def _all(self) -> Iterable[Connection]:
        return list(self._rooms.connections.values())

    def _end(self, sid: str, reason: str) -> None:
        if sid not in self._rooms.connections:
            return
        self._emit("removed", {"reason": reason}, sid)
        self._put(self._disconnect(sid))

    def _disconnect(self, sid: str) -> Work:
        async def work() -> None:
            await self._server.disconnect(sid, namespace=self._rooms.namespace)

        return work

    def _emit(self, event: str, data: dict[str, Any], room: str) -> None:
        async def work() -> None:
            await self._server.emit(event, data, room=room, namespace=self._rooms.namespace)

        self._put(work)

    def _put(self, work: Work) -> None:
        if self._worker is None:
            if not self._rooms.connections:
                return
            self._worker = asyncio.get_running_loop().create_task(self._run())
        try:
            self._queue.put_nowait(work)
        except asyncio.QueueFull:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """More than can be sent: everybody comes back for a fresh snapshot rather than miss something."""
        log.error("The relay's queue is full; all rooms reconnect")
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
                log.exception("Relaying a message failed")

"""Namespace /check: the device check sends a moment of sound and picture to the media port and back.

Each socket has a private echo room of its own, which ends with the socket.
"""

from typing import Any

from hub import limits
from hub.rooms import actions as rooms
from hub.rooms.wire import Check
from web.sockets import events, wire
from web.sockets.base import Authenticate, Connection, Reply, StrictNamespace
from web.sockets.door import let_in
from web.sockets.tickets import Tickets


class CheckNamespace(StrictNamespace):
    """Signalling of the device check. The events are in `events.CHECK`, told in PROTOCOL.md."""

    events = events.CHECK

    def __init__(self, tickets: Tickets, authenticate: Authenticate) -> None:
        super().__init__("/check")
        self._tickets = tickets
        self._authenticate = authenticate
        self._checks: dict[str, Check] = {}

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any) -> Connection:
        return await let_in(self._tickets, self._authenticate, sid, environ, auth)

    async def on_disconnect(self, connection: Connection) -> None:
        check = self._checks.pop(connection.sid, None)
        if check is not None:
            await rooms.close_check(check)

    async def on_open(self, connection: Connection, message: wire.Message) -> Reply:
        check = await self._check(connection)
        return {"ice": {"iceServers": check.ice}}

    async def on_publish(self, connection: Connection, message: wire.Publish) -> Reply:
        check = await self._check(connection)
        return {"sdp": await rooms.publish_check(check, message.sdp, dict(message.sources))}

    async def on_view(self, connection: Connection, message: wire.Message) -> Reply:
        return {"offer": await rooms.view_check(await self._check(connection))}

    async def on_answer(self, connection: Connection, message: wire.Answer) -> None:
        await rooms.answer_check(await self._check(connection), message.sdp)

    async def _check(self, connection: Connection) -> Check:
        """This socket's echo room, made at its first question."""
        check = self._checks.get(connection.sid)
        if check is None:
            check = self._checks[connection.sid] = await rooms.open_check(limits.who(connection.actor))
        return check

"""The Socket.IO server itself: which packets it takes, what it keeps for a slow client, how it ends.

python-socketio's private methods that are overridden here are named in tests/web/sockets/test_contract.py.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Protocol

import socketio
import socketio.packet

log = logging.getLogger(__name__)

MAX_MESSAGE = 64 * 1024
MAX_OUTBOX = 256  # packets kept for a client that does not read
SECONDS_WITHOUT_TICKET = 10.0
TEXT_TYPES = {
    socketio.packet.CONNECT,
    socketio.packet.DISCONNECT,
    socketio.packet.EVENT,
    socketio.packet.ACK,
}
RESERVED = {"connect", "disconnect"}  # the library hands its own comings and goings on under these names
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class TextPacket(socketio.packet.Packet):  # type: ignore[misc]
    """A packet without binary attachments, whichever side made it."""

    uses_binary_events = False

    def decode(self, encoded_packet: Any) -> int:
        if not isinstance(encoded_packet, str):
            raise ValueError("binary")
        attachments = super().decode(encoded_packet)
        if attachments or self.packet_type not in TEXT_TYPES:
            raise ValueError("binary or unknown type")
        if self.packet_type == socketio.packet.EVENT and not _is_event(self.data):
            raise ValueError("not an event")
        return 0


def _is_event(data: object) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str) and data[0] not in RESERVED


class Closable(Protocol):
    """What the server closes when it ends."""

    def close(self) -> None: ...


class StrictServer(socketio.AsyncServer):  # type: ignore[misc]
    """Ends connections that send what no client of ours sends, and drops whoever does not read."""

    speakers: Sequence[Closable] = ()

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        asyncio.get_running_loop().call_later(SECONDS_WITHOUT_TICKET, self._end_if_idle, eio_sid)

    def _end_if_idle(self, eio_sid: str) -> None:
        if eio_sid in self.environ and not self._is_anywhere(eio_sid):
            self.start_background_task(self._end, eio_sid)

    async def _end(self, eio_sid: str) -> None:
        """Close a connection without waiting for its client to agree."""
        client = self.eio.sockets.get(eio_sid)
        if client is not None:
            await client.close(wait=False)
            client.queue.put_nowait(None)

    def _is_anywhere(self, eio_sid: str) -> bool:
        return any(
            self.manager.sid_from_eio_sid(eio_sid, name) is not None
            for name in list(self.manager.get_namespaces())
        )

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        if eio_sid not in self.environ:
            return
        try:
            await super()._handle_eio_message(eio_sid, data)
        except MALFORMED as error:
            log.info("Ended a socket that sent an unreadable packet (%s)", type(error).__name__)
            self.start_background_task(self._end, eio_sid)

    async def _send_eio_packet(self, eio_sid: str, eio_pkt: Any) -> None:
        client = self.eio.sockets.get(eio_sid)
        if client is not None and client.queue.qsize() >= MAX_OUTBOX:
            self._drop(eio_sid, client)
            return
        await super()._send_eio_packet(eio_sid, eio_pkt)

    def _drop(self, eio_sid: str, client: Any) -> None:
        """Forget what waits for a client that does not read; it comes back and asks for a snapshot."""
        while not client.queue.empty():
            client.queue.get_nowait()
            client.queue.task_done()
        log.info("Dropped a socket whose outbox was full")
        self.start_background_task(self._end, eio_sid)

    async def announce_moving(self) -> None:
        """Tell every client that this server stops; clients spread their return over some seconds."""
        for namespace in self.namespace_handlers:
            await self.emit("moving", {}, namespace=namespace)

    def close(self) -> None:
        """Stop listening to the bus; the process, or a test, ends."""
        for speaker in self.speakers:
            speaker.close()

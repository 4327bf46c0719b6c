"""The UDP sockets of a worker, one per announced address, and who a datagram is for (RFC 7983).

STUN finds its connection by our own ufrag; everything else by a source address that ICE has verified, so a
stranger's packets end here. What a connection does with its datagrams lives in `connection`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections import Counter
from typing import TYPE_CHECKING, Any

from rtc.core import stun
from rtc.core.malformed import Malformed
from rtc.io.handshakes import Handshakes
from rtc.io.inbox import Inbox
from rtc.io.outbox import Outbox, Outlet
from rtc.io.sockaddr import Address

if TYPE_CHECKING:
    from rtc.io.connection import Connection

log = logging.getLogger(__name__)

BUFFER_BYTES = 4 * 1024 * 1024


class MediaSocket:
    """One bound socket. `announced` is what browsers are told, which may differ behind a one-to-one NAT."""

    def __init__(self, port: MediaPort, bind: str, announced: str, number: int) -> None:
        family = socket.AF_INET6 if ipaddress.ip_address(bind).version == 6 else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        self.socket.bind((bind, number))
        self.announced = (announced, int(self.socket.getsockname()[1]))
        self.fd = self.socket.fileno()
        self.outlet = Outlet(self.fd, port.outbox)
        self.by_source: dict[Address, Connection] = {}
        self._port = port
        self._inbox = Inbox(self.socket)

    def send(self, datagram: bytes, source: Address) -> None:
        """Send, or drop when the kernel has no room or no route."""
        try:
            self.socket.sendto(datagram, source)
        except OSError:
            self._port.counters["send_failed"] += 1

    def read(self) -> None:
        """Take what has arrived, but leave the loop to others after a while."""
        port = self._port
        try:
            for datagram in self._inbox.take():
                try:
                    self._take(*datagram)
                except Malformed:
                    port.counters["malformed"] += 1
                except Exception:
                    port.bug()
        except BlockingIOError:
            return
        except OSError:
            port.counters["receive_failed"] += 1

    def _take(self, data: bytearray, pointer: Any, size: int, source: Address, arrived: float) -> None:
        if not size:
            self._port.counters["ignored"] += 1
            return
        first = data[0]
        if stun.looks_like_stun(first):
            self._port.on_stun(self, bytes(data[:size]), source)
            return
        connection = self.by_source.get(source)
        if connection is None:
            self._port.counters["stranger"] += 1
        elif 128 <= first < 192:
            connection.on_srtp(data, pointer, size, arrived)
        elif 20 <= first < 64:
            connection.on_dtls(bytes(data[:size]))
        else:
            self._port.counters["ignored"] += 1


class MediaPort:
    """All sockets of a worker and the connections behind them."""

    def __init__(self, addresses: tuple[tuple[str, str], ...], number: int) -> None:
        self.counters: Counter[str] = Counter()
        self._by_ufrag: dict[str, Connection] = {}
        self._connections: set[Connection] = set()
        self._bugs = 0
        self.handshakes = Handshakes()
        self.outbox = Outbox()
        self.sockets = [MediaSocket(self, bind, announced, number) for bind, announced in addresses]

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        return tuple(socket.announced for socket in self.sockets)

    def __len__(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    def start(
        self, loop: asyncio.AbstractEventLoop, *, sending_thread: bool = False, segments: bool = True
    ) -> None:
        """Read from now on; without `segments` every packet is a message of its own to the kernel."""
        self.handshakes.start(loop)
        if sending_thread:
            self.outbox.start()
        for one in self.sockets:
            one.outlet.segments = segments
            loop.add_reader(one.fd, one.read)

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        for one in self.sockets:
            loop.remove_reader(one.fd)
        self.outbox.close()
        for one in self.sockets:
            one.socket.close()

    def add(self, connection: Connection, *, counted: bool = True) -> None:
        if counted:
            self._connections.add(connection)
        self._by_ufrag[connection.credentials.ufrag] = connection

    def forget_ufrag(self, ufrag: str) -> None:
        self._by_ufrag.pop(ufrag, None)

    def remove(self, connection: Connection) -> None:
        self._connections.discard(connection)
        connection.forget_former()
        self.forget_ufrag(connection.credentials.ufrag)
        for where, source in connection.path.verified:
            if where.by_source.get(source) is connection:
                del where.by_source[source]

    def on_stun(self, where: MediaSocket, data: bytes, source: Address) -> None:
        """Answer a binding request that knows our ufrag and password; anything else gets no answer."""
        message = stun.parse(data)
        if message.kind != stun.BINDING_REQUEST:
            self.counters["ignored"] += 1
            return
        ufrag = message.local_ufrag
        connection = self._by_ufrag.get(ufrag)
        if connection is not None:
            password = connection.credentials.password_of(ufrag)
            if stun.is_signed_with(message, password):
                self._reply(where, message, source, password)
                if ufrag == connection.credentials.ufrag:
                    connection.forget_former()
                connection.on_check(where, source, nominated=message.use_candidate)
                return
        self.counters["stranger"] += 1

    def bug(self) -> None:
        """An exception that is no outsider's doing: logged, but not for every packet."""
        self._bugs += 1
        self.counters["bug"] += 1
        if self._bugs & (self._bugs - 1) == 0:
            log.exception("a datagram met a bug (%d so far)", self._bugs)

    def _reply(self, where: MediaSocket, message: stun.Message, source: Address, password: bytes) -> None:
        where.send(stun.success(message.transaction, source[0], source[1], password), source)

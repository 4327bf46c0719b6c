"""The socket on which workers that share a room meet: SRTP with keys the hub gave both, no ICE, no browsers.

A relay is found by its number, the upper bits of every SSRC on it, and heard only from the address the hub
named. What goes over it is decided in `core.uplink` and `core.edge`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable

from rtc import wire
from rtc.core import relay
from rtc.core.malformed import Malformed
from rtc.core.rtp import is_rtcp
from rtc.io.inbox import Datagram, Inbox
from rtc.io.srtp import PROFILES, Incoming, Keys, Outgoing

log = logging.getLogger(__name__)

BUFFER_BYTES = 4 * 1024 * 1024
READS_AT_ONCE = 2
GCM = PROFILES[0]
KEY_BYTES = GCM.key_size + GCM.salt_size

OnPacket = Callable[[bytearray, int, float], None]


class RelayEnd:
    """One relay as one of its two workers has it."""

    def __init__(self, port: RelayPort, given: wire.Relay, on_packet: OnPacket, *, home: bool) -> None:
        down, up = given.key[:KEY_BYTES], given.key[KEY_BYTES:]
        keys = Keys(GCM, client=up if home else down, server=down if home else up)
        self.number = given.number
        self.where = (str(ipaddress.ip_address(given.host)), given.port)
        self.on_packet = on_packet
        self.incoming, self._outgoing = Incoming(keys), Outgoing(keys)
        self._port = port
        port.ends[self.number] = self

    def send(self, packet: bytes) -> None:
        """Protect and send an RTP or RTCP packet."""
        protect = self._outgoing.rtcp if is_rtcp(packet[1]) else self._outgoing.rtp
        self._port.send(protect(packet), self.where)

    def close(self) -> None:
        if self._port.ends.get(self.number) is self:
            del self._port.ends[self.number]


class RelayPort:
    """One UDP socket for all relays of a worker; `counters` tell what was dropped."""

    def __init__(self, host: str) -> None:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
        self.socket.bind((host, 0))
        self.address = (host, int(self.socket.getsockname()[1]))
        self.ends: dict[int, RelayEnd] = {}
        self.dropped = 0
        self._inbox = Inbox(self.socket)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.add_reader(self.socket.fileno(), self.read)

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.remove_reader(self.socket.fileno())
        self.socket.close()

    def send(self, datagram: bytes, where: tuple[str, int]) -> None:
        """Send, or drop when the kernel has no room; the edge asks again."""
        try:
            if datagram:
                self.socket.sendto(datagram, where)
        except OSError:
            self.dropped += 1

    def read(self) -> None:
        """Take what has arrived, but leave the loop to others after a while."""
        for _ in range(READS_AT_ONCE):
            try:
                for datagram in self._inbox.take():
                    self._read(datagram)
            except OSError:
                return

    def _read(self, datagram: Datagram) -> None:
        try:
            self._take(datagram)
        except Malformed:
            self.dropped += 1
        except Exception:
            self.dropped += 1
            log.exception("a relayed packet met a bug")

    def _take(self, datagram: Datagram) -> None:
        data, pointer, size, source, arrived = datagram
        control = size >= 12 and is_rtcp(data[1])
        ssrc = int.from_bytes(data[4:8] if control else data[8:12], "big")
        end = self.ends.get(relay.number_of(ssrc))
        if size < 12 or end is None or source[:2] != end.where:
            self.dropped += 1
            return
        opened = end.incoming.open_rtcp if control else end.incoming.open_rtp
        plain = opened(pointer, size)
        if plain:
            end.on_packet(data, plain, arrived)
        else:
            self.dropped += 1

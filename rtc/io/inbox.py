"""Datagrams that have arrived on a socket, many with one recvmmsg, each with the moment of its arrival.

The stamp (SO_TIMESTAMPNS, socket(7)) is on the wall clock; it is given on the monotonic clock everything else
uses. Who a datagram is for is decided in `udp`.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from rtc.io.kernel import DONTWAIT, NAME, ffi, libc
from rtc.io.sockaddr import Address, unpack_sockaddr
from rtc.io.srtp import buffer_of

SO_TIMESTAMPNS = 35
COUNT, SIZE, CONTROL = 32, 2048, 64
OLDEST = 10.0
"""Seconds: a stamp older than that, or of the future, means that the wall clock was set."""
KNOWN_SOURCES = 4096
TRUNCATED = int(socket.MSG_TRUNC)


class Datagram(NamedTuple):
    """`data[:size]` is valid until the next call of `take`; `pointer` is its address for libsrtp.

    What is longer than SIZE comes as if it were empty.
    """

    data: bytearray
    pointer: Any
    size: int
    source: Address
    arrived: float


class Inbox:
    """The receiving half of one socket."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._fd = sock.fileno()
        self._significant = NAME if sock.family == socket.AF_INET6 else 8
        self._spaces = [bytearray(SIZE) for _ in range(COUNT)]
        self._pointers = [buffer_of(space) for space in self._spaces]
        self._names, self._controls = bytearray(COUNT * NAME), bytearray(COUNT * CONTROL)
        self._iovecs = ffi.new("struct iovec[]", COUNT)
        self._headers = ffi.new("struct mmsghdr[]", COUNT)
        self._prepare()
        self._fresh = bytes(ffi.buffer(self._headers))
        words = memoryview(ffi.buffer(self._headers)).cast("B").cast("I")
        step = ffi.sizeof("struct mmsghdr") // 4
        self._sizes, self._flags, self._controlled = words[14::step], words[12::step], words[10::step]
        self._sources: dict[bytes, Address] = {}

    def take(self) -> Iterator[Datagram]:
        """What has arrived, at most COUNT. Raises BlockingIOError when nothing has, else OSError."""
        ffi.memmove(self._headers, self._fresh, len(self._fresh))  # the kernel writes lengths into them
        count = libc.recvmmsg(self._fd, self._headers, COUNT, DONTWAIT, ffi.NULL)
        if count < 0:
            raise OSError(ffi.errno, "recvmmsg")
        now = time.monotonic()
        offset = now - time.clock_gettime(time.CLOCK_REALTIME)
        for i in range(count):
            size = 0 if self._flags[i] & TRUNCATED else self._sizes[i]
            source, arrived = self._source(i), self._arrived(i, offset, now)
            yield Datagram(self._spaces[i], self._pointers[i], size, source, arrived)

    def _source(self, i: int) -> Address:
        name = bytes(self._names[i * NAME : i * NAME + self._significant])
        source = self._sources.get(name)
        if source is None:
            if len(self._sources) >= KNOWN_SOURCES:
                self._sources.clear()
            source = self._sources[name] = unpack_sockaddr(name)
        return source

    def _arrived(self, i: int, offset: float, now: float) -> float:
        if self._controlled[i] < 32:
            return now
        seconds, nanoseconds = _TIMESPEC.unpack_from(self._controls, i * CONTROL + 16)
        arrived: float = seconds + nanoseconds * 1e-9 + offset
        return arrived if now - OLDEST < arrived < now else now

    def _prepare(self) -> None:
        names, controls = ffi.from_buffer(self._names), ffi.from_buffer(self._controls)
        self._kept = [names, controls, *(ffi.from_buffer(space) for space in self._spaces)]
        for i in range(COUNT):
            self._iovecs[i].iov_base, self._iovecs[i].iov_len = self._kept[2 + i], SIZE
            header = self._headers[i].msg_hdr
            header.msg_name, header.msg_namelen = names + i * NAME, NAME
            header.msg_iov, header.msg_iovlen = self._iovecs + i, 1
            header.msg_control, header.msg_controllen = controls + i * CONTROL, CONTROL


_TIMESPEC = struct.Struct("=qq")

"""A batch of protected packets with everything the kernel wants to know around them, and how it is sent.

All message headers are filled once, when a parcel is made. The packets of one picture leave as one message
for each viewer, which the kernel segments (UDP_SEGMENT). `forward` fills it, `outbox` says when it leaves.
"""

from __future__ import annotations

import errno
import select
from collections.abc import Sequence
from struct import pack, pack_into
from typing import TYPE_CHECKING, Any

from pylibsrtp._binding import ffi as srtp_ffi

from rtc.io.kernel import DONTWAIT, NAME, SOL_UDP, UDP_SEGMENT, ffi, libc

if TYPE_CHECKING:
    from rtc.io.outbox import Outlet

PACKETS, MESSAGES, LONGEST = 256, 128, 8
ROOM = 1664
"""A buffer's bytes: no power of two, which would crowd the cache's sets."""


class Tally:
    """Packets sent, packets the kernel did not take, packets libsrtp did not protect."""

    def __init__(self) -> None:
        self.sent = self.failed = self.refused = 0


class Parcel:
    """Buffers for a batch of packets with everything the system call wants to know around them."""

    def __init__(self) -> None:
        self._space = ffi.new(f"char[{PACKETS * ROOM}]")
        self._names = ffi.new(f"char[{MESSAGES * NAME}]")
        self._iovecs = ffi.new("struct iovec[]", PACKETS)
        self._control = ffi.new("char[24]", pack("=Qii", 18, SOL_UDP, UDP_SEGMENT))
        self.view = memoryview(ffi.buffer(self._space)).cast("B")
        self.names = memoryview(ffi.buffer(self._names)).cast("B")
        # struct iovec is two machine words, and every other one is a length
        self.lengths = memoryview(ffi.buffer(self._iovecs)).cast("B").cast("L")[1::2]
        self.pointers = [_srtp_pointer("void *", self._space + i * ROOM) for i in range(PACKETS)]
        for i in range(PACKETS):
            self._iovecs[i].iov_base = self._space + i * ROOM
        # little endian: the low half of the size_t is the int libsrtp reads and writes
        self.length_pointers = [
            _srtp_pointer("int *", ffi.addressof(self._iovecs[i], "iov_len")) for i in range(PACKETS)
        ]
        self._headers = [self._made(max(1, run)) for run in range(LONGEST + 1)]
        self.run = self.count = 0
        self.left_out: set[int] = set()
        self.outlet: Outlet
        self.tally: Tally
        self.arrived: Sequence[float] = ()

    def send(self, patience: int) -> None:
        """Send what is in it; waits up to `patience` ms for the kernel to have room, then drops."""
        if self.run > 1:
            first = next((i for i in range(self.count) if i not in self.left_out), 0)
            pack_into("=H", ffi.buffer(self._control), 16, self.lengths[first * self.run])
        first = 0
        for end in [*sorted(self.left_out), self.count]:
            self._send(first, end, patience)
            first = end + 1

    def _send(self, first: int, end: int, patience: int) -> None:
        fd, tally, run, headers = self.outlet.fd, self.tally, self.run, self._headers[self.run]
        while first < end:
            sent = libc.sendmmsg(fd, headers + first, end - first, DONTWAIT)
            if sent > 0:
                tally.sent += sent * run
                first += sent
                continue
            error = last_error()
            if error == errno.EAGAIN:
                if not patience or not _writable(fd, patience):
                    tally.failed += (end - first) * run
                    return
            elif run > 1 and error in (errno.EINVAL, errno.EIO, errno.EMSGSIZE):
                # too large is this viewer's path; anything else is the socket's card
                self.outlet.segments &= error == errno.EMSGSIZE
                self._send_singly(first)
                first += 1
            elif error != errno.EINTR:
                tally.failed += run
                first += 1

    def _send_singly(self, message: int) -> None:
        """The same packets again, a call for each."""
        name = self._names + message * NAME
        for i in range(message * self.run, (message + 1) * self.run):
            sent = libc.sendto(self.outlet.fd, self._space + i * ROOM, self.lengths[i], DONTWAIT, name, NAME)
            if sent < 0:
                self.tally.failed += 1
            else:
                self.tally.sent += 1

    def _made(self, run: int) -> Any:
        """Headers of messages with `run` packets each."""
        headers = ffi.new("struct mmsghdr[]", min(MESSAGES, PACKETS // run))
        for i in range(len(headers)):
            header = headers[i].msg_hdr
            header.msg_name, header.msg_namelen = self._names + i * NAME, NAME
            header.msg_iov, header.msg_iovlen = self._iovecs + i * run, run
            if run > 1:
                header.msg_control, header.msg_controllen = self._control, len(self._control)
        return headers


def last_error() -> int:
    return int(ffi.errno)


def _srtp_pointer(kind: str, pointer: Any) -> Any:
    """A pointer of our cffi as one of pylibsrtp's."""
    return srtp_ffi.cast(kind, int(ffi.cast("uintptr_t", pointer)))


def _writable(fd: int, milliseconds: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    return bool(poll.poll(milliseconds))

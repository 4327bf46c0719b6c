"""The hot path: one plaintext to many viewers.

Why it looks as it does. Per packet and viewer there is one copy, one srtp_protect and a share of a sendmmsg,
nothing else: crypto and kernel are the floor, every Python object made per viewer adds to it. So all message
headers are filled once, when a parcel is made; libsrtp writes the protected length straight into the iovec;
the loops are slices and `map`. A viewer who comes or goes costs one entry, not a rebuild. The packets of one
picture leave as one message for each viewer, which the kernel segments (UDP_SEGMENT, `core.burst`).

Who does what. The event loop protects, and only it touches libsrtp's sessions. A parcel holds bytes and
addresses of its own, so a thread may make the system call and knows nothing that could be freed under it. A
viewer whose protect fails is left out: its buffer still holds plaintext. Parcels are few: when none is empty
the loop waits, and pictures that grow old meanwhile are given up (`core.shedding`).

What was measured (`load media`, 187 packets/s, two shared EPYC cores; microseconds a packet and the floor of
the same run, p50 and p99 in ms from arrival to the last viewer's send), with nothing else on the machine:

    500 viewers    from the loop,  segmented          6.7 (6.6)      9    21
    1,000 viewers  from the loop,  segmented         10.0 (6.8)     48   297    half of the packets; it sheds
                   two workers, 500 each              5.5                 24    183 packets/s each

and beside much other work, medians of several runs:

    500 viewers    from the loop,  segmented          6.7 (7.1)      9    22
                   by the thread,  segmented          7.7 (6.6)     11    27
                   from the loop,  packet by packet   8.8 (7.2)     15    64
    1,000 viewers  by the thread,  segmented          7.3           29   158 to 312    half to nearly all

Four fifths of a worker's time are srtp_protect and sendmmsg themselves. A sound packet, alone in its message,
costs twice what one of a picture does. What does not help: protecting viewer by viewer instead of packet by
packet, one iovec for a whole run, larger batches than these, huge pages.

Why the thread is off unless the worker is told `--sending-thread`: it divides the work of one worker in two
unequal parts that wait for each other's GIL and parcels, a second worker (`wire.OpenEdge`) divides it in two
equal ones that share nothing. So a node starts two where there are two cores.
"""

from __future__ import annotations

import errno
import logging
import select
import sys
import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from queue import SimpleQueue
from struct import pack, pack_into
from typing import Any, Protocol

from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp

from rtc.io.kernel import DONTWAIT, NAME, SOL_UDP, UDP_SEGMENT, ffi, libc

log = logging.getLogger(__name__)

PARCELS, PACKETS, MESSAGES, LONGEST = 4, 256, 128, 8
ROOM, LONG, SHORT = 1664, 1536, 256
"""A buffer's bytes (no power of two, which would crowd the cache's sets), and how much of it is copied."""
PATIENCE_MS = 5
HAND_OVER = 0.0005
"""Seconds after which the thread may ask for the GIL. It needs it for a moment after each system call, and by
default would wait ten times as long while the loop protects: one parcel's work waiting for four."""
AGES = tuple(0.00025 * 1.25**step for step in range(46))
"""Bounds of the histogram of ages at the last send, 0.25 ms to 5.8 s, in seconds."""


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
        self.long = [slice(i * ROOM, i * ROOM + LONG) for i in range(PACKETS)]
        self.short = [slice(i * ROOM, i * ROOM + SHORT) for i in range(PACKETS)]
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


class Outbox:
    """The thread that sends parcels in order, and those that are empty. Without `start` it sends at once.

    What fits into one parcel is sent at once too while the thread has nothing to do: a small room's packets
    are gone before a thread would have woken up.
    """

    def __init__(self) -> None:
        self.ages = array("L", bytes(8 * (len(AGES) + 1)))
        self._own = Parcel()
        self._empty: SimpleQueue[Parcel] = SimpleQueue()
        self._full: SimpleQueue[Parcel | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._handed = self._done = 0

    def start(self) -> None:
        sys.setswitchinterval(HAND_OVER)
        for _ in range(PARCELS):
            self._empty.put(Parcel())
        self._thread = threading.Thread(target=self._run, name="send", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send what is left and end the thread."""
        if self._thread is not None:
            self._full.put(None)
            self._thread.join()
            self._thread = None

    def flush(self) -> None:
        """Wait until all that was put is sent."""
        if self._thread is not None:
            for parcel in [self._empty.get() for _ in range(PARCELS)]:
                self._empty.put(parcel)

    def histogram(self) -> list[list[float]]:
        """How old packets were when the last viewer's left: [[up to ms, packets], ...]; the last is open."""
        bounds = [*(round(bound * 1000, 3) for bound in AGES), 60_000.0]
        return [[bound, count] for bound, count in zip(bounds, self.ages, strict=True)]

    def take(self, *, small: bool = False) -> Parcel:
        """An empty parcel; waits until there is one. `small`: nothing else is to be sent with it."""
        alone = self._thread is None or (small and self._handed == self._done)
        parcel = self._own if alone else self._empty.get()
        parcel.left_out.clear()
        return parcel

    def put(self, parcel: Parcel) -> None:
        """Send it, or have it sent."""
        if parcel is self._own:
            self._send(parcel, 0)
        else:
            self._handed += 1
            self._full.put(parcel)

    def give_back(self, parcel: Parcel) -> None:
        """Nothing came of it."""
        if parcel is not self._own:
            self._empty.put(parcel)

    def _run(self) -> None:
        while (parcel := self._full.get()) is not None:
            self._send(parcel, PATIENCE_MS)
            self._done += 1

    def _send(self, parcel: Parcel, patience: int) -> None:
        try:
            parcel.send(patience)
            if parcel.arrived:
                now = time.monotonic()
                for moment in parcel.arrived:
                    self.ages[bisect_left(AGES, now - moment)] += 1
        except Exception:
            log.exception("a parcel met a bug")
        finally:
            self.give_back(parcel)


class Outlet:
    """A socket to send from; `segments` until it turns out that its packets cannot be segmented."""

    def __init__(self, fd: int, outbox: Outbox, *, segments: bool = True) -> None:
        self.fd = fd
        self.outbox = outbox
        self.segments = segments


class Tally:
    """Packets sent, packets the kernel did not take, packets libsrtp did not protect."""

    def __init__(self) -> None:
        self.sent = self.failed = self.refused = 0


class Owner(Protocol):
    """Whoever owns a libsrtp session."""

    handle: Any


class Audience:
    """Viewers reached alike: the same bytes, socket, payload type and length of tag."""

    def __init__(self, outlet: Outlet, tally: Tally, payload_type: int = 0) -> None:
        self.outlet = outlet
        self._tally = tally
        self._payload_type = payload_type
        self._places: dict[str, int] = {}
        self._peers: list[str] = []
        self._owners: list[Owner] = []  # kept: freeing one frees the session its handle points to
        self._handles: list[Any] = []
        self._names = bytearray()

    def __len__(self) -> int:
        return len(self._peers)

    def add(self, peer: str, owner: Owner, sockaddr: bytes) -> None:
        """Send to it from now on; the peer must not be among them."""
        self._places[peer] = len(self._peers)
        self._peers.append(peer)
        self._owners.append(owner)
        self._handles.append(owner.handle)
        self._names += sockaddr.ljust(NAME, b"\0")

    def remove(self, peer: str) -> None:
        """Send no longer; the last one takes its place."""
        place, last = self._places.pop(peer), self._peers.pop()
        owner, handle, name = self._owners.pop(), self._handles.pop(), self._names[-NAME:]
        del self._names[-NAME:]
        if last != peer:
            self._places[last] = place
            self._peers[place], self._owners[place], self._handles[place] = last, owner, handle
            self._names[place * NAME : (place + 1) * NAME] = name

    def send_rtp(self, run: Sequence[bytes], arrived: Sequence[float] = ()) -> None:
        """Protect and send packets to everybody, at most LONGEST; all but the last must be of one size."""
        if len(run) > 1 and not self.outlet.segments:
            for i, packet in enumerate(run):
                self._send(srtp.srtp_protect, [packet], arrived[i : i + 1])
        else:
            self._send(srtp.srtp_protect, run, arrived)

    def send_rtcp(self, plain: bytes) -> None:
        """Protect and send an RTCP packet to everybody."""
        self._send(srtp.srtp_protect_rtcp, [plain], ())

    def _send(self, protect: Any, run: Sequence[bytes], arrived: Sequence[float]) -> None:
        size, total, outbox = len(run), len(self._peers), self.outlet.outbox
        step = min(MESSAGES, PACKETS // size)
        for packet, source in zip(run, _plain, strict=False):
            source[: len(packet)] = packet
            if self._payload_type and protect is srtp.srtp_protect:
                source[1] = source[1] & 0x80 | self._payload_type
        for start in range(0, total, step):
            parcel = outbox.take(small=total <= step)
            try:
                handles = self._handles[start : start + step]
                count = len(handles)
                parcel.run, parcel.count, parcel.outlet, parcel.tally = size, count, self.outlet, self._tally
                parcel.arrived = arrived if start + step >= total else ()
                parcel.names[: count * NAME] = self._names[start * NAME : (start + count) * NAME]
                for row, packet in enumerate(run):
                    _protect(protect, parcel, handles, row, len(packet))
            except BaseException:
                outbox.give_back(parcel)
                raise
            self._tally.refused += len(parcel.left_out) * size
            outbox.put(parcel)


def _protect(protect: Any, parcel: Parcel, handles: list[Any], row: int, length: int) -> None:
    """Protect the packet in `_plain[row]` for each handle, into its place in the parcel."""
    view, run, count = parcel.view, parcel.run, len(handles)
    rows = slice(row, count * run, run)
    if length > SHORT:
        source, places = _long[row], parcel.long[rows]
    else:
        source, places = _short[row], parcel.short[rows]
    for place in places:
        view[place] = source
    parcel.lengths[rows] = memoryview(array("L", (length,)) * count)
    codes = list(map(protect, handles, parcel.pointers[rows], parcel.length_pointers[rows]))
    if any(codes):
        parcel.left_out.update(i for i, code in enumerate(codes) if code)


def last_error() -> int:
    return int(ffi.errno)


def _srtp_pointer(kind: str, pointer: Any) -> Any:
    """A pointer of our cffi as one of pylibsrtp's."""
    return srtp_ffi.cast(kind, int(ffi.cast("uintptr_t", pointer)))


def _writable(fd: int, milliseconds: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    return bool(poll.poll(milliseconds))


_plain = [memoryview(bytearray(ROOM)) for _ in range(LONGEST)]
_long, _short = [one[:LONG] for one in _plain], [one[:SHORT] for one in _plain]

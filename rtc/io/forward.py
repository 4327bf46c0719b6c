"""The hot path: one plaintext to many viewers.

Why it looks as it does. Per packet and viewer there is one copy, one srtp_protect and a share of a sendmmsg,
nothing else: crypto and kernel are the floor, every Python object made per viewer adds to it. So libsrtp
writes the protected length straight into the iovec; a run's plaintext is copied by doubling what is there
already; the other loops are slices and `map`. A viewer who comes or goes costs one entry, not a rebuild.

Who does what. The event loop protects, and only it touches libsrtp's sessions; a parcel (`parcel`) is sent
from here or by a thread (`outbox`). A viewer whose protect fails is left out: its buffer still holds
plaintext. Parcels are few: when none is empty the loop waits, and pictures that grow old meanwhile are given
up (`core.shedding`).

What was measured (`load media`, 187 packets/s; microseconds a packet, and in brackets the floors of the same
run, packet by packet and segmented; p50 and p99 in ms from arrival to the last viewer's send). Two runs each,
in which nothing else ran; machines are a quarter faster at one hour than at another.

On two cores of an Intel Xeon with AVX-512:

    500 viewers    segmented            3.9, 2.8 (2.7, 2.1; 2.2, 1.6)    5, 3      9,  9
                   packet by packet     4.5, 3.6 (2.7, 2.1)              4, 3     13, 11
    1,000 viewers  segmented            3.9, 2.8                         9, 7     18, 15
                   two workers          3.9, 2.8                                  17, 11

On two shared cores of an AMD EPYC:

    500 viewers    segmented            6.3, 5.2 (5.7, 4.9; 3.4 to 4.4)  8, 6     17, 14
                   packet by packet     6.9 (4.9)                        8        26
    1,000 viewers  two workers          5.4                                       22

So with segments it comes to 1.1 (EPYC) and 1.3 to 1.4 (Xeon) of the floor; where a bare loop that segments
stands at 0.8 itself, as on the Xeon, nothing that listens to its viewers can.

On the EPYC the sending thread cost 7.7 where the loop cost 6.7, and helped only one overloaded worker.

Where it goes, of the Xeon's 3.9, beside the segmented floor's 2.0 (`perf`, by library):

    kernel                 1.7    1.3
    libsrtp and OpenSSL    0.9    0.3
    Python                 1.1    0.3
    the rest               0.2    0.1

A bare loop is told nothing. Here 500 viewers send 2,700 datagrams a second, a report costs 22 us to read (16
of 100 parts of all) and a consent check 55 (3), a packet of the publisher 70 (4), the heart beats 50 times a
second (4); what they touch pushes viewers' sessions out of the cache, so the first packet of a run costs
three times what a further one does. A sound packet is alone in its message, and a first one: so the whole
stays above 0.8 of the floor; pictures alone come to 0.84 to 0.92 where the whole is at 0.95 to 1.0 (EPYC).

What does not help: protecting viewer by viewer instead of packet by packet, one iovec for a whole run, larger
or smaller batches than these, huge pages and leaving two of three reports unread (3 to 9 % each, within what
runs differ by), __slots__ on all that a report touches (2 to 4 % of reading it), AES-CM (0.6 to 1.0 us dearer
than AES-GCM). Sound as the last segment of a picture's run would save 3.6 us each, but within 5 ms hardly a
fifth meets a picture, and only where audiences of sound and picture are the same: one paced viewer or one
with redundant sound ends that.

Why the thread is off unless the worker is told `--sending-thread`: it divides the work of one worker in two
unequal parts that wait for each other's GIL and parcels, a second worker (`wire.OpenEdge`) divides it in two
equal ones that share nothing. So a node starts two where there are two cores.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Protocol

from pylibsrtp._binding import lib as srtp

from rtc.io.kernel import NAME
from rtc.io.outbox import Outlet
from rtc.io.parcel import LONGEST, MESSAGES, PACKETS, ROOM, Parcel, Tally
from rtc.io.srtp import MAX_TRAILER

LARGEST = ROOM - MAX_TRAILER
"""Bytes of a packet: libsrtp writes its tag behind it, where the next buffer begins otherwise."""


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
                _copy(parcel.view, size * ROOM, count * size * ROOM)
                for row, packet in enumerate(run):
                    _protect(protect, parcel, handles, row, len(packet))
            except BaseException:
                outbox.give_back(parcel)
                raise
            self._tally.refused += len(parcel.left_out) * size
            outbox.put(parcel)


def _copy(view: memoryview, done: int, end: int) -> None:
    """A run's plaintext for every viewer: after the first, each step doubles what is there."""
    view[:done] = _run[:done]
    while done < end:
        more = min(done, end - done)
        view[done : done + more] = view[:more]
        done += more


def _protect(protect: Any, parcel: Parcel, handles: list[Any], row: int, length: int) -> None:
    """Protect the packet of that row for each handle, in its place in the parcel."""
    run, count = parcel.run, len(handles)
    rows = slice(row, count * run, run)
    parcel.lengths[rows] = memoryview(array("L", (length,)) * count)
    codes = list(map(protect, handles, parcel.pointers[rows], parcel.length_pointers[rows]))
    if any(codes):
        parcel.left_out.update(i for i, code in enumerate(codes) if code)


_run = memoryview(bytearray(LONGEST * ROOM))
_plain = [_run[row * ROOM : row * ROOM + LARGEST] for row in range(LONGEST)]

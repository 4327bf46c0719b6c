"""When parcels leave: at once, or by a helper thread in their order; and how old packets were by then.

The thread makes the system call, for which Python lets go of the GIL, and touches no session of libsrtp. A
parcel holds bytes and addresses of its own, so nothing can be freed under it.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from array import array
from bisect import bisect_left
from queue import SimpleQueue

from rtc.io.parcel import Parcel

log = logging.getLogger(__name__)

PARCELS = 4
PATIENCE_MS = 5
HAND_OVER = 0.0005
"""Seconds after which the thread may ask for the GIL. It needs it for a moment after each system call, and by
default would wait ten times as long while the loop protects: one parcel's work waiting for four."""
AGES = tuple(0.00025 * 1.25**step for step in range(46))
"""Bounds of the histogram of ages at the last send, 0.25 ms to 5.8 s, in seconds."""


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

"""Whether an encoding comes at present, by the pace of its frames. Pure.

Publishers stop encodings without a word: where their link or machine is too weak, and where nobody watches.
So packets tell, and for how long there were none. What stopped because the publisher's link collapsed does
not come back for good with its first packet: a browser that tries whether there is room again sends it in
jerks at first, and what viewers have meanwhile goes smoothly.
"""

from __future__ import annotations

SILENT_AFTER, FRAMES_MISSED, LONGEST_PAUSE = 0.3, 4, 2.0
"""Seconds without a packet, or the pauses between so many frames, after which it has stopped."""
HURRY = 0.5
"""The share of these after which that is believed of a link that has collapsed."""
STEADY, JERK = 1.5, 0.4
"""Seconds for which it must have come, and that nothing may come meanwhile, after such a link gave it up."""


class Presence:
    """Of one encoding; `live` is whether it is there to be shown. Frames are counted by its feed, over all
    its encodings."""

    def __init__(self) -> None:
        self.live = False
        self._arrived_at: float | None = None
        self._frame_at: float | None = None
        self._interval = 0.0
        self._begun = 0
        self._given_up = False
        self._since = 0.0

    def arrived(self, now: float) -> None:
        """A packet came."""
        if self._arrived_at is None or now - self._arrived_at > JERK:
            self._since = now
        self._arrived_at = now

    def began(self, frames: int, now: float) -> None:
        """A frame begins, the feed's `frames`-th."""
        if self._frame_at is not None:
            self._interval += (min(now - self._frame_at, 1.0) - self._interval) / 8
        self._frame_at, self._begun = now, frames

    def comes(self, now: float) -> bool:
        """Whether it is live from now on, and was not before."""
        if self.live or (self._given_up and now - self._since < STEADY):
            return False
        self.live = True
        return True

    def ends(self, now: float, *, given_up: bool) -> None:
        """It comes no more; `given_up`, as its publisher's link has collapsed."""
        self.live, self._given_up, self._since = False, given_up, now

    def active(self, now: float, patience: float = 1.0) -> bool:
        """Whether packets of it came lately."""
        if self._arrived_at is None:
            return False
        pause = max(SILENT_AFTER, min(FRAMES_MISSED * self._interval, LONGEST_PAUSE))
        return now - self._arrived_at < pause * patience

    def stopped(self, frames: int, others: int, now: float, *, collapsed: bool = False) -> bool:
        """Whether so many `others` have gone on without it, the feed being at so many frames. When a
        publisher's machine stalls, all of them stop together."""
        patience = HURRY if collapsed else 1.0
        outrun = frames - self._begun >= FRAMES_MISSED * others * patience
        return outrun and not self.active(now, patience)

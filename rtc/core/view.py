"""What one viewer is sent of one slot: what it chose, the branch it is on, and those it was on before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rtc.core.allocate import Choice
from rtc.core.rewrite import ALL_LAYERS, Place

if TYPE_CHECKING:
    from rtc.core.branch import Branch
    from rtc.core.encoding import Encoding

AUTOMATIC = Choice("", ALL_LAYERS)
MAX_PAST = 4
PAST_SECONDS = 3.0
MOST_UNASKED = 2
JUST_NOW = 0.3


class Target(NamedTuple):
    """What a view is to be sent: an encoding and its highest temporal and spatial layers."""

    encoding: Encoding
    temporal: int
    spatial: int = ALL_LAYERS


class Past(NamedTuple):
    """A branch a view was on: the first and last numbers it was sent, and until when."""

    branch: Branch
    since: int
    until: int
    at: float


class View:
    """`choice` None is nothing, rid "" the best there is. `since` is the first number sent on this branch.

    `place` are the numbers last sent while it is on no branch; None when nothing was ever sent. `skipped`
    counts numbers it was never sent: left out by a leap, or missing upstream while it was on a branch.
    `repeated` are the first numbers on this branch that were not repeated unasked once, and twice, yet.
    """

    __slots__ = (
        "_landed",
        "_leapt",
        "_unsent",
        "branch",
        "changed_at",
        "choice",
        "past",
        "peer",
        "place",
        "repair_sequence",
        "repeated",
        "since",
        "skipped",
        "target",
    )

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.choice: Choice | None = AUTOMATIC
        self.branch: Branch | None = None
        self.target: Target | None = None
        self.since = 0
        self.place: Place | None = None
        self.past: tuple[Past, ...] = ()
        self.skipped = self._leapt = self._landed = self._unsent = 0
        self.repair_sequence = 0
        self.repeated = [0] * MOST_UNASKED
        self.changed_at: float | None = None

    def enter(self, branch: Branch, since: int) -> None:
        """Be sent this branch from number `since` on."""
        if self.place is not None:
            self.leap(max(0, (since - self.place.sequence & 0xFFFF) - 1), since - 1)
        self._unsent = branch.rewriter.unsent
        self.branch, self.since, self.place, self.target = branch, since, None, None
        self.repeated = [since] * MOST_UNASKED
        branch.viewers.add(self.peer)

    def exit(self, now: float) -> None:
        """Be sent nothing more of the branch; what was sent can still be asked for again."""
        branch = self.branch
        if branch is None:
            return
        branch.viewers.discard(self.peer)
        if branch.rewriter.highest >= self.since:
            past = Past(branch, self.since, branch.rewriter.highest, now)
            self.past = (*self.past[1 - MAX_PAST :], past)
        self.place = branch.rewriter.place
        self.skipped += branch.rewriter.unsent - self._unsent
        self.branch = None

    def leap(self, count: int, to: int) -> None:
        """So many numbers up to `to` are left out."""
        if count:
            self.skipped += count
            self._leapt, self._landed = count, to

    def never_sent(self, highest: int) -> int:
        """How many of the numbers up to one that its viewer has received (any more than 16 bits aside) were
        never sent to it: it reports them as lost."""
        skipped = self.skipped
        if self.branch is not None:
            skipped += self.branch.rewriter.unsent - self._unsent
        before = 0 < self._landed - highest & 0xFFFF < 0x8000
        return skipped - self._leapt if before else skipped

    def served_at(self, now: float) -> bool:
        """Whether this view began or leapt on a key frame just now: what its viewer asks for is there."""
        return self.changed_at is not None and now - self.changed_at < JUST_NOW

    def find(self, sequence16: int, now: float, *, past: bool = True) -> tuple[int, bytes] | None:
        """A packet this view was sent, by the 16-bit number it knows it by; and a key for its repeats.

        `past`: also on the branches it was on before."""
        branch = self.branch
        if branch is not None:
            kept = branch.ring.find(sequence16, now)
            if kept is not None and kept[0] >= self.since:
                return kept
        for one in reversed(self.past if past else ()):
            kept = one.branch.ring.find(sequence16, now) if now - one.at < PAST_SECONDS else None
            if kept is not None and one.since <= kept[0] <= one.until:
                return kept
        return None

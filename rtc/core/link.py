"""One viewer's link: its estimate, what its page wants, what it is sent, and what fits beside that."""

from __future__ import annotations

from collections.abc import Mapping

from rtc.core.allocate import Ladder, Limit
from rtc.core.estimate import Estimate
from rtc.core.viewer import Allowance

SOUND_RATE = 45_000
FREE_REPAIRS, NARROW_REPAIRS, LEAST_REPAIRS, FEW_REPAIRS, PACKET = 0.5, 0.25, 40.0, 5.0, 1100
ALLOWED_APART = 1.5
MOST_REDUNDANT, REDUNDANT_SHARE, LOSES_ANYWAY = 2, 0.1, 0.02
LOSES_REPAIRS = 0.04
LOSES_ASKS = (0.04, 0.15)
"""The shares lost from which pictures are repeated unasked once, and twice; until half as much is lost."""

TIMED, TIMED_LOSING, LOSES = 10.0, 1.0, 0.01
"""Seconds between two answers to a viewer's clock, and where packets are lost; what counts as that."""

Tiles = Mapping[str, int]
Key = tuple[tuple[tuple[str, int], ...], Limit, tuple[str, ...]]


class Link:
    """`padding` tells whether bursts can be sent to it (it negotiated RTX); `sent` is the rate of what it is
    sent, sound included. Where a method takes `sound`, that is the rate of the room's sounds; both bits per
    second."""

    def __init__(self, peer: str, *, padding: bool) -> None:
        self.peer = peer
        self.padding = padding
        self.estimate = Estimate()
        self.tiles: dict[str, int] = {}
        self.limit: Limit = "full"
        self.level: Limit = "full"
        self.ladder: Ladder | None = None
        self.steps: int | None = None
        self.sent = 0.0
        self.allowed = Allowance()
        self.pace: float | None = None
        self.version = -1
        self.timed_at: float | None = None
        self.burst_until = self.burst_rate = self.burst_owed = 0.0

    def timed(self, now: float) -> bool:
        """Whether it is time to tell a viewer its round trip: seldom, as each word costs what a packet does,
        but soon where packets are lost, since then it is how long it waits for a repeat."""
        apart = TIMED if self.estimate.loss < LOSES else TIMED_LOSING
        return self.timed_at is None or now - self.timed_at >= apart

    @property
    def narrow(self) -> bool:
        """Whether it is known not to carry everything that is wanted."""
        return self.estimate.limited and self.ladder is not None and self.steps != self.ladder.full

    def key(self, own: tuple[str, ...]) -> Key:
        return (tuple(sorted(self.tiles.items())), self.limit, own)

    def load(self, sound: float) -> float:
        """What is really sent to it, with what is repeated unasked."""
        return self.sent + self.allowed.unasked * max(self.sent - sound, 0.0)

    def budget(self, sound: float) -> float:
        """What there is for pictures: sound comes first, with what it is allowed on a narrow link."""
        return self.estimate.bps - sound * (1 + self.allowed.redundancy if self.narrow else 1)

    def allowance(self, sound: float) -> Allowance:
        """How many packets a second may be sent again, and how redundant sound may be.

        What is asked for on a link that is full makes new holes, so never nearly as many as are sent; fewest
        when it is known to be full. Then redundant sound has a tenth of it, unless the link loses whatever
        is sent. Where there is room, and so much is lost that repairs are lost too, they go out twice; and
        as what asks for them is lost as well, pictures are repeated without waiting for it.
        """
        estimate, narrow = self.estimate, self.narrow
        if narrow:
            share = max(NARROW_REPAIRS, 2 * estimate.usual_loss)
            repairs = max(FEW_REPAIRS, share * estimate.bps / 8 / PACKET)
            fits = int(estimate.bps * REDUNDANT_SHARE / (sound or SOUND_RATE))
            redundancy = min(MOST_REDUNDANT, max(fits, estimate.usual_loss >= LOSES_ANYWAY))
        else:
            repairs = max(LEAST_REPAIRS, FREE_REPAIRS * self.sent / 8 / PACKET)
            redundancy = MOST_REDUNDANT
        if 1 / ALLOWED_APART < repairs / self.allowed.repairs < ALLOWED_APART:
            repairs = self.allowed.repairs
        twice = not narrow and estimate.loss >= LOSES_REPAIRS
        return Allowance(repairs, twice, redundancy, narrow, self._repeats())

    def _repeats(self) -> int:
        """How often pictures are repeated unasked. A browser asks again only after a tenth of a second, and a
        picture stands when two such words are lost. Never where so much more is known not to fit: then the
        repeats would take the room of a better layer."""
        estimate = self.estimate
        if self.narrow or self.pace is not None:
            return 0
        now = self.allowed.unasked
        wanted = sum(
            estimate.loss >= (share if now < times else share / 2)
            for times, share in enumerate(LOSES_ASKS[: now + 1], 1)
        )
        fits = int(estimate.bps / max(self.sent, 1)) - 1
        return min(wanted, max(fits, 0)) if estimate.limited else wanted

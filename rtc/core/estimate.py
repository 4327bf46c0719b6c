"""What one viewer's link carries, judged by its own reports and by what it is sent. Pure.

The viewer's browser watches the delay of what arrives and says in REMB what it believes in: a drop means a
queue is building up, and the value is then close to what the link carries. Its growth means little, because
a browser never claims more than half again what it was sent. So there is no limit until one is felt, and
after that the way up is tried with short bursts (`Probe`) above the present rate; a burst that is followed
by neither a drop nor loss nor delay has shown that much more fits.

Loss alone is no proof of a narrow link: radio loses packets at any rate. It counts when it exceeds what this
link loses anyway, which is learnt by sending less and seeing whether that helps.
"""

from __future__ import annotations

from typing import NamedTuple

from rtc.core.rtcp import ReportBlock

START, MOST, LEAST = 4_000_000, 20_000_000, 30_000
DROP, BELOW_SENT, SHARP = 0.97, 0.8, 0.9
LOSS_EXCESS, LOSS_STEP = 0.1, 0.02
DELAY_EXCESS = 0.25
HOLD = 3.0
FIRST_PAUSE, NEXT_PAUSE, LAST_PAUSE = 2.0, 0.2, 8.0
LEAST_PATIENCE, MOST_PATIENCE = 2, 32
BURST, MAX_QUEUE, VERDICT = 0.2, 0.15, 1.2
FIRST_STEP, FURTHER, ROOM = 1.7, 2.5, 1.02
MAX_STREAMS = 64
REMB_FRESH, STUCK = 5.0, 4.0


class Probe(NamedTuple):
    """Send this many bytes of padding over so many seconds, beside what is sent anyway."""

    octets: int
    seconds: float


class Estimate:
    """`bps` is what may be sent, sound included; `round_trip` seconds, None before it is known.

    `loss` is the share of packets that did not arrive lately, 0..1.
    """

    def __init__(self) -> None:
        self.bps = float(START)
        self.round_trip: float | None = None
        self.loss = 0.0
        self.limited = False
        self._remb: tuple[float, float] | None = None
        self._grew_at = 0.0
        self._least_round_trip = 9.0
        self._usual_loss = 0.0
        self._excesses = 0
        self._seen: dict[int, tuple[int, int]] = {}
        self._expected = self._missing = 0
        self._felt_at = -HOLD
        self._pause = FIRST_PAUSE
        self._probe: tuple[float, float] | None = None
        self._probed_at = -LAST_PAUSE
        self._patience = LEAST_PATIENCE

    def remb(self, rate: int, sent: float, now: float) -> bool:
        """A REMB; `sent` is the rate of what the viewer is sent now. True when the estimate fell sharply.

        Browsers drop to 85 % of what arrives. When that is 85 % of what was sent, everything arrives, and
        the alarm was false or comes again.
        """
        before, self._remb = self._remb, (rate, now)
        fell = before is not None and rate < before[0] * DROP
        if fell and self._probe is not None:
            self._fail(now)
        grew = before is None or rate > before[0]
        if grew:
            self._grew_at = now
        if rate < sent * BELOW_SENT and (fell or now - self._grew_at > STUCK):
            return self._congested(rate, now)
        if self.limited and grew and rate > self.bps and now - self._felt_at > HOLD:
            self.bps = min(float(rate), MOST)
        return False

    def report(self, block: ReportBlock, ntp: int, now: float) -> None:
        """A reception report about one of our streams; `ntp` is our clock as our sender reports tell it."""
        highest, lost = self._seen.get(block.ssrc, (block.highest, block.lost))
        if block.ssrc not in self._seen and len(self._seen) >= MAX_STREAMS:
            return
        self._seen[block.ssrc] = (block.highest, block.lost)
        self._expected += max(0, block.highest - highest)
        self._missing += max(0, block.lost - lost)
        if block.last_report:
            middle = ntp >> 16 & 0xFFFFFFFF
            elapsed = (middle - block.last_report - block.delay & 0xFFFFFFFF) / 65536
            if elapsed < 9.0:
                self.round_trip = elapsed
                self._least_round_trip = min(self._least_round_trip, elapsed)

    def second(self, sent: float, now: float) -> bool:
        """To be called once a second. True when the estimate fell sharply."""
        if self._probe is not None and now - self._probed_at >= VERDICT:
            self._succeed()
        excess = self._lossy()
        if excess and self._probe is not None:
            self._fail(now)
        elif excess and now - self._felt_at > 1.0:
            return self._congested(sent * (1 - self.loss), now)
        if self._delayed(now) and now - self._felt_at > 1.0:
            return self._congested(sent * 0.85, now)
        return False

    def probe(self, sent: float, wanted: float, now: float, *, padding: bool) -> Probe | None:
        """Whether to try now if more fits: `wanted` is the rate of everything that could be sent.

        A burst is so short that, if nothing more fits, it stands in the queue for MAX_QUEUE seconds at most:
        sound waits behind it.

        Without `padding` (no RTX) the only way to try is to send more in earnest: no burst is returned, but
        the estimate rises, after longer and longer pauses.
        """
        if self._probe is not None or wanted <= self.bps or now - self._felt_at < HOLD:
            return None
        if now - self._probed_at < self._pause * (1 if padding else self._patience):
            return None
        factor = FURTHER if self._pause == NEXT_PAUSE else FIRST_STEP
        target = min(wanted * ROOM, max(sent, self.bps) * factor)
        self._probe, self._probed_at = (target, now), now
        if not padding:
            self._succeed()
            self._pause, self._patience = FIRST_PAUSE, min(self._patience * 2, MOST_PATIENCE)
            return None
        seconds = min(BURST, MAX_QUEUE * self.bps / (target - self.bps))
        return Probe(int((target - sent) * seconds / 8), seconds)

    def _congested(self, rate: float, now: float) -> bool:
        """The link carries no more than this."""
        sharp = rate < self.bps * SHARP
        self.bps = max(min(self.bps, rate), LEAST)
        self.limited = True
        if now - self._probed_at < HOLD and self._pause < LAST_PAUSE:
            self._pause = min(max(FIRST_PAUSE, self._pause * 2), LAST_PAUSE)  # what was tried did not last
        else:
            self._pause = max(self._pause, FIRST_PAUSE)
        self._felt_at, self._probe = now, None
        return sharp

    def _fail(self, now: float) -> None:
        self._probe = None
        self._probed_at = now
        self._pause = min(max(FIRST_PAUSE, self._pause * 2), LAST_PAUSE)

    def _succeed(self) -> None:
        if self._probe is not None:
            self.bps = min(max(self.bps, self._probe[0]), MOST)
            self._probe = None
            self._pause = NEXT_PAUSE

    def _lossy(self) -> bool:
        """Whether more is lost lately than this link loses anyway, twice in a row."""
        if self._expected < 20:
            return False
        share = min(1.0, self._missing / self._expected)
        self._expected = self._missing = 0
        self.loss += (share - self.loss) / 2
        self._usual_loss = min(self._usual_loss, self.loss)
        if share <= self._usual_loss + LOSS_EXCESS:
            self._excesses = 0
            return False
        self._excesses += 1
        if self._excesses > 4:
            self._usual_loss = self.loss  # sending less did not help: it is the link's own
            self._excesses = 0
        return self._excesses >= 2

    def _delayed(self, now: float) -> bool:
        """Without REMB a longer round trip is the only sign of a queue."""
        if self.round_trip is None or (self._remb is not None and now - self._remb[1] < REMB_FRESH):
            return False
        return self.round_trip > self._least_round_trip + DELAY_EXCESS

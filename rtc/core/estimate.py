"""What one viewer's link carries, judged by its own reports and by what it is sent. Pure.

A link that carries less than it is sent loses packets or delays them more and more; nothing else is proof.
Where packets arrive evenly and many are suddenly missing, that is felt with the report that says so; what is
less plain is looked at once a second (`reception`). Loss alone is no proof of a narrow link either: radio
loses packets at any rate. It counts when it exceeds what this link loses anyway, which is learnt by sending
less and seeing whether that helps.

The viewer's browser watches the delay of what arrives and says in REMB what it believes in. That is a hint,
and the quickest one: when it falls far below what is sent, a queue is building up, and the value is close to
what the link carries. But it also falls when the browser's machine is busy, and then takes half a minute to
come back; and it never claims more than half again what it was sent. So there is no limit until one is felt,
and after that the way up is tried with short bursts (`Probe`) above the present rate; a burst that is
followed by neither a drop nor loss nor delay has shown that much more fits.
"""

from __future__ import annotations

from rtc.core.alarm import Alarm
from rtc.core.belief import Belief
from rtc.core.probing import BURST, MAX_QUEUE, Probe, Probing
from rtc.core.reception import Reception
from rtc.core.rtcp import ReportBlock

START, MOST, LEAST = 4_000_000, 20_000_000, 30_000
FAR_BELOW_SENT = 0.6
BELOW_SENT, STALE, SHARP = 0.8, 0.7, 0.9
LOSS_EXCESS, SUDDEN_EXCESS = 0.08, 0.25
DELAY_EXCESS, SOME_DELAY = 0.2, 0.1
EASY, RECENT = 1.3, 6.0
BURST_DELAY = 0.08
FELT, SETTLED, HOLD = 0.8, 2.5, 3.0


class Estimate:
    """`bps` is what may be sent, sound included. `loss` is the share of packets that did not arrive lately,
    `usual_loss` what this link loses whatever it is sent, 0..1."""

    def __init__(self) -> None:
        self.bps = float(START)
        self.reception = Reception()
        self.alarm = Alarm()
        self.loss = self.usual_loss = 0.0
        self.limited = False
        self._belief = Belief()
        self._excesses = 0
        self._felt_at = self._first_felt_at = self._rose_at = -HOLD
        self._before = float(START)
        self._probing = Probing()

    def remb(self, rate: int, sent: float, now: float) -> bool:
        """A REMB; `sent` is the rate of what the viewer is sent now. True when the estimate fell sharply.

        Browsers drop to 85 % of what arrives, so it is compared with that, and loss alone is no fall. When
        that is 85 % of what was sent, everything arrives, and the alarm was false or comes again.
        """
        arrives = sent * (1 - self.loss)
        before = self._belief.told(rate, now)
        fell = self._belief.sank(rate, before, now)
        if fell and self._probing.target is not None:
            self._probing.failed(now)
            self._first_felt_at = now - FELT  # the burst did it, and is over
            return False
        if fell and self._is_sign(rate, arrives, now):
            self.alarm.fell(rate, arrives, self.reception.missing, now)
            return False
        if self.limited and before is not None and before < arrives * STALE:
            held = self._held(sent, self.reception.share, now)  # it had not believed in what arrived already
            rate = max(rate, int(held))
        if fell and rate < arrives * self._doubt(now) and not self._settling(now):
            return self._congested(rate, now)
        if self.limited and self._belief.grew(now) and rate > self.bps and now - self._felt_at > HOLD:
            self.bps = min(float(rate), MOST)
        return False

    def report(self, block: ReportBlock, ntp: int, sent: float, now: float) -> bool:
        """A reception report about one of our streams; `ntp` is our clock as our sender reports tell it.
        True when the estimate fell sharply."""
        trip = self.reception.reported(block, ntp, now)
        self._probing.heard(block, trip)
        carried = self._alarmed(trip, now)
        if carried is not None:
            return self._congested(carried, now)
        sudden = self.reception.sudden(now)
        if sudden.certain <= self.usual_loss + SUDDEN_EXCESS:
            return False
        return self._congested(sent * (1 - sudden.share), now)

    def _is_sign(self, rate: int, arrives: float, now: float) -> bool:
        """Whether a fallen REMB is for the alarm: too little by itself, or because of what is held."""
        far = rate < arrives * self._doubt(now) and not self.alarm.waits
        return self.reception.steady and not far and not self._settling(now)

    def _alarmed(self, trip: float | None, now: float) -> float | None:
        """What the link carries, when this report proves an alarm."""
        if not self.alarm.waits or not self.reception.steady:
            return None
        slow = trip is not None and self.reception.slow(trip, SOME_DELAY)
        loses = self.loss > LOSS_EXCESS / 4
        return self.alarm.proved(now, 0 if loses else self.reception.missing, slow=slow)

    def moved(self, now: float) -> None:
        """The viewer came to another network: what was missing until now tells nothing of that."""
        self.reception.interrupted(now)
        self._belief.moved(now)

    @property
    def awaits(self) -> bool:
        """Whether a report behind a burst, or one that proves an alarm, is still to come."""
        return self._probing.awaits or self.alarm.waits

    @property
    def after_outage(self) -> bool:
        """Whether the last REMB was the first after a while in which nothing came."""
        return self._belief.after_outage

    def burst_ended(self, ntp: int) -> None:
        """A sender report follows the burst now: its round trip passes what the burst left in queues."""
        self._probing.ended(ntp)

    def second(self, sent: float, now: float) -> bool:
        """To be called once a second. True when the estimate fell sharply."""
        more_lost = self._lossy(now)
        late = self.reception.late
        if self._probing.is_over(now):
            if more_lost or self._slow():
                self._probing.failed(now)
                return False
            self._succeed(now)
        if now - self._felt_at < SETTLED:
            return False
        believed, arrives = self._belief.rate(now), sent * (1 - self.loss)
        queued = late > DELAY_EXCESS and (believed is None or believed < arrives)
        hard = queued or (more_lost and (believed is not None or self._excesses > 1))
        if (late > SOME_DELAY and more_lost) or (hard and not self._is_easy(arrives, now)):
            return self._congested(self._held(sent, self.reception.share, now), now)
        return False

    def _slow(self) -> bool:
        """Whether the report behind the burst never came or came late; never when none ever does."""
        if self.reception.round_trip is None:
            return False
        answer = self._probing.answer
        return answer is None or self.reception.slow(answer, BURST_DELAY)

    def _is_easy(self, arrives: float, now: float) -> bool:
        """Whether the browser believes in more than arrives, or comes to: then loss is the link's own."""
        believed = self._belief.rate(now)
        if believed is None:
            return False
        return self._belief.grows(now) or believed > arrives * EASY

    def _held(self, sent: float, share: float, now: float) -> float:
        """What has proved to fit, as far as that is known: what arrives; or what the browser believes in,
        when that is more, as what was sent again took its place."""
        arrived = sent * min(0.9, 1 - share)
        if now - self._rose_at < RECENT and self._before < arrived:
            return self._before
        believed = self._belief.rate(now) or 0.0
        fresh = self._belief.fell_lately(now) or believed < sent * FAR_BELOW_SENT
        return max(arrived, min(believed, sent * BELOW_SENT)) if fresh else arrived

    def probe(
        self, sent: float, wanted: float, least: float, now: float, *, padding: bool, blind: bool = False
    ) -> Probe | None:
        """Whether to try now if more fits: `wanted` is the rate of everything that could be sent, `least`
        what is tried at least, where there is no smaller step. `blind`: nothing is sent that could be
        repeated, so what is tried is tried in earnest.

        A burst is so short that, if nothing more fits, it stands in the queue for MAX_QUEUE seconds at most:
        sound waits behind it.

        Without `padding` (no RTX) the only way to try is to send more in earnest: no burst is returned, but
        the estimate rises, after longer and longer pauses.
        """
        if wanted <= self.bps or now - self._felt_at < HOLD or not self._probing.due(now, padding=padding):
            return None
        target = self._probing.begin(max(sent, self.bps), least, wanted, now)
        if blind or not padding:
            self._succeed(now, unseen=not blind)
            return None
        seconds = min(BURST, MAX_QUEUE * self.bps / (target - self.bps))
        return Probe(int((target - sent) * seconds / 8), seconds)

    def _doubt(self, now: float) -> float:
        """How far below what is sent a falling REMB must be: rates are never known exactly, so a small fall
        needs another witness: a delay, or more loss than of late."""
        witnessed = self.reception.late > SOME_DELAY / 2
        witnessed |= self.reception.share > self.loss + LOSS_EXCESS / 4
        witnessed |= self.alarm.was(now)
        return BELOW_SENT if witnessed else FAR_BELOW_SENT

    def _settling(self, now: float) -> bool:
        """After the first signs have been obeyed, what comes now still tells of the time before."""
        return FELT < now - self._first_felt_at < SETTLED

    def _congested(self, rate: float, now: float) -> bool:
        """The link carries no more than this."""
        sharp = rate < self.bps * SHARP
        self.bps = max(min(self.bps, rate), LEAST)
        self.limited = True
        self._probing.congested(now)
        if now - self._first_felt_at > SETTLED:
            self._first_felt_at = now
        self._felt_at = now
        self.reception.restart(now)
        return sharp

    def _succeed(self, now: float, *, unseen: bool = False) -> None:
        self._before, self._rose_at = self.bps, now
        self.bps = min(max(self.bps, self._probing.target or 0.0), MOST)
        self._probing.succeeded(unseen=unseen)

    def _lossy(self, now: float) -> bool:
        """Whether more was lost lately than this link loses anyway."""
        if not self.reception.second(now):
            return False
        share = self.reception.share
        self.loss += (share - self.loss) / 2
        self.usual_loss = min(self.usual_loss, self.loss)
        if share <= self.usual_loss + LOSS_EXCESS:
            self._excesses = 0
            return False
        self._excesses += 1
        if self._excesses > 4:
            self.usual_loss = self.loss  # sending less did not help: it is the link's own
            self._excesses = 0
        return True

"""The links of a room's viewers: each one's estimate, what its page wants, and what it is therefore sent.

Once a second, and at once when a link got much worse, every viewer is given a place on a `Ladder`. Viewers
who want the same share one ladder, and a viewer for whom nothing changed costs two comparisons. How a choice
takes effect is for `switching`; nothing one viewer reports can change what another is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rtc.core.alarm import HELD
from rtc.core.allocate import RISE, Choice, Choices, Limit
from rtc.core.ladders import Ladders
from rtc.core.link import Link, Tiles
from rtc.core.outputs import LinkIs, Output, Pace
from rtc.core.rtcp import Remb, ReportBlock, ntp_time
from rtc.core.shown import Shown, goes_on
from rtc.core.viewer import Allowance

TICK = 0.02
PACED_APART = 1.1
DRAIN, PACED_SHARE, SLOWEST = 0.35, 0.85, 60_000


class Links:
    """What is decided is carried out by `choose(peer, mid, choice, now)`, `pad(peer, octets, now)` (returns
    what it sent), `allow(peer, allowance, now)` and `report(peer, now)` (sends a sender report); and by what
    it puts into `outputs`."""

    def __init__(
        self,
        outputs: list[Output],
        choose: Callable[[str, str, Choice | None, float], None],
        pad: Callable[[str, int, float], int],
        allow: Callable[[str, Allowance, float], None],
        report: Callable[[str, float], None],
    ) -> None:
        self._outputs = outputs
        self._choose = choose
        self._pad = pad
        self._allow = allow
        self._report = report
        self._links: dict[str, Link] = {}
        self._ladders = Ladders()
        self._bursting: list[Link] = []

    def enter(self, peer: str, *, padding: bool) -> Link:
        self._links[peer] = link = Link(peer, padding=padding)
        return link

    def leave(self, peer: str) -> None:
        self._links.pop(peer, None)

    def moved(self, peer: str, now: float) -> None:
        """A viewer is reached in another place."""
        link = self._links.get(peer)
        if link is not None:
            link.estimate.moved(now)

    def link(self, peer: str) -> Link | None:
        return self._links.get(peer)

    def watch(self, peer: str, tiles: Tiles, limit: Limit, now: float) -> None:
        """What a viewer's page shows (mid -> height in pixels, 0 not shown), and what its device can do."""
        link = self._links.get(peer)
        if link is not None and (link.tiles != tiles or link.limit != limit):
            link.tiles, link.limit, link.version = dict(tiles), limit, -1
            self._decide(link, now)

    def show(self, pictures: Mapping[str, Shown], speaker: str | None, sounds: int) -> None:
        """What the room has to show now, by mid, and how many sounds; to be told once a second."""
        self._ladders.show(pictures, speaker, sounds)

    def heard(self, peer: str, fact: Remb | ReportBlock, now: float) -> None:
        """A viewer's report."""
        link = self._links.get(peer)
        if link is None:
            return
        if isinstance(fact, ReportBlock):
            if link.estimate.report(fact, ntp_time(now), link.load(self._ladders.sound), now):
                self._decide(link, now)
        else:
            self.believed(link, fact.rate, now)

    def believed(self, link: Link, rate: int, now: float) -> None:
        """A viewer's REMB, which leaves the sound out."""
        sound = self._ladders.sound
        if link.estimate.remb(int(rate + sound), link.load(sound), now):
            self._decide(link, now)
        elif link.estimate.alarm.since == now:
            self._pace(link, now, drain=HELD)
            self._allowances(link, now)
            self._report(link.peer, now)

    def second(self, now: float) -> None:
        """To be called once a second, after `show`."""
        sound = self._ladders.sound
        for link in self._links.values():
            ladder = link.ladder
            if ladder is not None and link.steps is not None:
                link.sent = self._ladders.sending(ladder, link.steps)
            link.estimate.second(link.load(sound), now)
            self._allowances(link, now)
            if (
                ladder is None
                or link.version != self._ladders.version
                or link.steps != ladder.full
                or link.budget(sound) < ladder.totals[-1]
            ):
                self._decide(link, now)
                self._try(link, now)

    def tick(self, now: float) -> None:
        """To be called some fifty times a second: bursts go out in small parts."""
        if not self._bursting:
            return
        for link in self._bursting:
            link.burst_owed += link.burst_rate * TICK
            if link.burst_owed > 0:
                link.burst_owed -= self._pad(link.peer, int(link.burst_owed) + 1, now)
            if now >= link.burst_until:
                link.estimate.burst_ended(ntp_time(now))
                self._report(link.peer, now)
        self._bursting = [
            link for link in self._bursting if now < link.burst_until and link.peer in self._links
        ]

    def _decide(self, link: Link, now: float) -> None:
        """Put a viewer on its place of its ladder, and carry out what is new about it."""
        if link.version != self._ladders.version:
            self._ladders.climb(link)
        ladder, before = link.ladder, link.steps
        if ladder is None:
            return
        link.steps = ladder.settle(link.budget(self._ladders.sound), before)
        link.sent = self._ladders.rate(ladder, link.steps)
        if before == link.steps:
            return
        stopped, drains = list[str](), False
        if before is not None and link.steps < before:
            stopped, drains = self._stop(link, ladder.choices(before), ladder.choices(link.steps), now)
        if drains:
            link.estimate.reception.restart(now)
        self._pace(link, now, tuple(stopped), DRAIN if drains else 0.0)
        for mid, choice in ladder.choices(link.steps).items():
            self._choose(link.peer, mid, choice, now)
        self._allowances(link, now)
        level = ladder.level(link.steps) if link.estimate.limited else "full"
        if level != link.level:
            link.level = level
            self._outputs.append(LinkIs(link.peer, level))

    def _stop(self, link: Link, before: Choices, after: Choices, now: float) -> tuple[list[str], bool]:
        """Where another encoding is to follow, the present one ends at once: until the key frame comes it
        would fill the queue that sound has to pass. Where it is a lower layer of the same stream, upper ones
        end at once anyway. Returns the slots that were stopped, and whether any changed its encoding."""
        stopped, drains = [], False
        for mid, choice in after.items():
            was = before.get(mid)
            if was is None or (choice is not None and was.rid == choice.rid):
                continue
            drains = True
            if not goes_on(was, choice):
                self._choose(link.peer, mid, None, now)
                stopped.append(mid)
        return stopped, drains

    def _pace(self, link: Link, now: float, stopped: tuple[str, ...] = (), drain: float = 0.0) -> None:
        """Pictures on a narrow link go out evenly, and none before the queue that was felt has emptied."""
        rate = None
        if link.padding:
            calm = link.estimate.alarm.pace(link.sent, now)
            rate = max(link.budget(self._ladders.sound) * PACED_SHARE, SLOWEST) if link.narrow else calm
        if link.pace is None or rate is None:
            same = link.pace is rate
        else:
            same = 1 / PACED_APART < rate / link.pace < PACED_APART
        hold = drain if rate is not None else 0.0
        if not same or hold:
            link.pace = rate
            self._outputs.append(Pace(link.peer, rate, hold, stopped))

    def _allowances(self, link: Link, now: float) -> None:
        allowed = link.allowance(self._ladders.sound)
        if allowed != link.allowed:
            link.allowed = allowed
            self._allow(link.peer, allowed, now)
        self._pace(link, now)

    def _try(self, link: Link, now: float) -> None:
        """See whether more fits, when more is wanted."""
        ladder = link.ladder
        if ladder is None or link.steps == ladder.full:
            return
        sound = link.estimate.bps - link.budget(self._ladders.sound)
        wanted = ladder.totals[-1] * RISE + sound
        nothing = link.steps == 0  # then there is nothing to pad with, and the least is tried in earnest
        least = ladder.totals[1] * RISE + sound if nothing else 0.0
        estimate, padding = link.estimate, link.padding
        load = link.load(self._ladders.sound)
        probe = estimate.probe(load, wanted, least, now, padding=padding, blind=nothing)
        if probe is not None:
            link.burst_until, link.burst_rate = now + probe.seconds, probe.octets / probe.seconds
            link.burst_owed = 0.0
            self._bursting.append(link)

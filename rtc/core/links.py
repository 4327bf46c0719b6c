"""The links of a room's viewers: each one's estimate, what its page wants, and what it is therefore sent.

Once a second, and at once when a link got much worse, every viewer is given a place on a `Ladder`. Viewers
who want the same share one ladder, and a viewer for whom nothing changed costs two comparisons. How a choice
takes effect is for `switching`; nothing one viewer reports can change what another is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rtc.core.alarm import HELD
from rtc.core.allocate import OTHER, RISE, SCREEN, SPEAKER, Choice, Choices, Ladder, Limit, Want
from rtc.core.estimate import Estimate
from rtc.core.outputs import LinkIs, Output, Pace
from rtc.core.rtcp import Remb, ReportBlock, ntp_time
from rtc.core.shown import Picture, Shown, goes_on
from rtc.core.viewer import Allowance

SOUND_RATE = 45_000
MAX_LADDERS = 256
TICK = 0.02
FREE_REPAIRS, NARROW_REPAIRS, LEAST_REPAIRS, FEW_REPAIRS, PACKET = 0.5, 0.25, 40.0, 5.0, 1100
ALLOWED_APART, PACED_APART = 1.5, 1.1
DRAIN, PACED_SHARE, SLOWEST = 0.35, 0.85, 60_000
MOST_REDUNDANT, REDUNDANT_SHARE, LOSES_ANYWAY = 2, 0.1, 0.02
LOSES_REPAIRS = 0.04
LOSES_ASKS = (0.04, 0.15)
"""The shares lost from which pictures are repeated unasked once, and twice; until half as much is lost."""

Tiles = Mapping[str, int]
Key = tuple[tuple[tuple[str, int], ...], Limit, tuple[str, ...]]


class Link:
    """One viewer: `padding` tells whether bursts can be sent to it (it negotiated RTX)."""

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
        self.burst_until = self.burst_rate = self.burst_owed = 0.0

    @property
    def narrow(self) -> bool:
        """Whether it is known not to carry everything that is wanted."""
        return self.estimate.limited and self.ladder is not None and self.steps != self.ladder.full

    def key(self, own: tuple[str, ...]) -> Key:
        return (tuple(sorted(self.tiles.items())), self.limit, own)


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
        self._pictures: dict[str, Picture] = {}
        self._ladders: dict[Key, Ladder] = {}
        self._version = 0
        self._sound = 0.0
        self._bursting: list[Link] = []
        self._rates: dict[tuple[int, int], float] = {}

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

    def show(self, pictures: Mapping[str, Shown], speaker: str | None, sounds: int, now: float) -> None:
        """What the room has to show now, by mid, and how many sounds; to be told once a second."""
        changed = self._pictures.keys() != pictures.keys()
        for mid, shown in pictures.items():
            picture = self._pictures.get(mid)
            if picture is None or picture.owner != shown.owner or picture.feed is not shown.feed:
                picture, changed = Picture(mid, shown), True
                self._pictures[mid] = picture
            rank = SCREEN if mid.startswith("s") else SPEAKER if shown.owner == speaker else OTHER
            changed |= picture.rank != rank
            picture.rank = rank
            changed |= picture.measured(shown.layers)
        for mid in self._pictures.keys() - pictures.keys():
            del self._pictures[mid]
        self._rates.clear()
        changed |= self._sound != sounds * SOUND_RATE
        self._sound = sounds * SOUND_RATE
        if changed:
            self._ladders.clear()
            self._version += 1

    def _sending(self, ladder: Ladder, steps: int) -> float:
        """As `_rate`, worked out once a second for all on the same step."""
        key = (id(ladder), steps)
        if key not in self._rates:
            self._rates[key] = self._rate(ladder, steps)
        return self._rates[key]

    def heard(self, peer: str, fact: Remb | ReportBlock, now: float) -> None:
        """A viewer's report."""
        link = self._links.get(peer)
        if link is None:
            return
        if isinstance(fact, ReportBlock):
            if link.estimate.report(fact, ntp_time(now), self._load(link), now):
                self._decide(link, now)
        else:
            self.believed(link, fact.rate, now)

    def believed(self, link: Link, rate: int, now: float) -> None:
        """A viewer's REMB, which leaves the sound out."""
        arriving = self._load(link) * (1 - link.estimate.loss)
        if link.estimate.remb(int(rate + self._sound), arriving, now):
            self._decide(link, now)
        elif link.estimate.alarm.since == now:
            self._pace(link, now, drain=HELD)
            self._allowances(link, now)
            self._report(link.peer, now)

    def second(self, now: float) -> None:
        """To be called once a second, after `show`."""
        for link in self._links.values():
            ladder = link.ladder
            if ladder is not None and link.steps is not None:
                link.sent = self._sending(ladder, link.steps)
            link.estimate.second(self._load(link), now)
            self._allowances(link, now)
            if (
                ladder is None
                or link.version != self._version
                or link.steps != ladder.full
                or self._budget(link) < ladder.totals[-1]
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
        if link.version != self._version:
            self._climb_anew(link)
        ladder, before = link.ladder, link.steps
        if ladder is None:
            return
        link.steps = ladder.settle(self._budget(link), before)
        link.sent = self._rate(ladder, link.steps)
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
            rate = max(self._budget(link) * PACED_SHARE, SLOWEST) if link.narrow else calm
        if link.pace is None or rate is None:
            same = link.pace is rate
        else:
            same = 1 / PACED_APART < rate / link.pace < PACED_APART
        hold = drain if rate is not None else 0.0
        if not same or hold:
            link.pace = rate
            self._outputs.append(Pace(link.peer, rate, hold, stopped))

    def _allowances(self, link: Link, now: float) -> None:
        """How many packets a second may be sent again, and how redundant sound may be.

        What is asked for on a link that is full makes new holes, so never nearly as many as are sent; fewest
        when it is known to be full. Then redundant sound has a tenth of it, unless the link loses whatever
        is sent. Where there is room, and so much is lost that repairs are lost too, they go out twice; and
        as what asks for them is lost as well, pictures are repeated without waiting for it.
        """
        estimate, narrow = link.estimate, link.narrow
        if narrow:
            share = max(NARROW_REPAIRS, 2 * estimate.usual_loss)
            repairs = max(FEW_REPAIRS, share * estimate.bps / 8 / PACKET)
            fits = int(estimate.bps * REDUNDANT_SHARE / (self._sound or SOUND_RATE))
            redundancy = min(MOST_REDUNDANT, max(fits, estimate.usual_loss >= LOSES_ANYWAY))
        else:
            repairs = max(LEAST_REPAIRS, FREE_REPAIRS * link.sent / 8 / PACKET)
            redundancy = MOST_REDUNDANT
        before = link.allowed
        if 1 / ALLOWED_APART < repairs / before.repairs < ALLOWED_APART:
            repairs = before.repairs
        twice = not narrow and estimate.loss >= LOSES_REPAIRS
        allowed = Allowance(repairs, twice, redundancy, narrow, self._repeats(link))
        if allowed != before:
            link.allowed = allowed
            self._allow(link.peer, allowed, now)
        self._pace(link, now)

    def _repeats(self, link: Link) -> int:
        """How often pictures are repeated unasked. A browser asks again only after a tenth of a second, and a
        picture stands when two such words are lost. Never where so much more is known not to fit: then the
        repeats would take the room of a better layer."""
        estimate = link.estimate
        if link.narrow or link.pace is not None:
            return 0
        now = link.allowed.unasked
        wanted = sum(
            estimate.loss >= (share if now < times else share / 2)
            for times, share in enumerate(LOSES_ASKS[: now + 1], 1)
        )
        fits = int(estimate.bps / max(link.sent, 1)) - 1
        return min(wanted, max(fits, 0)) if estimate.limited else wanted

    def _load(self, link: Link) -> float:
        """What is really sent to a viewer, with what is repeated unasked."""
        return link.sent + link.allowed.unasked * max(link.sent - self._sound, 0.0)

    def _budget(self, link: Link) -> float:
        """What there is for pictures: sound comes first, with what it is allowed on a narrow link."""
        times = 1 + link.allowed.redundancy if link.narrow else 1
        return link.estimate.bps - self._sound * times

    def _rate(self, ladder: Ladder, steps: int) -> float:
        """What is really sent to those on this step, sound included."""
        pictures = self._pictures
        chosen = ladder.choices(steps).items()
        return self._sound + sum(pictures[mid].rate(choice) for mid, choice in chosen if mid in pictures)

    def _climb_anew(self, link: Link) -> None:
        """Take the ladder of what there is now; the place is kept when the steps are the same."""
        own = tuple(mid for mid, picture in self._pictures.items() if picture.owner == link.peer)
        key = link.key(own)
        ladder = self._ladders.get(key)
        if ladder is None:
            if len(self._ladders) >= MAX_LADDERS:
                self._ladders.clear()
            wants = [
                Want(picture.mid, picture.rank, picture.layers, link.tiles.get(picture.mid))
                for picture in self._pictures.values()
                if picture.owner != link.peer
            ]
            ladder = self._ladders[key] = Ladder(wants, link.limit)
        if link.ladder is None or not link.ladder.is_like(ladder):
            link.steps = None
        link.ladder, link.version = ladder, self._version

    def _try(self, link: Link, now: float) -> None:
        """See whether more fits, when more is wanted."""
        ladder = link.ladder
        if ladder is None or link.steps == ladder.full:
            return
        sound = link.estimate.bps - self._budget(link)
        wanted = ladder.totals[-1] * RISE + sound
        nothing = link.steps == 0  # then there is nothing to pad with, and the least is tried in earnest
        least = ladder.totals[1] * RISE + sound if nothing else 0.0
        estimate, padding = link.estimate, link.padding
        probe = estimate.probe(self._load(link), wanted, least, now, padding=padding, blind=nothing)
        if probe is not None:
            link.burst_until, link.burst_rate = now + probe.seconds, probe.octets / probe.seconds
            link.burst_owed = 0.0
            self._bursting.append(link)

"""The slots of a room and who holds them. What packets do to a slot is decided in `room`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count

from rtc.core.branch import Branch
from rtc.core.encoding import Encoding
from rtc.core.feed import Feed
from rtc.core.slots import OPUS, RED, SlotName, choose, names
from rtc.core.sounds import MOST_REDUNDANT, Redundancy
from rtc.core.timeline import TimeLine
from rtc.core.view import View

PARTNERS = {"microphone": "camera", "camera": "microphone", "screen": ""}


class NoFreeSlot(Exception):
    """Every slot of a kind is taken."""


class Slot:
    """One m-line of the viewers: its outgoing branches and views and, while it is taken, owner and feed.

    `waiting` are views that are to be sent something else, from the next frame where that may begin.
    """

    def __init__(self, name: SlotName, keys: Iterator[int]) -> None:
        self.name = name
        self.mid = name.mid
        self.video = name.kind == "video"
        self.time_line = TimeLine(name.clock_rate)
        self.branches = [Branch(next(keys), self)]
        self.redundancy = Redundancy(OPUS, RED)
        if not self.video:
            depths = range(1, MOST_REDUNDANT + 1)
            self.branches += [self.trunk.redundant(next(keys), RED, depth) for depth in depths]
        self.views: dict[str, View] = {}
        self.waiting: dict[str, View] = {}
        self.owner: str | None = None
        self.feed: Feed | None = None
        self.packets = self.octets = 0
        self._keys = keys

    @property
    def trunk(self) -> Branch:
        """The branch that is there even when nobody views."""
        return self.branches[0]

    def sends(self, encoding: Encoding) -> bool:
        """Whether a branch shows this encoding."""
        branches = self.branches
        return branches[0].encoding is encoding or any(one.encoding is encoding for one in branches)

    def branch_of(self, peer: str) -> Branch | None:
        """The branch a viewer is sent, None when it is sent nothing of this slot."""
        view = self.views.get(peer)
        return None if view is None else view.branch

    def find(self, encoding: Encoding, temporal: int, spatial: int) -> Branch | None:
        """The branch that shows this already, and showed it first: its viewers have chosen nothing since."""
        wanted = (encoding, temporal, spatial)
        same = [one for one in self.branches if (one.encoding, one.temporal, one.spatial) == wanted]
        return min(same, key=lambda branch: branch.rank, default=None)

    def new_branch(self) -> Branch:
        branch = Branch(next(self._keys), self)
        self.branches.append(branch)
        return branch

    def chosen_anew(self, branch: Branch) -> None:
        """All viewers of a branch want something else of it: from here on it is the last to show that."""
        branch.rank = next(self._keys)

    def split(self, branch: Branch, temporal: int, spatial: int) -> Branch:
        """A branch that goes on beside another one of the same encoding."""
        other = branch.split(next(self._keys), temporal, spatial)
        self.branches.append(other)
        return other

    def prune(self) -> None:
        """Let branches go that nobody is sent; one always stays, and those of sound."""
        for branch in [one for one in self.branches if self.video and not one.viewers]:
            if len(self.branches) > 1:
                self._advance(branch)
                self.branches.remove(branch)

    def time_offset(self, encoding: Encoding, timestamp: int, now: float) -> int:
        """What puts an encoding's timestamps on the slot's time line."""
        for branch in self.branches:
            self._advance(branch)
        return self.time_line.offset(encoding, timestamp, now)

    def _advance(self, branch: Branch) -> None:
        if branch.rewriter.written_at is not None:
            self.time_line.advance(branch.rewriter.timestamp, branch.rewriter.written_at)


class Stage:
    """All slots, by mid and by the SSRC viewers know."""

    def __init__(self, microphones: int, cameras: int, screens: int) -> None:
        keys = count(1)
        self.slots = {name.mid: Slot(name, keys) for name in names(microphones, cameras, screens)}
        self.by_ssrc = {slot.name.ssrc: slot for slot in self.slots.values()}

    def held_by(self, peer: str) -> dict[str, Slot]:
        """The peer's slots by source."""
        return {slot.name.source: slot for slot in self.slots.values() if slot.owner == peer}

    def choose(self, peer: str, sources: Iterable[str], may_wait: Collection[str] = ()) -> dict[str, Slot]:
        """A slot for each source, those the peer holds first; binds nothing. Sources that may wait are left
        out when there is none. Raises NoFreeSlot for others."""
        held = self.held_by(peer)
        chosen: dict[str, Slot] = {}
        for source in sources:
            slot = held.get(source) or self._free(peer, source, {**held, **chosen})
            if slot is not None:
                chosen[source] = slot
            elif source not in may_wait:
                raise NoFreeSlot(source)
        return chosen

    def _free(self, peer: str, source: str, held: dict[str, Slot]) -> Slot | None:
        slots = self.slots.values()
        free = {slot.name.index: slot for slot in slots if slot.name.source == source and not slot.owner}
        partner = PARTNERS[source]
        own = {held[partner].name.index} if partner in held else set()
        others = {
            slot.name.index
            for slot in slots
            if slot.name.source == partner and slot.owner not in (None, peer)
        }
        index = choose(free, own, others)
        return None if index is None else free[index]

"""The slots of a room and who holds them. What packets do to a slot is decided in `room`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count

from rtc.core.branch import Branch
from rtc.core.feed import Feed
from rtc.core.slots import OPUS, RED, SlotName, choose, names
from rtc.core.sounds import MOST_REDUNDANT, Redundancy

PARTNERS = {"microphone": "camera", "camera": "microphone", "screen": ""}


class NoFreeSlot(Exception):
    """Every slot of a kind is taken."""


class Slot:
    """One m-line of the viewers: its outgoing branches and, while it is taken, its owner and feed."""

    def __init__(self, name: SlotName, keys: Iterator[int]) -> None:
        self.name = name
        self.mid = name.mid
        self.video = name.kind == "video"
        self.branches = [Branch(next(keys), self)]
        self.redundancy = Redundancy(OPUS, RED)
        if not self.video:
            depths = range(1, MOST_REDUNDANT + 1)
            self.branches += [self.trunk.redundant(next(keys), RED, depth) for depth in depths]
        self.owner: str | None = None
        self.feed: Feed | None = None
        self.packets = self.octets = 0

    @property
    def trunk(self) -> Branch:
        """The branch that is there even when nobody views."""
        return self.branches[0]

    def bind(self, owner: str | None, feed: Feed | None) -> None:
        """Go on with another source (or the same after a break), from its next key frame."""
        self.owner, self.feed = owner, feed
        self.redundancy.clear()
        for branch in self.branches:
            branch.restart(feed.best if feed is not None else None)

    def branch_of(self, peer: str) -> Branch | None:
        """The branch a viewer is sent, None when it is sent nothing of this slot."""
        return next((branch for branch in self.branches if peer in branch.viewers), None)


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

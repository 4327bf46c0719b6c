"""Which encodings of a publisher somebody watches, told so that its browser need not send the others.

What is wanted again is told at once; what nobody wants any more only after a while, as viewers come back. The
lowest encoding is always wanted: whoever comes in is shown that until the next is there.
"""

from __future__ import annotations

from rtc.core.feed import Feed
from rtc.core.outputs import Wanted
from rtc.core.scene import Scene
from rtc.core.stage import Slot

UNWANTED_SECONDS = 5.0
LOOK_EVERY = 0.2


class Wanting:
    """Looks at the choices of all views, a few times a second."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._looked_at = 0.0
        self._told: dict[str, tuple[Feed, tuple[str, ...]]] = {}
        self._wanted_at: dict[tuple[Feed, str], float] = {}

    def tick(self, now: float) -> None:
        """To be called often."""
        if now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        for slot in self._scene.slots.values():
            if slot.feed is not None and slot.feed.simulcast and slot.owner is not None:
                self._look(slot, slot.feed, slot.owner, now)
        feeds = {slot.feed for slot in self._scene.slots.values()}
        self._wanted_at = {key: at for key, at in self._wanted_at.items() if key[0] in feeds}

    def _look(self, slot: Slot, feed: Feed, owner: str, now: float) -> None:
        rids = tuple(feed.encodings)
        feed_told, told = self._told.get(slot.mid, (feed, rids))
        if feed_told is not feed:
            told = rids
        if slot.mid not in self._told or feed_told is not feed:
            self._wanted_at.update({(feed, rid): now for rid in rids})
        for rid in self._chosen(slot, feed, rids):
            self._wanted_at[feed, rid] = now
        lately = now - UNWANTED_SECONDS
        wanted = tuple(rid for rid in rids if self._wanted_at.get((feed, rid), lately) > lately)
        self._told[slot.mid] = (feed, wanted)
        if wanted != told:
            self._scene.outputs.append(Wanted(owner, feed.source, wanted))

    def _chosen(self, slot: Slot, feed: Feed, rids: tuple[str, ...]) -> set[str]:
        chosen = {rids[0], *feed.wanted_elsewhere}
        for view in slot.views.values():
            if view.choice is not None and self._scene.shows(slot, view.peer):
                chosen.add(view.choice.rid if view.choice.rid in feed.encodings else rids[-1])
        return chosen

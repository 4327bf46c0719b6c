"""Which encodings of a publisher somebody watches, told so that its browser need not send the others.

What is wanted again is told at once; what nobody wants any more only after a while, as viewers come back. The
lowest encoding is always wanted: whoever comes in is shown that until the next is there.
"""

from __future__ import annotations

from rtc.core.feed import Feed
from rtc.core.outputs import Wanted
from rtc.core.scene import Scene

UNWANTED_SECONDS = 5.0
LOOK_EVERY = 0.2


class Wanting:
    """Looks at the choices of all views, a few times a second. Of a camera that waits for a slot only the
    lowest encoding is wanted."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._looked_at = 0.0
        self._told: dict[Feed, tuple[str, ...]] = {}
        self._wanted_at: dict[tuple[Feed, str], float] = {}

    def tick(self, now: float) -> None:
        """To be called often."""
        if now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        feeds = {
            feed: publisher.peer
            for publisher in self._scene.publishers.values()
            for feed in publisher.feeds.values()
            if feed.simulcast
        }
        for feed, peer in feeds.items():
            self._look(feed, peer, now)
        self._told = {feed: told for feed, told in self._told.items() if feed in feeds}
        self._wanted_at = {key: at for key, at in self._wanted_at.items() if key[0] in feeds}

    def _look(self, feed: Feed, owner: str, now: float) -> None:
        rids = tuple(feed.encodings)
        if feed not in self._told:
            self._told[feed] = rids
            self._wanted_at.update({(feed, rid): now for rid in rids})
        for rid in self._chosen(feed, owner, rids):
            self._wanted_at[feed, rid] = now
        lately = now - UNWANTED_SECONDS
        wanted = tuple(rid for rid in rids if self._wanted_at.get((feed, rid), lately) > lately)
        if wanted != self._told[feed]:
            self._told[feed] = wanted
            self._scene.outputs.append(Wanted(owner, feed.source, wanted))

    def _chosen(self, feed: Feed, owner: str, rids: tuple[str, ...]) -> set[str]:
        chosen = {rids[0], *feed.wanted_elsewhere}
        if owner in self._scene.recorded:
            chosen.add(rids[-1])
        slot = self._scene.slots[feed.slot.mid] if feed.slot is not None else None
        for view in slot.views.values() if slot is not None else ():
            if slot and view.choice is not None and self._scene.shows(slot, view.peer):
                chosen.add(view.choice.rid if view.choice.rid in feed.encodings else rids[-1])
        return chosen

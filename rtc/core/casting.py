"""Which source holds which slot. In a selective room more people may send than there are slots.

The loudest are heard then, those who spoke last are seen, and slots change hands without a word of SDP.

Whom to take and whom to drop is decided in `selection`; what is sent of a slot in `switching`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rtc.core import selection
from rtc.core.feed import Feed
from rtc.core.outputs import Bound
from rtc.core.scene import Scene
from rtc.core.speaker import Speakers
from rtc.core.stage import NoFreeSlot, Slot
from rtc.core.switching import Switching

MOST_PUBLISHERS = 64
KEY_FRAME_PATIENCE = 1.0
SELECTED = ("microphone", "camera")


class _Coming(NamedTuple):
    """A camera that gets a slot with its next key frame, or at `until` without any."""

    peer: str
    feed: Feed
    until: float


class Casting:
    """`pinned` peers (hosts) keep the slots they have and are served first."""

    def __init__(self, scene: Scene, switching: Switching, speakers: Speakers, *, selective: bool) -> None:
        self.pinned: set[str] = set()
        self._scene = scene
        self._switching = switching
        self._speakers = speakers
        self._selective = selective
        self._since: dict[str, float] = {}
        self._coming: dict[str, _Coming] = {}

    def choose(self, peer: str, sources: Iterable[str]) -> dict[str, Slot]:
        """A slot for each source, without those that have to wait for one. Raises NoFreeSlot."""
        known = self._scene.publishers
        if self._selective and peer not in known and len(known) >= MOST_PUBLISHERS:
            raise NoFreeSlot("publisher")
        return self._scene.stage.choose(peer, sources, SELECTED if self._selective else ())

    def bind(self, slot: Slot, peer: str, feed: Feed, now: float) -> None:
        """The slot goes on with this feed; whoever had it waits."""
        if slot.feed is not None and slot.feed is not feed:
            slot.feed.waits()
        if slot.owner != peer:
            self._switching.owner_changes(slot, peer, now)
            self._scene.outputs.append(Bound(slot.mid, peer, slot.name.source))
            self._since[slot.mid] = now
        if feed.video and feed.slot is None:
            for encoding in feed.encodings.values():
                encoding.restart()
        feed.slot = slot.name
        self._switching.bind(slot, feed, now)

    def release(self, slots: Iterable[Slot], now: float) -> None:
        """Nobody holds these slots any more."""
        for slot in slots:
            if slot.feed is not None:
                slot.feed.waits()
            self._coming.pop(slot.mid, None)
            self._switching.owner_changes(slot, None, now)
            self._switching.bind(slot, None, now)
            self._scene.outputs.append(Bound(slot.mid, None, None))

    def hear(self, peer: str, feed: Feed, now: float) -> Slot | None:
        """A microphone that waits was heard: the slot it gets for that."""
        if not self._selective:
            return None
        slot = self._scene.stage.choose(peer, ("microphone",), SELECTED).get("microphone")
        if slot is None and (peer in self.pinned or selection.wants_microphone(self._speakers, peer, now)):
            slot = self._microphone_for(peer, now)
        if slot is not None:
            self.bind(slot, peer, feed, now)
        return slot

    def look(self, now: float) -> None:
        """To be called fifty times a second: pictures to those who wait and have more right to a slot."""
        if not self._selective:
            return
        for mid in [mid for mid, one in self._coming.items() if now >= one.until]:
            self._show(mid, now)
        waiting = self._waiting_cameras()
        while waiting:
            peer = selection.camera_to_show(self._speakers, waiting, self.pinned)
            slot = None if peer is None else self._camera_for(peer, now)
            if peer is None or slot is None:
                return
            self._call(slot, peer, waiting.pop(peer), now)

    def key_frame(self, feed: Feed, now: float) -> Slot | None:
        """A camera without a slot starts a key frame: the slot it was called to and has from now on."""
        for mid, coming in self._coming.items():
            if coming.feed is feed:
                return self._show(mid, now)
        return None

    def _show(self, mid: str, now: float) -> Slot | None:
        coming, slot = self._coming.pop(mid), self._scene.slots[mid]
        publisher = self._scene.publishers.get(coming.peer)
        if publisher is None or publisher.feeds.get("camera") is not coming.feed or coming.feed.slot:
            return None
        self.bind(slot, coming.peer, coming.feed, now)
        return slot

    def _call(self, slot: Slot, peer: str, feed: Feed, now: float) -> None:
        """Give a slot at once when it is empty or nothing comes to wait for; else with the next key frame."""
        if slot.owner is None or not any(one.active(now) for one in feed.arriving()):
            self.bind(slot, peer, feed, now)
        else:
            self._coming[slot.mid] = _Coming(peer, feed, now + KEY_FRAME_PATIENCE)
        self._scene.ask_key_frame(peer, feed.best, now)

    def _microphone_for(self, peer: str, now: float) -> Slot | None:
        """The slot of who gives way; preferably that beside the peer's picture, for lip sync."""
        slots = self._held("microphone")
        since = {owner: self._since[slot.mid] for owner, slot in slots.items()}
        loser = selection.microphone_to_free(self._speakers, since, peer, self.pinned, now)
        if loser is None:
            return None
        camera = self._scene.stage.held_by(peer).get("camera")
        index = None if camera is None else camera.name.index
        for owner, slot in slots.items():
            beside = slot.name.index == index and owner not in self.pinned
            if beside and selection.is_quiet(self._speakers, owner, now):
                return slot
        return slots[loser]

    def _camera_for(self, peer: str, now: float) -> Slot | None:
        free = self._scene.stage.choose(peer, ("camera",), SELECTED).get("camera")
        if free is not None:
            return free
        slots = {owner: one for owner, one in self._held("camera").items() if one.mid not in self._coming}
        since = {owner: self._since[slot.mid] for owner, slot in slots.items()}
        idle = {owner for owner in slots if (owner, "camera") in self._scene.paused}
        loser = selection.camera_to_free(self._speakers, since, peer, self.pinned, idle, now)
        return None if loser is None else slots[loser]

    def _held(self, source: str) -> dict[str, Slot]:
        slots = self._scene.slots.values()
        return {slot.owner: slot for slot in slots if slot.owner is not None and slot.name.source == source}

    def _waiting_cameras(self) -> dict[str, Feed]:
        called = {one.peer for one in self._coming.values()}
        return {
            peer: feed
            for peer, publisher in self._scene.publishers.items()
            if (feed := publisher.feeds.get("camera")) is not None and feed.slot is None
            if peer not in called and (peer, "camera") not in self._scene.paused
        }

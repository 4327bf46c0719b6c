"""What publishers of a room do: begin, end, pause, come again, be recorded; and giving up their pictures.

Which slot a source gets is decided in `casting`, what becomes of its packets in `incoming`.
"""

from __future__ import annotations

from rtc.core import stats
from rtc.core.accepting import Accepted
from rtc.core.casting import Casting
from rtc.core.codecs.formats import FORMATS
from rtc.core.feed import Feed
from rtc.core.publisher import Publisher
from rtc.core.recording import Take
from rtc.core.scene import Scene
from rtc.core.shedding import PICTURES
from rtc.core.speaker import Speakers
from rtc.core.switching import Switching


class Publishing:
    """The publishing side of a scene; `takes` are its recordings by peer."""

    def __init__(
        self,
        scene: Scene,
        casting: Casting,
        switching: Switching,
        speakers: Speakers,
        takes: dict[str, Take],
    ) -> None:
        self._scene = scene
        self._casting = casting
        self._switching = switching
        self._speakers = speakers
        self._takes = takes

    def publish(self, peer: str, accepted: list[Accepted], now: float, *, again: bool = False) -> None:
        """Bind the sources of a new publishing connection; an earlier one of the peer ends, its slots stay.

        `again`: the same connection was described anew, and what did not change goes on undisturbed.
        Raises NoFreeSlot and then changes nothing.
        """
        held = self._scene.stage.held_by(peer)
        sources = [one.source for one in accepted if not self._is_put_away(peer, one.source)]
        chosen = self._casting.choose(peer, sources)
        self._casting.release([slot for source, slot in held.items() if source not in chosen], now)
        publisher = self._scene.publishers.get(peer) if again else None
        if publisher is None:
            self._retire(peer)
            self._scene.publishers[peer] = publisher = Publisher(peer)
        publisher.keep({one.source for one in accepted})
        for one in accepted:
            if publisher.has(one):
                continue
            made = (one.media.mid, one.codec.payload_type, one.level_extension, FORMATS[one.codec.name])
            repairs = (one.rids, one.repair_type, one.red, one.descriptor_extension)
            feed = Feed(one.source, None, *made, *repairs)
            publisher.add(feed, one)
            if one.source in chosen:
                self._casting.bind(chosen[one.source], peer, feed, now)
        if "microphone" not in publisher.feeds:
            self._speakers.forget(peer)

    def unpublish(self, peer: str, now: float) -> None:
        """The peer's publishing ended: its slots become free."""
        if self._retire(peer):
            self._casting.release(self._scene.stage.held_by(peer).values(), now)
            self._speakers.forget(peer)

    def pause(self, peer: str, source: str, paused: bool, now: float) -> None:
        """Drop or forward a source; remembered for later publishing of the peer.

        A screen that is paused is put away: its slot is for others, and it needs one to come again. Raises
        NoFreeSlot when there is none, and then changes nothing.
        """
        pair, known = (peer, source), self._scene.paused
        if paused == (pair in known):
            return
        if source == "screen" and not paused:
            self._take_out(peer, now)
        (known.add if paused else known.discard)(pair)
        if peer in self._takes:
            self._takes[peer].interrupted(source, "paused")
        for slot in self._scene.slots.values():
            if slot.owner == peer and slot.name.source == source:
                self._switching.bind(slot, slot.feed, now)
        publisher = self._scene.publishers.get(peer)
        if publisher is not None and source in publisher.feeds:
            self._resume(publisher.feeds[source], peer, paused, now)
        if source == "screen" and paused:
            held = self._scene.stage.held_by(peer).get(source)
            self._casting.release([held] if held is not None else [], now)

    def _is_put_away(self, peer: str, source: str) -> bool:
        return source == "screen" and (peer, source) in self._scene.paused

    def _take_out(self, peer: str, now: float) -> None:
        """A screen comes again: a slot for it."""
        publisher = self._scene.publishers.get(peer)
        feed = publisher.feeds.get("screen") if publisher is not None else None
        if feed is not None and feed.slot is None:
            self._casting.bind(self._casting.choose(peer, ["screen"])["screen"], peer, feed, now)

    def shed(self, level: int, now: float) -> None:
        """Give up so much (`shedding`) because the worker cannot keep up; after all pictures were dropped
        they come again from key frames on."""
        before, self._scene.shed = self._scene.shed, level
        dropped = level == PICTURES
        for slot in self._scene.slots.values():
            if not slot.video or slot.feed is None or slot.owner is None:
                continue
            if dropped != (before == PICTURES):
                self._switching.bind(slot, slot.feed, now)
                self._resume(slot.feed, slot.owner, dropped, now)
            else:
                self._switching.aim(slot, now)

    def record(self, peer: str, now: float) -> Take:
        """From now on what the peer publishes goes into a recording too; an earlier one gets nothing more."""
        take = self._takes[peer] = Take()
        self._scene.recorded.add(peer)
        if peer in self._scene.publishers:
            for feed in self._scene.publishers[peer].feeds.values():
                if feed.video and (peer, feed.source) not in self._scene.paused:
                    self._scene.ask_key_frame(peer, feed.best, now)
        return take

    def stop_recording(self, peer: str) -> None:
        """At once: not one packet more."""
        self._takes.pop(peer, None)
        self._scene.recorded.discard(peer)

    def _retire(self, peer: str) -> bool:
        publisher = self._scene.publishers.pop(peer, None)
        if publisher is not None:
            stats.retire_publisher(self._scene, publisher)
        return publisher is not None

    def _resume(self, feed: Feed, peer: str, paused: bool, now: float) -> None:
        """After a pause nothing is missed, but a new key frame is needed."""
        for encoding in feed.encodings.values():
            encoding.restart()
        if feed.video and not paused:
            self._scene.ask_key_frame(peer, feed.best, now)

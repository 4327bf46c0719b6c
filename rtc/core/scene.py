"""Everything a room knows: slots, viewers, publishers, what is paused; and the outputs it has collected.

What is done with it lives in `room` and its parts: `switching`, `repair`, `reports`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rtc.core.encoding import Encoding
from rtc.core.feed import Feed
from rtc.core.outputs import Output, ToPublisher
from rtc.core.publisher import Publisher
from rtc.core.stage import Slot, Stage
from rtc.core.viewer import Viewer


class Scene:
    """`echo` lets a peer view its own slots; `shed` is what is given up at overload (`shedding`)."""

    def __init__(self, stage: Stage, *, echo: bool) -> None:
        self.stage = stage
        self.slots = stage.slots
        self.viewers: dict[str, Viewer] = {}
        self.publishers: dict[str, Publisher] = {}
        self.paused: set[tuple[str, str]] = set()
        self.recorded: set[str] = set()
        self.outputs: list[Output] = []
        self.dropped: Counter[str] = Counter()
        self.past: Counter[str] = Counter()
        self.echo = echo
        self.shed = 0

    def shows(self, slot: Slot, peer: str) -> bool:
        """Whether a viewer is sent a slot at all: everybody but the one who sends into it, and who took its
        codec in their answer."""
        return (self.echo or slot.owner != peer) and self._takes(slot, peer)

    def common(self, codecs: Sequence[str]) -> list[str]:
        """Those of these codecs every viewer takes; all of them when there is none such."""
        known = [viewer.takes for viewer in self.viewers.values() if viewer.takes]
        return [codec for codec in codecs if all(codec in takes for takes in known)] or list(codecs)

    def _takes(self, slot: Slot, peer: str) -> bool:
        viewer = self.viewers.get(peer)
        if viewer is None or slot.feed is None or not slot.video or not viewer.takes:
            return True
        return slot.feed.format.name in viewer.takes

    def is_paused(self, slot: Slot) -> bool:
        """Whether what comes from the slot's owner is dropped."""
        return (slot.owner, slot.name.source) in self.paused

    def ask_key_frame(self, peer: str, encoding: Encoding, now: float) -> None:
        """A PLI, unless one was sent just now: on one encoding, it makes key frames on all in browsers."""
        feed = encoding.feed
        if feed.arriving() and feed.key_frames.ask(now):
            self.send_pli(peer, feed, encoding)

    def send_pli(self, peer: str, feed: Feed, wanted: Encoding | None = None) -> None:
        for encoding in [wanted] if wanted and wanted.ssrc is not None else feed.arriving()[-1:]:
            self.outputs.append(ToPublisher(peer, encoding.pli()))

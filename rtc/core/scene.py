"""Everything a room knows: slots, viewers, publishers, what is paused; and the outputs it has collected.

What is done with it lives in `room` and its parts: `switching`, `repair`, `reports`.
"""

from __future__ import annotations

from collections import Counter

from rtc.core.encoding import Encoding
from rtc.core.feed import Feed
from rtc.core.outputs import Output, ToPublisher
from rtc.core.publisher import Publisher
from rtc.core.stage import Slot, Stage
from rtc.core.viewer import Viewer


class Scene:
    """`echo` lets a peer view its own slots."""

    def __init__(self, stage: Stage, *, echo: bool) -> None:
        self.stage = stage
        self.slots = stage.slots
        self.viewers: dict[str, Viewer] = {}
        self.publishers: dict[str, Publisher] = {}
        self.paused: set[tuple[str, str]] = set()
        self.outputs: list[Output] = []
        self.dropped: Counter[str] = Counter()
        self.past: Counter[str] = Counter()
        self.echo = echo

    def shows(self, slot: Slot, peer: str) -> bool:
        """Whether a viewer is sent a slot at all: everybody but the one who sends into it."""
        return self.echo or slot.owner != peer

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

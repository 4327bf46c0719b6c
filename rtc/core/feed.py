"""One source of a publisher: its encodings, low to high, and the key frames asked of it."""

from __future__ import annotations

from rtc.core.codecs.formats import Format
from rtc.core.encoding import Encoding
from rtc.core.nack import KeyFrameAsks
from rtc.core.slots import SlotName


class Feed:
    """A camera, microphone or screen of one peer while one connection of it publishes.

    `payload_type` is the publisher's number for `format`, `red` that for redundancy around it, `repair_type`
    that of its retransmissions, `descriptor_extension` that of dependency descriptors. A PLI on one encoding
    makes key frames on all, so asking is throttled for the feed. `slot` is None while it waits.
    """

    def __init__(
        self,
        source: str,
        slot: SlotName | None,
        mid: str,
        payload_type: int,
        level_extension: int,
        payload_format: Format,
        rids: tuple[str, ...] = ("",),
        repair_type: int = 0,
        red: int | None = None,
        descriptor_extension: int = 0,
    ) -> None:
        self.source = source
        self.slot = slot
        self.mid = mid
        self.payload_type = payload_type
        self.level_extension = level_extension
        self.red = red
        self.format = payload_format
        self.video = source != "microphone"
        self.repair_type = repair_type
        self.descriptor_extension = descriptor_extension
        self.encodings = {rid: Encoding(self, rid, rank) for rank, rid in enumerate(rids)}
        self.key_frames = KeyFrameAsks()
        self.wanted_elsewhere: set[str] = set()
        self.begun = 0

    @property
    def simulcast(self) -> bool:
        return len(self.encodings) > 1

    def live(self) -> list[Encoding]:
        """The encodings that come at present, lowest first, by their sizes when those are known."""
        live = [encoding for encoding in self.encodings.values() if encoding.presence.live]
        if all(encoding.width for encoding in live):
            live.sort(key=lambda encoding: (encoding.width, encoding.rank))
        return live

    def waits(self) -> None:
        """It has no slot now: nothing is asked of it."""
        self.slot = None
        self.key_frames.arrived()

    def carries(self, payload_type: int) -> bool:
        """Whether this payload type is one of the feed's."""
        return payload_type == self.payload_type or payload_type == self.red

    @property
    def best(self) -> Encoding:
        """The highest encoding the publisher offered."""
        return list(self.encodings.values())[-1]

    def arriving(self) -> list[Encoding]:
        """The encodings whose SSRC is known."""
        return [encoding for encoding in self.encodings.values() if encoding.ssrc is not None]

"""One outgoing numbering of a slot: which encoding it shows, and to whom. Its viewers get identical bytes."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from rtc.core.rewrite import Rewriter
from rtc.core.ring import Ring
from rtc.core.watchers import Watchers

if TYPE_CHECKING:
    from rtc.core.codecs.picture import Picture
    from rtc.core.encoding import Encoding
    from rtc.core.rtp import Buffer, Header
    from rtc.core.stage import Slot

MAX_WRITTEN = 2048


class Branch:
    """`key` is unique in the room. A packet just written stands in `out[:size]` until the next one.

    A microphone's slot has one branch for each `depth` of redundancy (`sounds`), for as long as the room
    lasts. They share one rewriter, so a viewer may go from one to another with any packet.
    """

    def __init__(self, key: int, slot: Slot, encoding: Encoding | None = None) -> None:
        self.key = key
        self.slot = slot
        self.encoding = encoding
        self.payload_type = slot.name.payload_type
        self.rewriter = Rewriter(slot.name.ssrc, self.payload_type, slot.name.clock_rate)
        self.ring = Ring()
        self.depth = 0
        self.viewers = Watchers()
        self.out = bytearray(MAX_WRITTEN)
        self.size = 0

    def restart(self, encoding: Encoding | None) -> None:
        """Go on with another encoding (or the same after a break), from its next key frame."""
        self.encoding = encoding
        self.rewriter.restart()
        self.ring.forget_key_frame()

    def write(self, data: Buffer, header: Header, picture: Picture | None, now: float) -> bool:
        """Write a packet of the encoding as viewers get it; False when they are not sent it."""
        out = self.out
        self.size = written = self.rewriter.write(data, header, picture, out, now)
        if not written:
            return False
        if self.ring.has(self.rewriter.sequence):
            return False  # came twice, but was stamped anew: one number never stands for two packets
        key_frame = picture is not None and picture.key_frame
        self.ring.put(self.rewriter.sequence, bytes(out[:written]), now, starts_key_frame=key_frame)
        return True

    def redundant(self, key: int, payload_type: int, depth: int) -> Branch:
        """A branch beside this one that carries the same numbers in RED."""
        branch = Branch(key, self.slot, self.encoding)
        branch.payload_type, branch.rewriter, branch.depth = payload_type, self.rewriter, depth
        return branch

    def twin(self) -> Branch:
        """The packet last written on its own, for when one packet in makes several out."""
        twin = copy(self)
        twin.out = bytearray(self.out[: self.size])
        return twin

"""The numbers of pictures in one stream's payloads: VP8's and VP9's picture ids, AV1's frame numbers.

VP8's temporal layers are not told to viewers: a browser that knows them shows a later picture in place of an
upper layer's that misses a packet, and never learns to wait long enough for the packet to be sent again. Not
knowing them it does as in a call without layers. So all pictures it is sent must be numbered one by one.

How the numbers go on without a gap lives in `numbers`, everything before the payload in `rewrite`.
"""

from __future__ import annotations

from copy import copy

from rtc.core.codecs.dependency import numbered
from rtc.core.codecs.picture import Picture
from rtc.core.numbers import Numbers
from rtc.core.rtp import HEADER_SIZE, Buffer, Header
from rtc.core.stamps import described


class PictureIds:
    """`begin` is where payloads begin in a packet without descriptor; `picture` and `tl0` were used last."""

    def __init__(self, picture: int, tl0: int, begin: int) -> None:
        self._numbers = Numbers(picture)
        self._tl0 = tl0
        self._tl0_offset = 0
        self._begin = begin

    @property
    def last(self) -> tuple[int, int]:
        """The picture number (extended) and TL0PICIDX used last."""
        return self._numbers.last, self._tl0

    def split(self) -> PictureIds:
        """A copy that goes its own way."""
        other = copy(self)
        other._numbers = self._numbers.split()
        return other

    def start(self, picture: Picture) -> None:
        """What comes next is from another source, and begins with this picture."""
        if picture.picture is not None:
            self._numbers.start(picture.picture)
        if picture.tl0 is not None:
            self._tl0_offset = self._tl0 + 1 - picture.tl0

    def lift(self, pictures: int, bases: int) -> None:
        """Leave out so many picture and base numbers."""
        self._numbers.last += pictures
        self._tl0 = self._tl0 + bases & 0xFF
        self._tl0_offset += bases

    def leap(self, picture: int, tl0: int) -> None:
        """Go on from numbers further ahead."""
        self._numbers.last, self._tl0 = picture, tl0

    def leave_out(self, picture: Picture) -> None:
        """A picture that is not sent takes no number; AV1's descriptors tell what is missing themselves."""
        if picture.picture is not None and not picture.distances:
            self._numbers.left_out(picture.picture, (1 << picture.picture_bits) - 1)

    def awaits(self, picture: Picture) -> bool:
        """Whether a late packet's number was held free, and who is not told layers would wait for it."""
        held = picture.layers_at and picture.picture is not None
        return bool(held) and self._numbers.holds(picture.picture or 0)

    def write(self, data: Buffer, header: Header, picture: Picture | None, out: bytearray, now: float) -> int:
        """The payload of a packet behind its header, which stands in `out`; returns the packet's size."""
        if picture is not None and picture.descriptor:
            return self._described(data, header, picture, out, now)
        start, end, begin = header.start, header.end, self._begin
        if picture is not None and picture.picture_bits == 7:
            return self._widened(data, header, picture, out)
        size = begin + end - start
        out[begin:size] = data[start:end]
        if picture is not None:
            self._renumber(picture, out, begin - start)
        return size

    def _renumber(self, picture: Picture, out: bytearray, shift: int) -> None:
        if picture.picture is not None:
            numbers = self._numbers
            same = picture.picture == numbers.value
            number = (numbers.last if same else numbers.kept(picture.picture, 0x7FFF)) & 0x7FFF
            out[picture.picture_at + shift] = 0x80 | number >> 8
            out[picture.picture_at + shift + 1] = number & 0xFF
        if picture.tl0 is not None:
            out[picture.tl0_at + shift] = self._base(picture.tl0)
        if picture.layers_at:
            _untold(out, picture.layers_at + shift)

    def _described(self, data: Buffer, header: Header, picture: Picture, out: bytearray, now: float) -> int:
        """With the dependency descriptor, whose frame number goes on; it is the same for all viewers."""
        number = self._numbers.kept(picture.picture or 0, 0xFFFF)
        extension = described(numbered(picture.descriptor, number), now)
        begin = HEADER_SIZE + len(extension)
        size = begin + header.end - header.start
        out[HEADER_SIZE:begin] = extension
        out[begin:size] = data[header.start : header.end]
        return size

    def _widened(self, data: Buffer, header: Header, picture: Picture, out: bytearray) -> int:
        """A 7-bit picture number becomes 15 bits, so that every source counts alike."""
        number = self._numbers.kept(picture.picture or 0, 0x7F) & 0x7FFF
        begin = self._begin
        before = begin + picture.picture_at - header.start
        size = begin + header.end - header.start + 1
        out[begin:before] = data[header.start : picture.picture_at]
        out[before] = 0x80 | number >> 8
        out[before + 1] = number & 0xFF
        out[before + 2 : size] = data[picture.picture_at + 1 : header.end]
        if picture.tl0 is not None:
            out[before + 1 + picture.tl0_at - picture.picture_at] = self._base(picture.tl0)
        if picture.layers_at:
            _untold(out, before - 1)
        return size

    def _base(self, tl0: int) -> int:
        """TL0PICIDX as viewers see it."""
        out = tl0 + self._tl0_offset & 0xFF
        if 0 < out - self._tl0 & 0xFF < 0x80:
            self._tl0 = out
        return out


def _untold(out: bytearray, at: int) -> None:
    """Say in VP8's descriptor that the byte with TID, Y and KEYIDX is there for KEYIDX alone (RFC 7741
    section 4.2: K instead of T)."""
    out[at] = out[at] & 0xDF | 0x10

"""Numbers of pictures as viewers see them: VP8 payloads go in, and are read again when they come out."""

import pytest

from rtc.core import rtp
from rtc.core.codecs import vp8
from rtc.core.codecs.picture import Picture
from rtc.core.picture_ids import PictureIds
from rtc.core.rtp import HEADER_SIZE

TOLD_LAYERS, TOLD_KEY_INDEX = 0x20, 0x10


class Stream:
    """A stream to viewers, whose last picture was 99 and last base number 9."""

    def __init__(self, ids: PictureIds | None = None) -> None:
        self.ids = ids or PictureIds(99, 9, HEADER_SIZE)
        self.out = bytearray(200)

    def begin(self, number: int, tl0: int) -> None:
        self.ids.start(_read(_packet(number, tl0)))

    def sent(self, number: int, tl0: int) -> tuple[int | None, int | None]:
        """Picture and base number that a packet's have become."""
        data = _packet(number, tl0)
        size = self.ids.write(data, rtp.parse(data, len(data)), _read(data), self.out, 0.0)
        seen = _read(bytes(self.out[:size]))
        return seen.picture, seen.tl0


def _packet(number: int, tl0: int) -> bytes:
    """With a picture number of two bytes, TL0PICIDX and TID (RFC 7741 section 4.2)."""
    descriptor = bytes((0x90, 0xE0)) + (0x8000 | number).to_bytes(2) + bytes((tl0, 0x40))
    return bytes((0x80, 120)) + bytes(10) + descriptor + b"\1frame"


def _read(data: bytes) -> Picture:
    return vp8.parse(data, HEADER_SIZE, len(data))


@pytest.fixture
def stream() -> Stream:
    stream = Stream()
    stream.begin(5000, 200)
    return stream


def test_another_source_goes_on_where_the_one_before_ended(stream: Stream) -> None:
    assert stream.sent(5000, 200) == (100, 10)
    assert stream.sent(5000, 200) == (100, 10)
    assert stream.sent(5001, 201) == (101, 11)
    assert stream.ids.last == (101, 11)


def test_base_numbers_wrap_and_a_late_picture_takes_none_back(stream: Stream) -> None:
    for step in range(300):
        assert stream.sent(5000 + step, 200 + step & 0xFF) == (100 + step, 10 + step & 0xFF)
    assert stream.sent(5298, 200 + 298 & 0xFF) == (398, 10 + 298 & 0xFF)
    assert stream.ids.last[1] == 10 + 299 & 0xFF


def test_numbers_that_are_left_out_are_left_out_from_then_on(stream: Stream) -> None:
    stream.sent(5000, 200)
    stream.ids.lift(7, 3)
    assert stream.ids.last == (107, 13)
    assert stream.sent(5001, 201) == (108, 14)


def test_numbers_go_on_from_where_they_leap_to(stream: Stream) -> None:
    stream.sent(5000, 200)
    stream.ids.leap(400, 77)
    stream.begin(5001, 201)
    assert stream.sent(5001, 201) == (401, 78)


def test_copies_go_their_own_ways(stream: Stream) -> None:
    stream.sent(5000, 200)
    other = Stream(stream.ids.split())
    other.ids.leave_out(_read(_packet(5001, 201)))
    assert other.sent(5002, 202) == (101, 12)
    assert stream.sent(5002, 202) == (102, 12)
    assert other.sent(5003, 203) == (102, 13)


def test_layers_are_not_told_to_viewers(stream: Stream) -> None:
    stream.sent(5000, 200)
    told = stream.out[HEADER_SIZE + 1]
    assert told & (TOLD_LAYERS | TOLD_KEY_INDEX) == TOLD_KEY_INDEX


def test_late_picture_is_awaited_where_its_number_was_held_free_and_layers_are_untold(
    stream: Stream,
) -> None:
    stream.sent(5000, 200)
    stream.sent(5002, 202)
    late, left_out = _read(_packet(5001, 201)), _read(_packet(4000, 1))
    assert stream.ids.awaits(late)
    assert not stream.ids.awaits(late._replace(layers_at=0))
    assert not stream.ids.awaits(left_out)

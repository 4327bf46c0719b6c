import pytest

from rtc.core.codecs import av1
from rtc.core.malformed import Malformed
from tests.doubles import captures


def test_aggregation_header() -> None:
    assert av1.aggregation(b"\xd0\xaa", 0, 2) == av1.Aggregation(True, True, 1, False)


def test_elements_with_and_without_a_count() -> None:
    counted, free = bytes.fromhex("20" + "02aabb" + "cc"), bytes.fromhex("00" + "02aabb" + "01cc")
    assert list(av1.elements(counted, 0, len(counted))) == [(2, 4), (4, 5)]
    assert list(av1.elements(free, 0, len(free))) == [(2, 4), (5, 6)]


@pytest.mark.parametrize(
    "text", ["", "10", "88aa", "2002", "2005aa", "20", "0000", "00ffffffffff", "30" + "01aa", "2002aabb"]
)
def test_what_is_cut_off_is_malformed(text: str) -> None:
    data = bytes.fromhex(text)
    with pytest.raises(Malformed):
        av1.parse(data, 0, len(data))
        list(av1.elements(data, 0, len(data)))


@pytest.mark.parametrize("text", ["", "34"])
def test_half_a_header_is_no_unit(text: str) -> None:
    with pytest.raises(Malformed):
        av1.with_size(bytes.fromhex(text))


def test_unit_gets_the_size_field_files_want() -> None:
    assert av1.with_size(b"\x30" + b"\xaa" * 200) == b"\x32\xc8\x01" + b"\xaa" * 200
    assert av1.with_size(b"\x34\x08\xaa") == b"\x36\x08\x01\xaa"
    assert av1.with_size(b"\x32\x01\xaa") == b"\x32\x01\xaa"


@pytest.mark.parametrize(("name", "size"), [("av1", (160, 90)), ("av1-l3t3", (960, 540))])
def test_chromium_marks_key_frames_and_tells_their_size(name: str, size: tuple[int, int]) -> None:
    found = [av1.parse(one.data, one.header.start, one.header.end) for one in captures.packets(name)]
    keys = [(one.width, one.height) for one in found if one.key_frame]
    assert keys == [size] * 2


def test_sequence_header_with_a_size_field_is_read_too() -> None:
    [packet, *_] = captures.packets("av1")
    at, stop = next(av1.elements(packet.data, packet.header.start, packet.header.end))
    sized = av1.with_size(packet.data[at:stop])
    assert av1.size_of(sized, 0, len(sized)) == (160, 90)

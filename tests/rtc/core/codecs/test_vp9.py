import pytest

from rtc.core.codecs import vp9
from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed
from tests.doubles import captures


def parse(text: str) -> Picture:
    data = bytes.fromhex(text)
    return vp9.parse(data, 0, len(data))


def test_shortest_descriptor_is_the_start_of_a_key_frame() -> None:
    assert parse("08" + "aa") == Picture(1, True, False, True, depends=False)


def test_non_flexible_layers_bring_the_counter_of_the_lowest() -> None:
    found = parse("e0" + "9234" + "52" + "7f" + "aa")
    assert (found.size, found.picture, found.picture_bits, found.picture_at) == (5, 0x1234, 15, 1)
    assert (found.temporal, found.switch, found.spatial, found.tl0, found.tl0_at) == (2, True, 1, 0x7F, 4)
    assert not found.key_frame


def test_flexible_references_are_passed_over() -> None:
    assert parse("f8" + "2a" + "00" + "0305" + "06" + "aa").size == 6


def test_structure_tells_the_size_of_the_highest_layer() -> None:
    found = parse("0a" + "38" + "00a0005a" + "014000b4" + "02" + "04" + "02" + "0801" + "02" + "aa")
    assert (found.width, found.height, found.size) == (320, 180, 16)


def test_upper_layer_of_a_key_picture_is_no_key_frame_but_depends_on_no_picture() -> None:
    found = parse("38" + "02" + "aa")
    assert (found.key_frame, found.spatial, found.depends) == (False, 1, False)


@pytest.mark.parametrize(
    "text",
    ["", "80", "8081", "a0", "a001", "50", "5001", "500101", "50010101aa", "02", "0218", "0208", "020801"],
)
def test_cut_off_descriptors_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_chromium_sends_three_spatial_layers_of_each_picture_in_order() -> None:
    packets = captures.packets("vp9-l3t3-key")
    found = [vp9.parse(one.data, one.header.start, one.header.end) for one in packets]
    assert all(one.ends_frame for one in found)
    assert {one.header.marker for one, fact in zip(packets, found, strict=True) if fact.spatial == 2} == {
        True
    }
    assert [one.spatial for one in found[-6:]] == [0, 1, 2, 0, 1, 2]
    assert [(one.width, one.height) for one in found if one.key_frame][1:] == [(960, 540)] * 2
    assert {one.temporal for one in found} == {0, 1, 2}


def test_chromium_without_layers_counts_pictures_only() -> None:
    found = [vp9.parse(one.data, one.header.start, one.header.end) for one in captures.packets("vp9")]
    pictures = [one.picture or 0 for one in found]
    assert pictures == list(range(pictures[0], pictures[0] + len(found)))
    assert sum(one.key_frame for one in found) == 2

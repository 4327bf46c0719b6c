import pytest

from rtc.core.codecs import h264
from rtc.core.malformed import Malformed
from tests.doubles import captures

SPS_640X360 = bytes.fromhex("6742c016d900a02ff9610000030001000003001e0f162e48")
SPS_HIGH_1080 = bytes.fromhex("67640028acd940780227e584000003000400000300783c60c658")


def test_parameter_set_in_an_aggregate_makes_a_key_frame() -> None:
    data = b"\x78" + len(SPS_640X360).to_bytes(2) + SPS_640X360 + b"\0\2\x68\xce"
    found = h264.parse(data, 0, len(data))
    assert (found.key_frame, found.starts_frame, found.width, found.height) == (True, True, 640, 360)


def test_cropping_and_high_profiles_count() -> None:
    assert h264.size_of(SPS_HIGH_1080, 0, len(SPS_HIGH_1080)) == (1920, 1080)


@pytest.mark.parametrize("text", ["65aa", "7c85aa", "41aa", "7c05aa"])
def test_picture_without_its_parameter_set_is_no_beginning(text: str) -> None:
    data = bytes.fromhex(text)
    assert not h264.parse(data, 0, len(data)).key_frame


def test_fragments_become_one_unit_of_a_byte_stream() -> None:
    fragments = [bytes.fromhex(text) for text in ("7c85aabb", "7c05cc", "7c45dd")]
    assert b"".join(h264.annex_b(one, 0, len(one)) for one in fragments) == bytes.fromhex(
        "0000000165aabbccdd"
    )


def test_aggregate_becomes_its_units() -> None:
    data = bytes.fromhex("78" + "000267aa" + "000268bb")
    assert h264.annex_b(data, 0, len(data)) == bytes.fromhex("0000000167aa" + "0000000168bb")


@pytest.mark.parametrize(
    "text", ["", "78", "780000", "780005aa", "7800", "7c", "7c85", "19aa", "1daa", "00aa", "67", "6742c01e"]
)
def test_what_is_cut_off_or_not_of_mode_1_is_malformed(text: str) -> None:
    data = bytes.fromhex(text)
    with pytest.raises(Malformed):
        h264.parse(data, 0, len(data))


def test_chromium_sends_parameter_sets_with_every_key_frame() -> None:
    found = [h264.parse(one.data, one.header.start, one.header.end) for one in captures.packets("h264")]
    assert [(one.width, one.height) for one in found if one.key_frame] == [(160, 90)] * 2

import pytest

from rtc.core.codecs import vp8
from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed


def parse(text: str) -> Picture:
    data = bytes.fromhex(text)
    return vp8.parse(data, 0, len(data))


def test_shortest_descriptor_with_a_key_frame() -> None:
    assert parse("10" + "00") == Picture(1, True, False, True, depends=False)


def test_seven_bit_picture_id_before_a_delta_frame() -> None:
    descriptor = parse("9080" + "2a" + "01")
    assert (descriptor.size, descriptor.key_frame, descriptor.picture, descriptor.picture_bits) == (
        3,
        False,
        42,
        7,
    )


def test_everything_at_once() -> None:
    descriptor = parse("90f0" + "9234" + "7f" + "61" + "00")
    assert descriptor == Picture(
        6,
        True,
        False,
        True,
        1,
        0,
        True,
        False,
        picture=0x1234,
        picture_bits=15,
        picture_at=2,
        tl0=0x7F,
        tl0_at=4,
        layers_at=1,
    )


@pytest.mark.parametrize("first", ["00", "11", "01"])
def test_only_the_first_packet_of_the_first_partition_starts_a_frame(first: str) -> None:
    assert not parse(first + "00").key_frame


@pytest.mark.parametrize("text", ["", "90", "9080", "908080", "90f0123456", "10", "90809234"])
def test_cut_off_descriptors_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_key_frame_tells_its_size_without_the_scaling_bits() -> None:
    descriptor = parse("10" + "500000" + "9d012a" + "0085" + "d042")
    assert (descriptor.width, descriptor.height) == (1280, 720)


@pytest.mark.parametrize(
    "text", ["10" + "500000" + "9d012a" + "0005d0", "10" + "500000" + "9d012b" + "0005d002"]
)
def test_key_frame_cut_short_or_without_start_code_has_no_size(text: str) -> None:
    assert (parse(text).key_frame, parse(text).width, parse(text).height) == (True, 0, 0)

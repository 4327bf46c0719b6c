import pytest

from rtc.core import vp8
from rtc.core.malformed import Malformed


def parse(text: str) -> vp8.Descriptor:
    data = bytes.fromhex(text)
    return vp8.parse(data, 0, len(data))


def test_shortest_descriptor_with_a_key_frame() -> None:
    assert parse("10" + "00") == vp8.Descriptor(1, True, True, None, 0, 0, None, 0)


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
    assert descriptor == vp8.Descriptor(6, True, True, 0x1234, 15, 2, 0x7F, 4)


@pytest.mark.parametrize("first", ["00", "11", "01"])
def test_only_the_first_packet_of_the_first_partition_starts_a_frame(first: str) -> None:
    assert not parse(first + "00").key_frame


@pytest.mark.parametrize("text", ["", "90", "9080", "908080", "90f0123456", "10", "90809234"])
def test_cut_off_descriptors_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)

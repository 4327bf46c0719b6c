"""RFC 2198 payloads, as Chromium writes them and as they must not be."""

import pytest

from rtc.core import red
from rtc.core.malformed import Malformed
from rtc.core.red import Block

CHROMIUM = bytes.fromhex("ef0f00036faabbccddeeff00")


def test_payload_of_chromium_is_the_frame_before_and_the_frame() -> None:
    assert red.parse(CHROMIUM, 0, len(CHROMIUM)) == [Block(111, 960, 5, 8), Block(111, 0, 8, 12)]


def test_what_is_built_is_what_chromium_writes() -> None:
    assert red.build(111, [(960, bytes.fromhex("aabbcc"))], bytes.fromhex("ddeeff00")) == CHROMIUM


def test_parse_gives_back_what_was_built_from_its_place_in_a_packet() -> None:
    payload = red.build(111, [(1920, b"older"), (960, b"old")], b"new")
    packet = b"header" + payload + b"trailer"
    blocks = red.parse(packet, 6, 6 + len(payload))
    assert [(one.offset, packet[one.start : one.end]) for one in blocks] == [
        (1920, b"older"),
        (960, b"old"),
        (0, b"new"),
    ]


def test_frame_without_redundancy_costs_one_byte() -> None:
    assert red.build(111, [], b"new") == b"\x6fnew"
    assert red.parse(b"\x6fnew", 0, 4) == [Block(111, 0, 1, 4)]


def test_frames_too_old_or_too_long_for_their_headers_are_left_out() -> None:
    older = [(0x4000, b"too old"), (0x3FFF, b"old"), (0, b"now"), (960, bytes(0x400)), (480, bytes(0x3FF))]
    payload = red.build(111, older, b"new")
    assert [one.offset for one in red.parse(payload, 0, len(payload))] == [0x3FFF, 480, 0]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xef",
        b"\xef\x0f\x00",
        b"\xef\x0f\x00\x03",
        b"\xef\x0f\x00\x03\x6f",
        b"\xef\x0f\x00\x03\x6f\xaa\xbb",
        b"\xef\x0f\x00\x00" * 17 + b"\x6f",
    ],
)
def test_cut_off_or_endless_payload_is_malformed(payload: bytes) -> None:
    with pytest.raises(Malformed):
        red.parse(payload, 0, len(payload))

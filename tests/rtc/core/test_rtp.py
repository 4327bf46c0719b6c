import pytest

from rtc.core import rtp
from rtc.core.malformed import Malformed

HEADER = bytes.fromhex("806f03e8000186a012345678")


def parse(data: bytes) -> rtp.Header:
    return rtp.parse(data, len(data))


def test_plain_header_is_read() -> None:
    header = parse(HEADER + b"payload")
    assert header == rtp.Header(False, 111, 1000, 100000, 0x12345678, 12, 19, None)


def test_marker_csrcs_extension_and_padding_are_passed_over() -> None:
    data = bytes.fromhex("b2ef03e8000186a012345678") + bytes(8) + bytes.fromhex("bede0001") + b"\x10\x05\0\0"
    header = parse(data + b"payload" + b"\0\0\x03")
    assert (header.marker, header.start, header.end) == (True, 28, 35)


def test_one_byte_extensions_are_found() -> None:
    values = b"\x10\x85" + b"\0" + b"\x22abc" + b"\xf0" + b"\x30\x01" + bytes(1)
    data = b"\x90" + HEADER[1:] + b"\xbe\xde" + (len(values) // 4).to_bytes(2) + values
    header = parse(data)
    assert rtp.extension(data, header, 1) == b"\x85"
    assert rtp.extension(data, header, 2) == b"abc"
    assert rtp.extension(data, header, 3) is None  # id 15 ends the list (RFC 8285 section 4.2)


def test_two_byte_extensions_are_found() -> None:
    values = b"\x01\x00" + b"\x14\x03mid" + bytes(1)
    data = b"\x90" + HEADER[1:] + b"\x10\x00\x00\x02" + values
    assert rtp.extension(data, parse(data), 20) == b"mid"
    assert rtp.extension(data, parse(data), 1) == b""


def test_extension_that_reaches_beyond_its_end_is_malformed() -> None:
    data = b"\x90" + HEADER[1:] + b"\xbe\xde\x00\x01" + b"\x1f\0\0\0"
    with pytest.raises(Malformed):
        rtp.extension(data, parse(data), 1)


@pytest.mark.parametrize(
    "data",
    [
        HEADER[:11],
        b"\x40" + HEADER[1:],
        b"\x8f" + HEADER[1:],
        b"\x90" + HEADER[1:] + b"\xbe\xde",
        b"\x90" + HEADER[1:] + b"\xbe\xde\xff\xff",
        b"\xa0" + HEADER[1:] + b"\x00",
        b"\xa0" + HEADER[1:] + b"\x09",
    ],
)
def test_broken_headers_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse(data)


@pytest.mark.parametrize(
    ("a", "b", "distance"), [(1, 0, 1), (0, 65535, 1), (65535, 0, -1), (32768, 0, -32768)]
)
def test_distance_of_sequence_numbers_goes_around(a: int, b: int, distance: int) -> None:
    assert rtp.newer(a, b) == distance


def test_rtcp_is_told_from_rtp_with_and_without_marker() -> None:
    rtp_bytes = [marker | payload_type for marker in (0, 0x80) for payload_type in (0, 63, 96, 111, 127)]
    assert not any(rtp.is_rtcp(byte) for byte in rtp_bytes)
    assert all(rtp.is_rtcp(byte) for byte in (200, 201, 202, 203, 204, 205, 206, 207))

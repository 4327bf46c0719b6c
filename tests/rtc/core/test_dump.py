import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc.core import dump
from rtc.core.malformed import Malformed

WHOLE = dump.write([dump.Captured(0.0, b"\x80\x60rtp"), dump.Captured(1.5, b"\x80\xc8rtcp")])


def test_packets_come_back_as_they_were_written() -> None:
    assert list(dump.read(WHOLE)) == [
        dump.Captured(0.0, b"\x80\x60rtp"),
        dump.Captured(1.5, b"\x80\xc8rtcp"),
    ]


def test_rtcp_is_told_from_rtp_as_rtpdump_does_it() -> None:
    lengths = [WHOLE[at : at + 4].hex() for at in (44, 57)]
    assert lengths == ["000d0005", "000e0000"]


@given(st.integers(0, len(WHOLE) - 1))
def test_cut_off_dump_is_malformed_or_ends_between_packets(size: int) -> None:
    try:
        packets = list(dump.read(WHOLE[:size]))
    except Malformed:
        return
    assert size in (44, 57)
    assert len(packets) == (size - 44) // 13


@pytest.mark.parametrize("lie", ["0007", "ffff"])
def test_length_that_lies_is_malformed(lie: str) -> None:
    with pytest.raises(Malformed):
        list(dump.read(WHOLE[:44] + bytes.fromhex(lie) + WHOLE[46:]))

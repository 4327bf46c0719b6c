"""A viewer's clock in its extended reports (RFC 3611), and the answer that lets it know its round trip."""

import pytest

from rtc.core import xr
from rtc.core.xr import ReferenceTime

CLOCK = bytes.fromhex("04000002 11112222 33334444")
LOSSES = bytes.fromhex("01000003 0000000a 00010002 00000000")
"""A loss run-length block (section 4.1), which comes before it."""


def report(*blocks: bytes) -> bytes:
    body = b"".join(blocks)
    return bytes((0x80, 207)) + (1 + len(body) // 4).to_bytes(2) + (9).to_bytes(4) + body


def read(data: bytes) -> ReferenceTime | None:
    return xr.reference_time(bytes(4) + data, 4, 4 + len(data))


@pytest.mark.parametrize("blocks", [(CLOCK,), (LOSSES, CLOCK), (CLOCK, LOSSES)])
def test_the_middle_of_a_viewers_clock_is_found_among_other_blocks(blocks: tuple[bytes, ...]) -> None:
    assert read(report(*blocks)) == ReferenceTime(9, 0x22223333)


@pytest.mark.parametrize(
    "data",
    [
        report(),
        report(LOSSES),
        report(CLOCK)[:7],
        report(CLOCK)[:8],
        report(CLOCK[:8]),
        report(bytes.fromhex("04000001 11112222"), LOSSES),
        report(bytes.fromhex("0100ffff")),
        report(bytes.fromhex("00000000") * 20),
    ],
)
def test_a_report_without_a_whole_clock_tells_none(data: bytes) -> None:
    assert read(data) is None


def test_an_answer_gives_the_clock_back_without_delay_as_section_4_5_has_it() -> None:
    assert xr.last_heard(1, ReferenceTime(9, 0x22223333)) == bytes.fromhex(
        "80cf0005 00000001 05000003 00000009 22223333 00000000"
    )

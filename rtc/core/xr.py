"""Round trips for those who send nothing (RFC 3611): a viewer says what its clock shows, and is told when
that was heard.

Only by this does a browser that merely receives know how long a packet takes that it asks for again; without,
it takes a tenth of a second for granted, and waits as long before it asks once more.
"""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

from rtc.core.rtp import Buffer

EXTENDED_REPORT = 207
OFFERED = "rrtr"
"""How browsers that can, say so among `rtcp-fb`."""

_REFERENCE_TIME, _DLRR = 4, 5
_HEADER = Struct("!BBHI")
_BLOCK = Struct("!BBH")
_SUB_BLOCK = Struct("!III")


class ReferenceTime(NamedTuple):
    """A receiver's SSRC and the middle 32 bits of its clock as NTP time (section 4.4)."""

    ssrc: int
    middle: int


def reference_time(data: Buffer, at: int, end: int) -> ReferenceTime | None:
    """What the extended report in `data[at:end]`, of checked framing, says of its sender's clock."""
    ssrc = int.from_bytes(data[at + 4 : at + 8])
    at += 8
    while at + 4 <= end:
        kind, _, words = _BLOCK.unpack_from(data, at)
        if kind == _REFERENCE_TIME and words == 2 and at + 12 <= end:
            return ReferenceTime(ssrc, int.from_bytes(data[at + 6 : at + 10]))
        at += 4 + 4 * words
    return None


def last_heard(sender: int, heard: ReferenceTime) -> bytes:
    """An extended report that answers it at once: DLRR without delay (section 4.5)."""
    head = _HEADER.pack(0x80, EXTENDED_REPORT, 5, sender) + _BLOCK.pack(_DLRR, 0, 3)
    return head + _SUB_BLOCK.pack(heard.ssrc, heard.middle, 0)

"""A viewer's RTCP in one pass that makes nothing of what is no news: viewers send thousands a second.

A browser sends a receiver report with one block and a REMB four to five times a second. Of the block only
SSRC and losses are read while they are the same as before: its counters are cumulative, so what is left
aside is in the next. Everything else is read by `rtcp`, whose facts come out as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from struct import Struct

from rtc.core import rtcp, xr
from rtc.core.malformed import Malformed
from rtc.core.rtcp import Fact, ReportBlock
from rtc.core.rtp import Buffer
from rtc.core.xr import ReferenceTime

CALM = 0.9
"""Seconds for which a report that repeats the losses of the last one tells nothing new."""

News = Fact | ReferenceTime
Noted = Mapping[int, tuple[ReportBlock, float]]

_HEADER = Struct("!BBH")
_LOSSES = Struct("!II")
_APPLICATION = 15
NOTHING: Sequence[News] = ()


def read(
    data: Buffer, size: int, noted: Noted, now: float, calm: float = CALM, *, timed: bool = True
) -> tuple[int, Sequence[News]]:
    """REMB's rate in bits per second, -1 without one, and the facts that are news.

    `noted` are the blocks taken before and when, by SSRC; `timed` says whether the viewer's clock, which
    may come with each report, is news now. Raises Malformed when the framing is broken.
    """
    rate, facts, at = -1, NOTHING, 0
    while at < size:
        if at + 4 > size:
            raise Malformed("rtcp header")
        first, kind, words = _HEADER.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > size:
            raise Malformed("rtcp size")
        if kind == rtcp.RECEIVER_REPORT:
            for block in range(at + 8, min(at + 8 + 24 * (first & 0x1F), end - 23), 24):
                ssrc, lost = _LOSSES.unpack_from(data, block)
                last = noted.get(ssrc)
                if last is None or now - last[1] >= calm or last[0].lost != rtcp.total_lost(lost):
                    facts = [*facts, rtcp.block(data, block)]
        elif kind == rtcp.PAYLOAD_FEEDBACK and first & 0x1F == _APPLICATION:
            found = rtcp.remb_rate(data, at, end)
            rate = found if found >= 0 else rate
        elif kind == xr.EXTENDED_REPORT:
            heard = xr.reference_time(data, at, end) if timed else None
            facts = facts if heard is None else [*facts, heard]
        else:
            facts = [*facts, *rtcp.facts(data, at, end)]
        at = end
    return rate, facts

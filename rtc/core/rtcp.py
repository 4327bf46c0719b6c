"""RTCP packets (RFC 3550 section 6, RFC 4585, RFC 5104, REMB draft): only those that are used.

`parse` gives small frozen facts out of a compound packet and skips the rest; the other functions build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct, pack
from typing import NamedTuple

from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

SENDER_REPORT, RECEIVER_REPORT, SDES, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 200, 201, 202, 205, 206
MAX_LOST = 128
REMB_NAME, MAX_RATE = b"REMB", 10**9

_HEADER = Struct("!BBH")
_SENDER = Struct("!IQIII")
_BLOCK = Struct("!IIIIII")
_FEEDBACK = Struct("!BBHII")
_PAIR = Struct("!HH")


@dataclass(slots=True, frozen=True)
class SenderReport:
    """SSRC, its clock as 64-bit NTP time and the RTP timestamp of the same instant."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(slots=True, frozen=True)
class Nack:
    """Sequence numbers a receiver misses, at most MAX_LOST, each once (RFC 4585 section 6.2.1)."""

    ssrc: int
    lost: tuple[int, ...]


@dataclass(slots=True, frozen=True)
class KeyFrameRequest:
    """A PLI (RFC 4585 section 6.3.1) or FIR (RFC 5104 section 4.3.1) for this SSRC."""

    ssrc: int


class ReportBlock(NamedTuple):
    """Reception of one SSRC (RFC 3550 section 6.4.1); `delay` in 1/65536 s, `jitter` in timestamp units.

    `lost` may be negative in principle, which is read as 0. A tuple, because viewers send thousands a second.
    """

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


class Remb(NamedTuple):
    """The most a receiver believes it can be sent, bits per second (draft-alvestrand-rmcat-remb-03)."""

    rate: int


Fact = SenderReport | Nack | KeyFrameRequest | ReportBlock | Remb


def parse(data: Buffer, size: int) -> list[Fact]:
    """The facts in a compound packet, in order. Raises Malformed when its framing is broken."""
    facts: list[Fact] = []
    at = 0
    while at < size:
        if at + 4 > size:
            raise Malformed("rtcp header")
        first, kind, words = _HEADER.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > size:
            raise Malformed("rtcp size")
        _read(data, at, end, first & 0x1F, kind, facts)
        at = end
    return facts


def facts(data: Buffer, at: int, end: int) -> list[Fact]:
    """Those of the one packet in `data[at:end]`, whose framing has been checked."""
    found: list[Fact] = []
    _read(data, at, end, data[at] & 0x1F, data[at + 1], found)
    return found


def block(data: Buffer, at: int) -> ReportBlock:
    """The report block that begins at `at`."""
    ssrc, lost, highest, jitter, last, delay = _BLOCK.unpack_from(data, at)
    return ReportBlock(ssrc, lost >> 24, total_lost(lost), highest, jitter, last, delay)


def total_lost(word: int) -> int:
    """The cumulative losses out of a block's second word, whose upper byte is the fraction."""
    return 0 if word & 0x800000 else word & 0xFFFFFF


def remb_rate(data: Buffer, at: int, end: int) -> int:
    """Bits per second of the REMB in `data[at:end]`; -1 when it is none."""
    if end - at < 20 or data[at + 12 : at + 16] != REMB_NAME:
        return -1
    rate = int.from_bytes(data[at + 17 : at + 20])
    return min((rate & 0x3FFFF) << (rate >> 18), MAX_RATE)


def _read(data: Buffer, at: int, end: int, count: int, kind: int, facts: list[Fact]) -> None:
    size = end - at
    if kind == RECEIVER_REPORT:
        _blocks(data, at + 8, end, count, facts)
    elif kind == SENDER_REPORT and size >= 28:
        ssrc, ntp, timestamp, _packets, _octets = _SENDER.unpack_from(data, at + 4)
        facts.append(SenderReport(ssrc, ntp, timestamp))
        _blocks(data, at + 28, end, count, facts)
    elif kind == TRANSPORT_FEEDBACK and count == 1 and size >= 12:
        facts.append(Nack(int.from_bytes(data[at + 8 : at + 12]), _lost(data, at + 12, end)))
    elif kind == PAYLOAD_FEEDBACK and count == 1 and size >= 12:
        facts.append(KeyFrameRequest(int.from_bytes(data[at + 8 : at + 12])))
    elif kind == PAYLOAD_FEEDBACK and count == 15:
        rate = remb_rate(data, at, end)
        if rate >= 0:
            facts.append(Remb(rate))
    elif kind == PAYLOAD_FEEDBACK and count == 4:
        facts.extend(KeyFrameRequest(int.from_bytes(data[i : i + 4])) for i in range(at + 12, end - 7, 8))


def _blocks(data: Buffer, at: int, end: int, count: int, facts: list[Fact]) -> None:
    for _ in range(count):
        if at + 24 > end:
            return
        facts.append(block(data, at))
        at += 24


def _lost(data: Buffer, at: int, end: int) -> tuple[int, ...]:
    lost: dict[int, None] = {}
    for i in range(at, end - 3, 4):
        first, mask = _PAIR.unpack_from(data, i)
        lost[first] = None
        for bit in range(16):
            if mask >> bit & 1:
                lost[first + 1 + bit & 0xFFFF] = None
        if len(lost) >= MAX_LOST:
            break
    return tuple(lost)[:MAX_LOST]


def nack(sender: int, ssrc: int, lost: Iterable[int]) -> bytes:
    """A generic NACK for these sequence numbers (16 bits each, in rising order)."""
    pairs: list[tuple[int, int]] = []
    for sequence in lost:
        distance = sequence - pairs[-1][0] & 0xFFFF if pairs else 0
        if 1 <= distance <= 16:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] | 1 << distance - 1)
        elif not pairs or distance:
            pairs.append((sequence, 0))
    body = b"".join(_PAIR.pack(*pair) for pair in pairs)
    return _FEEDBACK.pack(0x81, TRANSPORT_FEEDBACK, 2 + len(pairs), sender, ssrc) + body


def pli(sender: int, ssrc: int) -> bytes:
    """A Picture Loss Indication."""
    return _FEEDBACK.pack(0x81, PAYLOAD_FEEDBACK, 2, sender, ssrc)


def remb(sender: int, bits_per_second: int, ssrcs: list[int]) -> bytes:
    """Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03 section 2.2)."""
    exponent = max(0, bits_per_second.bit_length() - 18)
    mantissa = bits_per_second >> exponent
    rate = len(ssrcs) << 24 | exponent << 18 | mantissa
    head = _FEEDBACK.pack(0x8F, PAYLOAD_FEEDBACK, 4 + len(ssrcs), sender, 0)
    return head + REMB_NAME + pack(f"!I{len(ssrcs)}I", rate, *ssrcs)


def receiver_report(sender: int, blocks: list[ReportBlock]) -> bytes:
    """A receiver report with at most 31 blocks."""
    body = b"".join(
        _BLOCK.pack(
            b.ssrc, b.fraction_lost << 24 | b.lost & 0xFFFFFF, b.highest, b.jitter, b.last_report, b.delay
        )
        for b in blocks[:31]
    )
    head = pack("!BBHI", 0x80 | len(blocks[:31]), RECEIVER_REPORT, 1 + len(body) // 4, sender)
    return head + body


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """A sender report without blocks; packet and octet counts wrap at 32 bits."""
    body = _SENDER.pack(ssrc, ntp, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _HEADER.pack(0x80, SENDER_REPORT, 6) + body


def sdes(ssrc: int, cname: str) -> bytes:
    """The CNAME of one SSRC (RFC 3550 section 6.5); a packet each, as some misread a second chunk."""
    text = cname.encode()
    chunk = ssrc.to_bytes(4) + bytes((1, len(text))) + text
    chunk += bytes(4 - len(chunk) % 4)
    return _HEADER.pack(0x81, SDES, len(chunk) // 4) + chunk


def round_trip(block: ReportBlock, now: float) -> float | None:
    """Seconds to a receiver and back by a report that came at `now`, from the last sender report it knew and
    the delay since (RFC 3550 section 6.4.1); None when it knew none."""
    if not block.last_report:
        return None
    ticks = ((ntp_time(now) >> 16) - block.last_report - block.delay) & 0xFFFFFFFF
    return ticks / 65536 if ticks < 0x80000000 else 0.0


def ntp_time(seconds: float) -> int:
    """Seconds as 32.32 fixed point NTP time."""
    return int(seconds * 4294967296) & 0xFFFFFFFFFFFFFFFF

"""RTP dumps in the file format of rtptools (rtpdump, rtpplay; Wireshark reads and writes it too).

What was received on one connection with its times, RTP and RTCP, without any transport header. The packets of
a whole network interface (pcap) are another format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple

from rtc.core.malformed import Malformed
from rtc.core.rtp import is_rtcp

FIRST_LINE = b"#!rtpplay1.0 127.0.0.1/5004\n"
MAX_PACKET = 0xFFFF - 8

_FILE = Struct("!IIIHH")
_PACKET = Struct("!HHI")


class Captured(NamedTuple):
    """One packet and its arrival in seconds since the dump began, in whole milliseconds."""

    at: float
    data: bytes


def write(packets: Iterable[Captured]) -> bytes:
    """A whole dump."""
    parts = [FIRST_LINE, _FILE.pack(0, 0, 0x7F000001, 5004, 0)]
    for at, data in packets:
        rtp_size = 0 if len(data) > 1 and is_rtcp(data[1]) else len(data)
        parts += [_PACKET.pack(len(data) + _PACKET.size, rtp_size, round(at * 1000)), data]
    return b"".join(parts)


def read(data: bytes) -> Iterator[Captured]:
    """The packets of a dump, in order. Raises Malformed, also for packets that were cut short."""
    end_of_line = data.find(b"\n", 0, 128)
    if not data.startswith(b"#!rtpplay1.0 ") or end_of_line < 0:
        raise Malformed("no rtp dump")
    at = end_of_line + 1 + _FILE.size
    if at > len(data):
        raise Malformed("rtp dump header")
    while at < len(data):
        if at + _PACKET.size > len(data):
            raise Malformed("rtp dump packet")
        size, rtp_size, milliseconds = _PACKET.unpack_from(data, at)
        start, at = at + _PACKET.size, at + size
        if size < _PACKET.size or at > len(data) or rtp_size not in (0, size - _PACKET.size):
            raise Malformed("rtp dump size")
        yield Captured(milliseconds / 1000, data[start:at])

"""Writing what a room received and sent as a pcap file (LINKTYPE_RAW), for tshark and Wireshark.

Nobody's words or face, key or address can be in it: of RTP only the header with its extensions is kept (the
rest is marked as cut off), STUN and DTLS are left out, and addresses are invented. Opening files lives in
`rtc.io.capture`.
"""

from __future__ import annotations

import ipaddress
from struct import Struct

from rtc.core import rtp
from rtc.core.rtp import Buffer

LINKTYPE_RAW = 101
RTP_PORT, RTCP_PORT = 5004, 5005
SERVER = int(ipaddress.IPv4Address("10.0.0.1"))
FIRST_PEER = int(ipaddress.IPv4Address("10.1.0.1"))
FIRST_BRANCH = int(ipaddress.IPv4Address("10.2.0.1"))
SNAPLEN = 2048

_FILE = Struct("<IHHiIII")
_RECORD = Struct("<IIII")
_IPV4 = Struct("!BBHHHBBHII")
_UDP = Struct("!HHHH")
_HEADERS = _IPV4.size + _UDP.size


def file_header() -> bytes:
    """The beginning of the file: microseconds, little endian."""
    return _FILE.pack(0xA1B2C3D4, 2, 4, 0, 0, SNAPLEN, LINKTYPE_RAW)


def rtp_record(source: int, target: int, data: Buffer, size: int, now: float) -> bytes:
    """One RTP packet without its payload; nothing when it has no whole header. Addresses are IPv4 numbers."""
    if size < rtp.HEADER_SIZE:
        return b""
    kept = rtp.HEADER_SIZE + 4 * (data[0] & 0x0F)
    if data[0] & 0x10 and kept + 4 <= size:
        kept += 4 + 4 * int.from_bytes(data[kept + 2 : kept + 4])
    return _record(source, target, RTP_PORT, bytes(data[: min(kept, size)]), size, now)


def rtcp_record(source: int, target: int, data: Buffer, size: int, now: float) -> bytes:
    """One compound RTCP packet, whole: it holds counts and times."""
    return _record(source, target, RTCP_PORT, bytes(data[:size]), size, now)


def _record(source: int, target: int, port: int, kept: bytes, size: int, now: float) -> bytes:
    seconds, part = divmod(int(now * 1_000_000), 1_000_000)
    head = _RECORD.pack(seconds, part, _HEADERS + len(kept), _HEADERS + size)
    head += _IPV4.pack(0x45, 0, _HEADERS + size, 0, 0, 64, 17, 0, source, target)
    return head + _UDP.pack(port, port, _UDP.size + size, 0) + kept

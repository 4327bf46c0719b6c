"""Retransmissions as RTP packets of a stream of their own (RFC 4588 section 4)."""

from __future__ import annotations

from rtc.core.malformed import Malformed
from rtc.core.rtp import HEADER_SIZE, Buffer, Header
from rtc.core.stamps import stamped


def wrap(packet: bytes, ssrc: int, sequence: int, now: float) -> bytes:
    """A packet that a viewer was sent, as a retransmission under its own SSRC and number, stamped anew."""
    start = HEADER_SIZE + 4 * (1 + int.from_bytes(packet[14:16])) if packet[0] & 0x10 else HEADER_SIZE
    second = packet[1] & 0x80 | (packet[1] & 0x7F) + 1  # each format's repairs have the next payload type
    head = packet[:1] + bytes((second,)) + sequence.to_bytes(2) + packet[4:8] + ssrc.to_bytes(4)
    extension = stamped(packet[HEADER_SIZE:start], now) if start > HEADER_SIZE else b""
    return head + extension + packet[2:4] + packet[start:]


def unwrap(data: Buffer, header: Header, ssrc: int, payload_type: int) -> Header | None:
    """The header of the packet that is repeated; None for padding. Its payload stays where it is.

    Raises Malformed when the original sequence number is cut off.
    """
    if header.start == header.end:
        return None
    if header.end - header.start < 2:
        raise Malformed("rtx")
    sequence = int.from_bytes(data[header.start : header.start + 2])
    return header._replace(ssrc=ssrc, payload_type=payload_type, sequence=sequence, start=header.start + 2)

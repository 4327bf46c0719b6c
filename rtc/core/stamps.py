"""The header extensions of a viewer's pictures: abs-send-time, and beside it AV1's dependency descriptor.

Extensions are numbered once for all viewers, so one plaintext serves them all. The rest of a packet is for
`rewrite`.
"""

from __future__ import annotations

from struct import Struct

from rtc.core.rtp import HEADER_SIZE

STAMP_URI, STAMP_EXTENSION = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", 3
STAMP_SIZE = 8
DESCRIPTOR_EXTENSION = 4

ONE_WORD = 0xBEDE0001
STAMP = (STAMP_EXTENSION << 4 | 2) << 24
"""The first words of an extension that is a stamp alone; a moment goes into the second."""
_EXTENSION = Struct("!II")


def moment(now: float) -> int:
    """A time in seconds as 24 bits, 18 of them behind the point."""
    return int(now * 262144) & 0xFFFFFF


def stamp(now: float) -> bytes:
    """The header extension that tells viewers when a picture's packet was written."""
    return _EXTENSION.pack(ONE_WORD, STAMP | moment(now))


def described(descriptor: bytes, now: float) -> bytes:
    """The header extension with a dependency descriptor too; a long one needs the form with two bytes."""
    when = moment(now).to_bytes(3)
    if len(descriptor) <= 16:
        profile = b"\xbe\xde"
        body = bytes((STAMP_EXTENSION << 4 | 2,)) + when
        body += bytes((DESCRIPTOR_EXTENSION << 4 | len(descriptor) - 1,)) + descriptor
    else:
        profile = b"\x10\0"
        body = bytes((STAMP_EXTENSION, 3)) + when
        body += bytes((DESCRIPTOR_EXTENSION, len(descriptor))) + descriptor
    body += bytes(-len(body) % 4)
    return profile + (len(body) // 4).to_bytes(2) + body


def stamped(extension: bytes, now: float) -> bytes:
    """An extension of one of these forms with another moment."""
    when, at = moment(now).to_bytes(3), 5 if extension[:1] == b"\xbe" else 6
    return extension[:at] + when + extension[at + 3 :]


def restamped(packet: bytes, now: float) -> bytes:
    """A packet of ours with another moment; only one of the two may ever be sent to a viewer."""
    at = HEADER_SIZE + (5 if packet[HEADER_SIZE] == 0xBE else 6)
    return packet[:at] + moment(now).to_bytes(3) + packet[at + 3 :]

"""What is known of an Opus packet without decoding it (RFC 6716 section 3.1, RFC 7587)."""

from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

CLOCK = 48000
SILENCE_SIZE = 2
_SILK = (480, 960, 1920, 2880)
_HYBRID = (480, 960)
_CELT = (120, 240, 480, 960)


def samples(data: Buffer, start: int, end: int) -> int:
    """How much sound the packet `data[start:end]` holds, in samples at 48 kHz. Raises Malformed."""
    if start >= end:
        raise Malformed("opus empty")
    configuration, code = data[start] >> 3, data[start] & 3
    if configuration < 12:
        frame = _SILK[configuration & 3]
    elif configuration < 16:
        frame = _HYBRID[configuration & 1]
    else:
        frame = _CELT[configuration & 3]
    count = 1 if code == 0 else 2
    if code == 3:
        if end - start < 2 or not data[start + 1] & 0x3F:
            raise Malformed("opus frames")
        count = data[start + 1] & 0x3F
    if frame * count > 5760:
        raise Malformed("opus duration")
    return frame * count


def is_silence(start: int, end: int) -> bool:
    """Whether a packet is one of discontinuous transmission: a header and at most a byte (RFC 6716 section
    2.1.9)."""
    return end - start <= SILENCE_SIZE

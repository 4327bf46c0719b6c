"""H.264 in RTP (RFC 6184): single NAL units, STAP-A and FU-A, as packetization mode 1 has them.

A key frame is an IDR picture with its sequence parameter set: only then can a decoder begin. What starts a
frame is not written in a packet; its timestamp tells (see `rtc.core.frames`).
"""

from collections.abc import Iterator

from rtc.core.codecs.bits import Bits
from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

IDR, SPS, PPS = 5, 7, 8
STAP_A, FU_A = 24, 28
START_CODE = b"\0\0\0\1"
MAX_SETS = 256
_HIGH_PROFILES = {100, 110, 122, 244, 44, 83, 86, 118, 128}


def parse(data: Buffer, start: int, end: int) -> Picture:
    """What a packet tells; `key_frame` is set on the one with the parameter set. Raises Malformed."""
    key_frame, width, height = False, 0, 0
    for at, stop in units(data, start, end):
        if data[at] & 0x1F == SPS:
            key_frame = True
            width, height = size_of(data, at, stop)
    return Picture(0, key_frame, False, key_frame, width=width, height=height)


def units(data: Buffer, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From where to where the whole NAL units of a packet lie; none in a fragment. Raises Malformed."""
    if start >= end:
        raise Malformed("h264 empty")
    kind = data[start] & 0x1F
    if kind == STAP_A:
        yield from _aggregated(data, start + 1, end)
    elif kind == FU_A:
        if end - start < 3:
            raise Malformed("h264 fragment")
    elif 1 <= kind <= 23:
        yield start, end
    else:
        raise Malformed("h264 packet type")


def annex_b(data: Buffer, start: int, end: int) -> bytes:
    """A packet's part of a byte stream (annex B): packets of one frame in order make a whole one."""
    if start < end and data[start] & 0x1F == FU_A:
        if end - start < 3:
            raise Malformed("h264 fragment")
        if data[start + 1] & 0x80:
            unit = data[start] & 0xE0 | data[start + 1] & 0x1F
            return START_CODE + bytes((unit,)) + data[start + 2 : end]
        return bytes(data[start + 2 : end])
    return b"".join(START_CODE + data[at:stop] for at, stop in units(data, start, end))


def size_of(data: Buffer, start: int, end: int) -> tuple[int, int]:
    """(width, height) in pixels of a sequence parameter set (H.264 section 7.3.2.1.1). Raises Malformed."""
    raw = bytes(data[start + 1 : end]).replace(b"\0\0\3", b"\0\0")
    bits = Bits(raw, 0, len(raw))
    profile = bits.read(8)
    bits.read(16)
    bits.exp_golomb()
    chroma = _high_profile(bits) if profile in _HIGH_PROFILES else 1
    bits.exp_golomb()
    _picture_order(bits)
    bits.exp_golomb()
    bits.read(1)
    width, height = 16 * (bits.exp_golomb() + 1), bits.exp_golomb() + 1
    frames_only = bits.flag()
    if not frames_only:
        bits.read(1)
    height *= 16 if frames_only else 32
    bits.read(1)
    if bits.flag():
        left, right, top, bottom = (bits.exp_golomb() for _ in range(4))
        width -= (2 if chroma in (1, 2) else 1) * (left + right)
        height -= (2 if chroma == 1 else 1) * (1 if frames_only else 2) * (top + bottom)
    if not 0 < width <= 0xFFFF or not 0 < height <= 0xFFFF:
        raise Malformed("h264 size")
    return width, height


def _aggregated(data: Buffer, at: int, end: int) -> Iterator[tuple[int, int]]:
    if at >= end:
        raise Malformed("h264 aggregate")
    while at < end:
        size = int.from_bytes(data[at : at + 2]) if at + 2 <= end else 0
        at += 2
        if not size or at + size > end:
            raise Malformed("h264 aggregate")
        yield at, at + size
        at += size


def _high_profile(bits: Bits) -> int:
    """The fields only high profiles have; returns chroma_format_idc. Scaling matrices are not followed."""
    chroma = bits.exp_golomb()
    if chroma == 3:
        bits.read(1)
    bits.exp_golomb()
    bits.exp_golomb()
    bits.read(1)
    if bits.flag():
        raise Malformed("h264 scaling matrix")
    return chroma


def _picture_order(bits: Bits) -> None:
    kind = bits.exp_golomb()
    if kind == 0:
        bits.exp_golomb()
    elif kind == 1:
        bits.read(1)
        bits.exp_golomb()
        bits.exp_golomb()
        for _ in range(min(bits.exp_golomb(), 255)):
            bits.exp_golomb()


def unpack(payloads: list[bytes]) -> bytes:
    """The payloads of one picture, in order, as a byte stream (annex B). Raises Malformed."""
    return b"".join(annex_b(payload, 0, len(payload)) for payload in payloads)


def stream_units(stream: bytes) -> list[bytes]:
    """The NAL units of a byte stream made by `annex_b`."""
    return stream.split(START_CODE)[1:]


def length_prefixed(stream: bytes) -> bytes:
    """A byte stream as files have it: each NAL unit behind its length in four bytes."""
    return b"".join(len(unit).to_bytes(4) + unit for unit in stream_units(stream))


def configuration(stream: bytes) -> bytes:
    """The decoder configuration record (ISO/IEC 14496-15 section 5.3.3.1) out of a key frame's byte stream.
    Raises Malformed when a parameter set is missing or too long for a file's head."""
    sets = {unit[0] & 0x1F: unit for unit in stream_units(stream) if unit}
    if not {SPS, PPS} <= sets.keys() or len(sets[SPS]) < 4 or len(sets[SPS]) + len(sets[PPS]) > MAX_SETS:
        raise Malformed("h264 parameter sets")
    sps, pps = sets[SPS], sets[PPS]
    head = b"\1" + sps[1:4] + b"\xff\xe1"
    return head + len(sps).to_bytes(2) + sps + b"\1" + len(pps).to_bytes(2) + pps

"""The VP9 payload descriptor (RFC 9628 section 4.2), flexible and non-flexible, with its spatial layers."""

from struct import Struct

from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer

MAX_REFERENCES, MAX_SPATIAL = 3, 3

_SIZE = Struct("!HH")
_I, _P, _L, _F, _B, _E, _V = 0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02


def parse(data: Buffer, start: int, end: int) -> Picture:
    """Parse the descriptor of the payload `data[start:end]`. Raises Malformed when it is cut off."""
    try:
        return _parse(data, start, end)
    except IndexError:
        raise Malformed("vp9 descriptor") from None


def _parse(data: Buffer, start: int, end: int) -> Picture:
    if start >= end:
        raise Malformed("vp9 empty")
    first, at = data[start], start + 1
    picture, bits, picture_at, tl0, tl0_at, layers = None, 0, 0, None, 0, 0
    if first & _I:
        picture_at, bits = at, 15 if data[at] & 0x80 else 7
        picture = (data[at] & 0x7F) << 8 | data[at + 1] if bits == 15 else data[at]
        at += 2 if bits == 15 else 1
    if first & _L:
        layers, at = data[at], at + 1
        if not first & _F:
            tl0, tl0_at, at = data[at], at, at + 1
    if first & _F and first & _P:
        at = _after_references(data, at)
    sizes: tuple[tuple[int, int], ...] = ()
    spatial = layers >> 1 & 7
    if spatial > MAX_SPATIAL:
        raise Malformed("vp9 layers")
    if first & _V:
        sizes, at = _structure(data, at, end)
    if at >= end:
        raise Malformed("vp9 descriptor")
    starts, alone = bool(first & _B), not first & _P
    return Picture(
        at - start,
        starts,
        bool(first & _E),
        starts and alone and not spatial,
        layers >> 5,
        spatial,
        bool(layers & 0x10),
        not alone,
        picture,
        bits,
        picture_at,
        tl0,
        tl0_at,
        *(sizes[-1] if sizes else (0, 0)),
        sizes,
        bits > 0,
    )


def _after_references(data: Buffer, at: int) -> int:
    for _ in range(MAX_REFERENCES):
        at += 1
        if not data[at - 1] & 1:
            return at
    raise Malformed("vp9 references")


def _structure(data: Buffer, at: int, end: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """The scalability structure: (width, height) of each spatial layer, lowest first, and where it ends."""
    flags, at = data[at], at + 1
    sizes: list[tuple[int, int]] = []
    if flags & 0x10:
        for _ in range((flags >> 5) + 1):
            if at + 4 > end:
                raise Malformed("vp9 structure")
            sizes.append(_SIZE.unpack_from(data, at))
            at += 4
    if flags & 0x08:
        pictures, at = data[at], at + 1
        for _ in range(pictures):
            at += 1 + (data[at] >> 2 & 3)
    return tuple(sizes), at


def unpack(payloads: list[bytes]) -> bytes:
    """The payloads of one picture, in order, as a file has them: the spatial layers become a superframe (VP9
    bitstream specification annex B). Raises Malformed."""
    layers: list[bytes] = []
    for payload in payloads:
        found = parse(payload, 0, len(payload))
        if found.starts_frame or not layers:
            layers.append(b"")
        layers[-1] += payload[found.size :]
    if len(layers) == 1:
        return layers[0]
    if len(layers) > 8:
        raise Malformed("vp9 layers")
    width = (max(len(layer) for layer in layers).bit_length() + 7) // 8
    marker = bytes((0xC0 | width - 1 << 3 | len(layers) - 1,))
    sizes = b"".join(len(layer).to_bytes(width, "little") for layer in layers)
    return b"".join(layers) + marker + sizes + marker

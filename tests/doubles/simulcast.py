"""A camera that sends three VP8 encodings with three temporal layers, as Chromium does, and who checks them.

Every packet says in its payload what it is, so a viewer can tell what it was shown and whether it decodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rtc.core import rtcp, rtp
from rtc.core.accepting import Accepted
from rtc.core.codecs import vp8
from rtc.core.description import Codec, Media, Transport

RIDS = ("q", "h", "f")
SIZES = {"q": (320, 180), "h": (640, 360), "f": (1280, 720)}
PACKETS = {"q": 1, "h": 2, "f": 4}
PATTERN = ((0, False), (2, True), (1, True), (2, False), (0, False), (2, False), (1, False), (2, False))
FRAME = 1 / 30
MID, RID, REPAIRED = 4, 10, 11
PAYLOAD_TYPE, REPAIR_TYPE = 96, 97


def offered() -> Accepted:
    """What an answer took of the camera's offer."""
    media = Media("video", 9, "UDP/TLS/RTP/SAVPF", ["96", "97"], Transport(), mid="0")
    codec = Codec(PAYLOAD_TYPE, "vp8", 90000, 1)
    return Accepted(
        "camera",
        media,
        codec,
        0,
        MID,
        rids=RIDS,
        rid_extension=RID,
        repaired_extension=REPAIRED,
        repair_type=REPAIR_TYPE,
    )


@dataclass
class Layer:
    """The counters of one encoding; each begins somewhere else."""

    rid: str
    sequence: int
    picture: int
    tl0: int
    offset: int
    ssrc: int
    active: bool = True
    key: bool = True
    sent: dict[int, bytes] = field(default_factory=dict)


class Camera:
    """`frame` gives the packets of the next frame of all encodings; `hears` answers PLI and NACK."""

    def __init__(self, peer: str = "anna", seed: int = 0) -> None:
        self.peer = peer
        self.number = 0
        self.layers = {
            rid: Layer(
                rid,
                65500 + 7 * seed * place & 0xFFFF,
                32700 + 99 * place & 0x7FFF,
                250 - place,
                (seed + 1) * 123456789 * (place + 3) & 0xFFFFFFFF,
                5000 + place,
            )
            for place, rid in enumerate(RIDS)
        }
        self._pattern = 0
        self.repairs: list[bytes] = []
        self.asked: list[float] = []

    def frame(self) -> list[bytes]:
        temporal, sync = PATTERN[self._pattern % len(PATTERN)]
        if any(layer.key and layer.active for layer in self.layers.values()):
            self._pattern, (temporal, sync) = 0, PATTERN[0]
            for layer in self.layers.values():
                layer.key = layer.active
        packets = [
            one
            for layer in self.layers.values()
            if layer.active
            for one in self._encode(layer, temporal, sync)
        ]
        self._pattern += 1
        self.number += 1
        return packets

    def reports(self, now: float) -> Iterable[bytes]:
        """Sender reports whose clocks are a millisecond off, as real ones are."""
        for place, layer in enumerate(self.layers.values()):
            stamp = round(self.number * 3000) + layer.offset + 90 * (place - 1) & 0xFFFFFFFF
            yield rtcp.sender_report(layer.ssrc, rtcp.ntp_time(1000 + self.number * FRAME), stamp, 1, 1)

    def hears(self, packet: bytes, now: float) -> None:
        for fact in rtcp.parse(packet, len(packet)):
            if isinstance(fact, rtcp.KeyFrameRequest):
                self.asked.append(now)
                for layer in self.layers.values():
                    layer.key = layer.active
            elif isinstance(fact, rtcp.Nack):
                layer = next(one for one in self.layers.values() if one.ssrc == fact.ssrc)
                found = (layer.sent.get(sequence) for sequence in fact.lost)
                self.repairs += [repeat(packet, layer) for packet in found if packet is not None]

    def _encode(self, layer: Layer, temporal: int, sync: bool) -> list[bytes]:
        key, layer.key = layer.key, False
        layer.tl0 = layer.tl0 + (temporal == 0) & 0xFF
        count = PACKETS[layer.rid] * (2 if key else 1)
        packets = [self._packet(layer, temporal, sync, key, place, count) for place in range(count)]
        layer.picture = layer.picture + 1 & 0x7FFF
        return packets

    def _packet(self, layer: Layer, temporal: int, sync: bool, key: bool, place: int, count: int) -> bytes:
        marker = 0x80 if place == count - 1 else 0
        stamp = self.number * 3000 + layer.offset & 0xFFFFFFFF
        head = bytes((0x90, marker | PAYLOAD_TYPE)) + layer.sequence.to_bytes(2) + stamp.to_bytes(4)
        extension = bytes((MID << 4, ord("0"), RID << 4, ord(layer.rid)))
        head += layer.ssrc.to_bytes(4) + b"\xbe\xde\0\1" + extension
        descriptor = bytes((0x90 if place == 0 else 0x80, 0xE0)) + (0x8000 | layer.picture).to_bytes(2)
        descriptor += bytes((layer.tl0, temporal << 6 | (0x20 if sync else 0)))
        body = bytes((0 if key else 1, 0, 0))
        if key and place == 0:
            width, height = SIZES[layer.rid]
            body += b"\x9d\x01\x2a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")
        body += f"|{layer.rid} {self.number} {temporal} {int(sync)} {int(key)} {place} {count}".encode()
        packet = head + descriptor + body
        layer.sent[layer.sequence] = packet
        layer.sequence = layer.sequence + 1 & 0xFFFF
        return packet


def repeat(packet: bytes, layer: Layer) -> bytes:
    """A packet in its retransmission stream (RFC 4588), named by the repaired RID."""
    extension = bytes((MID << 4, ord("0"), REPAIRED << 4, ord(layer.rid)))
    head = (
        packet[:1] + bytes((packet[1] & 0x80 | REPAIR_TYPE,)) + packet[2:8] + (layer.ssrc + 100).to_bytes(4)
    )
    return head + packet[12:16] + extension + packet[2:4] + packet[20:]


@dataclass(frozen=True)
class Shown:
    """One packet as a viewer got it: its SRTP index, and what its payload says it is."""

    index: int
    timestamp: int
    picture: int
    tl0: int
    rid: str
    frame: int
    temporal: int
    sync: bool
    key: bool
    place: int
    count: int


class Eye:
    """A viewer of one slot. Fails when two packets come under one number."""

    def __init__(self, ssrc: int) -> None:
        self.shown: list[Shown] = []
        self.packets: dict[int, bytes] = {}
        self.repairs: dict[int, bytes] = {}
        self._ssrc = ssrc
        self._highest: int | None = None

    def get(self, packet: bytes) -> None:
        header = rtp.parse(packet, len(packet))
        if header.ssrc != self._ssrc:
            assert self.repairs.setdefault(header.sequence, packet) == packet
            return
        index = self._index(header.sequence)
        assert self.packets.setdefault(index, packet) == packet, "two packets under one number"
        if header.end > header.start:
            self._read(packet, header, index)

    def frames(self) -> list[list[Shown]]:
        """What was shown, in the order of the numbers, frame by frame."""
        grouped: dict[tuple[str, int], list[Shown]] = {}
        for one in sorted(set(self.shown), key=lambda one: one.index):
            grouped.setdefault((one.rid, one.frame), []).append(one)
        return list(grouped.values())

    def _index(self, sequence: int) -> int:
        """As SRTP guesses it (RFC 3711 section 3.3.1)."""
        if self._highest is None:
            self._highest = sequence
        index = self._highest + rtp.newer(sequence, self._highest & 0xFFFF)
        self._highest = max(self._highest, index)
        return index

    def _read(self, packet: bytes, header: rtp.Header, index: int) -> None:
        picture = vp8.parse(packet, header.start, header.end)
        text = packet[header.start : header.end].rpartition(b"|")[2].decode().split()
        rid, numbers = text[0], [int(number) for number in text[1:]]
        frame, temporal, sync, key, place, count = numbers
        self.shown.append(
            Shown(
                index,
                header.timestamp,
                picture.picture or 0,
                picture.tl0 or 0,
                rid,
                frame,
                temporal,
                bool(sync),
                bool(key),
                place,
                count,
            )
        )


def decodes(frames: list[list[Shown]]) -> list[str]:
    """Why a decoder would stumble, frame by frame; empty when it would not."""
    faults: list[str] = []
    last: dict[int, int] = {}
    rid = ""
    for packets in frames:
        one = packets[0]
        if {packet.place for packet in packets} != set(range(one.count)):
            faults.append(f"{one.rid}{one.frame} is incomplete")
        if one.key:
            rid, last = one.rid, {0: one.frame, 1: one.frame, 2: one.frame}
            continue
        if one.rid != rid:
            faults.append(f"{one.rid}{one.frame} follows {rid} without a key frame")
        faults += _missing(one, last)
        last[one.temporal] = one.frame
    return faults


def _missing(one: Shown, last: dict[int, int]) -> list[str]:
    """A base frame needs the base frame four before, others the base frame of their group; without sync
    also what came of their own and lower layers since."""
    base = one.frame - {0: 4, 1: 2, 2: 1}[one.temporal]
    found = last.get(0, -1)
    if one.temporal == 2 and found != base:
        base = one.frame - 3
    if found != base:
        return [f"{one.rid}{one.frame} needs base {base}, has {found}"]
    if one.temporal and not one.sync and last.get(one.temporal, -1) < base - 4:
        return [f"{one.rid}{one.frame} of layer {one.temporal} came without a point to go up at"]
    if one.temporal == 2 and one.frame - base == 3 and last.get(1, -1) != one.frame - 1:
        return [f"{one.rid}{one.frame} needs {one.frame - 1}"]
    return []

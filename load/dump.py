"""What is published: RTP packets with their times, from an rtpdump file, or a 720p picture made here.

The file format is that of rtptools (`#!rtpplay1.0`), which Wireshark and Chromium's tools read and write.
"""

import math
import struct
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

MAGIC = b"#!rtpplay1.0 127.0.0.1/0\n"
AUDIO, VIDEO, RED = 111, 96, 63
CLOCKS = {AUDIO: 48000, VIDEO: 90000}
WIDTH, HEIGHT, RATE = 1280, 720, 30
SOUNDS_PER_SECOND = 50
PACKETS_PER_SECOND = 187
"""What LiveKit's published benchmark sends each viewer: 561,000 packets a second to 3,000."""


@dataclass(frozen=True)
class Packet:
    """An RTP packet and when it is sent, in seconds from the start."""

    at: float
    data: bytes

    @property
    def payload_type(self) -> int:
        return self.data[1] & 0x7F

    @property
    def content(self) -> bytes:
        """The payload without what a forwarder may rewrite: header, extensions, VP8 descriptor, padding."""
        return content(self.data)


def content(data: bytes) -> bytes:
    """As `Packet.content`, of a packet as a viewer got it."""
    start = 12 + 4 * (data[0] & 15)
    if data[0] & 0x10:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4])
    end = len(data) - (data[-1] if data[0] & 0x20 else 0)
    if data[1] & 0x7F == VIDEO and end > start:
        start += _descriptor(data, start)
    if data[1] & 0x7F == RED:
        start = _newest(data, start)
    return data[start:end]


def _newest(data: bytes, at: int) -> int:
    """Where the newest frame of redundant sound begins (RFC 2198 section 3): behind those before it."""
    earlier = 0
    while data[at] & 0x80:
        earlier += int.from_bytes(data[at + 2 : at + 4]) & 0x3FF
        at += 4
    return at + 1 + earlier


def _descriptor(data: bytes, at: int) -> int:
    """The size of a VP8 payload descriptor (RFC 7741 section 4.2)."""
    if not data[at] & 0x80:
        return 1
    flags, size = data[at + 1], 2
    if flags & 0x80:
        size += 2 if data[at + 2] & 0x80 else 1
    return size + bool(flags & 0x40) + bool(flags & 0x30)


def read(path: Path) -> list[Packet]:
    """The RTP packets of an rtpdump file, in order. Raises ValueError when it is none."""
    data = path.read_bytes()
    at = data.find(b"\n") + 1 + 16
    if not data.startswith(b"#!rtpplay1.0"):
        raise ValueError(f"{path} is not an rtpdump file")
    packets = []
    while at + 8 <= len(data):
        length, size, offset = struct.unpack_from("!HHI", data, at)
        if size and length >= 8 + size:  # size 0 means RTCP
            packets.append(Packet(offset / 1000, data[at + 8 : at + 8 + size]))
        at += max(length, 8)
    if not packets:
        raise ValueError(f"{path} holds no RTP packets")
    return packets


def write(path: Path, packets: list[Packet]) -> None:
    """Write them as an rtpdump file; times are kept to the millisecond."""
    records = [
        struct.pack("!HHI", 8 + len(one.data), len(one.data), round(one.at * 1000)) + one.data
        for one in packets
    ]
    path.write_bytes(MAGIC + bytes(16) + b"".join(records))


class Loop:
    """The dump over and over: numbers, timestamps and picture ids go on where the last round ended."""

    def __init__(self, packets: list[Packet]) -> None:
        self._packets = packets
        self._place = 0
        self._began = self._at = 0.0
        self._sequences = dict.fromkeys(CLOCKS, 0)
        self._pictures = self._frames = 0

    def next(self) -> Packet:
        """The packet that is due next, with its time from the start of the first round."""
        if self._place == len(self._packets):
            self.restart()
        one = self._packets[self._place]
        self._place += 1
        self._at = self._began + one.at
        data, kind = bytearray(one.data), one.payload_type
        (timestamp,) = struct.unpack_from("!I", data, 4)
        timestamp += round(self._began * CLOCKS[kind])
        struct.pack_into("!HI", data, 2, self._sequences[kind], timestamp & 0xFFFFFFFF)
        self._sequences[kind] = self._sequences[kind] + 1 & 0xFFFF
        if kind == VIDEO:
            self._frames += data[1] >> 7
            self._renumber(data)
        return Packet(self._at, bytes(data))

    def restart(self) -> None:
        """Go on with the first packet, which starts a key frame."""
        self._place = 0
        self._began = self._at + 1 / RATE
        self._pictures = self._frames

    def _renumber(self, data: bytearray) -> None:
        """Let a VP8 picture id of 15 bits count on from the rounds before."""
        if not data[0] & 0x1F and data[12] & 0x80 and data[13] & 0x80 and data[14] & 0x80:
            picture = int.from_bytes(data[14:16]) + self._pictures
            data[14:16] = (picture & 0x7FFF | 0x8000).to_bytes(2)


def made(seconds: int = 10) -> list[Packet]:
    """A moving 720p picture and a gliding tone at 187 packets a second, starting on a key frame."""
    frames, sounds = _picture(seconds), _sound(seconds)
    wanted = (PACKETS_PER_SECOND - SOUNDS_PER_SECOND) * seconds
    sizes = range(700, 1180)
    size = min(sizes, key=lambda size: abs(sum(math.ceil(len(one) / size) for one in frames) - wanted))
    packets = _pictures_packed(frames, size) + _sounds_packed(sounds)
    return sorted(packets, key=lambda one: one.at)


def _picture(seconds: int) -> list[bytes]:
    """VP8 frames, encoded as a browser does in a call."""
    import random

    import av

    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, RATE), Fraction(RATE)
    encoder.bit_rate, encoder.gop_size = 1_150_000, 100 * RATE
    options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "error-resilient": "default"}
    encoder.options = {**options, "undershoot-pct": "100", "overshoot-pct": "15", "threads": "2"}
    grain = random.Random(1).randbytes(WIDTH * (HEIGHT + RATE))
    ramp = bytes(96 + x // 16 for x in range(WIDTH))
    frames = []
    for number in range(seconds * RATE):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        band = HEIGHT // 2 + number * 7 % (HEIGHT // 3)
        rows = bytearray(ramp * HEIGHT)
        noise = grain[number % RATE * WIDTH :][: WIDTH * 24].translate(_SOFT)
        rows[band * WIDTH : (band + 24) * WIDTH] = noise
        frame.planes[0].update(bytes(rows))
        for plane in frame.planes[1:]:
            plane.update(bytes([128]) * plane.buffer_size)
        frame.pts = number
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    return frames


_SOFT = bytes(112 + value // 8 for value in range(256))


def _sound(seconds: int) -> list[bytes]:
    """Opus packets of 20 ms, a tone that glides."""
    from array import array

    import av

    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "mono", "s16"
    encoder.bit_rate, encoder.time_base = 32000, Fraction(1, 48000)
    sounds = []
    for number in range(seconds * SOUNDS_PER_SECOND):
        frame = av.AudioFrame(format="s16", layout="mono", samples=960)
        first = number * 960
        wave = (math.sin(i * (0.03 + i / 4e7)) for i in range(first, first + 960))
        frame.planes[0].update(array("h", (int(value * 11000) for value in wave)).tobytes())
        frame.sample_rate, frame.pts, frame.time_base = 48000, first, Fraction(1, 48000)
        sounds += [bytes(packet) for packet in encoder.encode(frame)]
    return sounds


def _pictures_packed(frames: list[bytes], size: int) -> list[Packet]:
    """Frames split about equally, the longer packets last, as Chromium's packetizer does."""
    packets: list[Packet] = []
    for number, frame in enumerate(frames):
        count = math.ceil(len(frame) / size)
        at = 0
        for part in range(count):
            end = len(frame) * (part + 1) // count
            first, last = 0x80 | (0x10 if not part else 0), part == count - 1
            descriptor = bytes((first, 0x80)) + (number & 0x7FFF | 0x8000).to_bytes(2)
            header = struct.pack(
                "!BBHII", 0x80, last << 7 | VIDEO, len(packets), number * (90000 // RATE), 0x7002
            )
            packets.append(Packet(number / RATE, header + descriptor + frame[at:end]))
            at = end
    return packets


def _sounds_packed(sounds: list[bytes]) -> list[Packet]:
    return [
        Packet(number / 50 + 0.007, struct.pack("!BBHII", 0x80, AUDIO, number, number * 960, 0x7001) + sound)
        for number, sound in enumerate(sounds)
    ]


def with_ssrcs(packets: list[Packet], ssrcs: dict[int, int]) -> list[Packet]:
    """The same packets under other SSRCs, by payload type; those of other payload types are left out."""
    return [
        replace(one, data=one.data[:8] + ssrcs[one.payload_type].to_bytes(4) + one.data[12:])
        for one in packets
        if one.payload_type in ssrcs
    ]

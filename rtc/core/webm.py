"""WebM and Matroska files of encoded frames (RFC 9559, RFC 8794), written so that a crash leaves them whole.

A file is a head of fixed size, which can be written again when a track appears or its size becomes known, and
then clusters, each whole when it is written. Only when a file ends well does it get its duration and cues.
Why not libavformat: it wants every track and size before the first frame, and its size in memory would be the
media worker's. Which frames, and when they are shown, is decided in `recording`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from struct import pack

HEAD_SIZE, SEGMENT_AT = 1024, 80
CLUSTER_MS = 1000
CLUSTER_BYTES = 512 * 1024
HOLD_MS = 1000
MAX_SPAN_MS = 5000
MAX_CUES = 20_000
UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"
APPLICATION = "sundhedshub"
WEBM_CODECS = ("A_OPUS", "V_VP8", "V_VP9", "V_AV1")
ENCODER_DELAY = 312
"""Samples at 48 kHz by which libopus, and so every browser's sound, comes out later than it went in."""
OPUS_HEAD = b"OpusHead" + pack("<BBHIhB", 1, 2, ENCODER_DELAY, 48000, 0, 0)
DELAY_NS, PRE_ROLL_NS = ENCODER_DELAY * 1_000_000_000 // 48_000, 80_000_000

EBML, SEGMENT, SEEK_HEAD, SEEK = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x4DBB
INFO, TRACKS, ENTRY, CLUSTER, CUES = 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0x1C53BB6B
VIDEO, AUDIO, SIMPLE_BLOCK, VOID, CUE_POINT, CUE_POSITION = 0xE0, 0xE1, 0xA3, 0xEC, 0xBB, 0xB7


@dataclass(slots=True, frozen=True)
class Track:
    """One row of the track list; sizes are those of the first key frame, as players only scale by them."""

    number: int
    name: str
    codec: str
    private: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def sound(self) -> bool:
        return self.codec == "A_OPUS"


def element(name: int, payload: bytes) -> bytes:
    """An element with its name and size."""
    return name.to_bytes((name.bit_length() + 7) // 8) + _size(len(payload)) + payload


def number(name: int, value: int) -> bytes:
    """An element with an unsigned number."""
    return element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8)))


def text(name: int, value: str) -> bytes:
    return element(name, value.encode())


def real(name: int, value: float) -> bytes:
    return element(name, pack("!d", value))


class File:
    """What to write of one file: `head` at its beginning, everything else after HEAD_SIZE in order."""

    def __init__(self) -> None:
        self.tracks: dict[int, Track] = {}
        self._held: list[tuple[int, int, bool, bytes]] = []
        self._held_bytes = 0
        self._written = HEAD_SIZE
        self._newest = self._end = 0
        self._cues: list[bytes] = []

    @property
    def webm(self) -> bool:
        """Whether its codecs are those of WebM; else it is Matroska."""
        return all(track.codec in WEBM_CODECS for track in self.tracks.values())

    @property
    def suffix(self) -> str:
        return ".webm" if self.webm else ".mkv"

    @property
    def media_type(self) -> str:
        """RFC 9559 section 27.3, and WebM's own."""
        sound = all(track.sound for track in self.tracks.values())
        return ("audio/" if sound else "video/") + ("webm" if self.webm else "matroska")

    def head(self) -> bytes:
        """The head as long as the file grows. Raises ValueError when the tracks do not fit into it."""
        return self._head(UNKNOWN_SIZE, [], [])

    def add(self, track: int, at: int, data: bytes, *, key_frame: bool) -> bytes:
        """Take a frame shown at `at` milliseconds; returns what is to be appended now, mostly nothing.

        Tracks may run HOLD_MS apart; what comes later still is written too, only not in its place.
        """
        self._held.append((at, track, key_frame, data))
        self._held_bytes += len(data)
        self._newest = max(self._newest, at)
        oldest = min(self._held)[0]
        if self._newest - oldest < HOLD_MS + CLUSTER_MS and self._held_bytes < CLUSTER_BYTES:
            return b""
        return self._take(self._newest - HOLD_MS) or self._take(self._newest + 1)

    def forget(self) -> None:
        """What was not written yet never will be."""
        self._held.clear()
        self._held_bytes = 0

    def finish(self) -> tuple[bytes, bytes]:
        """(what is to be appended, the final head); nothing may be added afterwards."""
        tail = self._take(self._newest + 1)
        seek, cues = [], b""
        if self._cues:
            seek = [element(SEEK_HEAD, _seek(CUES, self._written - SEGMENT_AT))]
            cues = element(CUES, b"".join(self._cues))
        size = self._written + len(cues) - SEGMENT_AT
        return tail + cues, self._head(b"\x01" + size.to_bytes(7), seek, [real(0x4489, self._end)])

    def _take(self, until: int) -> bytes:
        """Clusters of all that is shown before `until`."""
        self._held.sort(key=lambda one: one[0])
        due = bisect_left(self._held, until, key=lambda one: one[0])
        blocks, self._held = self._held[:due], self._held[due:]
        self._held_bytes = sum(len(one[3]) for one in self._held)
        out = b""
        while blocks:
            count = bisect_left(blocks, blocks[0][0] + MAX_SPAN_MS, key=lambda one: one[0])
            out += self._cluster(blocks[:count])
            blocks = blocks[count:]
        return out

    def _cluster(self, blocks: list[tuple[int, int, bool, bytes]]) -> bytes:
        first = blocks[0][0]
        parts = [number(0xE7, first)]
        for at, track, key_frame, data in blocks:
            if key_frame and not self.tracks[track].sound and len(self._cues) < MAX_CUES:
                self._cues.append(_cue(at, track, self._written - SEGMENT_AT))
            head = pack("!BhB", 0x80 | track, at - first, 0x80 if key_frame else 0)
            parts.append(element(SIMPLE_BLOCK, head + data))
        self._end = max(self._end, blocks[-1][0])
        cluster = element(CLUSTER, b"".join(parts))
        self._written += len(cluster)
        return cluster

    def _head(self, size: bytes, seek: list[bytes], duration: list[bytes]) -> bytes:
        info = [number(0x2AD7B1, 1_000_000), *duration, text(0x4D80, APPLICATION), text(0x5741, APPLICATION)]
        entries = [_entry(track) for _, track in sorted(self.tracks.items())]
        top = [*seek, element(INFO, b"".join(info)), element(TRACKS, b"".join(entries))]
        head = _ebml(self.webm)
        head += SEGMENT.to_bytes(4) + size + b"".join(top)
        return _padded(head, HEAD_SIZE)


def _ebml(webm: bool) -> bytes:
    """The EBML header, of the same size for both kinds."""
    kinds = [number(0x4286, 1), number(0x42F7, 1), number(0x42F2, 4), number(0x42F3, 8)]
    kinds += [text(0x4282, "webm" if webm else "matroska"), number(0x4287, 4), number(0x4285, 2)]
    return element(EBML, _padded(b"".join(kinds), SEGMENT_AT - 17))


def _entry(track: Track) -> bytes:
    parts = [number(0xD7, track.number), number(0x73C5, track.number), number(0x83, 2 if track.sound else 1)]
    parts += [number(0x9C, 0), text(0x22B59C, "und"), text(0x536E, track.name), text(0x86, track.codec)]
    if track.private:
        parts.append(element(0x63A2, track.private))
    if track.sound:
        parts += [number(0x56AA, DELAY_NS), number(0x56BB, PRE_ROLL_NS)]
        parts.append(element(AUDIO, real(0xB5, 48000.0) + number(0x9F, 2)))
    else:
        parts.append(element(VIDEO, number(0xB0, track.width) + number(0xBA, track.height)))
    return element(ENTRY, b"".join(parts))


def _seek(name: int, position: int) -> bytes:
    return element(SEEK, element(0x53AB, name.to_bytes(4)) + number(0x53AC, position))


def _cue(at: int, track: int, position: int) -> bytes:
    where = element(CUE_POSITION, number(0xF7, track) + number(0xF1, position))
    return element(CUE_POINT, number(0xB3, at) + where)


def _padded(data: bytes, size: int) -> bytes:
    """Filled up with a void element."""
    room = size - len(data)
    if room < 9:
        raise ValueError("the tracks do not fit into the head")
    return data + bytes((VOID, 0x01)) + (room - 9).to_bytes(7) + bytes(room - 9)


def _size(value: int) -> bytes:
    """An element's size as a number of variable width (RFC 8794 section 4)."""
    width = 1
    while value >= (1 << 7 * width) - 1:
        width += 1
    return (value | 1 << 7 * width).to_bytes(width)

"""One slot's outgoing stream: continuous for viewers while its source changes or its publisher reloads.

Sequence number, timestamp, VP8 picture id and TL0PICIDX are shifted, header extensions, CSRCs and padding
left out. Pictures get one extension, abs-send-time: the moment they were written, the same for all viewers,
from which their browsers tell a queue in the network from a publisher's own unrest. A source starts on a
key frame (video) and never reuses a sequence number, because with AES-GCM two different packets under one
number would give the key stream away.
"""

from collections import deque
from struct import Struct

from rtc.core.codecs.picture import Picture
from rtc.core.rtp import HEADER_SIZE, Buffer, Header, newer

FIRST_SEQUENCE, FIRST_TIMESTAMP = 1000, 90000
FORWARD_LIMIT, BACKWARD_LIMIT = 1000, 512

STAMP_URI, STAMP_EXTENSION = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", 3
STAMP_SIZE = 8

_HEADER = Struct("!BBHII")
_STAMPED = Struct("!BBHIIII")
_ONE_WORD = 0xBEDE0001
_STAMP = (STAMP_EXTENSION << 4 | 2) << 24


class Rewriter:
    """The state of one outgoing stream. Sequence numbers here are extended: they never wrap."""

    def __init__(self, ssrc: int, payload_type: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.clock_rate = clock_rate
        self.video = clock_rate == 90000
        self._payload_at = HEADER_SIZE + (STAMP_SIZE if self.video else 0)
        self.highest = FIRST_SEQUENCE - 1
        self.sequence = self.highest
        self.started = False
        self._timestamp = FIRST_TIMESTAMP
        self._written_at: float | None = None
        self._offset = self._timestamp_offset = 0
        self._first = self._source_highest = 0
        self._skipped: deque[int] = deque()
        self._suspect: int | None = None
        self._pictures = _Shift(0x7FFF)
        self._tl0 = _Shift(0xFF)

    def restart(self) -> None:
        """What comes next is from another source (or the same after a break)."""
        self.started = False

    def write(self, data: Buffer, header: Header, picture: Picture | None, out: bytearray, now: float) -> int:
        """Write the packet as viewers get it into `out`; returns its size, or 0 when it is to be dropped.

        `sequence` is then its extended sequence number. Without facts of a picture the packet is audio, or
        video padding without payload.
        """
        if not self.started and not self._start(header, picture, now):
            return 0
        source = self._source_highest + newer(header.sequence, self._source_highest & 0xFFFF)
        if not self._plausible(source, header.sequence) or source < self._first:
            return 0
        timestamp = header.timestamp + self._timestamp_offset & 0xFFFFFFFF
        self.sequence = source + self._offset
        if self._skipped and source <= self._skipped[-1]:
            if source in self._skipped:
                return 0
            self.sequence += sum(source < skipped for skipped in self._skipped)
        self._source_highest = max(self._source_highest, source)
        if self.sequence > self.highest:
            self.highest, self._timestamp, self._written_at = self.sequence, timestamp, now
        size = self._payload(data, header, picture, out)
        second, sequence = self.payload_type | (0x80 if header.marker else 0), self.sequence & 0xFFFF
        if self.video:
            stamp = _STAMP | int(now * 262144) & 0xFFFFFF
            _STAMPED.pack_into(out, 0, 0x90, second, sequence, timestamp, self.ssrc, _ONE_WORD, stamp)
        else:
            _HEADER.pack_into(out, 0, 0x80, second, sequence, timestamp, self.ssrc)
        return size

    def skip(self, sequence: int) -> None:
        """A packet that viewers are not sent (padding): those behind it close up, those before it that come
        late keep their numbers. One that comes late itself stays a hole."""
        source = self._source_highest + newer(sequence, self._source_highest & 0xFFFF)
        if not self.started or not 0 < source - self._source_highest <= FORWARD_LIMIT:
            return
        self._source_highest = source
        self._offset -= 1
        self._skipped.append(source)
        while self._skipped[0] < source - BACKWARD_LIMIT:
            self._skipped.popleft()

    def timestamp_of(self, source_timestamp: int) -> int:
        """A source's RTP timestamp as viewers see it."""
        return source_timestamp + self._timestamp_offset & 0xFFFFFFFF

    def age(self, packet: bytes, now: float) -> float:
        """How many seconds ago a packet written since the last start was due, by its timestamp."""
        if self._written_at is None:
            return 0.0
        behind = self._timestamp - int.from_bytes(packet[4:8]) & 0xFFFFFFFF
        return now - self._written_at + behind / self.clock_rate

    def empty_packet(self) -> bytes:
        """The packet last written, without its payload: keeps the roll-over counter of a peer that is not
        sent its own slot in step (RFC 3711 section 3.3.1)."""
        return _HEADER.pack(0x80, self.payload_type, self.sequence & 0xFFFF, self._timestamp, self.ssrc)

    def _start(self, header: Header, picture: Picture | None, now: float) -> bool:
        if self.video and not (picture and picture.key_frame):
            return False
        elapsed = 0.0 if self._written_at is None else now - self._written_at
        timestamp = self._timestamp + max(1, int(elapsed * self.clock_rate))
        self._timestamp_offset = timestamp - header.timestamp
        self._first = self._source_highest = header.sequence + 0x10000
        self._offset = self.highest + 1 - self._first
        if picture is not None:
            self._pictures.start(picture.picture)
            self._tl0.start(picture.tl0)
        self._suspect = None
        self._skipped.clear()
        self.started = True
        return True

    def _plausible(self, source: int, sequence: int) -> bool:
        """Far jumps are dropped; two packets in a row beyond the jump start the stream anew."""
        if -BACKWARD_LIMIT <= source - self._source_highest <= FORWARD_LIMIT:
            return True
        if sequence == self._suspect:
            self.restart()
        self._suspect = sequence + 1 & 0xFFFF
        return False

    def _payload(self, data: Buffer, header: Header, picture: Picture | None, out: bytearray) -> int:
        begin = self._payload_at
        size = begin + header.end - header.start
        if picture is None:
            out[begin:size] = data[header.start : header.end]
            return size
        if picture.picture_bits == 7:
            return self._widened(data, header, picture, out)
        out[begin:size] = data[header.start : header.end]
        shift = begin - header.start
        if picture.picture is not None:
            number = self._pictures.apply(picture.picture, 0x7FFF)
            out[picture.picture_at + shift] = 0x80 | number >> 8
            out[picture.picture_at + shift + 1] = number & 0xFF
        if picture.tl0 is not None:
            out[picture.tl0_at + shift] = self._tl0.apply(picture.tl0, 0xFF)
        return size

    def _widened(self, data: Buffer, header: Header, picture: Picture, out: bytearray) -> int:
        """A 7-bit picture id becomes 15 bits, so that every source counts alike."""
        number = self._pictures.apply(picture.picture or 0, 0x7F)
        begin = self._payload_at
        before = begin + picture.picture_at - header.start
        size = begin + header.end - header.start + 1
        out[begin:before] = data[header.start : picture.picture_at]
        out[before] = 0x80 | number >> 8
        out[before + 1] = number & 0xFF
        out[before + 2 : size] = data[picture.picture_at + 1 : header.end]
        if picture.tl0 is not None:
            out[before + 2 + picture.tl0_at - picture.picture_at - 1] = self._tl0.apply(picture.tl0, 0xFF)
        return size


class _Shift:
    """A counter that goes on where it was when its source changes."""

    def __init__(self, mask: int) -> None:
        self._mask = mask
        self._last = 0
        self._source = 0
        self._offset = 0

    def start(self, value: int | None) -> None:
        self._source = value or 0
        self._offset = self._last + 1 - self._source

    def apply(self, value: int, mask: int) -> int:
        """The outgoing value for a source's value, which wraps at `mask`."""
        half = (mask + 1) // 2
        value = self._source + ((value - self._source + half & mask) - half)
        if value > self._source:
            self._source = value
        out = value + self._offset
        self._last = max(self._last, out)
        return out & self._mask

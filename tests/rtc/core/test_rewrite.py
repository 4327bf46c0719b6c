"""What viewers see of a slot is one stream, whoever sends into it and however they misbehave."""

import itertools
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from rtc.core import rtp
from rtc.core.branch import Branch
from rtc.core.codecs import vp8
from rtc.core.codecs.formats import FORMATS
from rtc.core.feed import Feed
from rtc.core.rewrite import FIRST_SEQUENCE, Rewriter
from rtc.core.stage import Stage
from rtc.core.stamps import STAMP_EXTENSION

SSRC = 0x20000


@dataclass
class Source:
    """A VP8 sender: each call of `frame` gives the packets of one frame."""

    sequence: int
    timestamp: int
    picture: int
    tl0: int
    wide: bool = True

    def frame(self, packets: int = 2, *, key: bool = False) -> list[bytes]:
        made = []
        for number in range(packets):
            first, last = number == 0, number == packets - 1
            picture = (0x8000 | self.picture).to_bytes(2) if self.wide else bytes([self.picture & 0x7F])
            descriptor = bytes([0x90 if first else 0x80, 0xC0]) + picture + bytes([self.tl0 & 0xFF])
            header = bytes([0x80, (0x80 if last else 0) | 120]) + self.sequence.to_bytes(2)
            header += self.timestamp.to_bytes(4) + (77).to_bytes(4)
            made.append(header + descriptor + bytes([0 if key else 1]) + b"frame")
            self.sequence = self.sequence + 1 & 0xFFFF
        self.timestamp = self.timestamp + 6000 & 0xFFFFFFFF
        self.picture = self.picture + 1 & (0x7FFF if self.wide else 0x7F)
        self.tl0 = self.tl0 + 1 & 0xFF
        return made


def line() -> Branch:
    """The branch of a camera's slot that shows a camera."""
    slot = Stage(0, 1, 0).slots["c0"]
    feed = Feed("camera", slot.name, "0", 120, 0, FORMATS["vp8"])
    slot.trunk.follow(feed.best)
    return slot.trunk


def again(branch: Branch) -> None:
    """Another source takes its turn."""
    branch.slot.time_line.restart()
    branch.follow(branch.encoding)
    if branch.encoding is not None:
        branch.encoding.begins(77)


def write(branch: Branch, packets: list[bytes], now: float) -> list[bytes]:
    written = []
    for data in packets:
        header = rtp.parse(data, len(data))
        if branch.encoding is not None:
            branch.encoding.arrived(header.sequence, header.timestamp, now)
        if branch.write(data, header, vp8.parse(data, header.start, header.end), now):
            written.append(bytes(branch.out[: branch.size]))
    return written


def sounding() -> Rewriter:
    """A rewriter of sound that has begun with packet 0."""
    rewriter = Rewriter(SSRC, 111, 48000)
    rewriter.start(rtp.Header(False, 111, 0, 0, 1, 12, 13, None), None, 0, 7)
    return rewriter


def read(packets: list[bytes]) -> list[tuple[int, int, int | None, int | None]]:
    """(sequence, timestamp, picture, tl0) of each packet."""
    fields = []
    for data in packets:
        header = rtp.parse(data, len(data))
        descriptor = vp8.parse(data, header.start, header.end)
        assert (header.ssrc, header.payload_type) == (SSRC, 96)
        assert data[header.start + descriptor.size + 1 : header.end] == b"frame"
        fields.append((header.sequence, header.timestamp, descriptor.picture, descriptor.tl0))
    return fields


sources = st.builds(
    Source,
    st.integers(0, 65535),
    st.integers(0, 2**32 - 1),
    st.integers(0, 0x7FFF),
    st.integers(0, 255),
    st.booleans(),
)


@given(st.lists(st.tuples(sources, st.integers(1, 200)), min_size=1, max_size=5))
def test_stream_goes_on_whatever_sources_take_turns(turns: list[tuple[Source, int]]) -> None:
    branch, written, now = line(), [], 0.0
    for source, frames in turns:
        if not source.wide:
            source.picture &= 0x7F
        again(branch)
        assert write(branch, source.frame(), now) == []
        for number in range(frames):
            written += write(branch, source.frame(key=number == 0), now)
            now += 1 / 15
    fields = read(written)
    assert fields[0][0] == FIRST_SEQUENCE
    for (seq_a, ts_a, picture_a, tl0_a), (seq_b, ts_b, picture_b, tl0_b) in itertools.pairwise(fields):
        assert (seq_b - seq_a) & 0xFFFF == 1
        assert 0 <= (ts_b - ts_a) & 0xFFFFFFFF <= 6001
        new_frame = ts_a != ts_b
        assert (picture_b or 0) - (picture_a or 0) & 0x7FFF == int(new_frame)
        assert (tl0_b or 0) - (tl0_a or 0) & 0xFF == int(new_frame)


@given(sources, st.lists(st.tuples(st.integers(0, 65535), st.booleans()), max_size=300))
def test_no_sequence_number_is_ever_used_for_two_packets(
    source: Source, jumps: list[tuple[int, bool]]
) -> None:
    branch, used, passed = line(), {}, set()
    for sequence, key in jumps:
        source.sequence = sequence
        [data] = source.frame(1, key=key)
        if data[2:4] in passed:
            continue  # a repeated packet does not pass the replay check of SRTP
        passed.add(data[2:4])
        for packet in write(branch, [data], 0.0):
            assert branch.rewriter.sequence not in used
            used[branch.rewriter.sequence] = packet


def test_reordered_packets_keep_their_places_and_those_before_the_key_frame_are_dropped() -> None:
    branch, source = line(), Source(65534, 0, 5, 5)
    early = source.frame(1)
    key, late, next_one = source.frame(1, key=True), source.frame(1), source.frame(1)
    fields = read(write(branch, key + next_one + late + early, 0.0))
    assert [sequence for sequence, *_ in fields] == [1000, 1002, 1001]


def test_single_far_jump_is_dropped_and_two_in_a_row_wait_for_a_key_frame() -> None:
    branch, source = line(), Source(100, 0, 5, 5)
    write(branch, source.frame(1, key=True), 0.0)
    source.sequence = 30000
    assert write(branch, source.frame(1), 0.0) == []
    source.sequence = 101
    assert len(write(branch, source.frame(1), 0.0)) == 1
    source.sequence = 30000
    assert write(branch, source.frame(3), 0.0) == []
    assert not branch.rewriter.started
    assert [field[0] for field in read(write(branch, source.frame(1, key=True), 0.0))] == [1002]


def test_late_packet_behind_which_all_was_left_out_keeps_its_number() -> None:
    """The next source must not begin with it."""
    branch, source = line(), Source(100, 0, 5, 5)
    header = rtp.Header(False, 120, 0, 0, 1, 12, 14, None)
    base = vp8.parse(b"\x10\x01", 0, 2)
    rewriter, out = branch.rewriter, bytearray(64)
    rewriter.start(header, base, 0, 0)
    rewriter.write(bytes(14), header, base, out, 0.0)
    above = base._replace(temporal=1)
    assert not rewriter.write(bytes(14), header._replace(sequence=2, timestamp=2), above, out, 0.0)
    rewriter.write(bytes(14), header._replace(sequence=1, timestamp=1), base, out, 0.0)
    late = rewriter.sequence
    again(branch)
    write(branch, source.frame(1, key=True), 1.0)
    assert rewriter.sequence == late + 1


def test_pause_shows_in_the_timestamps() -> None:
    branch, source = line(), Source(100, 0, 5, 5)
    first = read(write(branch, source.frame(1, key=True), 10.0))
    again(branch)
    second = read(write(branch, source.frame(1, key=True), 12.0))
    assert second[0][1] - first[0][1] == 180000


def test_sound_needs_no_key_frame_and_loses_extension_and_padding() -> None:
    slot = Stage(1, 0, 0).slots["m0"]
    data = bytes.fromhex("b0ff03e8000186a012345678" + "bede0001" + "10850000") + b"opus" + b"\0\x02"
    slot.trunk.follow(Feed("microphone", slot.name, "0", 127, 0, FORMATS["opus"]).best)
    slot.trunk.write(data, rtp.parse(data, len(data)), None, 0.0)
    out, size = slot.trunk.out, slot.trunk.size
    header = rtp.parse(out, size)
    assert (header.marker, header.payload_type, header.ssrc) == (True, 111, 0x10000)
    assert bytes(out[12:size]) == b"opus"


def test_empty_packet_has_the_number_of_the_last_one() -> None:
    branch, source = line(), Source(100, 0, 5, 5)
    [written] = write(branch, source.frame(1, key=True), 0.0)
    assert branch.rewriter.empty_packet()[2:] == written[2:12]


def test_pictures_carry_the_moment_they_were_written_and_sound_carries_nothing() -> None:
    source = Source(100, 0, 5, 5)
    [written] = write(line(), source.frame(1, key=True), 64 + 13.25)
    header = rtp.parse(written, len(written))
    stamp = rtp.extension(written, header, STAMP_EXTENSION)
    assert stamp is not None
    assert int.from_bytes(stamp) / 262144 == 13.25
    out, data = bytearray(2048), b"\x80\x78\0\1\0\0\0\1\0\0\0\1opus"
    header = rtp.parse(data, len(data))._replace(sequence=0)
    size = sounding().write(data, header, None, out, 1.0)
    assert rtp.parse(out, size).extensions is None


@given(st.permutations(range(40)), st.sets(st.integers(0, 39)))
def test_no_number_is_ever_used_twice_however_padding_and_late_packets_mix(
    order: list[int], padding: set[int]
) -> None:
    rewriter = sounding()
    written: list[int] = []
    rewriter.write(
        b"\x80\x6f" + bytes(10) + b"x",
        rtp.Header(False, 111, 0, 0, 1, 12, 13, None),
        None,
        bytearray(64),
        0.0,
    )
    written.append(rewriter.sequence)
    for number in order:
        header = rtp.Header(False, 111, 1 + number, 960 * number, 1, 12, 13, None)
        if number in padding:
            rewriter.skip(header.sequence)
        elif rewriter.write(b"\x80\x6f" + bytes(10) + b"x", header, None, bytearray(64), 0.0):
            written.append(rewriter.sequence)
    assert len(set(written)) == len(written)


def test_packets_behind_padding_close_up_and_padding_that_comes_again_is_dropped() -> None:
    rewriter, out = sounding(), bytearray(64)
    headers = [rtp.Header(False, 111, i, 960 * i, 1, 12, 13, None) for i in range(4)]
    data = b"\x80\x6f" + bytes(10) + b"x"
    rewriter.write(data, headers[0], None, out, 0.0)
    rewriter.skip(2)
    assert [bool(rewriter.write(data, header, None, out, 0.0)) for header in headers[2:]] == [False, True]
    assert rewriter.sequence == FIRST_SEQUENCE + 2
    rewriter.write(data, headers[1], None, out, 0.0)
    assert rewriter.sequence == FIRST_SEQUENCE + 1

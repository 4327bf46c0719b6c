import random

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtc.core.codecs.formats import FORMATS
from rtc.core.frames import PATIENCE, Frame, Frames
from rtc.core.rtp import Header
from tests.doubles import captures

# dav1d shows the highest layer only, and Chromium sends it some pictures later than the others.
NOT_SHOWN = {"av1-l3t3": 4}
DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9", "h264": "h264", "av1": "libdav1d"}


def codec_of(name: str) -> str:
    return name.partition("-")[0]


def assembled(name: str, lost: frozenset[int] = frozenset(), order: list[int] | None = None) -> list[Frame]:
    """The frames of a capture without the packets `lost`, arriving in another order."""
    packets, frames = captures.packets(name), Frames(FORMATS[codec_of(name)])
    found: list[Frame] = []
    for i in order or range(len(packets)):
        if i not in lost:
            found += frames.push(packets[i].data, packets[i].header, packets[i].at)
    return found + frames.flush(packets[-1].at)


def decoded(name: str, frames: list[Frame]) -> list[tuple[int, int]]:
    """What a decoder of another make says of them: the size of each picture."""
    decoder = av.CodecContext.create(DECODERS[codec_of(name)], "r")
    decoder.open()
    pictures = [picture for frame in frames for picture in decoder.decode(av.Packet(frame.data))]
    return [(picture.width, picture.height) for picture in pictures + decoder.decode(None)]


@pytest.mark.parametrize("name", captures.NAMES)
def test_every_frame_of_chromium_is_whole_and_decodes(name: str) -> None:
    frames = assembled(name)
    assert len(frames) == len({packet.header.timestamp for packet in captures.packets(name)})
    assert not any(frame.gap for frame in frames)
    assert frames[0].key_frame
    sizes = decoded(name, frames)
    assert len(sizes) == len(frames) - NOT_SHOWN.get(name, 0)
    assert sizes[-1] == [frame.size for frame in frames if frame.key_frame][-1]


@pytest.mark.parametrize("name", captures.NAMES)
def test_reordered_packets_come_out_in_order(name: str) -> None:
    order = list(range(len(captures.packets(name))))
    for i in range(0, len(order) - 4, 4):
        order[i + 1 : i + 4] = reversed(order[i + 1 : i + 4])
    assert assembled(name, order=order) == assembled(name)


@pytest.mark.parametrize("name", captures.NAMES)
def test_hole_is_marked_and_the_picture_goes_on_with_a_key_frame(name: str) -> None:
    whole, frames = assembled(name), assembled(name, frozenset({3}))
    [after] = [frame for frame in frames if frame.gap]
    assert after.key_frame
    assert frames[frames.index(after) + 1 :] == whole[whole.index(after._replace(gap=False)) + 1 :]
    assert len(decoded(name, frames)) >= len(frames) - NOT_SHOWN.get(name, 0)


def header(sequence: int, timestamp: int, *, marker: bool = True, size: int = 1) -> Header:
    return Header(marker, 111, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, 1, 0, size, None)


def test_sound_goes_on_after_a_hole_and_its_timestamp_never_wraps() -> None:
    frames = Frames(FORMATS["opus"])
    assert frames.push(b"a", header(0xFFFF, 0xFFFFFC40), 0.0)[0].timestamp == 0x1FFFFFC40
    [late] = frames.push(b"b", header(1, 960), 0.02) or frames.flush(0.02)
    assert (late.timestamp, late.gap, late.data) == (0x2000003C0, True, b"b")


def test_late_packet_is_waited_for_only_so_long() -> None:
    frames = Frames(FORMATS["opus"])
    frames.push(b"a", header(1, 0), 0.0)
    assert frames.push(b"c", header(3, 1920), 1.0) == []
    assert frames.push(b"d", header(4, 2880), 1.0 + PATIENCE - 0.01) == []
    assert [frame.data for frame in frames.push(b"e", header(5, 3840), 1.0 + PATIENCE)] == [b"c", b"d", b"e"]
    assert frames.push(b"b", header(2, 960), 2.0) == []


def test_far_jump_begins_anew_with_a_gap() -> None:
    frames = Frames(FORMATS["opus"])
    frames.push(b"a", header(1, 0), 0.0)
    [after] = frames.push(b"b", header(30000, 960), 0.1)
    assert (after.gap, after.data) == (True, b"b")


def test_packet_that_comes_twice_counts_once_and_padding_is_no_frame() -> None:
    frames = Frames(FORMATS["opus"])
    frames.push(b"a", header(1, 0), 0.0)
    assert frames.push(b"a", header(1, 0), 0.0) == []
    assert frames.push(b"", header(2, 960, size=0), 0.0) == []
    assert frames.push(b"c", header(3, 960), 0.0)[0].gap is False


def test_what_is_held_is_bounded() -> None:
    frames, found = Frames(FORMATS["opus"]), []
    frames.push(b"a", header(1, 0), 0.0)
    for i in range(3, 700):
        found += frames.push(b"x", header(i, i * 960), 0.0)
    assert len(found) == 697


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(captures.NAMES), st.integers(), st.floats(0, 0.5), st.integers(0, 8))
def test_loss_and_disorder_never_make_a_frame_that_was_not_sent(
    name: str, seed: int, loss: float, disorder: int
) -> None:
    chance, count = random.Random(seed), len(captures.packets(name))
    lost = frozenset(i for i in range(1, count) if chance.random() < loss)
    order = sorted(range(count), key=lambda i: i + chance.uniform(0, disorder))
    order.remove(0)
    sent = {frame.timestamp: frame.data for frame in assembled(name)}
    frames = assembled(name, lost, [0, *order])
    assert all(sent[frame.timestamp] == frame.data for frame in frames)
    assert [frame.timestamp for frame in frames] == sorted({frame.timestamp for frame in frames})

"""Captured traffic of Chromium goes through a room; what its viewers get is put together and decoded."""

from itertools import pairwise

import av
import pytest

from rtc.core import rtp, rtx
from rtc.core.accepting import Accepted
from rtc.core.allocate import Choice
from rtc.core.codecs import dependency
from rtc.core.codecs.formats import FORMATS
from rtc.core.codecs.picture import Picture
from rtc.core.description import Codec, Media, Transport
from rtc.core.frames import Frame, Frames
from rtc.core.outputs import ToPublisher
from rtc.core.room import Room
from rtc.core.stamps import DESCRIPTOR_EXTENSION, STAMP_EXTENSION
from tests.doubles import captures

DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9", "h264": "h264", "av1": "libdav1d"}
LAYERED = ["vp9-l3t3-key", "vp9-l2t2", "av1-l3t3", "av1-l2t2-key"]
HEIGHTS = {
    "vp9-l3t3-key": [135, 270, 540],
    "vp9-l2t2": [180, 360],
    "av1-l3t3": [135, 270, 540],
    "av1-l2t2-key": [180, 360],
}
EVERYTHING = ("vp8", "vp9", "h264", "av1")


class Play:
    """A room whose publisher sends captures, and viewers who keep what they get."""

    def __init__(self, *viewers: str, takes: tuple[str, ...] = EVERYTHING) -> None:
        self.room = Room(1, 1, 1, {"camera": 1, "screen": 1})
        self.got: dict[str, list[bytes]] = {viewer: [] for viewer in viewers}
        self.now = 0.0
        self.pictures: list[Picture] = []
        for viewer in viewers:
            self.room.add_viewer(viewer, 0.0, takes)

    def publish(self, name: str) -> None:
        codec = name.partition("-")[0]
        first = captures.packets(name)[0].header
        media = Media("video", 9, "UDP/TLS/RTP/SAVPF", [], Transport(), mid="0")
        media.ssrcs = [first.ssrc]
        known = Codec(first.payload_type, codec, 90000, 1)
        extension = 13 if codec == "av1" else 0
        accepted = Accepted("camera", media, known, 0, 0, descriptor_extension=extension)
        self.room.publish("anna", [accepted], self.now)

    def send(self, name: str, start: int = 0, end: int | None = None) -> None:
        for packet in captures.packets(name)[start:end]:
            for branch in self.room.receive("anna", packet.data, len(packet.data), self.now + packet.at):
                for viewer in branch.viewers:
                    self.got[viewer].append(bytes(branch.out[: branch.size]))
        self.now += 2.0

    def choose(self, viewer: str, choice: Choice | None) -> None:
        self.room.choose(viewer, "c0", choice, self.now)

    def headers(self, viewer: str) -> list[rtp.Header]:
        return [rtp.parse(packet, len(packet)) for packet in self.got[viewer]]

    def descriptors(self, viewer: str) -> list[dependency.Descriptor]:
        structure, found = None, []
        for packet, header in zip(self.got[viewer], self.headers(viewer), strict=True):
            value = rtp.extension(packet, header, DESCRIPTOR_EXTENSION)
            assert value is not None
            found.append(dependency.parse(value, structure))
            structure = found[-1].structure or structure
        return found

    def frames(self, viewer: str, codec: str) -> list[Frame]:
        frames, found = Frames(FORMATS[codec]), []
        for packet, header in zip(self.got[viewer], self.headers(viewer), strict=True):
            found += frames.push(packet, header, 0.0)
        return found


def heights(codec: str, frames: list[Frame]) -> list[int]:
    decoder = av.CodecContext.create(DECODERS[codec], "r")
    decoder.open()
    pictures = [picture for frame in frames for picture in decoder.decode(av.Packet(frame.data))]
    return [picture.height for picture in pictures + decoder.decode(None)]


def is_continuous(headers: list[rtp.Header]) -> bool:
    numbers = [header.sequence for header in headers]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@pytest.mark.parametrize("name", captures.NAMES)
def test_every_codec_comes_out_as_it_came_in(name: str) -> None:
    codec = name.partition("-")[0]
    play = Play("carl")
    play.publish(name)
    play.send(name)
    sent = captures.packets(name)
    assert len(play.got["carl"]) == len(sent)
    assert {header.payload_type for header in play.headers("carl")} == {FORMATS[codec].payload_type}
    frames, whole = play.frames("carl", codec), Frames(FORMATS[codec])
    expected = [frame for one in sent for frame in whole.push(one.data, one.header, 0.0)]
    assert [frame.data for frame in frames] == [frame.data for frame in expected]


def test_slot_changes_its_codec_with_its_source_and_numbers_go_on() -> None:
    play = Play("carl")
    for name in ("vp8", "vp9", "h264", "av1", "vp8"):
        play.publish(name)
        play.send(name)
    headers = play.headers("carl")
    types = list(dict.fromkeys(header.payload_type for header in headers))
    assert types == [96, 98, 102, 45]
    assert headers[-1].payload_type == 96
    assert is_continuous(headers)
    times = [header.timestamp for header in headers]
    assert times == sorted(times)


def test_viewer_who_refused_a_codec_is_not_sent_it_and_gets_the_next_one() -> None:
    play = Play("carl", takes=("opus", "vp8"))
    play.publish("vp9")
    play.send("vp9")
    assert play.got["carl"] == []
    play.publish("vp8")
    play.send("vp8")
    assert len(play.got["carl"]) == len(captures.packets("vp8"))
    assert play.room.common(["av1", "vp8"]) == ["vp8"]
    assert play.room.common(["av1", "vp9"]) == ["av1", "vp9"]


@pytest.mark.parametrize("name", LAYERED)
def test_spatial_layers_are_left_out_without_a_gap_and_each_picture_ends(name: str) -> None:
    codec = name.partition("-")[0]
    wanted = {f"viewer{layer}": layer for layer in range(len(HEIGHTS[name]))}
    play = Play(*wanted)
    play.publish(name)
    for viewer, layer in wanted.items():
        play.choose(viewer, Choice(f"s{layer}", 7))
    play.send(name)
    for viewer, layer in wanted.items():
        headers = play.headers(viewer)
        assert is_continuous(headers)
        last = {header.timestamp: header.marker for header in headers}
        assert all(last.values())
        assert sum(header.marker for header in headers) == len(last)
        assert len(last) == len({packet.header.timestamp for packet in captures.packets(name)})
        frames = play.frames(viewer, codec)
        if codec == "vp9":
            assert max(heights(codec, frames)) <= HEIGHTS[name][layer] + 1
            assert abs(heights(codec, frames)[-1] - HEIGHTS[name][layer]) <= 1
        else:
            assert max(one.template.spatial for one in play.descriptors(viewer)) == layer


@pytest.mark.parametrize("name", LAYERED)
def test_upper_layer_comes_back_only_with_a_key_frame_which_is_asked_for(name: str) -> None:
    codec, top = name.partition("-")[0], len(HEIGHTS[name]) - 1
    packets = captures.packets(name)
    second_key = next(i for i, one in enumerate(packets) if one.at > 0.9 and _begins(codec, one))
    play = Play("carl")
    play.publish(name)
    play.choose("carl", Choice("s0", 7))
    play.send(name, 0, second_key - 12)
    play.room.take_outputs()
    play.choose("carl", Choice(f"s{top}", 7))
    assert any(isinstance(one, ToPublisher) for one in play.room.take_outputs())
    before = len(play.got["carl"])
    play.now -= 2.0
    play.send(name, second_key - 12, second_key)
    between = len({header.timestamp for header in play.headers("carl")[before:]})
    assert len(play.got["carl"]) - before == between
    play.now -= 2.0
    play.send(name, second_key)
    assert is_continuous(play.headers("carl"))
    assert len(play.got["carl"]) - before - between == len(packets) - second_key
    if codec == "vp9":
        assert heights(codec, play.frames("carl", codec))[-1] == HEIGHTS[name][top]


def _begins(codec: str, packet: captures.Packet) -> bool:
    parse = FORMATS[codec].parse
    assert parse is not None
    return parse(packet.data, packet.header.start, packet.header.end).key_frame


@pytest.mark.parametrize("name", ["vp9-l2t2", "av1-l2t2-key"])
def test_numbers_that_frames_refer_by_keep_their_distances(name: str) -> None:
    play = Play("carl")
    play.publish(name)
    play.choose("carl", Choice("s0", 0))
    play.send(name)
    if name.startswith("vp9"):
        found = [
            FORMATS["vp9"].parse(packet, header.start, header.end)  # type: ignore[misc]
            for packet, header in zip(play.got["carl"], play.headers("carl"), strict=True)
        ]
        steps = {b.picture - a.picture for a, b in pairwise(found) if not b.key_frame}
        assert steps == {2}
    else:
        found_frames = [one for one in play.descriptors("carl") if not one.structure]
        frames = [one.frame for one in found_frames]
        assert {b - a for a, b in pairwise(frames)} <= {4, 8}
        assert all(one.template.temporal == 0 for one in found_frames)


def test_frame_numbers_go_on_when_another_source_takes_the_slot() -> None:
    play = Play("carl")
    for _ in range(2):
        play.publish("av1")
        play.send("av1")
    numbers = [one.frame for one in play.descriptors("carl")]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert [one.structure is not None for one in play.descriptors("carl")].count(True) == 4


def test_long_descriptor_goes_in_two_byte_headers_with_the_moment_before_it() -> None:
    play = Play("carl")
    play.publish("av1-l3t3")
    play.send("av1-l3t3")
    first, second = play.got["carl"][:2]
    assert (first[12:14], first[16:18]) == (b"\x10\0", b"\3\3")
    assert (second[12:14], second[16:17]) == (b"\xbe\xde", b"\x32")


@pytest.mark.parametrize("name", LAYERED)
def test_room_tells_the_layers_that_come_with_their_sizes(name: str) -> None:
    play = Play("carl")
    play.publish(name)
    play.send(name)
    layers = play.room.layers("c0", captures.packets(name)[-1].at)
    assert [layer.rid for layer in layers if layer.temporal == 0] == [
        f"s{i}" for i in range(len(HEIGHTS[name]))
    ]
    assert sorted({layer.height for layer in layers}) == HEIGHTS[name]
    costs = {(layer.rid, layer.temporal): layer.bps for layer in layers}
    assert costs["s1", 1] > costs["s1", 0] > costs["s0", 0]


@pytest.mark.parametrize("name", ["vp8", "vp9", "h264", "av1-l3t3"])
def test_packet_is_repeated_under_its_formats_own_type_with_all_it_had(name: str) -> None:
    play = Play("carl")
    play.publish(name)
    play.send(name)
    for sent in play.got["carl"][:2]:
        before, repeat = rtp.parse(sent, len(sent)), rtx.wrap(sent, 7, 9, 5.0)
        header = rtp.parse(repeat, len(repeat))
        assert (header.payload_type, header.ssrc, header.sequence) == (before.payload_type + 1, 7, 9)
        assert repeat[header.start :] == before.sequence.to_bytes(2) + sent[before.start :]
        descriptor = rtp.extension(sent, before, DESCRIPTOR_EXTENSION)
        assert rtp.extension(repeat, header, DESCRIPTOR_EXTENSION) == descriptor
        assert rtp.extension(repeat, header, STAMP_EXTENSION) == (5 * 262144 & 0xFFFFFF).to_bytes(3)


@pytest.mark.parametrize("name", LAYERED)
def test_viewer_whose_link_gets_narrow_is_shown_the_base_layer_at_once_and_nobody_is_asked(name: str) -> None:
    play, packets = Play("carl"), captures.packets(name)
    play.publish(name)
    half = len(packets) // 2
    play.send(name, 0, half)
    play.now -= 2.0
    before, now = len(play.got["carl"]), packets[half - 1].at
    play.room.report(now)
    link = play.room._viewing.link("carl")
    assert link is not None
    assert link.ladder is not None
    assert link.steps == link.ladder.full
    link.estimate.bps, link.estimate.limited = link.ladder.totals[1] * 1.1, True
    play.room.take_outputs()
    play.room.report(now)
    assert link.steps == 1
    play.send(name, half)
    asked = [one for one in play.room.take_outputs() if isinstance(one, ToPublisher)]
    assert [one for one in asked if one.rtcp[:2] == b"\x81\xce"] == []  # RTCP feedback on a payload: PLI
    assert is_continuous(play.headers("carl"))
    shown = {header.timestamp for header in play.headers("carl")[before:]}
    assert len(shown) >= len({one.header.timestamp for one in packets[half:]}) // 4

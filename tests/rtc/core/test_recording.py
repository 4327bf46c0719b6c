"""What is recorded of one publisher, and when it is shown; the publisher and its clocks are simulated."""

import io
import random
from dataclasses import replace

import av
import pytest

from rtc.core import rtcp
from rtc.core.accepting import Accepted
from rtc.core.description import Codec, Media, Transport
from rtc.core.outputs import ToPublisher, Wanted
from rtc.core.recording import Gap, Sample, Take
from rtc.core.room import Room
from rtc.core.webm import File
from tests.doubles import captures

SSRCS = {"microphone": 1001, "camera": 2001, "screen": 3001}
RATES = {"microphone": 48000, "camera": 90000, "screen": 90000}
STEPS = {"microphone": 0.02, "camera": 0.1, "screen": 0.1}
KEY = b"\x10" + bytes.fromhex("0000009d012a4001b400") + bytes(20)
DELTA = b"\x10\x01" + bytes(20)
OPUS = b"\x78" + bytes(10)


class Talker:
    """A peer that publishes: each source has a clock of its own, some millionths too fast or too slow."""

    def __init__(self, *sources: str, drift: float = 0.0, seed: int = 1) -> None:
        self.room = Room(2, 2, 1, {"camera": 1, "screen": 1})
        self.drifts = dict(zip(SSRCS, (drift / 2, -drift / 2, 0.0), strict=True))
        self.counts = dict.fromkeys(SSRCS, 0)
        self.chance = random.Random(seed)
        self.publish(*sources or ("microphone", "camera"))
        self.take = self.room.record("anna", 0.0)
        self.out: list[Sample | Gap] = []

    def publish(self, *sources: str, codec: str = "vp8") -> None:
        self.room.publish("anna", [self._accepted(source, codec) for source in sources], 0.0)

    def send(
        self, source: str, at: float, data: bytes | None = None, *, key: bool = False, arrives: float = 0.0
    ) -> None:
        """A frame of one packet, captured at `at` of the true time."""
        self.counts[source] += 1
        payload = data or (OPUS if source == "microphone" else KEY if key else DELTA)
        head = (
            b"\x80\xf8" + (self.counts[source] & 0xFFFF).to_bytes(2) + self.timestamp(source, at).to_bytes(4)
        )
        packet = head + SSRCS[source].to_bytes(4) + payload
        self.room.receive("anna", packet, len(packet), arrives or at)
        self.out += self.take.tick(arrives or at)

    def report(self, source: str, at: float, *, clock: float = 5000.0) -> None:
        """A sender report: the publisher's clock shows `clock` more than ours."""
        stamp = self.timestamp(source, at)
        packet = rtcp.sender_report(SSRCS[source], rtcp.ntp_time(at + clock), stamp, 0, 0)
        self.room.receive_rtcp("anna", packet, len(packet), at + 0.03)

    def lose(self, source: str) -> None:
        self.counts[source] += 1

    def timestamp(self, source: str, at: float) -> int:
        return int(at * RATES[source] * (1 + self.drifts[source])) + 0xFFFF0000 & 0xFFFFFFFF

    def run(self, start: float, end: float, *sources: str) -> None:
        """Frames and reports of some time, in order; the first picture of each run is a key frame."""
        for source in sources or ("microphone", "camera"):
            self.report(source, start)
        events = [
            (start + i * STEPS[source], source, i)
            for source in sources or ("microphone", "camera")
            for i in range(round((end - start) / STEPS[source]))
        ]
        for at, source, i in sorted(events):
            self.send(source, at, key=i == 0)

    def samples(self, source: str) -> list[Sample]:
        return [one for one in self.out if isinstance(one, Sample) and one.source == source]

    def gaps(self) -> list[Gap]:
        return [one for one in self.out if isinstance(one, Gap)]

    @staticmethod
    def _accepted(source: str, codec: str) -> Accepted:
        sound = source == "microphone"
        media = Media("audio" if sound else "video", 9, "UDP", ["120"], Transport(), mid=source)
        media.ssrcs = [SSRCS[source]]
        return Accepted(source, media, Codec(120, "opus" if sound else codec, RATES[source], 1), 0, 0)


def written(samples: list[Sample | Gap]) -> bytes:
    file, body = File(), b""
    for one in samples:
        if isinstance(one, Sample):
            if one.track is not None:
                file.tracks[one.track.number] = one.track
                file.head()
            number = {"microphone": 1, "camera": 2, "screen": 3}[one.source]
            body += file.add(number, one.at, one.data, key_frame=one.key_frame)
    tail, head = file.finish()
    return head + body + tail


def test_sound_and_picture_are_in_step_after_an_hour_though_their_clocks_drift() -> None:
    talker, shown = Talker(drift=50e-6), {"microphone": 0, "camera": 0}
    events = [(i * 0.06, "microphone") for i in range(60_000)] + [(i * 0.5, "camera") for i in range(7200)]
    reported = dict.fromkeys(shown, -9.0)
    for at, source in sorted(events):
        if at - reported[source] >= (1.0 if source == "camera" else 5.0):
            reported[source] = at
            talker.report(source, at)
        delay = 0.02 + talker.chance.expovariate(1 / 0.03) if talker.chance.random() < 0.05 else 0.02
        number = shown[source].to_bytes(4)
        body = b"\x18" + number if source == "microphone" else (KEY if not shown[source] else DELTA) + number
        talker.send(source, at, body, arrives=at + delay)
        shown[source] += 1
    samples = talker.out + talker.take.finish(3600.0)
    worst = {"microphone": 0.0, "camera": 0.0}
    with av.open(io.BytesIO(written(samples))) as container:
        for packet in container.demux():
            if packet.pts is None:
                continue
            source = "microphone" if packet.stream.type == "audio" else "camera"
            captured = int.from_bytes(bytes(packet)[-4:]) * (60 if source == "microphone" else 500)
            worst[source] = max(worst[source], abs(packet.pts - captured))
    assert max(worst.values()) < 10


@pytest.mark.parametrize("source", ["microphone", "camera"])
def test_source_whose_report_comes_late_is_waited_for(source: str) -> None:
    talker = Talker()
    talker.report("camera" if source == "microphone" else "microphone", 0.0)
    for i in range(20):
        talker.send("microphone", i * 0.1)
        talker.send("camera", i * 0.1, key=i == 0, arrives=i * 0.1 + 0.05)
    assert len(talker.out) <= 1
    talker.report(source, 2.0)
    talker.send("microphone", 2.0)
    assert [one.at for one in talker.samples("camera")] == [i * 100 for i in range(20)]


def test_publisher_that_never_reports_is_recorded_by_arrival() -> None:
    talker = Talker("camera")
    for i in range(80):
        talker.send("camera", i * 0.1, key=i == 0)
    times = [one.at for one in talker.samples("camera")]
    assert times == [i * 100 for i in range(80)]


def test_clock_that_is_far_off_is_not_believed() -> None:
    talker = Talker("camera")
    talker.run(0.0, 1.0, "camera")
    talker.report("camera", 1.0, clock=9000.0)
    talker.send("camera", 1.0)
    assert abs(talker.samples("camera")[-1].at - 1000) < 50


def test_reload_goes_on_in_the_same_file_with_a_mark() -> None:
    talker = Talker()
    talker.run(0.0, 1.0)
    talker.publish("microphone", "camera")
    talker.counts.update(microphone=30000, camera=30000)
    talker.run(3.0, 4.0)
    times = [one.at for one in talker.samples("camera")]
    assert times == [*range(0, 1000, 100), *range(3000, 4000, 100)]
    assert {(gap.source, gap.why, gap.end) for gap in talker.gaps()} == {
        ("microphone", "restarted", 3000),
        ("camera", "restarted", 3000),
    }
    assert sum(one.track is not None for one in talker.samples("camera")) == 1


def test_paused_source_is_not_recorded_and_the_hole_is_marked() -> None:
    talker = Talker()
    talker.run(0.0, 1.0)
    talker.room.pause("anna", "camera", True, 1.0)
    talker.run(1.0, 2.0)
    talker.room.pause("anna", "camera", False, 2.0)
    talker.run(2.0, 3.0)
    times = [one.at for one in talker.samples("camera")]
    assert times == [*range(0, 1000, 100), *range(2000, 3000, 100)]
    assert talker.gaps() == [Gap("camera", 900, 2000, "paused")]


def test_lost_picture_is_marked_and_goes_on_with_a_key_frame() -> None:
    talker = Talker("camera")
    talker.run(0.0, 1.0, "camera")
    talker.lose("camera")
    for i in range(20):
        talker.send("camera", 1.0 + i * 0.1, key=i == 15)
    assert [one.at for one in talker.samples("camera")[10:]] == [2500, 2600, 2700, 2800, 2900]
    assert talker.gaps() == [Gap("camera", 900, 2500, "lost")]


def test_silence_stands_where_a_browser_sends_no_sound() -> None:
    talker = Talker("microphone")
    talker.run(0.0, 0.1, "microphone")
    talker.send("microphone", 0.5)
    assert [one.at for one in talker.samples("microphone")] == list(range(0, 501, 20))
    assert {one.data for one in talker.samples("microphone")[5:-1]} == {b"\xf8\xff\xfe"}
    assert talker.gaps() == []


def test_long_silence_is_a_jump() -> None:
    talker = Talker("microphone")
    talker.run(0.0, 0.1, "microphone")
    talker.run(3600.0, 3600.1, "microphone")
    assert len(talker.samples("microphone")) < 3100


def test_screen_is_a_track_of_its_own_and_sizes_only_grow() -> None:
    talker = Talker("camera", "screen")
    talker.run(0.0, 0.5, "camera", "screen")
    larger = KEY[:7] + bytes.fromhex("0005d002") + KEY[11:]
    talker.send("camera", 0.6, larger)
    talker.send("camera", 0.7, key=True)
    tracks = [one.track for one in talker.out if isinstance(one, Sample) and one.track]
    assert [(track.number, track.width, track.height) for track in tracks] == [
        (2, 320, 180),
        (3, 320, 180),
        (2, 1280, 720),
    ]


def test_nobody_is_recorded_before_and_after() -> None:
    talker = Talker()
    talker.room.stop_recording("anna")
    talker.run(0.0, 2.0)
    assert talker.out + talker.take.finish(2.0) == []


def test_forgotten_take_is_not_the_next_one() -> None:
    talker = Talker()
    assert talker.room.record("anna", 0.0) is not talker.take
    assert isinstance(talker.take, Take)


def test_hole_in_what_is_recorded_is_asked_for_though_nobody_watches() -> None:
    talker = Talker("camera")
    talker.room.choose("nobody", "c0", None, 0.0)
    talker.run(0.0, 0.5, "camera")
    talker.room.take_outputs()
    talker.lose("camera")
    talker.send("camera", 0.6)
    asked = [one for one in talker.room.take_outputs() if isinstance(one, ToPublisher)]
    lost = talker.counts["camera"] - 1
    assert [one.rtcp for one in asked] == [rtcp.nack(1, SSRCS["camera"], [lost])]


def test_padding_is_no_loss() -> None:
    talker = Talker("camera")
    talker.run(0.0, 1.0, "camera")
    talker.counts["camera"] += 1
    padding = b"\xa0\xf8" + talker.counts["camera"].to_bytes(2) + talker.timestamp("camera", 0.9).to_bytes(4)
    padding += SSRCS["camera"].to_bytes(4) + bytes(9) + b"\x0a"
    talker.room.receive("anna", padding, len(padding), 0.95)
    talker.send("camera", 1.0)
    assert [one.at for one in talker.samples("camera")][-2:] == [900, 1000]
    assert talker.gaps() == []


LAYERS = {2001: b"\x32q", 2002: b"\x32h"}


class Simulcaster(Talker):
    """Sends its camera twice: q with 320x180 and h with 640x360."""

    def publish(self, *sources: str, codec: str = "vp8") -> None:
        one = self._accepted("camera", codec)
        one.media.ssrcs, one.media.layers = [2001, 2002], [2001, 2002]
        self.room.publish("anna", [replace(one, rids=("q", "h"))], 0.0)
        self.numbers = dict.fromkeys(LAYERS, 0)

    def layer(self, ssrc: int, at: float, *, key: bool = False) -> None:
        self.numbers[ssrc] += 1
        size = bytes.fromhex("4001b400" if ssrc == 2001 else "80026801")
        payload = KEY[:7] + size + KEY[11:] if key else DELTA
        head = b"\x80\xf8" + self.numbers[ssrc].to_bytes(2) + int(at * 90000 + ssrc).to_bytes(4)
        packet = head + ssrc.to_bytes(4) + payload
        self.room.receive("anna", packet, len(packet), at)
        self.out += self.take.tick(at)

    def reported(self, at: float) -> None:
        for ssrc in LAYERS:
            packet = rtcp.sender_report(ssrc, rtcp.ntp_time(at + 5000), int(at * 90000 + ssrc), 0, 0)
            self.room.receive_rtcp("anna", packet, len(packet), at)


def test_highest_encoding_that_comes_is_recorded_from_its_key_frame_on() -> None:
    talker = Simulcaster("camera")
    talker.reported(0.0)
    for i in range(40):
        at = i * 0.1
        if i < 30:
            talker.layer(2001, at, key=i in (0, 25))
        if 5 <= i < 20 or i >= 35:
            talker.layer(2002, at, key=i in (8, 35))
    times = [one.at for one in talker.samples("camera")]
    widths = [one.track.width for one in talker.samples("camera") if one.track]
    assert widths == [320, 640]
    both, later = [800, 801], [*range(2500, 3000, 100), *range(3500, 4000, 100)]
    assert times == [*range(0, 800, 100), *both, *range(900, 2000, 100), *later]


@pytest.mark.parametrize("name", ["vp9", "h264", "av1", "vp8-l1t3"])
def test_every_codec_can_be_played_from_its_file(name: str) -> None:
    codec = name.partition("-")[0]
    room, packets = Room(1, 1, 1, {"camera": 1, "screen": 1}), captures.packets(name)
    one = Talker._accepted("camera", codec)
    one.media.ssrcs = [packets[0].header.ssrc]
    one.codec.payload_type = packets[0].header.payload_type
    room.publish("anna", [one], 0.0)
    take = room.record("anna", 0.0)
    for packet in packets:
        room.receive("anna", packet.data, len(packet.data), packet.at)
    samples = take.finish(3.0)
    with av.open(io.BytesIO(written(samples))) as container:
        sizes = [(frame.width, frame.height) for frame in container.decode(video=0)]
        assert container.streams.video[0].codec_context.name in (codec, "libdav1d")
    assert len(sizes) == len({packet.header.timestamp for packet in packets})
    assert set(sizes) == {(160, 90)}


def test_change_of_codec_tells_another_track() -> None:
    talker = Talker("camera")
    talker.run(0.0, 0.5, "camera")
    talker.publish("camera", codec="vp9")
    talker.counts["camera"] = 100
    talker.report("camera", 1.0)
    talker.send("camera", 1.0, b"\x8a\x01\x10" + bytes.fromhex("00a0005a") + b"key")
    tracks = [one.track.codec for one in talker.samples("camera") if one.track]
    assert tracks == ["V_VP8", "V_VP9"]


def test_publisher_who_is_recorded_sends_its_best_though_nobody_watches() -> None:
    talker = Simulcaster("camera")
    told: list[Wanted] = []
    for i in range(100):
        talker.room.tick(i * 0.1)
        told += [one for one in talker.room.take_outputs() if isinstance(one, Wanted)]
    assert told == []
    talker.room.stop_recording("anna")
    for i in range(100):
        talker.room.tick(10 + i * 0.1)
        told += [one for one in talker.room.take_outputs() if isinstance(one, Wanted)]
    assert told == [Wanted("anna", "camera", ("q",))]

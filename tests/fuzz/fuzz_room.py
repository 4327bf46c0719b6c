"""Fuzz target: what publishers and viewers with right keys send into a room, packet by packet.

Only Malformed may escape. And what no encryption would survive must not happen: two different packets to
viewers under one SSRC and sequence number.
"""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core.accepting import Accepted
    from rtc.core.allocate import Choice
    from rtc.core.description import Codec, Media, Transport
    from rtc.core.malformed import Malformed
    from rtc.core.recording import Gap, Sample
    from rtc.core.room import Room
    from rtc.core.webm import File

SSRCS = {"camera": 2001, "microphone": 1001}
RTP, PUBLISHER_RTCP, VIEWER_RTCP, TICK, PAUSE, REPUBLISH, REJOIN = range(7)


CODECS = ("vp8", "vp9", "h264", "av1")


def accepted(source: str, codec: str) -> Accepted:
    audio = source == "microphone"
    media = Media("audio" if audio else "video", 9, "UDP/TLS/RTP/SAVPF", ["120"], Transport(), mid=source)
    media.ssrcs = [SSRCS[source]]
    known = Codec(120, "opus" if audio else codec, 90000, 1)
    return Accepted(
        source, media, known, 1 if audio else 0, 4, descriptor_extension=2 if codec == "av1" else 0
    )


class Watched:
    """A room with a publisher and a viewer, and every packet that went to viewers."""

    def __init__(self) -> None:
        self.room = Room(1, 1, 0, {"camera": 10**6, "screen": 10**6})
        self.now = 0.0
        self.paused = False
        self.file, self.recorded = File(), dict[str, int]()
        self.sent: dict[tuple[int, int], bytes] = {}
        self.taken: set[bytes] = set()
        self.publish("vp8")
        self.room.add_viewer("bo", 0.0)
        self.take = self.room.record("anna", 0.0)

    def publish(self, codec: str) -> None:
        self.taken.clear()  # new keys, new replay window
        self.room.publish("anna", [accepted("microphone", codec), accepted("camera", codec)], self.now)

    def rtp(self, source: str, data: bytes) -> None:
        """SRTP lets no sequence number through twice; the header is made right, all else is the fuzzer's."""
        head = bytes((data[0] & 0x3F | 0x80, data[1] & 0x80 | 120)) + data[2:8] + SSRCS[source].to_bytes(4)
        number = head[2:4] + head[8:12]
        if number in self.taken:
            return
        self.taken.add(number)
        packet = head + data[12:]
        for branch in self.room.receive("anna", packet, len(packet), self.now):
            key = (branch.key, branch.rewriter.sequence)
            written = bytes(branch.out[: branch.size])
            if self.sent.setdefault(key, written) != written:
                raise AssertionError("two packets under one number")


def one_input(data: bytes) -> None:
    watched = Watched()
    at = 0
    while at + 2 <= len(data):
        action, size = data[at], data[at + 1]
        step(watched, action, data[at + 2 : at + 2 + size])
        at += 2 + size
        if len(watched.room.take_outputs()) > 64:
            raise AssertionError("one packet asks for more than can be sent")
    written(watched, watched.take.finish(watched.now))
    if watched.sent:
        watched.room.stats(watched.now)


def step(watched: Watched, action: int, data: bytes) -> None:
    room, now = watched.room, watched.now
    try:
        if action % 7 == RTP and len(data) >= 12:
            watched.rtp("camera" if action & 8 else "microphone", data)
        elif action % 7 == PUBLISHER_RTCP:
            room.receive_rtcp("anna", data, len(data), now)
        elif action % 7 == VIEWER_RTCP:
            room.receive_viewer_rtcp("bo", data, len(data), now)
        elif action % 7 == TICK:
            watched.now = now + (len(data) + 1) * 0.02
            room.tick(watched.now)
            room.report(watched.now)
            room.look_for_speaker(watched.now)
            written(watched, watched.take.tick(watched.now))
        elif action % 7 == PAUSE:
            watched.paused = not watched.paused
            room.pause("anna", "camera", watched.paused, now)
        elif action % 7 == REPUBLISH:
            watched.publish(CODECS[action >> 4 & 3])
        elif action % 7 == REJOIN and data:
            room.choose("bo", "c0", Choice(f"s{data[0] & 3}", data[0] >> 2 & 7), now)
        elif action % 7 == REJOIN:
            room.add_viewer("bo", now)
    except Malformed:
        return


def written(watched: Watched, samples: list[Sample | Gap]) -> None:
    """The recording is as good as what came, but its times go forward and its head has room."""
    for sample in samples:
        if isinstance(sample, Sample):
            if sample.at <= watched.recorded.get(sample.source, -1):
                raise AssertionError("time goes back")
            watched.recorded[sample.source] = sample.at
            if sample.track is not None:
                watched.file.tracks[sample.track.number] = sample.track
                watched.file.head()


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

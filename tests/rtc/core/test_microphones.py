"""Sound through a room: in which form each viewer gets it, what is repaired, and what must never be heard."""

from typing import Any

import pytest

from rtc.core import red, rtcp, rtp
from rtc.core.accepting import Accepted
from rtc.core.description import Codec, Media, Transport
from rtc.core.outputs import Output, ToPublisher, ToViewer
from rtc.core.room import Room
from rtc.core.sounds import Redundancy
from rtc.core.viewer import SOUND_RESEND_BURST, Viewer

OPUS, RED, VIEWERS_OPUS, VIEWERS_RED = 120, 63, 111, 63
SSRC, SHOWN_SSRC = 1001, 0x10000
FIRST = 1000


class Stream:
    """What a publisher's browser sends: Opus in RED, each frame named by its number."""

    def __init__(self, room: Room) -> None:
        media = Media("audio", 9, "UDP/TLS/RTP/SAVPF", ["63", "120"], Transport(), mid="0")
        media.ssrcs = [SSRC]
        codec = Codec(OPUS, "opus", 48000, 2)
        room.publish("anna", [Accepted("microphone", media, codec, 0, 0, red=RED)], 0.0)
        self.room = room
        self.sent: dict[str, list[bytes]] = {}
        self.resent: dict[str, list[bytes]] = {}
        self.asked: list[bytes] = []
        self._redundancy = Redundancy(OPUS, RED)
        self._note(room.take_outputs())

    def say(self, *numbers: int, lost: bool = False) -> None:
        """Send these packets, 20 ms apart by their numbers; lost ones do not arrive."""
        for number in numbers:
            plain = self._head(OPUS, number) + b"frame %d" % number
            out = bytearray(2048)
            self._redundancy.put(number, plain, len(plain))
            size = self._redundancy.write(number, plain, len(plain), 1, out)
            if not lost:
                self.arrive(bytes(out[:size]), number * 0.02)

    def probe(self, number: int) -> None:
        """Send padding alone."""
        self.arrive(b"\xa0" + self._head(RED, number)[1:] + bytes(19) + b"\x14", number * 0.02)

    def arrive(self, packet: bytes, now: float) -> None:
        for branch in self.room.receive("anna", packet, len(packet), now):
            packet = bytes((branch.out[0], branch.out[1] & 0x80 | branch.payload_type))
            packet += bytes(branch.out[2 : branch.size])
            for peer in branch.viewers:
                self.sent.setdefault(peer, []).append(packet)
        self._note(self.room.take_outputs())

    def hear(self, peer: str, packet: bytes, now: float) -> None:
        self.room.receive_viewer_rtcp(peer, packet, len(packet), now)
        self._note(self.room.take_outputs())

    def _note(self, outputs: list[Output]) -> None:
        for output in outputs:
            if isinstance(output, ToViewer):
                self.resent.setdefault(output.peer, []).extend(output.packets)
            elif isinstance(output, ToPublisher):
                self.asked.append(output.rtcp)

    def _head(self, payload_type: int, number: int) -> bytes:
        return (
            b"\x80"
            + bytes((payload_type,))
            + number.to_bytes(2)
            + (number * 960).to_bytes(4)
            + SSRC.to_bytes(4)
        )


def frames(packet: bytes) -> tuple[int, list[bytes]]:
    """(number, the frames it holds) of a packet viewers get."""
    header = rtp.parse(packet, len(packet))
    if header.payload_type == VIEWERS_OPUS:
        return header.sequence, [packet[12:]]
    blocks = red.parse(packet, header.start, header.end)
    assert {block.payload_type for block in blocks} == {VIEWERS_OPUS}
    return header.sequence, [packet[block.start : block.end] for block in blocks]


def heard(stream: Stream, peer: str) -> list[list[bytes]]:
    return [frames(packet)[1] for packet in stream.sent.get(peer, [])]


def loses(stream: Stream, peer: str, now: float, ssrc: int = SHOWN_SSRC) -> None:
    """The viewer reports that it misses a quarter of a hundred packets."""
    for lost, highest in ((0, 1000), (25, 1100)):
        block = rtcp.ReportBlock(ssrc, 0, lost, highest, 0, 0, 0)
        stream.hear(peer, rtcp.receiver_report(2, [block]), now)


def make(**takes: Any) -> Stream:
    room = Room(2, 2, 1, {"camera": 1_000_000, "screen": 1_000_000})
    for peer, codecs in takes.items():
        room.add_viewer(peer, 0.0, codecs)
    return Stream(room)


def test_viewer_gets_plain_opus_until_its_link_loses_and_redundancy_only_when_it_took_red() -> None:
    stream = make(bo=("opus", "red"), old=("opus",))
    stream.say(1, 2, 3)
    for peer in ("bo", "old"):
        assert heard(stream, peer) == [[b"frame 1"], [b"frame 2"], [b"frame 3"]]
        loses(stream, peer, 0.1)
    assert [stream.room.stats(0.1, peer)["views"]["redundancy"] for peer in ("bo", "old")] == [2, 0]
    stream.say(4, 5)
    assert heard(stream, "bo")[3:] == [
        [b"frame 2", b"frame 3", b"frame 4"],
        [b"frame 3", b"frame 4", b"frame 5"],
    ]
    assert heard(stream, "old")[3:] == [[b"frame 4"], [b"frame 5"]]


def test_numbers_left_out_of_a_picture_or_of_nothing_change_no_sound() -> None:
    stream = make(bo=("red",))
    for ssrc in (0x20000, 99):
        loses(stream, "bo", 0.1, ssrc)
    stream.say(1, 2)
    assert heard(stream, "bo") == [[b"frame 1"], [b"frame 2"]]


def test_lost_pictures_asked_for_by_the_hundred_starve_no_sound() -> None:
    viewer = Viewer("bo")
    assert sum(viewer.may_resend(1, number, 0.0, sound=False) for number in range(1000)) < 1000
    assert sum(viewer.may_resend(2, number, 0.0, sound=True) for number in range(100)) == SOUND_RESEND_BURST


def test_one_viewers_loss_changes_nothing_for_another() -> None:
    stream = make(bo=("red",), carl=("red",))
    loses(stream, "bo", 0.1)
    stream.say(1, 2)
    assert heard(stream, "carl") == [[b"frame 1"], [b"frame 2"]]
    assert heard(stream, "bo") == [[b"frame 1"], [b"frame 1", b"frame 2"]]


def test_nobody_ever_gets_two_forms_under_one_number_whatever_is_asked_for() -> None:
    stream = make(bo=("red",))
    stream.say(*range(1, 11))
    loses(stream, "bo", 0.2)
    stream.say(*range(11, 21))
    stream.hear("bo", rtcp.nack(2, SHOWN_SSRC, range(FIRST, FIRST + 20)), 0.41)
    sent = {packet[2:4]: packet[12:] for packet in stream.sent["bo"]}
    assert len(sent) == 20
    assert stream.resent["bo"]
    assert all(sent[packet[2:4]] == packet[12:] for packet in stream.resent["bo"])


def test_frame_lost_on_the_way_up_goes_out_from_the_redundancy_of_the_next() -> None:
    stream = make(bo=())
    stream.say(1)
    stream.say(2, lost=True)
    stream.say(3)
    assert [frames(packet) for packet in stream.sent["bo"]] == [
        (FIRST + i, [b"frame %d" % (i + 1)]) for i in range(3)
    ]
    assert stream.asked == []


def test_deeper_hole_is_asked_for_within_what_can_still_be_played() -> None:
    stream = make(bo=())
    stream.say(1)
    stream.say(2, 3, lost=True)
    stream.say(4)
    asked = rtcp.nack(1, SSRC, [2])
    assert stream.asked == [asked]
    for tick in range(1, 100):
        stream.room.tick(0.08 + tick / 100)
    stream._note(stream.room.take_outputs())
    assert stream.asked == [asked] * 3


def test_lost_sound_is_sent_again_only_while_it_can_still_be_played() -> None:
    stream = make(bo=())
    stream.say(*range(1, 21))
    stream.hear("bo", rtcp.nack(2, SHOWN_SSRC, [FIRST, FIRST + 12, FIRST + 19]), 0.41)
    assert [frames(packet)[1] for packet in stream.resent["bo"]] == [[b"frame 13"], [b"frame 20"]]
    stream.hear("bo", rtcp.nack(2, SHOWN_SSRC, [FIRST + 18]), 2.0)
    assert len(stream.resent["bo"]) == 2


def test_nothing_said_during_a_pause_is_heard_after_it_not_even_as_redundancy() -> None:
    stream = make(bo=("red",), carl=())
    stream.say(1, 2)
    loses(stream, "bo", 0.05)
    stream.room.pause("anna", "microphone", True, 0.05)
    stream.say(3, 4)
    stream.say(5, lost=True)
    stream.room.pause("anna", "microphone", False, 0.11)
    stream.say(6, 7)
    assert heard(stream, "carl") == [[b"frame 1"], [b"frame 2"], [b"frame 6"], [b"frame 7"]]
    assert heard(stream, "bo")[2:] == [[b"frame 6"], [b"frame 6", b"frame 7"]]
    assert [frames(packet)[0] for packet in stream.sent["carl"]] == list(range(FIRST, FIRST + 4))


def test_padding_of_a_probe_leaves_no_hole_for_viewers() -> None:
    stream = make(bo=("red",))
    stream.say(1, 2)
    stream.probe(3)
    stream.probe(4)
    stream.say(5)
    assert [frames(packet) for packet in stream.sent["bo"]][1:] == [
        (FIRST + 1, [b"frame 2"]),
        (FIRST + 2, [b"frame 5"]),
    ]


def test_sound_that_overtook_padding_keeps_the_number_kept_for_it() -> None:
    stream = make(bo=())
    stream.say(1)
    stream.probe(3)
    stream.probe(6)
    stream.arrive(b"\x80\x78\0\2" + (1920).to_bytes(4) + SSRC.to_bytes(4) + b"late", 0.12)
    stream.arrive(b"\x80\x78\0\7" + (6720).to_bytes(4) + SSRC.to_bytes(4) + b"new", 0.14)
    assert [frames(packet) for packet in stream.sent["bo"]] == [
        (FIRST, [b"frame 1"]),
        (FIRST + 1, [b"late"]),
        (FIRST + 4, [b"new"]),
    ]


def test_redundancy_spans_no_change_of_who_holds_the_slot() -> None:
    stream = make(bo=("red",))
    stream.say(1, 2)
    loses(stream, "bo", 0.05)
    stream.room.unpublish("anna", 20.0)
    other = Stream(stream.room)
    other.say(500, 501)
    assert heard(other, "bo") == [[b"frame 500"], [b"frame 500", b"frame 501"]]


def test_silence_of_dtx_keeps_numbers_and_time() -> None:
    """A packet each 400 ms: no hole, and timestamps as far apart as the packets were."""
    stream = make(bo=())
    stream.say(1, 2)
    for i in range(3, 6):
        at = (2 + 20 * (i - 2)) * 960
        packet = b"\x80\x78" + i.to_bytes(2) + at.to_bytes(4) + SSRC.to_bytes(4) + b"\xf8"
        stream.arrive(packet, at / 48000)
    headers = [rtp.parse(packet, len(packet)) for packet in stream.sent["bo"]]
    assert [header.sequence for header in headers] == list(range(FIRST, FIRST + 5))
    assert [header.timestamp - headers[1].timestamp for header in headers[2:]] == [19200, 38400, 57600]
    assert stream.asked == []


def times(stream: Stream, peer: str) -> list[tuple[int, float]]:
    """(number, seconds since the first) of each packet a viewer was sent."""
    headers = [rtp.parse(packet, len(packet)) for packet in stream.sent[peer]]
    return [(one.sequence, (one.timestamp - headers[0].timestamp) / 48000) for one in headers]


def test_muting_leaves_no_hole_and_time_goes_on_meanwhile() -> None:
    stream = make(bo=())
    stream.say(1, 2)
    stream.room.pause("anna", "microphone", True, 0.05)
    stream.room.pause("anna", "microphone", False, 3.01)
    stream.say(151, 152)
    assert [number for number, _ in times(stream, "bo")] == list(range(FIRST, FIRST + 4))
    assert [at for _, at in times(stream, "bo")] == pytest.approx([0.0, 0.02, 3.0, 3.02], abs=0.005)


def test_another_device_or_a_reload_goes_on_where_the_one_before_was() -> None:
    """Its browser begins numbers and times anew, two seconds later."""
    stream = make(bo=())
    stream.say(1, 2)
    again = Stream(stream.room)
    again.sent = stream.sent
    for i in range(3):
        head = b"\x80\x78" + (40_000 + i).to_bytes(2) + (3_000_000_000 + i * 960).to_bytes(4)
        again.arrive(head + SSRC.to_bytes(4) + b"again", 2.04 + i * 0.02)
    assert [number for number, _ in times(stream, "bo")] == list(range(FIRST, FIRST + 5))
    assert [at for _, at in times(stream, "bo")] == pytest.approx([0, 0.02, 2.02, 2.04, 2.06], abs=0.005)

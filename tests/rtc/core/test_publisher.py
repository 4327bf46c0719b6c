"""Which source a stream belongs to, whatever SSRC it comes under and whether or not it names its MID."""

from dataclasses import replace

import pytest

from rtc.core import burst
from rtc.core.room import Room
from tests.doubles.one_publisher import CAMERA_SSRC, CEILINGS, accepted, make, picture, receive

REPAIR_TYPE = 97


def test_source_without_announced_ssrc_is_found_by_its_mid_extension() -> None:
    room = Room(1, 2, 1, CEILINGS)
    room.publish("anna", [accepted("camera", 0), accepted("screen", 0)], 0.0)
    data = bytearray(b"\x90" + picture(1, key=True)[1:12])
    data += b"\xbe\xde\x00\x02\x45screen\0" + picture(1, key=True)[12:]
    assert receive(room, bytes(data)) == "s0"


def test_invented_ssrcs_are_dropped_and_never_shut_out_the_right_one() -> None:
    room = make()
    for i in range(1000):
        assert receive(room, picture(i, key=True, ssrc=50_000 + i)) is None
    assert receive(room, picture(1, key=True)) == "c0"


def test_each_new_description_may_bring_streams_that_are_found_by_their_packets() -> None:
    """A page that changes its camera again and again in one RTCPeerConnection, without naming SSRCs."""
    room = make()
    for turn in range(40):
        mid = f"camera{turn}"
        one = accepted("camera", 0)
        one.media.mid = mid
        room.publish("anna", [one], 0.0, again=True)
        packet = named(mid, 5000 + turn, turn)
        assert receive(room, packet, float(turn)) == "c0"


@pytest.mark.parametrize("number", [90, 101, 9000, 40000])
def test_stream_that_goes_on_under_another_ssrc_is_shown_from_its_first_key_frame(number: int) -> None:
    """Whatever its numbers and times are, viewers see theirs go on."""
    room = make()
    room.publish("anna", [accepted("camera", 0)], 0.0)
    room.add_viewer("bo", 0.0)
    sent = [first_of(room, named("camera", 5000, 100), 0.0)]
    sent += [first_of(room, picture(n, ssrc=5000), 0.1) for n in range(101, 110)]
    assert receive(room, named("camera", 6000, number, key=False), 0.2) is None
    sent += [first_of(room, named("camera", 6000, number + 1), 0.3)]
    sent += [first_of(room, picture(n, ssrc=6000), 0.4) for n in range(number + 2, number + 5)]
    numbers = [int.from_bytes(packet[2:4]) for packet in sent]
    assert numbers == list(range(numbers[0], numbers[0] + 14))
    times = [int.from_bytes(packet[4:8]) for packet in sent]
    assert times == sorted(times)
    assert times[-1] - times[0] < 90000


def test_program_that_names_no_mid_may_go_on_under_another_ssrc_when_the_former_has_ended() -> None:
    """It has been seen by its payload type alone, which two at once would share."""
    room = make()
    room.publish("anna", [accepted("camera", 0)], 0.0)
    assert receive(room, picture(1, key=True, ssrc=5000), 0.0) == "c0"
    for n in range(200):
        assert receive(room, picture(2 + n, ssrc=5000), n / 30) == "c0"
        assert receive(room, picture(n, key=True, ssrc=6000), n / 30) is None
    assert receive(room, picture(300, key=True, ssrc=6000), 10.0) == "c0"
    assert receive(room, picture(301, key=True, ssrc=5000), 10.1) is None
    assert receive(room, picture(301, ssrc=6000), 10.2) == "c0"
    assert receive(room, picture(400, key=True, ssrc=5000), 30.0) == "c0"


def test_stream_whose_ssrc_was_announced_but_has_not_come_is_no_other() -> None:
    room = make()
    room.publish("anna", [accepted("camera", CAMERA_SSRC)], 0.0)
    assert receive(room, picture(1, key=True, ssrc=6000), 60.0) is None
    assert receive(room, picture(1, key=True), 61.0) == "c0"


def test_stream_that_may_be_either_of_two_sources_is_followed_to_no_other_ssrc() -> None:
    room = Room(1, 1, 1, CEILINGS)
    room.publish("anna", [accepted("camera", 5000), accepted("screen", 6000)], 0.0)
    assert receive(room, picture(1, key=True, ssrc=5000), 0.0) == "c0"
    assert receive(room, picture(1, key=True, ssrc=6000), 0.0) == "s0"
    assert receive(room, picture(2, key=True, ssrc=7000), 60.0) is None
    assert receive(room, named("screen", 7000, 3), 60.1) == "s0"
    assert receive(room, picture(2, key=True, ssrc=6000), 60.2) is None


def first_of(room: Room, data: bytes, now: float) -> bytes:
    """What viewers get of a packet."""
    [branch] = room.receive("anna", data, len(data), now)
    branch.leave(now + burst.WAIT)
    return bytes(branch.out[: branch.size])


def named(mid: str, ssrc: int, number: int, *, key: bool = True) -> bytes:
    """A picture with its MID extension."""
    value = bytes((4 << 4 | len(mid) - 1,)) + mid.encode()
    value += bytes(-len(value) % 4)
    head = b"\x90\xf8" + number.to_bytes(2) + (number * 3000).to_bytes(4) + ssrc.to_bytes(4)
    return (
        head
        + b"\xbe\xde"
        + (len(value) // 4).to_bytes(2)
        + value
        + (b"\x10\0frame" if key else b"\x10\1frame")
    )


def nameless(*sources: str) -> Room:
    """Anna's program names neither MID nor which SSRCs belong together; bo watches."""
    room = Room(1, 1, 1, CEILINGS)
    ssrcs = {"camera": 5000, "screen": 6000}
    offered = [replace(accepted(source, ssrcs[source]), repair_type=REPAIR_TYPE) for source in sources]
    room.publish("anna", offered, 0.0)
    room.add_viewer("bo", 0.0)
    for source in sources:
        for number in (10, 11, 13):
            receive(room, picture(number, key=number == 10, ssrc=ssrcs[source]))
    return room


def repeat(number: int, ssrc: int = 7000) -> bytes:
    """A packet in a retransmission stream (RFC 4588 section 4)."""
    packet = picture(number)
    head = bytes((0x80, 0x80 | REPAIR_TYPE)) + b"\0\1" + packet[4:8] + ssrc.to_bytes(4)
    return head + packet[2:4] + packet[12:]


def test_repeat_of_a_program_that_names_nothing_belongs_to_what_is_missed() -> None:
    room = nameless("camera")
    assert receive(room, repeat(12)) == "c0"
    receive(room, picture(15, ssrc=5000))
    assert receive(room, repeat(14)) == "c0"


def test_repeat_that_nobody_asked_for_tells_nothing_of_where_it_belongs() -> None:
    room = nameless("camera", "screen")
    receive(room, picture(15, ssrc=6000))
    assert receive(room, repeat(200)) is None
    assert receive(room, repeat(12)) is None, "both miss it"
    assert receive(room, repeat(14)) == "s0"
    assert receive(room, repeat(12)) == "s0", "now it is known whose it is"
    assert receive(room, repeat(12, 7001)) == "c0"


def test_repeat_without_a_number_is_dropped() -> None:
    room = nameless("camera")
    assert receive(room, repeat(12)[:12]) is None
    assert receive(room, repeat(12)[:13]) is None

"""Which publishers are told each arrival, and which are told a rate instead."""

from dataclasses import replace

from rtc.core import accepting, rtcp, sdp, twcc
from rtc.core.accepting import Rates
from rtc.core.describe import Local
from rtc.core.description import Description
from rtc.core.outputs import ToPublisher
from rtc.core.room import Room
from tests.doubles.one_publisher import CAMERA_SSRC, CEILINGS, accepted, picture
from tests.rtc.core.test_twcc import read

LOCAL = Local("ours", "ourpassword", "AA:BB", (("127.0.0.1", 4000),))
RATES = {"camera": Rates(600_000, 1_000_000)}


def numbered(packet: bytes, number: int) -> bytes:
    return b"\x90" + packet[1:12] + b"\xbe\xde\x00\x01\x51" + number.to_bytes(2) + b"\0" + packet[12:]


def make(extension: int) -> Room:
    room = Room(1, 1, 1, CEILINGS)
    room.publish("anna", [replace(accepted("camera", CAMERA_SSRC), transport_extension=extension)], 0.0)
    room.take_outputs()
    return room


def test_arrivals_are_told_some_sixteen_times_a_second_and_no_rate_is() -> None:
    room, told, packets = make(5), {}, 0
    for tick in range(50):
        now = 1.0 + tick * 0.02
        data = numbered(picture(tick, key=tick == 0), tick)
        room.receive("anna", data, len(data), now)
        room.tick(now)
        for output in room.take_outputs():
            if isinstance(output, ToPublisher) and output.rtcp[:2] in (b"\x8f\xcd", b"\xaf\xcd"):
                told.update(read(output.rtcp)[2])
                packets += 1
    assert sorted(told) == list(range(len(told)))
    assert len(told) >= 47
    assert 12 <= packets <= 17
    room.report(2.0)
    facts = [fact for output in room.take_outputs() for fact in rtcp.parse(output.rtcp, len(output.rtcp))]  # type: ignore[union-attr]
    assert not any(isinstance(fact, rtcp.Remb) for fact in facts)


def test_packets_of_unknown_streams_are_told_too_as_probes_come_on_them() -> None:
    room = make(5)
    for number in range(3):
        data = numbered(picture(number, ssrc=999), number)
        room.receive("anna", data, len(data), 1.0)
    room.tick(1.1)
    [feedback] = [output.rtcp for output in room.take_outputs() if isinstance(output, ToPublisher)]
    assert list(read(feedback)[2]) == [0, 1, 2]


def test_a_publisher_without_the_extension_is_told_a_rate_that_follows_its_link() -> None:
    room = make(0)

    def rate(now: float) -> int:
        room.report(now)
        [output] = room.take_outputs()
        assert isinstance(output, ToPublisher)
        [remb] = [fact for fact in rtcp.parse(output.rtcp, len(output.rtcp)) if isinstance(fact, rtcp.Remb)]
        return remb.rate

    def second(begin: int, late: float) -> None:
        for i in range(30):
            data = picture(begin * 30 + i, key=True) + bytes(1000)
            room.receive("anna", data, len(data), begin + i / 30 + late * i)
        room.take_outputs()

    second(1, 0.0)
    assert rate(2.0) == CEILINGS["camera"]
    second(2, 0.02)
    assert rate(3.0) < 300_000


def offer(feedback: str) -> Description:
    lines = [
        "v=0",
        "a=group:BUNDLE 0",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:0",
        "a=sendonly",
        f"a=extmap:5 {twcc.URI}",
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 goog-remb",
        *([f"a=rtcp-fb:96 {feedback}"] if feedback else []),
    ]
    return sdp.parse("\r\n".join(lines))


def answer(to: Description) -> str:
    return accepting.publisher_answer(to, accepting.accept(to, {"0": "camera"}), LOCAL, 1, RATES)


def test_an_offer_with_transport_feedback_is_answered_with_it_and_without_remb() -> None:
    written = answer(offer("transport-cc"))
    assert f"a=extmap:5 {twcc.URI}" in written
    assert "a=rtcp-fb:96 transport-cc" in written
    assert "goog-remb" not in written


def test_an_offer_that_only_has_the_extension_is_answered_with_remb() -> None:
    written = answer(offer(""))
    assert twcc.URI not in written
    assert "a=rtcp-fb:96 goog-remb" in written

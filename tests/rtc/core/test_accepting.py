"""What is taken of a publisher's offer, and the answer that says so."""

import pytest
from aiortc import sdp as reference
from hypothesis import given
from hypothesis import strategies as st

from rtc.core import accepting, sdp
from rtc.core.malformed import Malformed
from tests.doubles.offers import LOCAL, OFFER, RATES, answer


def test_answer_takes_what_is_named_and_refuses_the_rest() -> None:
    parsed = reference.SessionDescription.parse(answer(mid0="microphone", mid1="camera"))
    assert [(media.kind, media.port, media.direction) for media in parsed.media] == [
        ("audio", 9, "recvonly"),
        ("video", 9, "recvonly"),
        ("application", 0, "inactive"),
    ]
    codec, repair = parsed.media[1].rtp.codecs
    assert (repair.mimeType, repair.payloadType, repair.parameters) == ("video/rtx", 97, {"apt": 96})
    assert (codec.mimeType, codec.payloadType, codec.parameters) == (
        "video/VP8",
        96,
        {"x-google-start-bitrate": "900"},
    )
    feedback = [f"{one.type} {one.parameter or ''}".strip() for one in codec.rtcpFeedback]
    assert feedback == ["nack", "nack pli", "ccm fir", "goog-remb"]
    assert [extension.id for extension in parsed.media[0].rtp.headerExtensions] == [4, 1]
    assert parsed.media[0].dtls.role == "server"
    assert parsed.media[0].ice.iceLite
    assert parsed.group[0].items == ["0", "1"]


def test_m_line_that_is_not_named_is_refused() -> None:
    parsed = reference.SessionDescription.parse(answer(mid0="microphone"))
    assert [media.port for media in parsed.media] == [9, 0, 0]


@pytest.mark.parametrize(
    "sources",
    [{"7": "camera"}, {"0": "camera"}, {"2": "screen"}, {"0": "microphone", "1": "microphone"}],
)
def test_naming_what_is_not_there_or_not_of_that_kind_is_malformed(sources: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        accepting.accept(sdp.parse(OFFER), sources)


def test_sound_is_asked_of_publishers_redundant_repairable_and_silent_in_silence() -> None:
    [sound] = sdp.parse(answer(mid0="microphone")).media[:1]
    assert sound.formats == ["63", "111"]
    assert "nack" in sound.codecs[111].feedback
    text = answer(mid0="microphone")
    assert "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n" in text
    assert "a=fmtp:63 111/111\r\n" in text
    plain = sdp.parse(OFFER.replace("a=rtpmap:63 red/48000/2\r\n", ""))
    assert accepting.accept(plain, {"0": "microphone"})[0].red is None


@given(st.text(), st.integers(0, len(OFFER)))
def test_nothing_a_browser_writes_breaks_out_of_a_line_of_the_answer(text: str, at: int) -> None:
    try:
        offer = sdp.parse(OFFER[:at] + text + OFFER[at:])
        accepted = accepting.accept(offer, {"0": "microphone", "1": "camera"})
    except Malformed:
        return
    written = accepting.publisher_answer(offer, accepted, LOCAL, 1, RATES)
    assert {line[:2] for line in written.split("\r\n")} <= {
        "v=",
        "o=",
        "s=",
        "t=",
        "m=",
        "c=",
        "b=",
        "a=",
        "",
    }
    assert written.isascii()
    assert len(sdp.parse(written).media) == len(offer.media)

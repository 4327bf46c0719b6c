"""Browsers' descriptions are read; what is none is malformed."""

import pytest

from rtc.core import sdp
from rtc.core.description import Transport
from rtc.core.malformed import Malformed
from tests.doubles.offers import FINGERPRINT, OFFER


def test_offer_is_read() -> None:
    offer = sdp.parse(OFFER)
    audio, video, data = offer.media
    assert offer.bundle == ["0", "1", "2"]
    assert (audio.kind, audio.mid, audio.direction, audio.primary_ssrcs) == ("audio", "0", "sendonly", [1001])
    assert (video.primary_ssrcs, video.ssrcs) == ([2001], [2001, 2002])
    assert data.formats == ["webrtc-datachannel"]
    assert offer.transport() == Transport(
        "YFNj", "9JfKDkbvHpPbyHwKbK9Kzt0l", frozenset({("sha-256", FINGERPRINT)}), "actpass"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "v=0\r\n",
        "v=0\r\nm=audio\r\n",
        "v=0\r\nm=audio 99999 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n",
        OFFER.replace("a=mid:1", "a=mid:0"),
        OFFER.replace("a=mid:1", "a=mid:1 2"),
        OFFER.replace("a=mid:1\r\n", ""),
        OFFER.replace("opus/48000/2", "opus"),
        OFFER.replace("opus/48000/2", "opus/٤٨"),
        OFFER.replace("a=rtpmap:111", "a=rtpmap:-1"),
        OFFER.replace(FINGERPRINT, "AB:CD"),
        OFFER.replace(FINGERPRINT, FINGERPRINT[:-2] + "ZZ"),
        OFFER.replace("a=setup:actpass", "a=setup:holdconn"),
        OFFER.replace("a=ice-ufrag:YFNj", "a=ice-ufrag:Y"),
        OFFER.replace("a=extmap:4 ", "a=extmap:4"),
        OFFER.replace("a=ssrc:1001", "a=ssrc:99999999999"),
        OFFER + "a=x\r\n" * 20000,
        "v=0\r\n" + "".join(f"m=audio 9 RTP/AVP 0\r\na=mid:{i}\r\n" for i in range(65)),
    ],
)
def test_broken_descriptions_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        sdp.parse(text)


@pytest.mark.parametrize("line", [f"a=fingerprint:sha-256 {FINGERPRINT}\r\n", "a=ice-ufrag:YFNj\r\n"])
def test_description_without_identity_has_no_transport(line: str) -> None:
    with pytest.raises(Malformed):
        sdp.parse(OFFER.replace(line, "")).transport()

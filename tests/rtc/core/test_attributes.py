"""What the attributes of a description say, in whatever order and of whichever browser."""

import pytest

from rtc.core import accepting, answers, attributes, sdp
from rtc.core.malformed import Malformed
from tests.doubles.offers import FINGERPRINT, FIREFOX, OFFER, SIMULCAST, fingerprints


def test_what_stands_before_the_name_of_a_format_counts_too() -> None:
    offer = sdp.parse(FIREFOX)
    vp8 = offer.media[1].codecs[120]
    assert vp8.feedback == ["ccm fir", "nack", "nack pli", "transport-cc"]
    assert vp8.parameters == {"max-fs": "12288", "max-fr": "60"}
    assert offer.media[0].codecs[109].parameters["stereo"] == "1"
    [picture] = accepting.accept(offer, {"1": "camera"})
    assert (picture.codec.payload_type, picture.repair_type, picture.transport_extension) == (120, 124, 7)
    [other] = accepting.accept(offer, {"1": "camera"}, ["h264"])
    assert (other.codec.payload_type, other.repair_type) == (126, 127)
    assert list(offer.media[1].codecs) == [126, 127, 120, 124]


def test_a_header_extension_without_a_number_yet_is_passed_over() -> None:
    many = OFFER.replace("a=mid:0\r\n", "a=mid:0\r\na=extmap:4096 urn:example:one-too-many\r\n")
    assert "urn:example:one-too-many" not in sdp.parse(many).media[0].extensions
    with pytest.raises(Malformed):
        sdp.parse(many.replace("extmap:4096", "extmap:4352"))


def test_transport_may_stand_before_the_m_lines() -> None:
    lines = OFFER.replace(f"a=fingerprint:sha-256 {FINGERPRINT}\r\n", "")
    lines = lines.replace("t=0 0\r\n", f"t=0 0\r\na=fingerprint:sha-256 {FINGERPRINT.lower()}\r\n")
    assert sdp.parse(lines).transport().strongest == {("sha-256", FINGERPRINT)}


def test_of_several_fingerprints_those_of_the_strongest_digest_count() -> None:
    one, two = ("sha-256", FINGERPRINT), ("sha-256", ":".join(["0A"] * 32))
    strong, weak = ("sha-384", ":".join(["0B"] * 48)), ("sha-1", ":".join(["0C"] * 20))
    for parse in (sdp.parse, answers.parse):
        assert parse(fingerprints(one, two, weak)).transport().strongest == {one, two}
        assert parse(fingerprints(one, strong, two)).transport().strongest == {strong}


def test_fingerprints_of_an_m_line_take_the_place_of_the_sessions() -> None:
    session = "a=fingerprint:sha-512 " + ":".join(["0D"] * 64) + "\r\n"
    own = ("sha-256", FINGERPRINT)
    for parse in (sdp.parse, answers.parse):
        assert parse(fingerprints(own, session=session)).transport().fingerprints == {own}


def test_endless_fingerprints_are_refused() -> None:
    many = [("sha-256", ":".join([f"{n:02X}"] * 32)) for n in range(attributes.MAX_FINGERPRINTS + 1)]
    assert len(sdp.parse(fingerprints(*many[1:])).transport().strongest) == attributes.MAX_FINGERPRINTS
    with pytest.raises(Malformed):
        sdp.parse(fingerprints(*many))


def test_weak_digest_is_no_fingerprint() -> None:
    weak = OFFER.replace(f"sha-256 {FINGERPRINT}", "sha-1 " + ":".join(["AB"] * 20))
    with pytest.raises(Malformed):
        sdp.parse(weak).transport()


def test_simulcast_is_read_lowest_first_with_its_retransmission() -> None:
    video = sdp.parse(SIMULCAST).media[1]
    assert video.rids == ["q", "h", "f"]
    rtx = video.repair_of(video.codecs[96])
    assert rtx is not None
    assert rtx.payload_type == 97
    assert video.repair_of(video.codecs[98]) is None


def test_older_simulcast_is_read_by_its_ssrc_groups() -> None:
    offer = OFFER.replace("a=ssrc-group:FID 2001 2002", "a=ssrc-group:SIM 5 6 7\r\na=ssrc-group:FID 5 8")
    video = sdp.parse(offer).media[1]
    assert (video.layers, video.repairs) == ([5, 6, 7], {5: 8})


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("a=rid:q send", "a=rid:q"),
        ("a=rid:q send", "a=rid:q/q send"),
        ("send q;~h,x;f", "send"),
        ("send q;~h,x;f", "send q;;f"),
        ("send q;~h,x;f", "send q recv"),
        ("a=fmtp:97 apt", "a=fmtp:x apt"),
    ],
)
def test_broken_simulcast_is_malformed(line: str, broken: str) -> None:
    with pytest.raises(Malformed):
        sdp.parse(SIMULCAST.replace(line, broken))

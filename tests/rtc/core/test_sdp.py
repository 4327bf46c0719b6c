import pytest
from aiortc import sdp as reference
from hypothesis import given
from hypothesis import strategies as st

from rtc.core import accepting, answers, attributes, describe, sdp
from rtc.core.description import Transport
from rtc.core.malformed import Malformed
from rtc.core.slots import names
from rtc.core.stamps import STAMP_EXTENSION

FINGERPRINT = ":".join(["AB"] * 32)
LOCAL = describe.Local(
    "ufrag123", "password" * 3, FINGERPRINT, (("192.0.2.7", 40000), ("2001:db8::7", 40000))
)
RATES = {"camera": accepting.Rates(900_000, 1_500_000), "screen": accepting.Rates(1_500_000, 2_500_000)}

# Shortened from what Chromium writes for a microphone, a camera and a data channel
OFFER = f"""v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
a=extmap-allow-mixed
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:YFNj
a=ice-pwd:9JfKDkbvHpPbyHwKbK9Kzt0l
a=ice-options:trickle
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=rtpmap:9 G722/8000
a=ssrc:1001 cname:abc
m=video 9 UDP/TLS/RTP/SAVPF 96 97 98
c=IN IP4 0.0.0.0
a=ice-ufrag:YFNj
a=ice-pwd:9JfKDkbvHpPbyHwKbK9Kzt0l
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
a=mid:1
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=rtpmap:98 VP9/90000
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=ssrc-group:FID 2001 2002
a=ssrc:2001 cname:abc
a=ssrc:2002 cname:abc
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=mid:2
a=sctp-port:5000
""".replace("\n", "\r\n")


# The attributes of each m-line by the alphabet, as Firefox writes them
FIREFOX = f"""v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5118736246917370120 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 {FINGERPRINT}
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=ice-pwd:00112233445566778899aabbccddeeff
a=ice-ufrag:0a1b2c3d
a=mid:0
a=msid:- {{sound}}
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=setup:actpass
a=ssrc:3001 cname:{{one}}
m=video 9 UDP/TLS/RTP/SAVPF 126 127 120 124
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1
a=fmtp:127 apt=126
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=ice-pwd:00112233445566778899aabbccddeeff
a=ice-ufrag:0a1b2c3d
a=mid:1
a=msid:- {{picture}}
a=rtcp-fb:* ccm fir
a=rtcp-fb:126 nack
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:126 H264/90000
a=rtpmap:127 rtx/90000
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=setup:actpass
a=ssrc:3002 cname:{{one}}
a=ssrc:3003 cname:{{one}}
a=ssrc-group:FID 3002 3003
""".replace("\n", "\r\n")


def answer(**sources: str) -> str:
    offer = sdp.parse(OFFER)
    named = {key.removeprefix("mid"): value for key, value in sources.items()}
    return accepting.publisher_answer(offer, accepting.accept(offer, named), LOCAL, 1, RATES)


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


def fingerprints(*named: tuple[str, str], session: str = "") -> str:
    """The offer with these instead of its own."""
    lines = "".join(f"a=fingerprint:{digest} {value}\r\n" for digest, value in named)
    text = OFFER.replace(f"a=fingerprint:sha-256 {FINGERPRINT}\r\n", lines)
    return text.replace("t=0 0\r\n", f"t=0 0\r\n{session}")


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


def test_viewer_offer_has_every_slot_and_every_address() -> None:
    text = describe.viewer_offer(names(2, 2, 1), LOCAL, 1)
    parsed = reference.SessionDescription.parse(text)
    assert [media.rtp.muxId for media in parsed.media] == ["m0", "m1", "c0", "c1", "s0"]
    assert {media.direction for media in parsed.media} == {"sendonly"}
    assert [media.msid for media in parsed.media[:4]] == [
        "person0 m0",
        "person1 m1",
        "person0 c0",
        "person1 c1",
    ]
    assert [(one.ip, one.port, one.type) for one in parsed.media[0].ice_candidates] == [
        ("192.0.2.7", 40000, "host"),
        ("2001:db8::7", 40000, "host"),
    ]
    assert parsed.media[0].ice_candidates[0].priority > parsed.media[0].ice_candidates[1].priority
    stamped = [[one.id for one in media.rtp.headerExtensions] for media in parsed.media]
    assert stamped == [[], [], [STAMP_EXTENSION], [STAMP_EXTENSION], [STAMP_EXTENSION]]


def test_sound_is_asked_of_publishers_redundant_repairable_and_silent_in_silence() -> None:
    [sound] = sdp.parse(answer(mid0="microphone")).media[:1]
    assert sound.formats == ["63", "111"]
    assert "nack" in sound.codecs[111].feedback
    text = answer(mid0="microphone")
    assert "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n" in text
    assert "a=fmtp:63 111/111\r\n" in text
    plain = sdp.parse(OFFER.replace("a=rtpmap:63 red/48000/2\r\n", ""))
    assert accepting.accept(plain, {"0": "microphone"})[0].red is None


def test_viewers_are_offered_red_and_nack_for_sound_and_told_apart_by_what_they_take() -> None:
    text = describe.viewer_offer(names(1, 1, 0), LOCAL, 1)
    offer = sdp.parse(text)
    assert offer.media[0].formats == ["111", "63"]
    assert offer.media[0].codecs[111].feedback == ["nack"]
    assert {"opus", "red"} <= offer.codec_names
    refused = text.replace("m=audio 9", "m=audio 0")
    assert "red" not in sdp.parse(refused).codec_names


def test_our_own_offer_can_be_read_by_our_parser() -> None:
    offer = sdp.parse(describe.viewer_offer(names(64, 0, 0), LOCAL, 1))
    assert len(offer.media) == 64


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


def test_weak_digest_is_no_fingerprint() -> None:
    weak = OFFER.replace(f"sha-256 {FINGERPRINT}", "sha-1 " + ":".join(["AB"] * 20))
    with pytest.raises(Malformed):
        sdp.parse(weak).transport()


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


SIMULCAST = (
    OFFER.replace("a=ssrc-group:FID 2001 2002\r\na=ssrc:2001 cname:abc\r\na=ssrc:2002 cname:abc\r\n", "")
    .replace("a=mid:2\r\n", "a=mid:2\r\na=fmtp:5 x=1\r\n")
    .replace(
        "a=fmtp:97 apt=96\r\n",
        "a=fmtp:97 apt=96\r\na=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;~h,x;f\r\n",
    )
)


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

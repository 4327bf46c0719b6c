"""Viewers that offer themselves: which slots they get, under which payload types, and what is refused."""

import pytest

from rtc.core import player, sdp
from rtc.core.describe import Local
from rtc.core.description import Description
from rtc.core.malformed import Malformed
from rtc.core.slots import names

LOCAL = Local("ufrag", "password1234567890123456", "AB:" * 31 + "AB", (("192.0.2.1", 5000),))
HEAD = "v=0\r\na=group:BUNDLE 0 1 2\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 98\r\na=mid:{}\r\na=recvonly\r\na=rtpmap:98 opus/48000/2\r\n"
VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 101 102\r\na=mid:{}\r\na=recvonly\r\na=rtpmap:101 H264/90000\r\n"
    "a=rtpmap:102 VP8/90000\r\na=rtcp-fb:102 nack\r\na=rtcp-fb:102 nack pli\r\n"
)


def offer(*sections: str, head: str = HEAD) -> Description:
    return sdp.parse(head + "".join(section.format(mid) for mid, section in enumerate(sections)))


def test_each_line_gets_the_next_slot_of_its_kind_cameras_before_screens() -> None:
    shown = player.choose(offer(VIDEO, AUDIO, VIDEO), names(2, 1, 1))
    assert [(one.media.mid, one.slot.mid) for one in shown] == [("0", "c0"), ("1", "m0"), ("2", "s0")]


def test_payload_types_are_the_players() -> None:
    shown = player.choose(offer(AUDIO, VIDEO), names(1, 1, 0))
    assert player.payload_types(shown) == {0x10000: {111: 98}, 0x20000: {96: 102}}


def test_answer_sends_what_is_shown_and_refuses_the_rest() -> None:
    asked = offer(AUDIO, VIDEO, VIDEO)
    answer = sdp.parse(player.answer(asked, player.choose(asked, names(1, 1, 0)), LOCAL, 1))
    assert answer.bundle == ["0", "1"]
    assert [(media.port, media.direction, list(media.codecs)) for media in answer.media] == [
        (9, "sendonly", [98]),
        (9, "sendonly", [102]),
        (0, "inactive", []),
    ]
    assert answer.media[1].ssrcs == [0x20000]
    assert answer.media[1].codecs[102].feedback == ["nack", "nack pli"]
    assert {media.transport.setup for media in answer.media[:2]} == {"passive"}


def test_line_that_only_sends_gets_nothing() -> None:
    shown = player.choose(offer(AUDIO.replace("recvonly", "sendonly"), VIDEO), names(1, 1, 0))
    assert [one.slot.mid for one in shown] == ["c0"]


@pytest.mark.parametrize(
    "asked",
    [
        offer(AUDIO.replace("opus", "PCMU")),
        offer(AUDIO, VIDEO, head=HEAD.replace("0 1 2", "0")),
        offer("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:{}\r\n"),
    ],
)
def test_offers_without_anything_to_show_or_without_bundle_are_malformed(asked: Description) -> None:
    with pytest.raises(Malformed):
        player.choose(asked, names(1, 1, 0))


def test_packets_go_under_the_players_payload_type_or_not_at_all() -> None:
    packets = [b"\x80\xe0\x00\x01" + bytes(4) + ssrc.to_bytes(4) + b"payload" for ssrc in (0x20000, 0x20001)]
    assert player.relabelled(packets, {0x20000: {96: 102}}) == [b"\x80\xe6" + packets[0][2:]]

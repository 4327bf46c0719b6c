"""What viewers are offered: every slot, every address, sound that survives loss."""

from aiortc import sdp as reference

from rtc.core import describe, sdp
from rtc.core.slots import names
from rtc.core.stamps import STAMP_EXTENSION
from tests.doubles.offers import LOCAL


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

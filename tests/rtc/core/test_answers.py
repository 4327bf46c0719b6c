"""Answers of viewers: read alike in short and in full, and everybody's own apart from what they share."""

import pytest

from rtc.core import answers, sdp
from rtc.core.malformed import Malformed
from tests.doubles.offers import OFFER


def test_what_a_viewer_is_known_by_is_read_alike_in_short_and_in_full() -> None:
    whole, short = sdp.parse(OFFER), answers.parse(OFFER)
    assert short.transport() == whole.transport()
    assert short.codec_names == whole.codec_names != frozenset()
    assert [media.mid for media in short.media] == [media.mid for media in whole.media]


def test_what_is_not_read_of_an_answer_cannot_spoil_it() -> None:
    text = OFFER + "a=extmap:wrong\r\n"
    with pytest.raises(Malformed):
        sdp.parse(text)
    assert answers.parse(text).codec_names


def test_everybody_keeps_what_is_their_own() -> None:
    others = OFFER.replace("a=ice-ufrag:", "a=ice-ufrag:xxxx").replace("a=ice-pwd:", "a=ice-pwd:yyyy")
    for _ in range(2):
        for text in (OFFER, others):
            read, whole = answers.parse(text), sdp.parse(text)
            assert [one.transport for one in read.media] == [one.transport for one in whole.media]
            assert (read.session, read.bundle) == (whole.session, whole.bundle)


def test_what_is_wrong_is_malformed_also_where_the_rest_was_read_before() -> None:
    assert answers.parse(OFFER).codec_names
    for line in ("a=fingerprint:sha-256 AB", "a=setup:never", "a=ice-pwd:?", "m=audio 9"):
        with pytest.raises(Malformed):
            answers.parse(OFFER + line + "\r\n")
    with pytest.raises(Malformed):
        answers.parse(OFFER + OFFER[OFFER.index("m=") :])  # mids twice
    with pytest.raises(Malformed):
        answers.parse(OFFER[OFFER.index("m=") :])
    with pytest.raises(Malformed):
        answers.parse(OFFER + "m=audio 9 RTP 1\r\n" * 65)

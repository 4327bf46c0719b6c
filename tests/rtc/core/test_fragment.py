"""SDP fragments of WHIP and WHEP: what is taken from them and what is refused."""

import pytest

from rtc.core import fragment
from rtc.core.malformed import Malformed

TRICKLED = (
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0\r\na=end-of-candidates\r\n"
)


def test_trickled_candidates_are_counted_with_their_ice_session() -> None:
    assert fragment.parse(TRICKLED) == fragment.Fragment("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1", 1, True)


def test_own_fragment_parses_again() -> None:
    written = fragment.write("abcd", "e" * 22, ["a=candidate:1 1 udp 1 192.0.2.1 9 typ host"])
    assert fragment.parse(written) == fragment.Fragment("abcd", "e" * 22, 1, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=0\r\n",
        "a=mid:0\r\n",
        "a=ice-ufrag:a b\r\n",
        "a=candidate:1 1 udp\r\n",
        "a=candidate:" + "1 " * 400,
        "a=end-of-candidates\r\n" * 300,
    ],
)
def test_what_is_no_fragment_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        fragment.parse(text)

"""What no worker says on a relay is malformed."""

import pytest

from rtc.core import relay
from rtc.core.malformed import Malformed
from tests.doubles.two_workers import Pair


@pytest.mark.parametrize(
    "broken",
    [
        b"\x80\xcc\0\x03room",
        b"\x80\xcc\0\x03\0\0\0\1room\xff\xff\0\0",
        b"\x80\xcc\0\x03\0\0\0\1room\0\1\xc1\0",
        relay.packet(1, relay.SlotState(1, "c0", "a", 1, 96, "unheard", False, [relay.Lane("", 1)])),
        relay.packet(1, relay.SlotState(1, "c0", "a", 1, 96, "vp8", False, [])),
    ],
)
def test_what_no_worker_says_is_malformed(pair: Pair, broken: bytes) -> None:
    with pytest.raises(Malformed):
        pair.edge.receive_rtcp(broken, len(broken), 0.0)

"""The socket of a worker's relays: who is heard on it, and that nothing anybody sends it does harm."""

import logging
import select
from collections.abc import Iterator

import pytest

from rtc import wire
from rtc.core import relay
from rtc.core.malformed import Malformed
from rtc.io.relay import RelayEnd, RelayPort

NUMBER = 3
KEY = bytes(range(56))
RTP = b"\x80\x60\0\1" + bytes(4) + relay.ssrc(NUMBER, 1).to_bytes(4) + b"frame"
RTCP = relay.packet(NUMBER, relay.Alive())


class Ends:
    """A relay between two ports; `heard` is what came to the home."""

    def __init__(self) -> None:
        self.home_port, self.edge_port = RelayPort("127.0.0.1"), RelayPort("127.0.0.1")
        self.heard: list[bytes] = []
        self.home = self.at_home(KEY)
        self.edge = RelayEnd(self.edge_port, given(self.home_port), self._hear, home=False)

    def at_home(self, key: bytes) -> RelayEnd:
        """The home's end, with this key, for the same edge."""
        return RelayEnd(self.home_port, given(self.edge_port, key), self._hear, home=True)

    def read(self) -> int:
        """Let the home take what was sent to it; how many datagrams it has dropped in all."""
        select.select([self.home_port.socket], [], [], 5)
        self.home_port.read()
        return self.home_port.dropped

    def close(self) -> None:
        self.home_port.socket.close()
        self.edge_port.socket.close()

    def _hear(self, data: bytearray, size: int, arrived: float) -> None:
        self.heard.append(bytes(data[:size]))


def given(port: RelayPort, key: bytes = KEY) -> wire.Relay:
    return wire.Relay(NUMBER, *port.address, key)


@pytest.fixture
def ends() -> Iterator[Ends]:
    ends = Ends()
    yield ends
    ends.close()


def test_media_and_reports_come_as_they_were_sent(ends: Ends) -> None:
    ends.edge.send(RTP)
    ends.edge.send(RTCP)
    while len(ends.heard) < 2:
        assert ends.read() == 0
    assert ends.heard == [RTP, RTCP]


def test_right_key_from_another_address_is_not_heard(ends: Ends) -> None:
    elsewhere = RelayPort("127.0.0.1")
    RelayEnd(elsewhere, given(ends.home_port), lambda *_: None, home=False).send(RTP)
    assert (ends.read(), ends.heard) == (1, [])
    elsewhere.socket.close()


def test_right_address_with_another_key_is_not_heard(ends: Ends) -> None:
    ends.at_home(bytes(56))
    ends.edge.send(RTP)
    assert (ends.read(), ends.heard) == (1, [])


@pytest.mark.parametrize(
    "datagram", [b"", b"\x80", RTP[:11], RTP[:8] + relay.ssrc(NUMBER + 1, 1).to_bytes(4) + RTP[12:], RTP]
)
def test_what_is_no_packet_of_a_relay_here_is_dropped_and_counted(
    ends: Ends, datagram: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    ends.edge_port.socket.sendto(datagram, ends.home_port.address)
    assert (ends.read(), ends.heard, caplog.records) == (1, [], [])


@pytest.mark.parametrize("error", [Malformed("relay message"), ZeroDivisionError()])
def test_packet_that_nobody_can_read_or_that_meets_a_bug_keeps_no_other_from_coming(
    ends: Ends, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(data: bytearray, size: int, arrived: float) -> None:
        ends.home.on_packet = hear
        raise error

    hear, ends.home.on_packet = ends.home.on_packet, fail
    ends.edge.send(RTP)
    ends.edge.send(RTCP)
    while not ends.heard:
        assert ends.read() == 1
    assert ends.heard == [RTCP]
    logged = [record.levelno for record in caplog.records]
    assert logged == ([] if isinstance(error, Malformed) else [logging.ERROR])


def test_closing_leaves_the_number_to_whoever_has_it_by_now(ends: Ends) -> None:
    successor = ends.at_home(bytes(56))
    ends.home.close()
    assert ends.home_port.ends == {NUMBER: successor}
    for _ in range(2):
        successor.close()
    assert ends.home_port.ends == {}


def test_what_the_kernel_does_not_take_is_dropped_and_counted(ends: Ends) -> None:
    ends.edge_port.socket.close()
    ends.edge.send(RTP)
    assert ends.edge_port.dropped == 1


def test_old_packet_that_is_refused_protection_is_not_sent_at_all(ends: Ends) -> None:
    """Its number was used for another one, perhaps: plaintext must not leave instead."""
    ends.edge.send(RTP[:2] + (30000).to_bytes(2) + RTP[4:])
    ends.read()
    ends.heard.clear()
    ends.edge.send(RTP)
    ends.edge.send(RTCP)
    assert (ends.read(), ends.heard) == (0, [RTCP])

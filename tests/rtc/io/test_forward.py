"""The hot path over real sockets: everybody gets the packet under own keys, and plaintext never leaves."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pylibsrtp import Error, Policy, Session

from rtc.io.connection import pack_sockaddr
from rtc.io.forward import BATCH, Audience
from rtc.io.srtp import PROFILES, Keys, Outgoing, Profile

PLAIN = bytes.fromhex("80e003e8000186a000020000") + b"a picture" * 20


@dataclass
class Viewer:
    """A socket with keys of its own."""

    profile: Profile
    number: int

    def __post_init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(2)
        key = bytes([self.number + 1]) * (self.profile.key_size + self.profile.salt_size)
        self.outgoing = Outgoing(Keys(self.profile, bytes(len(key)), key))
        self.sockaddr = pack_sockaddr(self.socket.getsockname())
        self._session = Session(
            Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=self.profile.number)
        )

    @property
    def srtp_handle(self) -> Any:
        return self.outgoing.handle

    def receive(self) -> bytes:
        """The next packet as it came."""
        return self.socket.recv(2048)

    def open(self, packet: bytes) -> bytes:
        return self._session.unprotect(packet)

    def open_rtcp(self, packet: bytes) -> bytes:
        return self._session.unprotect_rtcp(packet)


@pytest.fixture
def viewers() -> Iterator[list[Viewer]]:
    """More than two batches, with both profiles among them."""
    made = [Viewer(PROFILES[number % 2], number) for number in range(2 * BATCH + 5)]
    yield made
    for viewer in made:
        viewer.socket.close()


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound


def test_everybody_gets_the_packet_under_own_keys(viewers: list[Viewer], server: socket.socket) -> None:
    audience = Audience(server.fileno(), viewers)
    audience.send_rtp(bytearray(PLAIN + bytes(100)), len(PLAIN))
    assert [viewer.open(viewer.receive()) for viewer in viewers] == [PLAIN] * len(viewers)
    assert (audience.sent, audience.failed) == (len(viewers), 0)


def test_reports_are_protected_as_rtcp(viewers: list[Viewer], server: socket.socket) -> None:
    report = bytes.fromhex("80c80006") + bytes(24)
    Audience(server.fileno(), viewers[:3]).send_rtcp(report)
    assert [viewer.open_rtcp(viewer.receive()) for viewer in viewers[:3]] == [report] * 3


def test_viewer_whose_protection_fails_is_left_out_and_gets_no_plaintext(
    viewers: list[Viewer], server: socket.socket
) -> None:
    """A packet far behind the window is refused by libsrtp, for those who got the newer one."""
    old = bytearray(PLAIN)
    new = bytearray(PLAIN)
    new[2:4] = (30000).to_bytes(2)
    ahead = [viewers[1], viewers[BATCH]]
    Audience(server.fileno(), ahead).send_rtp(new, len(new))
    for viewer in ahead:
        viewer.receive()
    audience = Audience(server.fileno(), viewers)
    audience.send_rtp(old, len(old))
    assert (audience.sent, audience.failed) == (len(viewers) - 2, 2)
    for viewer in viewers:
        if viewer in ahead:
            viewer.socket.setblocking(False)
            with pytest.raises(BlockingIOError):
                viewer.receive()
        else:
            assert viewer.open(viewer.receive()) == PLAIN


def test_same_packet_may_be_sent_again_and_is_the_same_on_the_wire(
    viewers: list[Viewer], server: socket.socket
) -> None:
    audience = Audience(server.fileno(), viewers[:1])
    for _ in range(2):
        audience.send_rtp(bytearray(PLAIN), len(PLAIN))
    first, second = viewers[0].receive(), viewers[0].receive()
    assert first == second
    assert PLAIN[12:] not in first


def test_viewer_that_cannot_be_reached_does_not_stop_the_others(
    viewers: list[Viewer], server: socket.socket
) -> None:
    viewers[0].sockaddr = pack_sockaddr(("255.255.255.255", 9))
    audience = Audience(server.fileno(), viewers[:3])
    audience.send_rtp(bytearray(PLAIN), len(PLAIN))
    assert (audience.sent, audience.failed) == (2, 1)
    assert viewers[2].open(viewers[2].receive()) == PLAIN


def test_tampered_packet_is_not_opened(viewers: list[Viewer], server: socket.socket) -> None:
    Audience(server.fileno(), viewers[:1]).send_rtp(bytearray(PLAIN), len(PLAIN))
    packet = bytearray(viewers[0].receive())
    packet[20] ^= 1
    with pytest.raises(Error):
        viewers[0].open(bytes(packet))

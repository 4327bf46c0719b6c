"""Viewers' sockets, each with keys of its own, and who is sent what at once."""

import os
import socket
from dataclasses import dataclass

from pylibsrtp import Policy, Session

from rtc.io.forward import Audience
from rtc.io.outbox import Outlet
from rtc.io.parcel import Tally
from rtc.io.sockaddr import pack_sockaddr
from rtc.io.srtp import Keys, Outgoing, Profile

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
        key = (self.number + 1).to_bytes(2) * ((self.profile.key_size + self.profile.salt_size) // 2)
        self.outgoing = Outgoing(Keys(self.profile, bytes(len(key)), key))
        self.sockaddr = pack_sockaddr(self.socket.getsockname())
        self._session = Session(
            Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=self.profile.number)
        )

    def receive(self) -> bytes:
        """The next packet as it came."""
        return self.socket.recv(2048)

    def open(self, packet: bytes) -> bytes:
        return self._session.unprotect(packet)

    def open_rtcp(self, packet: bytes) -> bytes:
        return self._session.unprotect_rtcp(packet)


def audience_of(outlet: Outlet, viewers: list[Viewer], payload_type: int = 0) -> tuple[Audience, Tally]:
    """They hear only this outlet: their ports may have been those of others, who are still sent to."""
    tally = Tally()
    audience = Audience(outlet, tally, payload_type)
    with socket.socket(fileno=os.dup(outlet.fd)) as sender:
        source = sender.getsockname()
    for viewer in viewers:
        viewer.socket.connect(source)
        audience.add(str(viewer.number), viewer.outgoing, viewer.sockaddr)
    return audience, tally


def packet(sequence: int, payload: bytes) -> bytes:
    return PLAIN[:2] + sequence.to_bytes(2) + PLAIN[4:12] + payload


def nothing_more(viewer: Viewer) -> bool:
    viewer.socket.setblocking(False)
    try:
        viewer.receive()
    except BlockingIOError:
        return True
    return False

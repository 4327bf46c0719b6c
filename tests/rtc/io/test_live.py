"""A room with its connections: who is sent a publisher's packet, in which order."""

from rtc import wire
from rtc.core.accepting import Accepted
from rtc.core.branch import Branch
from rtc.core.description import Codec, Media, Transport
from rtc.core.outputs import Output, ToEdge, ToPublisher
from rtc.io.connection import Connection
from rtc.io.dtls import Identity
from rtc.io.live import LiveRoom
from rtc.io.relay import RelayPort
from rtc.io.srtp import PROFILES, Keys
from rtc.io.udp import MediaPort

SSRC = 1001
PICTURE = b"\x80\xf8\x00\x01" + bytes(4) + SSRC.to_bytes(4) + b"\x10\x00frame"
SOUND = b"\x80\x78\x00\x01" + bytes(4) + SSRC.to_bytes(4) + b"opus"


class NotingRoom(LiveRoom):
    """Writes down what it sends."""

    def __init__(self) -> None:
        super().__init__("r", wire.Layout(1, 1, 0), {"camera": 10**6}, lambda: 0.0, lambda _: None)
        self.sent: list[str] = []

    def carry(self, output: Output) -> None:
        if isinstance(output, ToEdge):
            self.sent.append("another worker")
        elif isinstance(output, ToPublisher):
            self.sent.append(f"told {output.peer}")
        super().carry(output)

    def forward(self, branches: list[Branch], arrived: float) -> None:
        self.sent += ["viewers"] * len(branches)
        super().forward(branches, arrived)


def microphone() -> Accepted:
    media = Media("audio", 9, "UDP/TLS/RTP/SAVPF", ["120"], Transport(), mid="0")
    media.ssrcs = [SSRC]
    return Accepted("microphone", media, Codec(120, "opus", 48000, 2), 0, 0)


def camera() -> Accepted:
    media = Media("video", 9, "UDP/TLS/RTP/SAVPF", ["120"], Transport(), mid="0")
    media.ssrcs = [SSRC]
    return Accepted("camera", media, Codec(120, "vp8", 90000, 1), 0, 0)


def test_another_worker_does_not_wait_for_the_viewers_of_this_one() -> None:
    port, relays, room = MediaPort((("127.0.0.1", "127.0.0.1"),), 0), RelayPort("127.0.0.1"), NotingRoom()
    publishing = Connection(port, Identity(), lambda: 0.0, 15.0)
    try:
        room.core.publish("anna", [microphone()], 0.0)
        room.add_publishing("anna", publishing)
        room.open_relay(relays, wire.Relay(3, "127.0.0.1", 9, bytes(56)))
        publishing.on_rtp(publishing, bytearray(SOUND), len(SOUND), 0.0)
    finally:
        room.close()
        relays.socket.close()
        for one in port.sockets:
            one.socket.close()
    assert room.sent[-2:] == ["another worker", "viewers"]


def test_viewer_who_comes_from_another_address_is_shown_a_key_frame_at_once() -> None:
    port, room = MediaPort((("127.0.0.1", "127.0.0.1"),), 0), NotingRoom()
    identity, keys = Identity(), Keys(PROFILES[0], bytes(28), bytes(28))
    publishing, viewing = (Connection(port, identity, lambda: 0.0, 15.0) for _ in range(2))
    try:
        room.core.publish("anna", [camera()], 0.0)
        room.add_publishing("anna", publishing)
        publishing.on_rtp(publishing, bytearray(PICTURE), len(PICTURE), 0.0)
        room.add_view("carl", viewing)
        viewing.on_check(port.sockets[0], ("127.0.0.1", 9), nominated=True)
        viewing.open_with(keys)
        room.sent.clear()
        viewing.on_check(port.sockets[0], ("127.0.0.1", 9), nominated=True)
        assert room.sent == []
        viewing.on_check(port.sockets[0], ("127.0.0.1", 10), nominated=True)
        assert room.sent == ["told anna"]
    finally:
        room.close()
        for one in port.sockets:
            one.socket.close()

"""A room with one publisher, anna, whose packets are made by hand, and what its viewers say."""

from rtc.core import burst, rtcp
from rtc.core.accepting import Accepted
from rtc.core.description import Codec, Media, Transport
from rtc.core.outputs import Output, ToPublisher
from rtc.core.room import Room

CEILINGS = {"camera": 1_000_000, "screen": 2_000_000}
CAMERA_SSRC, MICROPHONE_SSRC = 2001, 1001


def accepted(source: str, ssrc: int) -> Accepted:
    audio = source == "microphone"
    media = Media("audio" if audio else "video", 9, "UDP/TLS/RTP/SAVPF", ["120"], Transport(), mid=source)
    media.ssrcs = [ssrc] if ssrc else []
    return Accepted(source, media, Codec(120, "opus" if audio else "vp8", 90000, 1), 1 if audio else 0, 4)


def make(*, echo: bool = False) -> Room:
    room = Room(2, 2, 1, CEILINGS, echo=echo)
    publish(room, "anna")
    return room


def publish(room: Room, peer: str, now: float = 0.0) -> list[Output]:
    room.publish(peer, [accepted("microphone", MICROPHONE_SSRC), accepted("camera", CAMERA_SSRC)], now)
    return room.take_outputs()


def picture(sequence: int, *, key: bool = False, ssrc: int = CAMERA_SSRC) -> bytes:
    head = b"\x80\xf8" + (sequence & 0xFFFF).to_bytes(2) + (sequence * 3000 & 0xFFFFFFFF).to_bytes(4)
    return head + ssrc.to_bytes(4) + b"\x10" + (b"\0" if key else b"\1") + b"frame"


def sound(sequence: int, level: int = 20) -> bytes:
    head = b"\x90\x78" + sequence.to_bytes(2) + (sequence * 960).to_bytes(4) + MICROPHONE_SSRC.to_bytes(4)
    return head + b"\xbe\xde\x00\x01\x10" + bytes([level]) + b"\0\0opus"


def receive(room: Room, data: bytes, now: float = 0.0, peer: str = "anna") -> str | None:
    """The mid it was forwarded on; pictures leave at once here."""
    sent = room.receive(peer, data, len(data), now)
    for branch in sent:
        branch.leave(now + burst.WAIT)
    return sent[0].slot.mid if sent else None


def viewer_says(room: Room, peer: str, data: bytes, now: float) -> list[Output]:
    room.receive_viewer_rtcp(peer, data, len(data), now)
    return room.take_outputs()


PLI = ToPublisher("anna", rtcp.pli(1, CAMERA_SSRC))

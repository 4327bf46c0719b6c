"""The publisher, a process of its own: sends a dump at its pace, to a media worker or to Janus.

Packets leave as Chromium's pacer lets them (`pacer`): a picture of up to about eight packets at once, a
larger one in bursts with pauses, sound always at once.

To a worker it shakes hands as a browser does, and sends SRTP and a sender report a second; to Janus' mount-
point it sends the same packets in the clear, as that wants them.
"""

import argparse
import contextlib
import socket
import struct
import time
from pathlib import Path

from pylibsrtp import Error

from load import dump
from load.commands import WorkerSocket
from load.descriptions import publishing_offer
from load.pacer import Pacer
from load.secure import Identity, SecureEnd

SSRCS = {dump.AUDIO: 0x7001, dump.VIDEO: 0x7002}
REPORT_EVERY, CONSENT = 1.0, 2.5
KEY_FRAME_EVERY = 2.0


def connected(path: str, room: str) -> SecureEnd:
    """Publish in a room of a worker. Raises TimeoutError."""
    identity = Identity()
    ssrcs = {"audio": SSRCS[dump.AUDIO], "video": SSRCS[dump.VIDEO]}
    offer = publishing_offer("source", "s" * 24, identity.fingerprint, ssrcs)
    sources = {"0": "microphone", "1": "camera"}
    answer = WorkerSocket(path).ask("Publish", room=room, peer="source", sdp=offer, sources=sources)["sdp"]
    end = SecureEnd(identity, str(answer), "source", "s" * 24)
    until = time.monotonic() + 10
    while not end.connected:
        if time.monotonic() > until:
            raise TimeoutError("the publisher could not connect")
        end.tick(time.monotonic())
        with contextlib.suppress(BlockingIOError):
            end.feed(end.socket.recv(2048))
        time.sleep(0.001)
    return end


def send_for_ever(end: SecureEnd, packets: list[dump.Packet]) -> None:
    """The dump at its pace, with reports and consent."""
    loop = dump.Loop(dump.with_ssrcs(packets, SSRCS))
    pacer = Pacer(loop.next)
    protect = end.outgoing.protect if end.outgoing else None
    began = time.monotonic()
    report_at, consent_at, counts = 0.0, 0.0, dict.fromkeys(SSRCS.values(), 0)
    key_frame_at = 0.0
    while protect:
        packet = pacer.next()
        wait = began + packet.at - time.monotonic()
        if wait > 0.0005:
            time.sleep(wait)
        if _key_frame_wanted(end) and packet.at - key_frame_at > KEY_FRAME_EVERY:
            loop.restart()
            key_frame_at = packet.at
        end.send(protect(packet.data))
        counts[SSRCS[packet.payload_type]] += 1
        if packet.at >= report_at:
            report_at = packet.at + REPORT_EVERY
            _report(end, packet.at, counts)
        if packet.at >= consent_at:
            consent_at = packet.at + CONSENT
            end.check()


def _key_frame_wanted(end: SecureEnd) -> bool:
    """Whether what has arrived holds a PLI (RFC 4585 section 6.3.1); everything else is left unanswered."""
    wanted = False
    with contextlib.suppress(BlockingIOError, ConnectionRefusedError, Error):
        while data := end.socket.recv(2048):
            if end.incoming is None or data[0] >> 6 != 2:
                continue
            plain, at = end.incoming.unprotect_rtcp(data), 0
            while at + 4 <= len(plain):
                wanted |= plain[at : at + 2] == b"\x81\xce"
                at += 4 + 4 * int.from_bytes(plain[at + 2 : at + 4])
    return wanted


def _report(end: SecureEnd, at: float, counts: dict[int, int]) -> None:
    """A sender report of each source (RFC 3550 section 6.4.1)."""
    if end.outgoing is None:
        return
    ntp = int((at + 3_900_000_000) * 4294967296)
    for kind, ssrc in SSRCS.items():
        timestamp = int(at * dump.CLOCKS[kind]) & 0xFFFFFFFF
        body = struct.pack("!IQIII", ssrc, ntp & 0xFFFFFFFFFFFFFFFF, timestamp, counts[ssrc], 0)
        end.send(end.outgoing.protect_rtcp(struct.pack("!BBH", 0x80, 200, 6) + body))


def send_plain(ports: dict[int, int], packets: list[dump.Packet]) -> None:
    """RTP in the clear to 127.0.0.1, a port for each payload type."""
    pacer = Pacer(dump.Loop(dump.with_ssrcs(packets, SSRCS)).next)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    began = time.monotonic()
    while True:
        packet = pacer.next()
        wait = began + packet.at - time.monotonic()
        if wait > 0.0005:
            time.sleep(wait)
        with contextlib.suppress(ConnectionRefusedError):
            sender.sendto(packet.data, ("127.0.0.1", ports[packet.payload_type]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True, help="worker:SOCKET:ROOM or plain:AUDIO_PORT:VIDEO_PORT")
    parser.add_argument("--dump", type=Path, required=True)
    options = parser.parse_args()
    packets = dump.read(options.dump)
    kind, where, what = options.server.split(":")
    if kind == "plain":
        print("sending", flush=True)
        send_plain({dump.AUDIO: int(where), dump.VIDEO: int(what)}, packets)
    end = connected(where, what)
    print("sending", flush=True)
    send_for_ever(end, packets)


if __name__ == "__main__":
    main()

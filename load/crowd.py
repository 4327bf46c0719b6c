"""Many headless viewers in a process of their own: they join, drain, report.

Started by `load.media` as `python -m load.crowd` and told by lines on its standard input ("mark" begins the
measured window, "count" reads it, anything else ends), answers with JSON lines. Every viewer shakes hands for
itself; most only look at headers, each `--sample`-th decrypts everything and compares it with the dump.
"""

import argparse
import json
import random
import select
import struct
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Protocol

from pylibsrtp import Error

from load import dump
from load.batches import Drain
from load.commands import RoomSignalling
from load.descriptions import answer_sdp
from load.janus import JanusSignalling
from load.secure import Identity, SecureEnd

TURN = 0.05
PICTURE_EVERY, SOUND_EVERY = 0.231, 5.0
"""What Chromium 156 was captured sending while a 720p picture with sound plays: 4.33 times a second a
receiver report with one block, of the picture, with REMB and the viewer's clock; every five seconds one of
the sound; NACK and PLI alone (a=rtcp-rsize). With more slots the blocks are more, the packets are not."""
CONSENT = 2.5
AT_ONCE = 24
"""So many are joining at a time."""
JOIN_SECONDS = 20.0
NACK_SHARE, PLI_SHARE = 0.01, 0.0001
RETRANSMISSIONS = frozenset({97, 99, 103, 46})
"""Payload types of RFC 4588 in a viewer's offer: what is asked for again comes on a stream of its own."""
HEADER = 64
FULL = 2048


class Signalling(Protocol):
    """How one comes to a server."""

    def view(self, peer: str) -> str: ...
    def answer(self, peer: str, sdp: str) -> None: ...


class Checker:
    """Continuity and content of what one viewer decrypted."""

    def __init__(self, contents: frozenset[int]) -> None:
        self._contents = contents
        self._seen: dict[int, tuple[int, int, int]] = {}
        self.strange = self.repeated = self.undecrypted = self.packets = 0
        self._last: dict[int, int] = {}

    def take(self, plain: bytes) -> None:
        kind, sequence, ssrc = struct.unpack_from("!xBH4xI", plain)
        self.packets += 1
        if kind & 0x7F in RETRANSMISSIONS:
            self.repeated += 1
            return
        first, highest, count = self._seen.get(ssrc, (sequence, sequence, 0))
        step = (sequence - highest + 0x8000 & 0xFFFF) - 0x8000
        if count and step <= 0:
            self.repeated += 1
            return
        self._seen[ssrc] = (first, highest + step, count + 1)
        if hash(dump.content(plain)) not in self._contents:
            self.strange += 1

    @property
    def lost(self) -> int:
        return sum(highest - first + 1 - count for first, highest, count in self._seen.values())


class HeadlessViewer:
    """One viewer: a `SecureEnd`, what came, and the reports it owes."""

    def __init__(self, number: int, end: SecureEnd, checker: Checker | None) -> None:
        self.number, self.end, self.checker = number, end, checker
        self.packets = 0
        self.highest: dict[int, tuple[int, int]] = {}
        """Payload type -> SSRC and highest sequence number."""
        self.consent_at = self.picture_at = self.sound_at = 0.0

    def drained(self, drain: Drain, count: int) -> None:
        """Note `count` datagrams a drain has just taken from this viewer's socket."""
        if self.checker is not None and self.end.incoming is not None:
            self._decrypt(self.checker, [drain.datagram(i) for i in range(count)])
        firsts, seconds = (
            drain.space[: count * drain.size : drain.size],
            drain.space[1 : count * drain.size : drain.size],
        )
        self.packets += sum(128 <= first < 192 for first in firsts) - sum(map(seconds.count, _RTCP))
        for i in (0, count - 1):
            if 128 <= firsts[i] < 192 and seconds[i] not in _RTCP:
                kind, sequence, ssrc = struct.unpack_from("!xBH4xI", drain.space, i * drain.size)
                self.highest[kind & 0x7F] = ssrc, sequence

    def report(self, now: float, chance: random.Random) -> None:
        """What is due, each a packet of its own."""
        if now >= self.sound_at:
            self.sound_at = now + SOUND_EVERY * (0.5 + chance.random())
            self._send_report(dump.AUDIO)
        if now >= self.picture_at:
            self.picture_at = max(self.picture_at + PICTURE_EVERY, now + PICTURE_EVERY * chance.random())
            self._send_report(dump.VIDEO)
            if chance.random() < NACK_SHARE and self.highest:
                ssrc, highest = chance.choice(list(self.highest.values()))
                self._send(struct.pack("!BBHIIHH", 0x81, 205, 3, 1, ssrc, highest - 5 & 0xFFFF, 0))
            if chance.random() < PLI_SHARE and dump.VIDEO in self.highest:
                self._send(struct.pack("!BBHII", 0x81, 206, 2, 1, self.highest[dump.VIDEO][0]))

    def _send_report(self, kind: int) -> None:
        """A receiver report on one stream, of a picture with REMB and the viewer's clock."""
        if kind not in self.highest:
            return
        ssrc, highest = self.highest[kind]
        data = struct.pack("!BBHIIIIIII", 0x81, 201, 7, 1, ssrc, 0, highest, 30, 0, 0)
        if kind == dump.VIDEO:
            data += struct.pack("!BBHII4sII", 0x8F, 206, 5, 1, 0, b"REMB", 1 << 24 | 5 << 18 | 80000, ssrc)
            data += struct.pack("!BBHIBBHQ", 0x80, 207, 4, 1, 4, 0, 2, int(time.monotonic() * 2**32))
        self._send(data)

    def _send(self, data: bytes) -> None:
        if self.end.outgoing is not None:
            self.end.send(self.end.outgoing.protect_rtcp(data))

    def _decrypt(self, checker: Checker, datagrams: list[bytes]) -> None:
        incoming = self.end.incoming
        for data in datagrams:
            if incoming is None or not 128 <= data[0] < 192 or data[1] in _RTCP:
                continue
            try:
                checker.take(incoming.unprotect(data))
            except Error as error:
                if "replay" in str(error):
                    checker.repeated += 1
                else:
                    checker.undecrypted += 1


_RTCP = tuple(range(200, 208))


class Crowd:
    """All viewers of this process and their turns."""

    def __init__(self, signalling: Signalling, options: argparse.Namespace) -> None:
        self._signalling = signalling
        self._identity = Identity()
        self._options = options
        packets = dump.read(options.dump)
        self._contents = frozenset(hash(one.content) for one in packets)
        self._headers, self._whole = Drain(64, HEADER), Drain(32, FULL)
        self._chance = random.Random(options.first)
        self.viewers: list[HeadlessViewer] = []
        self.began = time.monotonic()

    def join(self) -> int:
        """Everybody joins, AT_ONCE at a time; how many are connected."""
        waiting = list(range(self._options.first, self._options.first + self._options.count))
        joining: list[HeadlessViewer] = []
        until = time.monotonic() + JOIN_SECONDS + self._options.count / 25
        while (waiting or joining) and time.monotonic() < until:
            while waiting and len(joining) < AT_ONCE:
                joining.append(self.arrive(waiting.pop(0)))
            select.select([viewer.end.socket for viewer in joining], [], [], 0.02)
            self.shake_hands(joining)
            joining = [viewer for viewer in joining if not viewer.end.connected]
            if time.monotonic() - self.began > TURN:
                self.turn()
        return len(self.viewers)

    def turn(self) -> None:
        """Drain everybody; report and ask consent where it is due."""
        self.began = now = time.monotonic()
        for viewer in self.viewers:
            drain = self._whole if viewer.checker else self._headers
            fd = viewer.end.socket.fileno()
            while count := drain.take(fd):
                viewer.drained(drain, count)
                if count < drain.count:
                    break
            viewer.report(now, self._chance)
            if now >= viewer.consent_at:
                viewer.consent_at = now + CONSENT * (0.8 + 0.4 * self._chance.random())
                viewer.end.check()

    def counted(self) -> dict[str, int]:
        """Packets since `mark` of all, and what the sample saw."""
        checkers = [viewer.checker for viewer in self.viewers if viewer.checker]
        found = Counter(packets=sum(viewer.packets for viewer in self.viewers), sample=len(checkers))
        for one in checkers:
            found.update(
                sample_packets=one.packets,
                lost=one.lost,
                strange=one.strange,
                repeated=one.repeated,
                undecrypted=one.undecrypted,
            )
        return dict(found)

    def mark(self) -> None:
        """The measured window begins."""
        for viewer in self.viewers:
            viewer.packets = 0
            if viewer.checker:
                viewer.checker = Checker(self._contents)

    def arrive(self, number: int) -> HeadlessViewer:
        """One viewer is offered a view and sends its first check."""
        peer, ufrag, password = f"v{number}", f"load{number:06d}", f"{number:024d}"
        offer = self._signalling.view(peer)
        end = SecureEnd(self._identity, offer, ufrag, password)
        fingerprint = self._identity.fingerprint
        self._signalling.answer(
            peer, answer_sdp(offer, ufrag, password, "sha-256", fingerprint, end.candidate)
        )
        end.tick(time.monotonic())
        checker = Checker(self._contents) if number % self._options.sample == 0 else None
        return HeadlessViewer(number, end, checker)

    def shake_hands(self, joining: list[HeadlessViewer]) -> None:
        """Go on with those who join; who is connected is among `viewers` from then on."""
        for viewer in joining:
            try:
                while not viewer.end.connected:
                    viewer.end.feed(viewer.end.socket.recv(FULL))
            except (BlockingIOError, ConnectionRefusedError):
                viewer.end.tick(time.monotonic())
            if viewer.end.connected:
                self.viewers.append(viewer)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True, help="worker:SOCKET:ROOM or janus:PORT:MOUNTPOINT")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--sample", type=int, default=50)
    parser.add_argument("--dump", type=Path, required=True)
    parser.add_argument("--hold", action="store_true", help="Say when ready, and join at the next word.")
    options = parser.parse_args()
    kind, where, what = options.server.split(":")
    signalling = RoomSignalling(where, what) if kind == "worker" else JanusSignalling(int(where), int(what))
    crowd = Crowd(signalling, options)
    if options.hold:
        print(json.dumps({"ready": True}), flush=True)
        sys.stdin.readline()
        crowd.began = time.monotonic()
    print(json.dumps({"joined": crowd.join()}), flush=True)
    while True:
        crowd.turn()
        wait = max(0.0, crowd.began + TURN - time.monotonic())
        if select.select([sys.stdin], [], [], wait)[0]:
            said = sys.stdin.readline().strip()
            if said == "mark":
                crowd.mark()
            elif said == "count":
                print(json.dumps(crowd.counted()), flush=True)
            else:
                break
    for viewer in crowd.viewers:
        viewer.end.leave()


if __name__ == "__main__":
    main()

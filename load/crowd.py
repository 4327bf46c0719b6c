"""Many headless viewers in a process of their own: they join, drain, report.

Started by `load.media` as `python -m load.crowd` and told by lines on its standard input ("mark" begins the
measured window, "count" reads it, anything else ends), answers with JSON lines. Every viewer shakes hands for
itself; most only look at headers, each `--sample`-th decrypts everything and compares it with the dump.
"""

import argparse
import json
import random
import select
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Protocol

from load import dump
from load.batches import Drain
from load.commands import RoomSignalling
from load.descriptions import answer_sdp
from load.headless import Checker, HeadlessViewer
from load.janus import JanusSignalling
from load.secure import Identity, SecureEnd

TURN = 0.05
CONSENT = 2.5
AT_ONCE = 24
"""So many are joining at a time."""
JOIN_SECONDS = 20.0
HEADER = 64
FULL = 2048


class Signalling(Protocol):
    """How one comes to a server."""

    def view(self, peer: str) -> str: ...
    def answer(self, peer: str, sdp: str) -> None: ...


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

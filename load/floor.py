"""The floor: what libsrtp and the kernel alone cost for a packet to each of many, at the same pace.

Two processes of their own. `sinks` has as many sockets as there are viewers and drains them as `crowd` does.
`loop` has an SRTP session for each, spread in memory as sessions of live connections are, and does nothing
but copy, srtp_protect and sendmmsg, in batches of 64, whenever the dump has a packet. There are two floors:
a message for each packet, and (`--segmented`) one for each viewer and picture, which the kernel segments as
it does for a worker. What a worker costs above the second is its own.
"""

import argparse
import json
import os
import select
import socket
import struct
import sys
import time
from collections import deque
from itertools import repeat
from pathlib import Path
from typing import Any

from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp

from load import dump
from load.batches import NAME, ROOM, Batch, Drain, ffi

BATCH, PACKETS = 64, 256
BALLAST = 16 * 1024
"""Bytes between two sessions, as a connection's other belongings lie between them in a server."""
TURN = 0.05
LONGEST, TAG = 8, 16
"""Packets of a picture in one message, as many as a worker puts there; bytes AES-GCM adds to each."""


def sinks(count: int) -> None:
    """Drain `count` sockets until the standard input ends; their ports are printed first."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for one in sockets:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        one.bind(("127.0.0.1", 0))
    print(json.dumps([one.getsockname()[1] for one in sockets]), flush=True)
    drain = Drain(64, 64)
    began = time.monotonic()
    while not select.select([sys.stdin], [], [], max(0.0, began + TURN - time.monotonic()))[0]:
        began = time.monotonic()
        for one in sockets:
            while drain.take(one.fileno()) == drain.count:
                pass


class Sender:
    """Sessions for a list of ports; one place for packets, which all batches share as in a worker."""

    def __init__(self, ports: list[int], longest: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        self._kept: list[Any] = []
        self._handles = [self._session() for _ in ports]
        self._names = b"".join(
            struct.pack("=H", 2) + struct.pack("!H4s8x", port, bytes((127, 0, 0, 1))) for port in ports
        )
        space = ffi.new(f"char[{PACKETS * ROOM}]")
        self._kept.append(space)
        runs = range(1, longest + 1)
        self._batches = {run: Batch(space, min(BATCH, PACKETS // run), run) for run in runs}
        self._buffers = [
            srtp_ffi.cast("char *", int(ffi.cast("uintptr_t", space + i * ROOM))) for i in range(PACKETS)
        ]
        self._length = srtp_ffi.new("int[]", BATCH)
        self._lengths = [self._length + i for i in range(BATCH)]

    def send(self, run: list[bytes]) -> int:
        """Packets to everybody, in one message each; how many packets that were."""
        size, batch = len(run), self._batches[len(run)]
        step, total = min(BATCH, PACKETS // size), len(self._handles)
        lengths = [len(plain) + TAG for plain in run]
        for first in range(0, total, step):
            handles = self._handles[first : first + step]
            count = len(handles)
            ffi.memmove(batch.names, self._names[first * NAME : (first + count) * NAME], count * NAME)
            for row, plain in enumerate(run):
                self._protect(plain, handles, self._buffers[row : count * size : size])
            batch.send(self.socket.fileno(), count, lengths)
        return size * total

    def _protect(self, plain: bytes, handles: list[Any], places: list[Any]) -> None:
        size, count = len(plain), len(handles)
        srtp_ffi.memmove(self._length, struct.pack("=i", size) * count, 4 * count)
        deque(map(srtp_ffi.memmove, places, repeat(plain), repeat(size, count)), maxlen=0)
        if any(map(srtp.srtp_protect, handles, places, self._lengths)):
            raise RuntimeError("srtp_protect failed")

    def _session(self) -> Any:
        policy = Policy(
            key=os.urandom(28),
            ssrc_type=Policy.SSRC_ANY_OUTBOUND,
            srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
        )
        session = Session(policy)
        self._kept += [session, bytearray(BALLAST)]
        return session._srtp[0]


class Runs:
    """The dump in runs of one picture's packets, evened out as a worker pads them; sound by itself."""

    def __init__(self, packets: list[dump.Packet], longest: int) -> None:
        self._loop = dump.Loop(packets)
        self._longest = longest
        self._coming = self._loop.next()

    def next(self) -> tuple[float, list[bytes]]:
        """What leaves next and when; all packets but the last are of one size."""
        first, run = self._coming, list[bytes]()
        while not run or (len(run) < self._longest and self._belongs(first)):
            run.append(self._coming.data)
            self._coming = self._loop.next()
        widest = max(map(len, run))
        return first.at, [*(one.ljust(widest, b"\0") for one in run[:-1]), run[-1]]

    def _belongs(self, first: dump.Packet) -> bool:
        same = self._coming.data[4:8] == first.data[4:8]
        return same and self._coming.payload_type == first.payload_type == dump.VIDEO


def loop(ports: list[int], packets: list[dump.Packet], seconds: float, longest: int) -> dict[str, float]:
    """Send at the dump's pace for a while; processor time in microseconds per packet and viewer."""
    sender, runs = Sender(ports, longest), Runs(packets, longest)
    for _ in range(10):
        sender.send(runs.next()[1])
    sent, used, began = 0, time.process_time(), time.monotonic()
    offset = runs.next()[0]
    while time.monotonic() - began < seconds:
        at, run = runs.next()
        wait = began + at - offset - time.monotonic()
        if wait > 0.0005:
            time.sleep(wait)
        sent += sender.send(run)
    used = time.process_time() - used
    return {"us_per_packet": used / sent * 1e6, "packets": sent}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["sinks", "loop"])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--dump", type=Path)
    parser.add_argument("--segmented", action="store_true")
    options = parser.parse_args()
    if options.what == "sinks":
        sinks(options.count)
        return
    ports = json.loads(sys.stdin.readline())
    found = loop(ports, dump.read(options.dump), options.seconds, LONGEST if options.segmented else 1)
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()

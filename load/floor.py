"""The floor: what libsrtp and the kernel alone cost for a packet to each of many, at the same pace.

Two processes of their own. `sinks` has as many sockets as there are viewers and drains them as `crowd` does.
`loop` has an SRTP session for each, spread in memory as sessions of live connections are, and does nothing
but copy, srtp_protect and sendmmsg, in batches of 64, whenever the dump has a packet.
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
from load.batches import Batch, Drain, ffi

BATCH, SIZE = 64, 2048
BALLAST = 16 * 1024
"""Bytes between two sessions, as a connection's other belongings lie between them in a server."""
TURN = 0.05


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
    """Sessions and prepared batches for a list of ports."""

    def __init__(self, ports: list[int]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        self._kept: list[Any] = []
        self._batches: list[tuple[Batch, list[Any], list[Any]]] = []
        for first in range(0, len(ports), BATCH):
            self._prepare(ports[first : first + BATCH])
        self._length = srtp_ffi.new("int[]", BATCH)
        self._lengths = [self._length + i for i in range(BATCH)]

    def send(self, plain: bytes) -> int:
        """To everybody; how many that were."""
        source, size, done = ffi.from_buffer(plain), len(plain), 0
        sizes = struct.pack("=i", size) * BATCH
        fd = self.socket.fileno()
        for batch, handles, buffers in self._batches:
            count = len(handles)
            srtp_ffi.memmove(self._length, sizes, 4 * count)
            deque(map(ffi.memmove, buffers, repeat(source), repeat(size, count)), maxlen=0)
            if any(map(srtp.srtp_protect, handles, buffers, self._lengths)):
                raise RuntimeError("srtp_protect failed")
            batch.send(fd, count, self._length[0])
            done += count
        return done

    def _prepare(self, ports: list[int]) -> None:
        batch = Batch(len(ports), SIZE)
        names = [
            ffi.from_buffer(struct.pack("=H", 2) + struct.pack("!H4s8x", port, bytes((127, 0, 0, 1))))
            for port in ports
        ]
        batch.address(names)
        handles = []
        for _ in ports:
            policy = Policy(
                key=os.urandom(28),
                ssrc_type=Policy.SSRC_ANY_OUTBOUND,
                srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
            )
            session = Session(policy)
            self._kept += [session, bytearray(BALLAST)]
            handles.append(session._srtp[0])
        self._kept += names
        self._batches.append(
            (
                batch,
                handles,
                [srtp_ffi.cast("char *", int(ffi.cast("uintptr_t", one))) for one in batch.buffers],
            )
        )


def loop(ports: list[int], packets: list[dump.Packet], seconds: float) -> dict[str, float]:
    """Send at the dump's pace for a while; processor time in microseconds per packet and viewer."""
    sender, rounds = Sender(ports), dump.Loop(packets)
    for _ in range(10):
        sender.send(rounds.next().data)
    sent, used, began = 0, time.process_time(), time.monotonic()
    offset = rounds.next().at
    while time.monotonic() - began < seconds:
        packet = rounds.next()
        wait = began + packet.at - offset - time.monotonic()
        if wait > 0.0005:
            time.sleep(wait)
        sent += sender.send(packet.data)
    used = time.process_time() - used
    return {"us_per_packet": used / sent * 1e6, "packets": sent}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["sinks", "loop"])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--dump", type=Path)
    options = parser.parse_args()
    if options.what == "sinks":
        sinks(options.count)
        return
    ports = json.loads(sys.stdin.readline())
    print(json.dumps(loop(ports, dump.read(options.dump), options.seconds)), flush=True)


if __name__ == "__main__":
    main()

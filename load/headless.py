"""One headless viewer: what came of its streams, the reports it owes, and what one that decrypts checks."""

import random
import struct
import time

from pylibsrtp import Error

from load import dump
from load.batches import Drain
from load.secure import SecureEnd

PICTURE_EVERY, SOUND_EVERY = 0.231, 5.0
"""What Chromium 156 was captured sending while a 720p picture with sound plays: 4.33 times a second a
receiver report with one block, of the picture, with REMB and the viewer's clock; every five seconds one of
the sound; NACK and PLI alone (a=rtcp-rsize). With more slots the blocks are more, the packets are not."""
NACK_SHARE, PLI_SHARE = 0.01, 0.0001
RETRANSMISSIONS = frozenset({97, 99, 103, 46})
"""Payload types of RFC 4588 in a viewer's offer: what is asked for again comes on a stream of its own."""
_RTCP = tuple(range(200, 208))


class Checker:
    """Continuity and content of what one viewer decrypted."""

    def __init__(self, contents: frozenset[int]) -> None:
        self._contents = contents
        self._seen: dict[int, tuple[int, int, int]] = {}
        self.strange = self.repeated = self.undecrypted = self.packets = 0

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

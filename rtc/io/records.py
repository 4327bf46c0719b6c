"""DTLS records after the handshake, in 500 bytes where OpenSSL's object would hold 100 kB.

Media has its own keys by then, so only three things can still come or go, and all are done here on the keys
of epoch 1: the peer's last flight again, when ours was lost (answered with ours, RFC 6347 section 4.2.4), and
close_notify either way (RFC 5246 section 7.2.1). Anything that is not authentic is skipped.

One cipher suite, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: all WebRTC endpoints have it (RFC 8827, 6.5).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEADER = 13
ALERT, HANDSHAKE = 21, 22
FATAL, CLOSE_NOTIFY = 2, 0
KEY, SALT, EXPLICIT, TAG = 16, 4, 8, 16
VERSION = b"\xfe\xfd"


class Record(NamedTuple):
    """One record of a datagram; `number` is epoch and sequence number in one."""

    kind: int
    number: int
    body: bytes

    @property
    def epoch(self) -> int:
        return self.number >> 48


class Settled:
    """The DTLS association of an open connection; `closed` when the peer said goodbye."""

    def __init__(
        self, master: bytes, client_random: bytes, server_random: bytes, last_flight: list[bytes]
    ) -> None:
        block = prf(master, b"key expansion" + server_random + client_random, 2 * (KEY + SALT))
        self._peers = block[:KEY] + block[2 * KEY : 2 * KEY + SALT]
        self._own = block[KEY : 2 * KEY] + block[2 * KEY + SALT :]
        self._flight = last_flight
        sent = [one.number for datagram in last_flight for one in records(datagram)]
        self._next = max(sent, default=1 << 48) + 1
        self.closed = False

    def feed(self, datagram: bytes) -> list[bytes]:
        """Take a datagram, return those to send."""
        again = False
        for record in records(datagram):
            plain = self._open(record) if record.epoch == 1 else None
            if plain is None:
                continue
            if record.kind == ALERT and len(plain) == 2:
                self.closed = self.closed or plain[0] == FATAL or plain[1] == CLOSE_NOTIFY
            again = again or record.kind == HANDSHAKE
        return self._flight if again and not self.closed else []

    def goodbye(self) -> bytes:
        """A close_notify."""
        alert = bytes((1, CLOSE_NOTIFY))
        number = self._next.to_bytes(8, "big")
        self._next += 1
        sealed = AESGCM(self._own[:KEY]).encrypt(self._own[KEY:] + number, alert, _header(number, ALERT, 2))
        size = EXPLICIT + len(sealed)
        return bytes((ALERT,)) + VERSION + number + size.to_bytes(2, "big") + number + sealed

    def _open(self, record: Record) -> bytes | None:
        """The plaintext (RFC 5288 section 3), None when it is not authentic."""
        size = len(record.body) - EXPLICIT - TAG
        if size < 0:
            return None
        explicit, sealed = record.body[:EXPLICIT], record.body[EXPLICIT:]
        header = _header(record.number.to_bytes(8, "big"), record.kind, size)
        try:
            return AESGCM(self._peers[:KEY]).decrypt(self._peers[KEY:] + explicit, sealed, header)
        except InvalidTag:
            return None


def records(datagram: bytes) -> Iterator[Record]:
    """The records of a datagram; ends at the first that is cut off or of another version."""
    at = 0
    while at + HEADER <= len(datagram) and datagram[at + 1 : at + 3] == VERSION:
        end = at + HEADER + int.from_bytes(datagram[at + 11 : at + 13], "big")
        if end > len(datagram):
            return
        number = int.from_bytes(datagram[at + 3 : at + 11], "big")
        yield Record(datagram[at], number, datagram[at + HEADER : end])
        at = end


def prf(secret: bytes, seed: bytes, size: int) -> bytes:
    """P_SHA256 (RFC 5246 section 5); label and seed in one."""
    out, link = b"", seed
    while len(out) < size:
        link = hmac.digest(secret, link, hashlib.sha256)
        out += hmac.digest(secret, link + seed, hashlib.sha256)
    return out[:size]


def _header(number: bytes, kind: int, size: int) -> bytes:
    """The additional data that is authenticated with a record (RFC 5246 section 6.2.3.3)."""
    return number + bytes((kind,)) + VERSION + size.to_bytes(2, "big")

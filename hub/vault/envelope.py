"""The form of sealed bytes, and AES-256-GCM (NIST SP 800-38D) over them. Pure: keys and nonces come in.

    version (1 byte, 1) | name of the data key (8) | nonce (12) | ciphertext | tag (16)

Authenticated with it: version and name, the municipality, and `about`. Nonces are random, so one key may seal
2^32 times (section 8.3 there); that is far beyond what a municipality writes between two rotations.
"""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
NAME = 8
NONCE = 12
TAG = 16
OVERHEAD = 1 + NAME + NONCE + TAG


class Unreadable(Exception):
    """Sealed bytes that this installation cannot open: changed, moved, or without their key."""

    def __init__(self) -> None:
        super().__init__("sealed bytes cannot be opened")


def key_name(sealed: bytes) -> bytes:
    """Which data key `sealed` was made with; Unreadable if it is nothing of ours."""
    if len(sealed) < OVERHEAD or sealed[0] != VERSION:
        raise Unreadable
    return bytes(sealed[1 : 1 + NAME])


def close(key: bytes, name: bytes, nonce: bytes, municipality_id: int, about: str, plain: bytes) -> bytes:
    """`plain` sealed with the 32 bytes of `key`, called `name`; `nonce` is never used again with it."""
    head = bytes([VERSION]) + name
    return head + nonce + AESGCM(key).encrypt(nonce, plain, _bound(head, municipality_id, about))


def open_(key: bytes, municipality_id: int, about: str, sealed: bytes) -> bytes:
    """What was sealed. Unreadable unless every bit, the municipality and `about` are as they were."""
    key_name(sealed)
    head, nonce, rest = sealed[: 1 + NAME], sealed[1 + NAME : 1 + NAME + NONCE], sealed[1 + NAME + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(head, municipality_id, about))
    except InvalidTag:
        raise Unreadable from None


def _bound(head: bytes, municipality_id: int, about: str) -> bytes:
    return head + struct.pack(">Q", municipality_id) + about.encode()

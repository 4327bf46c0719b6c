"""Whose form a page was made for: a mark that only we can read, carried in the form beside its token.

A browser has one sign-in, but several tabs. When another person signs in in one of them, a form that stands
in another is still its writer's: the mark tells whose, so that nobody else is given what stands in it.
"""

import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.settings import Settings

FIELD = "whose"
_NONCE = 12
_ABOUT = b"whose form"


def mark(settings: Settings, person_id: int, login: str) -> str:
    """The mark of a person's forms: the same on every page of one sign-in, and no other's."""
    key = _key(settings)
    plain = person_id.to_bytes(8, "big")
    nonce = hashlib.blake2b(login.encode() + plain, key=key, digest_size=_NONCE).digest()
    return (nonce + AESGCM(key).encrypt(nonce, plain, _ABOUT)).hex()


def owner(settings: Settings, marked: str) -> int | None:
    """The person whose form it was; None for anything that is no mark of ours."""
    try:
        raw = bytes.fromhex(marked[:200])
        return int.from_bytes(AESGCM(_key(settings)).decrypt(raw[:_NONCE], raw[_NONCE:], _ABOUT), "big")
    except (InvalidTag, ValueError, binascii.Error):
        return None


def _key(settings: Settings) -> bytes:
    return hashlib.blake2b(settings.secret(), digest_size=32, person=b"hub-whose-form").digest()

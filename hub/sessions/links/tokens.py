"""The signed part of a join link. Pure: no table knows the token, no token is valid without the site's key.

A token is the link's random uid and the first 128 bits of HMAC-SHA256 (RFC 2104) over it, both base64url.
A database that leaks therefore opens no room, and a forged token costs no query.
"""

import base64
import binascii
import hashlib
import hmac

_UID_BYTES = 16
_MAC_BYTES = 16
_LABEL = b"join-link:"


def uid_text(raw: bytes) -> str:
    """16 random bytes as the uid that is stored."""
    return _encode(raw)


def sign(key: bytes, uid: str) -> str:
    """The token people hold, 43 url-safe characters."""
    raw = _decode(uid)
    return _encode(raw + _mac(key, raw))


def read(key: bytes, token: str) -> str | None:
    """The uid inside, or None for anything this key did not sign."""
    try:
        raw = _decode(token) if len(token) == 43 and token.isascii() else b""
    except (ValueError, binascii.Error):
        return None
    uid, mac = raw[:_UID_BYTES], raw[_UID_BYTES:]
    if len(raw) != _UID_BYTES + _MAC_BYTES or not hmac.compare_digest(mac, _mac(key, uid)):
        return None
    return _encode(uid)


def _mac(key: bytes, raw: bytes) -> bytes:
    return hmac.new(key, _LABEL + raw, hashlib.sha256).digest()[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

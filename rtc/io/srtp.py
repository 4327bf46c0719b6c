"""SRTP of one connection through pylibsrtp's cffi handle, in place on our own buffers (RFC 3711, RFC 7714).

Every return code of libsrtp is checked: a packet it refused to protect is still plaintext and must not leave.
Keys come from `dtls`, sending to many lives in `forward`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pylibsrtp import Policy
from pylibsrtp._binding import ffi, lib

WINDOW = 1024
SENDING_WINDOW = 512
"""How far back a packet may be sent again: as far as a ring reaches. libsrtp moves the whole window with each
packet it protects: at 1024, 2 % of what a packet costs."""
MAX_TRAILER = 148
OK = 0

_length = ffi.new("int *")


@dataclass(slots=True, frozen=True)
class Profile:
    """A DTLS-SRTP protection profile: OpenSSL's name, libsrtp's number, bytes of key, salt and tag."""

    name: bytes
    number: int
    key_size: int
    salt_size: int
    tag_size: int


PROFILES = (
    Profile(b"SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12, 16),
    Profile(b"SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14, 10),
)


@dataclass(slots=True, frozen=True)
class Keys:
    """Master key and salt for each direction, as RFC 5764 section 4.2 derives them."""

    profile: Profile
    client: bytes
    server: bytes


class Incoming:
    """Opens what the peer sends."""

    def __init__(self, keys: Keys) -> None:
        self._session = _session(keys.profile, keys.client, Policy.SSRC_ANY_INBOUND, WINDOW)
        self._handle = self._session[0]

    def open_rtp(self, buffer: Any, size: int) -> int:
        """Authenticate and decrypt `size` bytes in place; the plain size, or 0 when it is not authentic."""
        _length[0] = size
        return _length[0] if lib.srtp_unprotect(self._handle, buffer, _length) == OK else 0

    def open_rtcp(self, buffer: Any, size: int) -> int:
        """As `open_rtp`, for RTCP."""
        _length[0] = size
        return _length[0] if lib.srtp_unprotect_rtcp(self._handle, buffer, _length) == OK else 0


class Outgoing:
    """Protects what the peer is sent. `handle` is libsrtp's own, for the loop in `forward`."""

    def __init__(self, keys: Keys) -> None:
        self._session = _session(keys.profile, keys.server, Policy.SSRC_ANY_OUTBOUND, SENDING_WINDOW)
        self.handle = self._session[0]
        self.tag_size = keys.profile.tag_size
        self._space = bytearray(2048)
        self._buffer = ffi.from_buffer(self._space)

    def rtp(self, plain: bytes) -> bytes:
        """One protected RTP packet, empty when libsrtp refuses it."""
        return self._protect(plain, lib.srtp_protect)

    def rtcp(self, plain: bytes) -> bytes:
        """One protected RTCP packet, empty when libsrtp refuses it."""
        return self._protect(plain, lib.srtp_protect_rtcp)

    def _protect(self, plain: bytes, protect: Any) -> bytes:
        size = len(plain)
        if size + MAX_TRAILER > len(self._space):
            return b""
        self._space[:size] = plain
        _length[0] = size
        if protect(self.handle, self._buffer, _length) != OK:
            return b""
        return bytes(self._space[: _length[0]])


def buffer_of(space: bytearray) -> Any:
    """A pointer to a bytearray's bytes, for `Incoming`."""
    return ffi.from_buffer(space)


def _session(profile: Profile, key: bytes, direction: int, window: int) -> Any:
    """libsrtp's session without pylibsrtp's wrapper, whose buffer we do not use (1.5 kB each)."""
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile.number)
    policy.window_size = window
    policy.allow_repeat_tx = True
    session = ffi.new("srtp_t *")
    status = lib.srtp_create(session, policy._policy)
    if status != OK:
        raise RuntimeError(f"libsrtp refuses to make a session ({status})")
    return ffi.gc(session, _dealloc)


def _dealloc(session: Any) -> None:
    lib.srtp_dealloc(session[0])

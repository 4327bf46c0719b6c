"""STUN binding requests and replies (RFC 8489), as much as an ICE-lite agent needs (RFC 8445 section 2.5).

Written by hand because consent checks arrive every 2.7 s from every viewer. Sockets and who is asked for
live in `rtc.io`.
"""

import binascii
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from rtc.core.malformed import Malformed

COOKIE = 0x2112A442
BINDING_REQUEST, BINDING_RESPONSE, BINDING_ERROR = 0x0001, 0x0101, 0x0111
USERNAME, MESSAGE_INTEGRITY, XOR_MAPPED_ADDRESS = 0x0006, 0x0008, 0x0020
PRIORITY, USE_CANDIDATE, FINGERPRINT, ICE_CONTROLLING = 0x0024, 0x0025, 0x8028, 0x802A
FINGERPRINT_XOR = 0x5354554E
HEADER_SIZE = 20
MAX_SIZE = 1024

_HEADER = Struct("!HHI12s")
_ATTRIBUTE = Struct("!HH")
_LENGTH = Struct("!H")
_WORD = Struct("!I")


@dataclass(slots=True, frozen=True)
class Message:
    """A parsed STUN message. `signed_size` is where MESSAGE-INTEGRITY begins, 0 without one."""

    kind: int
    transaction: bytes
    username: str
    integrity: bytes
    signed_size: int
    use_candidate: bool
    data: bytes

    @property
    def local_ufrag(self) -> str:
        """The receiver's half of the username, `receiver:sender` (RFC 8445 section 7.2.2)."""
        return self.username.partition(":")[0]


def looks_like_stun(first_byte: int) -> bool:
    """Whether a datagram is STUN by its first byte (RFC 7983 section 7)."""
    return first_byte < 4


def parse(data: bytes) -> Message:
    """Parse a message with its FINGERPRINT, where there is one, checked. Raises Malformed."""
    size = len(data)
    if not HEADER_SIZE <= size <= MAX_SIZE:
        raise Malformed("stun size")
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if cookie != COOKIE or length != size - HEADER_SIZE or length & 3:
        raise Malformed("stun header")
    username, integrity, signed_size, use_candidate = "", b"", 0, False
    at = HEADER_SIZE
    while at < size:
        name, length = _ATTRIBUTE.unpack_from(data, at)
        end = at + 4 + length
        if end > size:
            raise Malformed("stun attribute")
        if name == FINGERPRINT:
            _check_fingerprint(data, at, length, size)
        elif signed_size:
            pass  # attributes after MESSAGE-INTEGRITY are not signed and are ignored (RFC 8489 section 14.5)
        elif name == USERNAME:
            username = _text(data[at + 4 : end])
        elif name == USE_CANDIDATE:
            use_candidate = True
        elif name == MESSAGE_INTEGRITY:
            if length != 20:
                raise Malformed("stun integrity")
            integrity, signed_size = data[at + 4 : end], at
        at = (end + 3) & ~3
    return Message(kind, transaction, username, integrity, signed_size, use_candidate, data)


def is_signed_with(message: Message, password: bytes) -> bool:
    """Whether MESSAGE-INTEGRITY is present and right (RFC 8489 section 14.5, short-term credentials)."""
    if not message.signed_size:
        return False
    expected = _integrity(message.data[: message.signed_size], password)
    return hmac.compare_digest(expected, message.integrity)


def success(transaction: bytes, host: str, port: int, password: bytes) -> bytes:
    """A signed binding success telling the asker its own address."""
    attribute = _attribute(XOR_MAPPED_ADDRESS, _xor_address(host, port, transaction))
    return _finish(BINDING_RESPONSE, transaction, attribute, password)


def request(transaction: bytes, username: str, password: bytes, *, nominate: bool = False) -> bytes:
    """A signed binding request of a controlling agent, as probes and tests send it."""
    attributes = (
        _attribute(USERNAME, username.encode())
        + _attribute(PRIORITY, _WORD.pack(0x6E7F1EFF))
        + _attribute(ICE_CONTROLLING, transaction[:8])
        + (_attribute(USE_CANDIDATE, b"") if nominate else b"")
    )
    return _finish(BINDING_REQUEST, transaction, attributes, password)


def _finish(kind: int, transaction: bytes, attributes: bytes, password: bytes) -> bytes:
    unsigned = _HEADER.pack(kind, len(attributes), COOKIE, transaction) + attributes
    signed = unsigned + _attribute(MESSAGE_INTEGRITY, _integrity(unsigned, password))
    signed = signed[:2] + _LENGTH.pack(len(signed) - HEADER_SIZE + 8) + signed[4:]
    return signed + _attribute(FINGERPRINT, _WORD.pack(binascii.crc32(signed) ^ FINGERPRINT_XOR))


def _integrity(unsigned: bytes, password: bytes) -> bytes:
    """HMAC-SHA1 over the message, its length field counting up to and including MESSAGE-INTEGRITY."""
    length = _LENGTH.pack(len(unsigned) - HEADER_SIZE + 24)
    return hmac.digest(password, unsigned[:2] + length + unsigned[4:], hashlib.sha1)


def _check_fingerprint(data: bytes, at: int, length: int, size: int) -> None:
    if length != 4 or at + 8 != size:
        raise Malformed("stun fingerprint place")
    if _WORD.unpack_from(data, at + 4)[0] != binascii.crc32(data[:at]) ^ FINGERPRINT_XOR:
        raise Malformed("stun fingerprint")


def _attribute(name: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(name, len(value)) + value + bytes(-len(value) & 3)


def _xor_address(host: str, port: int, transaction: bytes) -> bytes:
    """RFC 8489 section 14.2."""
    address = _packed(host)
    mask = (_WORD.pack(COOKIE) + transaction)[: len(address)]
    hidden = (int.from_bytes(address) ^ int.from_bytes(mask)).to_bytes(len(address))
    return bytes((0, 1 if len(address) == 4 else 2)) + _LENGTH.pack(port ^ (COOKIE >> 16)) + hidden


@lru_cache(maxsize=1024)
def _packed(host: str) -> bytes:
    """An address in network order: the same few ask again and again."""
    return ipaddress.ip_address(host.partition("%")[0]).packed


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Malformed("stun text") from None

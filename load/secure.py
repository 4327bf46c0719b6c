"""One headless end of ICE and DTLS-SRTP, fed with datagrams: the client of a server that is ICE-lite.

Cheap enough for hundreds in one process, yet with real handshakes: connectivity checks both sign and check,
the server's certificate must be the one its description named. What is done with the keys lives in `crowd`
(viewers) and `source` (the publisher).
"""

import binascii
import contextlib
import datetime as dt
import hashlib
import hmac
import secrets
import socket
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL
from pylibsrtp import Policy, Session

from load.descriptions import attributes

COOKIE = 0x2112A442
MTU = 1200
RECORD_HEADER = 13
AGAIN = 0.1
KEY, SALT = 16, 12
"""AEAD_AES_128_GCM (RFC 7714), the only profile offered."""


class Identity:
    """The certificate and context every headless end of this process shares."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "load")])
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(1).not_valid_before(dt.datetime(2020, 1, 1))  # noqa: DTZ001
        certificate = builder.not_valid_after(dt.datetime(2100, 1, 1)).sign(key, hashes.SHA256())  # noqa: DTZ001
        self.fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_QUERY_MTU)
        self.context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        self.context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_tlsext_use_srtp(b"SRTP_AEAD_AES_128_GCM")


class SecureEnd:
    """States: checking, shaking hands, connected (`outgoing` and `incoming` are SRTP sessions then)."""

    def __init__(self, identity: Identity, description: str, ufrag: str, password: str) -> None:
        self._identity = identity
        self._name = f"{attributes(description, 'ice-ufrag')[0]}:{ufrag}".encode()
        self._password = attributes(description, "ice-pwd")[0].encode()
        self._own_password = password.encode()
        self._fingerprint = attributes(description, "fingerprint")[0].split()[1]
        candidate = attributes(description, "candidate")[0].split()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.connect((candidate[4], int(candidate[5])))
        self.outgoing: Session | None = None
        self.incoming: Session | None = None
        self._ssl: SSL.Connection | None = None
        self._due = 0.0

    @property
    def candidate(self) -> str:
        """Our host candidate (RFC 8839 section 5.1)."""
        host, port = self.socket.getsockname()[:2]
        return f"1 1 udp 2130706431 {host} {port} typ host"

    @property
    def connected(self) -> bool:
        return self.outgoing is not None

    def tick(self, now: float) -> None:
        """Send what was not answered again; to be called some ten times a second until connected."""
        if self.connected or now < self._due:
            return
        self._due = now + AGAIN
        if self._ssl is None:
            self.check()
        elif self._ssl.DTLSv1_get_timeout() == 0:
            with contextlib.suppress(SSL.Error):  # it counts its timeouts and complains of too many
                self._ssl.DTLSv1_handle_timeout()
            self._send_flight()

    def check(self) -> None:
        """A nominating connectivity check, later a consent check (RFC 8445, RFC 7675)."""
        transaction = secrets.token_bytes(12)
        attributes = _attribute(0x0006, self._name) + _attribute(0x0024, struct.pack("!I", 0x6E7F1EFF))
        attributes += _attribute(0x802A, transaction[:8]) + _attribute(0x0025, b"")
        self.send(_stun(1, transaction, attributes, self._password))

    def feed(self, datagram: bytes) -> None:
        """Take what arrived before the handshake was done. Raises PermissionError on a wrong certificate."""
        if datagram[:2] == b"\x00\x01":
            self._answer_check(datagram[8:20])
        elif datagram[:2] == b"\x01\x01" and self._ssl is None:
            self._ssl = SSL.Connection(self._identity.context)
            self._ssl.set_ciphertext_mtu(MTU)
            self._ssl.set_connect_state()
            self._shake()
        elif 20 <= datagram[0] < 64 and self._ssl is not None:
            self._ssl.bio_write(datagram)
            self._shake()

    def send(self, datagram: bytes) -> None:
        try:
            self.socket.send(datagram)
        except OSError:
            return  # full or refused: a real network loses it as well

    def leave(self) -> None:
        """Say goodbye as `pc.close()` does."""
        if self._ssl is not None and self.connected:
            self._ssl.shutdown()
            self._send_flight()
        self.socket.close()

    def _answer_check(self, transaction: bytes) -> None:
        """A server that is not quite ICE-lite checks us as well."""
        host, port = self.socket.getpeername()[:2]
        address = int.from_bytes(socket.inet_aton(host)) ^ COOKIE
        mapped = struct.pack("!BBHI", 0, 1, port ^ COOKIE >> 16, address)
        self.send(_stun(0x0101, transaction, _attribute(0x0020, mapped), self._own_password))

    def _shake(self) -> None:
        if self._ssl is None or self.connected:
            return
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            self._send_flight()
            return
        self._send_flight()
        self._check_certificate(self._ssl)
        material = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (KEY + SALT))
        salts = material[2 * KEY :]
        self.outgoing = _session(material[:KEY] + salts[:SALT], Policy.SSRC_ANY_OUTBOUND)
        self.incoming = _session(material[KEY : 2 * KEY] + salts[SALT:], Policy.SSRC_ANY_INBOUND)

    def _check_certificate(self, ssl: SSL.Connection) -> None:
        certificate = ssl.get_peer_certificate(as_cryptography=True)
        digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        if digest.hex(":").upper() != self._fingerprint.upper():
            raise PermissionError("the server's certificate is not the one its description named")

    def _send_flight(self) -> None:
        """What OpenSSL wrote, packed into datagrams as browsers do: the memory BIO forgets borders."""
        if self._ssl is None:
            return
        try:
            written = self._ssl.bio_read(65536)
        except SSL.WantReadError:
            return
        at, datagram = 0, b""
        while at + RECORD_HEADER <= len(written):
            end = at + RECORD_HEADER + int.from_bytes(written[at + 11 : at + 13])
            if datagram and len(datagram) + end - at > MTU:
                self.send(datagram)
                datagram = b""
            datagram, at = datagram + written[at:end], end
        if datagram:
            self.send(datagram)


def _stun(kind: int, transaction: bytes, attributes: bytes, password: bytes) -> bytes:
    """A signed STUN message with fingerprint (RFC 8489 sections 14.5 and 14.7)."""
    unsigned = struct.pack("!HHI12s", kind, len(attributes) + 24, COOKIE, transaction) + attributes
    signed = unsigned + _attribute(0x0008, hmac.digest(password, unsigned, hashlib.sha1))
    signed = signed[:2] + struct.pack("!H", len(signed) - 12) + signed[4:]
    return signed + _attribute(0x8028, struct.pack("!I", binascii.crc32(signed) ^ 0x5354554E))


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) & 3)


def _session(key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
    policy.window_size = 1024
    return Session(policy)

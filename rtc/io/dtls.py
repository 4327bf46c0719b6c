"""The server's end of one DTLS-SRTP handshake (RFC 5764), synchronous and fed with datagrams, on pyOpenSSL.

DTLS 1.2 only: its 13-byte record header is what lets a flight be split into datagrams again. OpenSSL's
object goes as soon as the keys are out: it holds 100 kB, and what may still come is for `records`. Sockets
and timers live in `connection`.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL, crypto

from rtc.io.records import HEADER, Settled
from rtc.io.srtp import PROFILES, Keys, Profile

DTLS_1_2 = 0xFEFD
MTU = 1200
CIPHERS = b"ECDHE-ECDSA-AES128-GCM-SHA256"
EXPORT_LABEL = b"EXTRACTOR-dtls_srtp"


class Identity:
    """The certificate of a worker process and the context all its handshakes share."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key)
        self.fingerprint = _colons(certificate.fingerprint(hashes.SHA256()))
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_min_proto_version(DTLS_1_2)
        self.context.set_max_proto_version(DTLS_1_2)
        self.context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_QUERY_MTU | SSL.OP_NO_RENEGOTIATION)
        self.context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        # Trust comes from the fingerprint in the description, so every certificate passes here.
        self.context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_cipher_list(CIPHERS)
        self.context.set_tlsext_use_srtp(b":".join(profile.name for profile in PROFILES))


class Dtls:
    """One handshake. `keys` is set when it is complete, `closed` when it failed or the peer said goodbye."""

    def __init__(self, identity: Identity) -> None:
        self._ssl: SSL.Connection | None = SSL.Connection(identity.context)
        self._ssl.set_ciphertext_mtu(MTU)
        self._ssl.set_accept_state()
        self._secrets: tuple[bytes, bytes, bytes, list[bytes]] | None = None
        self._settled: Settled | None = None
        self._certificate = b""
        self.keys: Keys | None = None
        self.closed = False

    def feed(self, datagram: bytes) -> list[bytes]:
        """Take a datagram, return those to send."""
        settled = None if self.closed else self._association()
        if settled is not None:
            answer = settled.feed(datagram)
            self.closed = settled.closed
            return answer
        if self._ssl is None or self.closed:
            return []
        try:
            self._ssl.bio_write(datagram)
            self._ssl.do_handshake()
        except SSL.WantReadError:
            return _flight(self._ssl)
        except SSL.Error:
            self.closed = True
            return _flight(self._ssl)
        return self._complete(self._ssl)

    def timeout(self) -> float | None:
        """Seconds until `on_timeout` is to be called, None when nothing is under way."""
        return None if self.closed or self._ssl is None else self._ssl.DTLSv1_get_timeout()

    def on_timeout(self) -> list[bytes]:
        """Send the last flight again (RFC 6347 section 4.2.4)."""
        if self._ssl is None:
            return []
        try:
            self._ssl.DTLSv1_handle_timeout()
        except SSL.Error:
            self.closed = True
        return _flight(self._ssl)

    def shutdown(self) -> list[bytes]:
        """The close_notify to send."""
        settled = None if self.closed else self._association()
        if settled is None:
            return []
        self.closed = True
        return [settled.goodbye()]

    def has_fingerprint(self, digest: str, value: str) -> bool:
        """Whether the peer's certificate is the one its description named (RFC 8122 section 5)."""
        found = hashlib.new(digest.replace("-", ""), self._certificate)
        return bool(self._certificate) and _colons(found.digest()) == value

    def _complete(self, ssl: SSL.Connection) -> list[bytes]:
        """Take out of OpenSSL what is needed from now on, and let it go."""
        flight = _flight(ssl)
        chosen = ssl.get_selected_srtp_profile()
        profile = next((profile for profile in PROFILES if profile.name == chosen), None)
        certificate = ssl.get_peer_certificate()
        if profile is None or certificate is None:
            self.closed = True  # OpenSSL completes a handshake without any common profile
            return flight
        self._certificate = crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
        self.keys = _keys(ssl, profile)
        self._secrets = ssl.master_key(), ssl.client_random(), ssl.server_random(), flight
        self._ssl = None
        return flight

    def _association(self) -> Settled | None:
        """What goes on after the handshake, made when it is needed: mostly at the end."""
        if self._settled is None and self._secrets is not None:
            self._settled, self._secrets = Settled(*self._secrets), None
        return self._settled


def _keys(ssl: SSL.Connection, profile: Profile) -> Keys:
    """Both directions' keys and salts (RFC 5764 section 4.2)."""
    k, s = profile.key_size, profile.salt_size
    material = ssl.export_keying_material(EXPORT_LABEL, 2 * (k + s))
    client = material[:k] + material[2 * k : 2 * k + s]
    return Keys(profile, client, material[k : 2 * k] + material[2 * k + s :])


def _flight(ssl: SSL.Connection) -> list[bytes]:
    """What OpenSSL wrote: the memory BIO forgets where datagrams end, so records are packed anew."""
    written = b""
    try:
        while True:
            written += ssl.bio_read(65536)
    except SSL.Error:
        pass
    datagrams: list[bytes] = []
    at = 0
    while at + HEADER <= len(written):
        end = at + HEADER + int.from_bytes(written[at + 11 : at + 13])
        record = written[at:end]
        if datagrams and len(datagrams[-1]) + len(record) <= MTU:
            datagrams[-1] += record
        else:
            datagrams.append(record)
        at = end
    return datagrams


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Nobody judges it by dates or name: its fingerprint is its identity (RFC 8827 section 6.5)."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "media")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(dt.datetime(2020, 1, 1)).not_valid_after(dt.datetime(2100, 1, 1))  # noqa: DTZ001
    return builder.sign(key, hashes.SHA256())


def _colons(digest: bytes) -> str:
    return digest.hex(":").upper()

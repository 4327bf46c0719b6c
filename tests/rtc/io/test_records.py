"""DTLS after the handshake, against OpenSSL as the peer: goodbyes both ways, and a lost last flight."""

import contextlib

import pytest
from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM, RTCCertificate
from OpenSSL import SSL

from rtc.io.dtls import Dtls, Identity
from rtc.io.records import prf, records


class Client:
    """The browser's end on OpenSSL; `written` takes its datagrams, record by record."""

    def __init__(self) -> None:
        certificate = RTCCertificate.generateCertificate()
        self.ssl = SSL.Connection(certificate._create_ssl_context(srtp_profiles=[SRTP_AEAD_AES_128_GCM]))
        self.ssl.set_connect_state()
        self.done = False

    def take(self, datagrams: list[bytes]) -> list[bytes]:
        for datagram in datagrams:
            self.ssl.bio_write(datagram)
        with contextlib.suppress(SSL.WantReadError):
            self.ssl.do_handshake()
            self.done = True
        return self.written()

    def written(self) -> list[bytes]:
        with contextlib.suppress(SSL.WantReadError):
            return [self.ssl.bio_read(65536)]
        return []


def shaken() -> tuple[Dtls, Client, list[bytes], list[bytes]]:
    """A server that has its keys, a client that waits for the last flight; that flight, and the client's."""
    server, client = Dtls(Identity()), Client()
    flight = client.take([])
    for _ in range(4):
        answer = [reply for datagram in flight for reply in server.feed(datagram)]
        if server.keys is not None:
            return server, client, answer, flight
        flight = client.take(answer)
    raise AssertionError("no keys")


@pytest.fixture
def pair() -> tuple[Dtls, Client]:
    server, client, last, _ = shaken()
    client.take(last)
    assert client.done
    return server, client


def test_prf_is_that_of_the_published_test_vector() -> None:
    """https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/"""
    secret = bytes.fromhex("9bbe436ba940f017b17652849a71db35")
    seed = b"test label" + bytes.fromhex("a0ba9f936cda311827a6f796ffd5198c")
    assert prf(secret, seed, 32).hex() == "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"


def test_peers_goodbye_is_heard_without_openssl(pair: tuple[Dtls, Client]) -> None:
    server, client = pair
    client.ssl.shutdown()
    [goodbye] = client.written()
    assert server.feed(goodbye) == []
    assert server.closed


def test_our_goodbye_is_understood_by_openssl(pair: tuple[Dtls, Client]) -> None:
    server, client = pair
    [goodbye] = server.shutdown()
    client.ssl.bio_write(goodbye)
    with pytest.raises(SSL.ZeroReturnError):
        client.ssl.recv(100)


def test_goodbye_somebody_made_up_is_not_heard(pair: tuple[Dtls, Client]) -> None:
    server, client = pair
    client.ssl.shutdown()
    [goodbye] = client.written()
    for forged in (
        goodbye[:-1] + bytes((goodbye[-1] ^ 1,)),  # not the peer's key
        goodbye[:-1],  # cut off
        bytes.fromhex("15fefd00000000000000010002") + b"\x01\x00",  # in the clear
        bytes.fromhex("15fefd00010000000000010002") + b"\x01\x00",  # too short to be sealed
        b"",
    ):
        assert server.feed(forged) == []
    assert not server.closed


def test_lost_last_flight_is_sent_again_when_the_client_repeats_its_own() -> None:
    server, client, lost, finished = shaken()
    [again] = [reply for datagram in finished for reply in server.feed(datagram)]
    assert [again] == lost
    client.take([again])
    assert client.done


def test_nothing_is_repeated_for_what_is_not_the_clients_own(pair: tuple[Dtls, Client]) -> None:
    server, client = pair
    hello = bytes.fromhex("16fefd00000000000000000030") + bytes(48)
    assert server.feed(hello) == []
    client.ssl.send(b"text")
    assert [reply for datagram in client.written() for reply in server.feed(datagram)] == []


def test_records_end_where_a_datagram_lies_about_its_length() -> None:
    whole = bytes.fromhex("16fefd00010000000000070003") + b"abc"
    lying = bytes.fromhex("16fefd00010000000000080004") + b"abc"
    assert [(one.kind, one.epoch, one.number & 0xFFFF, one.body) for one in records(whole + lying)] == [
        (22, 1, 7, b"abc")
    ]

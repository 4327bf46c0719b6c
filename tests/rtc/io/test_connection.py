"""One connection at a real socket, with a clock of the test's own and a client written here."""

import asyncio
import contextlib
import functools
import gc
import weakref

import pytest
from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80, RTCCertificate
from OpenSSL import SSL

from rtc.core import stun
from rtc.io.connection import CONNECT_SECONDS, Connection
from rtc.io.dtls import Identity
from rtc.io.udp import MediaPort
from tests.doubles.checking import Client, Clock


async def test_right_check_is_answered_with_the_askers_address(
    client: Client, connection: Connection
) -> None:
    answer = await client.check()
    assert answer is not None
    assert stun.is_signed_with(answer, connection.credentials.password)
    assert connection.path.source == client.address


async def test_check_with_a_wrong_password_gets_no_answer(client: Client, port: MediaPort) -> None:
    assert await client.check(password=b"guess") is None
    assert port.counters["stranger"] == 1


async def test_closed_connection_leaves_nothing_behind(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check()
    connection.close()
    assert port.sockets[0].by_source == {}
    assert len(port) == 0


async def test_closed_connection_is_gone_without_waiting_for_the_garbage_collector(
    connection: Connection, port: MediaPort, clock: Clock
) -> None:
    """A cycle of callbacks would hold the memory of hundreds of viewers who left (1.5 kB a join was seen)."""
    other = Connection(port, Identity(), clock, consent=15.0)
    other.on_open = other.on_moved = other.on_lost = other.close
    other.on_rtp = other.on_rtcp = functools.partial(Connection.on_srtp, other)
    gone = weakref.ref(other)
    gc.disable()
    try:
        other.close()
        del other
        assert gone() is None
    finally:
        gc.enable()


async def test_connection_nobody_comes_to_is_lost_after_half_a_minute(
    connection: Connection, clock: Clock
) -> None:
    lost: list[bool] = []
    connection.on_lost = lambda: lost.append(True)
    clock.now += CONNECT_SECONDS
    connection.tick(clock.now)
    assert not lost
    connection.tick(clock.now + 0.1)
    connection.tick(clock.now + 0.2)
    assert lost == [True]


async def shake_hands(client: Client, certificate: RTCCertificate, profiles: list[object]) -> SSL.Connection:
    """The client's side of a handshake over the socket."""
    context = certificate._create_ssl_context(srtp_profiles=profiles or [SRTP_AES128_CM_SHA1_80])
    if not profiles:
        context = SSL.Context(SSL.DTLS_METHOD)
        context.use_certificate(certificate._cert)
        context.use_privatekey(certificate._key)
    connection = SSL.Connection(context)
    connection.set_connect_state()
    while True:
        try:
            connection.do_handshake()
        except SSL.WantReadError:
            flush(connection, client)
            connection.bio_write(await client.receive())
        else:
            flush(connection, client)
            return connection


def flush(connection: SSL.Connection, client: Client) -> None:
    with contextlib.suppress(SSL.WantReadError):
        client.send(connection.bio_read(4096))


async def happened(connection: Connection, patience: float = 5) -> str:
    """Which comes first: opened or lost."""
    first: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    connection.on_open = lambda: None if first.done() else first.set_result("open")
    connection.on_lost = lambda: None if first.done() else first.set_result("lost")
    async with asyncio.timeout(patience):
        return await first


async def test_handshake_without_a_common_srtp_profile_ends_the_connection(
    client: Client, connection: Connection
) -> None:
    outcome = asyncio.create_task(happened(connection))
    await client.check()
    await shake_hands(client, RTCCertificate.generateCertificate(), [])
    assert await outcome == "lost"
    assert connection.closed


@pytest.mark.parametrize("profile", [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80])
async def test_both_profiles_open_and_a_goodbye_ends(
    client: Client, connection: Connection, profile: object
) -> None:
    outcome = asyncio.create_task(happened(connection))
    certificate = RTCCertificate.generateCertificate()
    connection.expect(frozenset({named(certificate)}))
    await client.check()
    tls = await shake_hands(client, certificate, [profile])
    assert await outcome == "open"
    farewell = asyncio.create_task(happened(connection))
    await asyncio.sleep(0)
    tls.shutdown()
    flush(tls, client)
    assert await farewell == "lost"


def named(certificate: RTCCertificate, digest: str = "sha-256") -> tuple[str, str]:
    """As a description names it."""
    [value] = [one.value for one in certificate.getFingerprints() if one.algorithm == digest]
    return digest, value


@pytest.mark.parametrize(("theirs", "outcome"), [(0, "open"), (1, "open"), (2, "lost")])
async def test_any_certificate_a_description_names_will_do_and_no_other(
    client: Client, connection: Connection, theirs: int, outcome: str
) -> None:
    certificates = [RTCCertificate.generateCertificate() for _ in range(3)]
    connection.expect(frozenset(map(named, certificates[:2])))
    connection.expect(frozenset({named(certificates[2])}))
    happens = asyncio.create_task(happened(connection))
    await client.check()
    await shake_hands(client, certificates[theirs], [SRTP_AEAD_AES_128_GCM])
    assert await happens == outcome


async def test_broken_handshake_ends_only_its_own_connection(
    client: Client, connection: Connection, port: MediaPort, clock: Clock
) -> None:
    neighbour = Connection(port, Identity(), clock, consent=15.0)
    other = Client(port, neighbour)
    with contextlib.closing(other.socket):
        await other.check()
        await client.check()
        outcome = asyncio.create_task(happened(connection))
        await asyncio.sleep(0)
        client.send(bytes.fromhex("16fefd0000000000000000000c") + bytes(12))
        client.send(bytes.fromhex("15fefd00000000000000010002") + b"\x02\x28")
        assert await outcome == "lost"
        assert not neighbour.closed
        assert await other.check() is not None


async def test_strangers_handshake_is_not_listened_to(client: Client, port: MediaPort) -> None:
    client.send(bytes.fromhex("16fefd0000000000000000000c") + bytes(12))
    await client.check()
    assert port.counters["stranger"] == 1


class Lossy(Client):
    """A client that loses some of what the server sends, or of what it sends itself, before it arrives."""

    def __init__(self, port: MediaPort, connection: Connection, ours: set[int], theirs: set[int]) -> None:
        super().__init__(port, connection)
        self.lost_of_ours, self.lost_of_theirs = ours, theirs
        self.sent = self.came = 0

    def send(self, data: bytes) -> None:
        if data[0] >= 20:
            self.sent += 1
            if self.sent in self.lost_of_ours:
                return
        super().send(data)

    async def receive(self) -> bytes:
        while True:
            data = await super().receive()
            if data[0] >= 20:
                self.came += 1
                if self.came in self.lost_of_theirs:
                    continue
            return data


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [({1}, set()), (set(), {1}), ({2}, set()), (set(), {2}), ({1, 2}, {1, 2}), (set(), {1, 2, 3})],
    ids=[
        "hello",
        "server's flight",
        "client's flight",
        "last flight",
        "two of each",
        "three of the server's",
    ],
)
async def test_handshake_survives_the_loss_of_each_flight(
    connection: Connection, port: MediaPort, clock: Clock, ours: set[int], theirs: set[int]
) -> None:
    """Timers of both sides (RFC 6347 section 4.2.4); the server's run on the clock it is given."""
    certificate = RTCCertificate.generateCertificate()
    connection.expect(frozenset({named(certificate)}))
    client = Lossy(port, connection, ours, theirs)
    with contextlib.closing(client.socket):
        await client.check()
        outcome = asyncio.create_task(happened(connection, 20))
        ssl = SSL.Connection(certificate._create_ssl_context(srtp_profiles=[SRTP_AEAD_AES_128_GCM]))
        ssl.set_connect_state()
        await shake_hands_with_timers(ssl, client, connection, clock)
        assert await outcome == "open"


async def shake_hands_with_timers(
    ssl: SSL.Connection, client: Client, connection: Connection, clock: Clock
) -> None:
    """The client's side, repeating its flights; whenever it waits, the server's clock goes on by a second."""
    async with asyncio.timeout(20):
        while True:
            try:
                ssl.do_handshake()
            except SSL.WantReadError:
                flush(ssl, client)
                try:
                    async with asyncio.timeout(max(0.05, min(ssl.DTLSv1_get_timeout() or 1.0, 1.0))):
                        ssl.bio_write(await client.receive())
                except TimeoutError:
                    clock.now += 1.0
                    connection.tick(clock.now)
                    ssl.DTLSv1_handle_timeout()
                    flush(ssl, client)
            else:
                flush(ssl, client)
                return

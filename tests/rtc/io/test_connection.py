"""One connection at a real socket, with a clock of the test's own and a client written here."""

import asyncio
import contextlib
import functools
import gc
import socket
import weakref
from collections.abc import AsyncIterator, Iterator

import pytest
from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80, RTCCertificate
from OpenSSL import SSL

from rtc.core import stun
from rtc.io.connection import ABANDONED_SECONDS, CONNECT_SECONDS, MAX_SOURCES, Connection
from rtc.io.dtls import Identity
from rtc.io.udp import MediaPort


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Client:
    """A browser's socket: sends checks and looks at what comes back."""

    def __init__(self, port: MediaPort, connection: Connection) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.address = self.socket.getsockname()
        self._server = port.addresses[0]
        self._connection = connection

    async def check(self, *, nominate: bool = False, password: bytes | None = None) -> stun.Message | None:
        """Send a binding request; its answer, or None when there is none before the answer to a right one."""
        username = f"{self._connection.ufrag}:me"
        self.send(stun.request(b"t" * 12, username, password or self._connection.password, nominate=nominate))
        if password is not None:
            self.send(stun.request(b"u" * 12, username, self._connection.password))
        answer = stun.parse(await self.receive())
        return answer if answer.transaction == b"t" * 12 else None

    def send(self, data: bytes) -> None:
        self.socket.sendto(data, self._server)

    async def receive(self) -> bytes:
        async with asyncio.timeout(5):
            return await asyncio.get_running_loop().sock_recv(self.socket, 2048)


@pytest.fixture
async def port() -> AsyncIterator[MediaPort]:
    port = MediaPort((("127.0.0.1", "127.0.0.1"),), 0)
    port.start(asyncio.get_running_loop())
    yield port
    port.close(asyncio.get_running_loop())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connection(port: MediaPort, clock: Clock) -> Connection:
    return Connection(port, Identity(), clock, consent=15.0)


@pytest.fixture
def client(port: MediaPort, connection: Connection) -> Iterator[Client]:
    client = Client(port, connection)
    yield client
    client.socket.close()


async def test_right_check_is_answered_with_the_askers_address(
    client: Client, connection: Connection
) -> None:
    answer = await client.check()
    assert answer is not None
    assert stun.is_signed_with(answer, connection.password)
    assert connection.source == client.address


async def test_check_with_a_wrong_password_gets_no_answer(client: Client, port: MediaPort) -> None:
    assert await client.check(password=b"guess") is None
    assert port.counters["stranger"] == 1


async def test_nomination_moves_the_connection_and_a_plain_check_does_not(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check(nominate=True)
    other = Client(port, connection)
    with contextlib.closing(other.socket):
        await other.check()
        assert connection.source == client.address
        await other.check(nominate=True)
        assert connection.source == other.address


async def test_only_a_rightly_signed_check_moves_the_connection(
    client: Client, connection: Connection, port: MediaPort, clock: Clock
) -> None:
    """Whoever can see packets knows everything but the password: user name, addresses, what is sent."""
    await client.check(nominate=True)
    other = Client(port, connection)
    with contextlib.closing(other.socket):
        clock.now += ABANDONED_SECONDS + 0.1
        username = f"{connection.ufrag}:me"
        other.send(stun.request(b"w" * 12, username, b"guess", nominate=True))
        other.send(bytes([128, 200]) + bytes(60))
        other.send(bytes([22]) + bytes(60))
        await client.check()
        assert connection.source == client.address
        assert list(connection.verified) == [(port.sockets[0], client.address)]
        assert port.counters["stranger"] == 3
        await other.check(nominate=True)
        assert connection.source == other.address


async def test_restarted_ice_takes_both_credentials_until_the_new_ones_are_used(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check(nominate=True)
    former, password = f"{connection.ufrag}:me", connection.password
    connection.restart_ice()
    client.send(stun.request(b"o" * 12, former, password))
    assert stun.is_signed_with(stun.parse(await client.receive()), password)
    assert await client.check(nominate=True) is not None
    client.send(stun.request(b"o" * 12, former, password))
    assert await client.check() is not None  # the answer to this one; the former got none
    assert port.counters["stranger"] == 1
    assert len(port) == 1


async def test_restarting_twice_and_closing_leaves_no_credentials(
    connection: Connection, port: MediaPort
) -> None:
    connection.restart_ice()
    connection.restart_ice()
    assert len(port) == 1
    connection.close()
    assert len(port) == 0


async def test_address_that_is_never_nominated_is_followed_when_the_old_one_is_silent(
    client: Client, connection: Connection, port: MediaPort, clock: Clock
) -> None:
    """A NAT gave the peer another port, and its consent checks do not carry USE-CANDIDATE."""
    await client.check(nominate=True)
    other = Client(port, connection)
    with contextlib.closing(other.socket):
        clock.now += ABANDONED_SECONDS
        await other.check()
        assert connection.source == client.address
        clock.now += 0.1
        await other.check()
        assert connection.source == other.address


async def test_ice_restart_takes_new_credentials_and_the_old_hold_until_the_new_are_used(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check(nominate=True)
    before, ufrag = connection.password, connection.ufrag
    connection.described("browser", "1")
    connection.described("browser", "1")
    assert connection.password == before
    connection.described("another", "1")
    assert connection.password != before
    old = stun.request(b"o" * 12, f"{ufrag}:me", before, nominate=True)
    client.send(old)
    assert stun.parse(await client.receive()).transaction == b"o" * 12
    assert await client.check(nominate=True) is not None
    client.send(old)
    assert await client.check() is not None  # and nothing came for the old one before
    assert port.counters["stranger"] == 1
    assert len(port) == 1
    connection.close()
    assert port._by_ufrag == {}


@pytest.mark.parametrize(
    ("ufrag", "session", "same"),
    [
        ("browser", "", True),
        ("browser", "2", True),
        ("another", "1", True),
        ("another", "2", False),
        ("another", "", False),
    ],
)
def test_description_is_of_the_same_connection_by_ice_user_or_session(
    connection: Connection, ufrag: str, session: str, same: bool
) -> None:
    connection.expect(("sha-256", "AB:CD"))
    connection.described("browser", "1")
    assert connection.describes(("sha-256", "AB:CD"), ufrag, session) is same
    assert not connection.describes(("sha-256", "00:00"), ufrag, session)


async def test_number_of_verified_addresses_is_bounded(connection: Connection, port: MediaPort) -> None:
    clients = [Client(port, connection) for _ in range(MAX_SOURCES + 4)]
    for client in clients:
        await client.check()
        client.socket.close()
    assert len(connection.verified) == MAX_SOURCES
    assert len(port.sockets[0].by_source) == MAX_SOURCES
    assert connection.source == clients[0].address


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
    [digest] = [one.value for one in certificate.getFingerprints() if one.algorithm == "sha-256"]
    connection.expect(("sha-256", digest))
    await client.check()
    tls = await shake_hands(client, certificate, [profile])
    assert await outcome == "open"
    farewell = asyncio.create_task(happened(connection))
    await asyncio.sleep(0)
    tls.shutdown()
    flush(tls, client)
    assert await farewell == "lost"


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
    [digest] = [one.value for one in certificate.getFingerprints() if one.algorithm == "sha-256"]
    connection.expect(("sha-256", digest))
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

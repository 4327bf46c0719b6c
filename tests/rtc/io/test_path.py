"""Where a peer is sent to: by checks it signs, and nothing else moves it."""

import contextlib

from rtc.core import stun
from rtc.io.connection import Connection
from rtc.io.path import ABANDONED_SECONDS, MAX_SOURCES
from rtc.io.udp import MediaPort
from tests.doubles.checking import Client, Clock


async def test_nomination_moves_the_connection_and_a_plain_check_does_not(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check(nominate=True)
    other = Client(port, connection)
    with contextlib.closing(other.socket):
        await other.check()
        assert connection.path.source == client.address
        await other.check(nominate=True)
        assert connection.path.source == other.address


async def test_only_a_rightly_signed_check_moves_the_connection(
    client: Client, connection: Connection, port: MediaPort, clock: Clock
) -> None:
    """Whoever can see packets knows everything but the password: user name, addresses, what is sent."""
    await client.check(nominate=True)
    other = Client(port, connection)
    with contextlib.closing(other.socket):
        clock.now += ABANDONED_SECONDS + 0.1
        username = f"{connection.credentials.ufrag}:me"
        other.send(stun.request(b"w" * 12, username, b"guess", nominate=True))
        other.send(bytes([128, 200]) + bytes(60))
        other.send(bytes([22]) + bytes(60))
        await client.check()
        assert connection.path.source == client.address
        assert list(connection.path.verified) == [(port.sockets[0], client.address)]
        assert port.counters["stranger"] == 3
        await other.check(nominate=True)
        assert connection.path.source == other.address


async def test_address_that_is_never_nominated_is_followed_when_the_old_one_is_silent(
    client: Client, connection: Connection, port: MediaPort, clock: Clock
) -> None:
    """A NAT gave the peer another port, and its consent checks do not carry USE-CANDIDATE."""
    await client.check(nominate=True)
    other = Client(port, connection)
    with contextlib.closing(other.socket):
        clock.now += ABANDONED_SECONDS
        await other.check()
        assert connection.path.source == client.address
        clock.now += 0.1
        await other.check()
        assert connection.path.source == other.address


async def test_number_of_verified_addresses_is_bounded(connection: Connection, port: MediaPort) -> None:
    clients = [Client(port, connection) for _ in range(MAX_SOURCES + 4)]
    for client in clients:
        await client.check()
        client.socket.close()
    assert len(connection.path.verified) == MAX_SOURCES
    assert len(port.sockets[0].by_source) == MAX_SOURCES
    assert connection.path.source == clients[0].address

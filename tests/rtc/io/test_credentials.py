"""ICE credentials through a restart: both hold until the new ones are used, and nothing is left behind."""

import pytest

from rtc.core import stun
from rtc.io.connection import Connection
from rtc.io.udp import MediaPort
from tests.doubles.checking import Client


async def test_restarted_ice_takes_both_credentials_until_the_new_ones_are_used(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check(nominate=True)
    former, password = f"{connection.credentials.ufrag}:me", connection.credentials.password
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


async def test_ice_restart_takes_new_credentials_and_the_old_hold_until_the_new_are_used(
    client: Client, connection: Connection, port: MediaPort
) -> None:
    await client.check(nominate=True)
    before, ufrag = connection.credentials.password, connection.credentials.ufrag
    connection.described("browser", "1")
    connection.described("browser", "1")
    assert connection.credentials.password == before
    connection.described("another", "1")
    assert connection.credentials.password != before
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
    connection.expect(frozenset({("sha-256", "AB:CD")}))
    connection.described("browser", "1")
    assert connection.describes(frozenset({("sha-256", "AB:CD")}), ufrag, session) is same
    assert not connection.describes(frozenset({("sha-256", "00:00")}), ufrag, session)

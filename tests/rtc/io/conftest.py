"""One connection at a real socket, and a client that checks it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from rtc.io.connection import Connection
from rtc.io.dtls import Identity
from rtc.io.udp import MediaPort
from tests.doubles.checking import Client, Clock


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

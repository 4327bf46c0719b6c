"""A connection at a real socket and a client that checks it; viewers, and a socket to send to them from."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from rtc.io.connection import Connection
from rtc.io.dtls import Identity
from rtc.io.outbox import Outbox, Outlet
from rtc.io.parcel import MESSAGES
from rtc.io.srtp import PROFILES
from rtc.io.udp import MediaPort
from tests.doubles.checking import Client, Clock
from tests.doubles.keyed import Viewer


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


@pytest.fixture
def viewers() -> Iterator[list[Viewer]]:
    """More than two batches."""
    made = [Viewer(PROFILES[0], number) for number in range(2 * MESSAGES + 5)]
    yield made
    for viewer in made:
        viewer.socket.close()


@pytest.fixture(params=["at once", "by the thread"])
def outlet(request: pytest.FixtureRequest) -> Iterator[Outlet]:
    """A socket to send from."""
    outbox = Outbox()
    if request.param == "by the thread":
        outbox.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        bound.bind(("127.0.0.1", 0))
        yield Outlet(bound.fileno(), outbox)
        outbox.close()

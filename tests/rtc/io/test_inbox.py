"""Reading many datagrams at once over real sockets: content, sources, arrival stamps, IPv4 and IPv6."""

import socket
import time
from collections.abc import Iterator

import pytest

from rtc.io.inbox import COUNT, SIZE, Datagram, Inbox


@pytest.fixture(params=["127.0.0.1", "::1"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A server's socket and a client's."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with (
        socket.socket(family, socket.SOCK_DGRAM) as server,
        socket.socket(family, socket.SOCK_DGRAM) as client,
    ):
        server.setblocking(False)
        server.bind((request.param, 0))
        client.bind((request.param, 0))
        client.connect(server.getsockname())
        yield server, client


def taken(inbox: Inbox) -> list[tuple[bytes, Datagram]]:
    return [(bytes(one.data[: one.size]), one) for one in inbox.take()]


def test_everything_comes_in_order_with_its_source(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    inbox = Inbox(server)
    for number in range(COUNT + 3):
        client.send(bytes([number]) * (number + 1))
    got = taken(inbox) + taken(inbox)
    assert [data for data, _ in got] == [bytes([n]) * (n + 1) for n in range(COUNT + 3)]
    assert {one.source for _, one in got} == {client.getsockname()}
    with pytest.raises(BlockingIOError):
        next(inbox.take())


def test_source_is_what_sockets_of_python_say(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    inbox = Inbox(server)
    client.send(b"one")
    [(_, one)] = taken(inbox)
    client.send(b"two")
    assert server.recvfrom(SIZE)[1] == one.source


def test_arrival_is_when_the_kernel_had_it_not_when_it_is_read(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    """The kernel switches stamps on a little after they are asked for, so some tries may come too early."""
    server, client = pair
    inbox = Inbox(server)
    assert any(_was_stamped(inbox, client) for _ in range(100))


def _was_stamped(inbox: Inbox, client: socket.socket) -> bool:
    before = time.monotonic()
    client.send(b"now")
    sent = time.monotonic()
    while time.monotonic() < sent + 0.02:
        pass
    [(_, one)] = taken(inbox)
    assert before - 0.001 <= one.arrived
    return one.arrived < sent + 0.01


def test_wall_clock_that_was_set_does_not_make_packets_old(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, client = pair
    inbox = Inbox(server)
    for jump in (-3600.0, 3600.0):
        set_clock = time.clock_gettime(time.CLOCK_REALTIME) + jump
        client.send(b"x")
        with monkeypatch.context() as wall:
            wall.setattr(time, "clock_gettime", lambda _, at=set_clock: at)
            before = time.monotonic()
            [(_, one)] = taken(inbox)
        assert one.arrived >= before - 0.001


def test_what_is_too_long_comes_empty(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    inbox = Inbox(server)
    for data in (b"", bytes(SIZE + 1), bytes(SIZE), b"good"):
        client.send(data)
    assert [len(data) for data, _ in taken(inbox)] == [0, 0, SIZE, 4]

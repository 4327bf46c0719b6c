"""Commands to a worker's rooms without sockets or processes around them."""

from collections.abc import Iterator

import pytest

from rtc import wire
from rtc.io.live import LiveRoom
from rtc.io.relay import RelayPort
from rtc.io.rooms import Rooms
from rtc.io.udp import MediaPort
from rtc.settings import MediaSettings

LAYOUT = wire.Layout(1, 1, 0)


@pytest.fixture
def port() -> Iterator[MediaPort]:
    port = MediaPort((("127.0.0.1", "127.0.0.1"),), 0)
    yield port
    for one in port.sockets:
        one.socket.close()


@pytest.fixture
def told() -> list[wire.Message]:
    return []


@pytest.fixture
def relays() -> Iterator[RelayPort]:
    relays = RelayPort("127.0.0.1")
    yield relays
    relays.socket.close()


@pytest.fixture
def rooms(port: MediaPort, relays: RelayPort, told: list[wire.Message]) -> Rooms:
    return Rooms(port, relays, MediaSettings(max_connections=2), lambda: 0.0, told.append)


def test_room_that_meets_a_bug_is_closed_and_told_and_the_others_go_on(
    rooms: Rooms, told: list[wire.Message]
) -> None:
    visited = []

    def act(room: LiveRoom) -> None:
        visited.append(room.name)
        if room.name == "a":
            raise ZeroDivisionError

    for name in ("a", "b"):
        rooms.execute(wire.OpenRoom(name, LAYOUT))
    rooms.each(act)
    assert visited == ["a", "b"]
    assert told == [wire.RoomLost("a")]
    assert rooms.execute(wire.GetStats("a")) == wire.Refusal("no_room", "this room is not open")
    assert isinstance(rooms.execute(wire.GetStats("b")), wire.Counted)


def test_worker_takes_no_more_connections_than_it_may(rooms: Rooms) -> None:
    rooms.execute(wire.OpenRoom("a", LAYOUT))
    results = [rooms.execute(wire.View("a", peer)) for peer in ("anna", "bo", "carl")]
    assert [type(result).__name__ for result in results] == ["Described", "Described", "Refusal"]
    rooms.execute(wire.Leave("a", "anna"))
    assert isinstance(rooms.execute(wire.View("a", "carl")), wire.Described)


def test_refused_publishing_leaves_no_connection_behind(rooms: Rooms, port: MediaPort) -> None:
    rooms.execute(wire.OpenRoom("a", LAYOUT))
    result = rooms.execute(wire.Publish("a", "anna", "v=0\r\n", {}))
    assert isinstance(result, wire.Refusal)
    assert (result.code, len(port)) == ("bad_sdp", 0)


def test_opening_twice_is_fine_and_closing_ends_the_connections(rooms: Rooms, port: MediaPort) -> None:
    for _ in range(2):
        assert rooms.execute(wire.OpenRoom("a", LAYOUT)) == wire.Done()
    rooms.execute(wire.View("a", "anna"))
    for _ in range(2):
        assert rooms.execute(wire.CloseRoom("a")) == wire.Done()
    assert len(port) == 0

"""The edges a room feeds: opened under a number, closed once, given up when silent or used up."""

import select
from collections.abc import Iterator

import pytest

from rtc import wire
from rtc.core import relay
from rtc.core.relay import Heard
from rtc.core.room import Room
from rtc.io.feeding import EDGE_SILENT_SECONDS, Feeding
from rtc.io.relay import RelayEnd, RelayPort
from tests.doubles.checking import Clock

NUMBER = 3
PACKET = b"\x80\x60\0\1" + bytes(4) + relay.ssrc(NUMBER, 1).to_bytes(4) + b"frame"
SIGN_OF_LIFE = relay.packet(NUMBER, Heard({}, {}))


class EdgeWorker:
    """Another worker's end of a relay; `told` is what it was sent."""

    def __init__(self, home: RelayPort, key: int) -> None:
        self.port = RelayPort("127.0.0.1")
        self.key = bytes([key]) * 56
        self.told: list[bytes] = []
        self._end = RelayEnd(self.port, wire.Relay(NUMBER, *home.address, self.key), self._hear, home=False)

    @property
    def relay(self) -> wire.Relay:
        """As the hub names it to the home."""
        return wire.Relay(NUMBER, *self.port.address, self.key)

    def send(self, packet: bytes) -> None:
        self._end.send(packet)

    def nothing(self) -> bool:
        """Whether nothing has come to its socket."""
        return not select.select([self.port.socket], [], [], 0)[0]

    def read(self) -> list[bytes]:
        """What comes to its socket."""
        arrived(self.port)
        return self.told

    def _hear(self, data: bytearray, size: int, at: float) -> None:
        self.told.append(bytes(data[:size]))


def arrived(port: RelayPort) -> None:
    """Read what was sent to a socket."""
    select.select([port.socket], [], [], 5)
    port.read()


@pytest.fixture
def home() -> Iterator[RelayPort]:
    port = RelayPort("127.0.0.1")
    yield port
    port.socket.close()


@pytest.fixture
def edge(home: RelayPort) -> Iterator[EdgeWorker]:
    edge = EdgeWorker(home, 1)
    yield edge
    edge.port.socket.close()


@pytest.fixture
def other(home: RelayPort) -> Iterator[EdgeWorker]:
    """It takes the number of `edge`."""
    other = EdgeWorker(home, 2)
    yield other
    other.port.socket.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core() -> Room:
    return Room(1, 1, 0, {"camera": 10**6})


@pytest.fixture
def feeding(core: Room, clock: Clock) -> Feeding:
    return Feeding(core, clock)


def test_edge_is_sent_what_is_meant_for_it_and_heard_by_the_homes_clock(
    feeding: Feeding, core: Room, clock: Clock, home: RelayPort, edge: EdgeWorker
) -> None:
    feeding.open(home, edge.relay)
    assert core.uplinks[NUMBER].heard_at == clock.now
    feeding.send(NUMBER, PACKET)
    assert edge.read() == [PACKET]
    clock.now += 3.0
    edge.send(SIGN_OF_LIFE)
    arrived(home)
    assert core.uplinks[NUMBER].heard_at == clock.now


def test_number_that_is_opened_again_is_closed_to_whoever_had_it(
    feeding: Feeding, core: Room, clock: Clock, home: RelayPort, edge: EdgeWorker, other: EdgeWorker
) -> None:
    feeding.open(home, edge.relay)
    before = core.uplinks[NUMBER]
    feeding.open(home, other.relay)
    assert core.uplinks[NUMBER] is not before
    clock.now += 3.0
    edge.send(SIGN_OF_LIFE)
    arrived(home)
    assert (home.dropped, core.uplinks[NUMBER].heard_at) == (1, clock.now - 3.0)
    feeding.send(NUMBER, PACKET)
    assert other.read() == [PACKET]
    assert edge.nothing()


def test_relay_is_closed_where_it_was_opened_also_when_its_number_is_opened_elsewhere(
    feeding: Feeding, home: RelayPort, edge: EdgeWorker, other: EdgeWorker
) -> None:
    feeding.open(home, edge.relay)
    feeding.open(edge.port, other.relay)
    assert home.ends == {}
    assert list(edge.port.ends) == [NUMBER]


def test_number_that_is_not_open_changes_nothing(
    feeding: Feeding, core: Room, home: RelayPort, edge: EdgeWorker
) -> None:
    feeding.open(home, edge.relay)
    feeding.close(NUMBER + 1)
    feeding.send(NUMBER + 1, PACKET)
    assert list(core.uplinks) == list(home.ends) == [NUMBER]
    assert edge.nothing()


def test_closed_edge_is_fed_and_heard_no_more(
    feeding: Feeding, core: Room, home: RelayPort, edge: EdgeWorker
) -> None:
    feeding.open(home, edge.relay)
    for _ in range(2):
        feeding.close(NUMBER)
    feeding.send(NUMBER, PACKET)
    edge.send(SIGN_OF_LIFE)
    arrived(home)
    assert (core.uplinks, home.ends, home.dropped) == ({}, {}, 1)
    assert edge.nothing()


@pytest.mark.parametrize(
    ("silent", "exhausted", "stays"),
    [(EDGE_SILENT_SECONDS, False, True), (EDGE_SILENT_SECONDS + 0.1, False, False), (0.0, True, False)],
)
def test_edge_is_closed_when_it_is_used_up_or_silent_for_more_than_fifteen_seconds(
    feeding: Feeding,
    core: Room,
    clock: Clock,
    home: RelayPort,
    edge: EdgeWorker,
    silent: float,
    exhausted: bool,
    stays: bool,
) -> None:
    assert EDGE_SILENT_SECONDS == 15
    feeding.open(home, edge.relay)
    core.uplinks[NUMBER].exhausted = exhausted
    feeding.second(clock.now + silent)
    assert list(home.ends) == list(core.uplinks) == ([NUMBER] if stays else [])


def test_all_are_closed_with_the_room(
    feeding: Feeding, core: Room, home: RelayPort, edge: EdgeWorker
) -> None:
    for number in (1, 2, 3):
        feeding.open(home, wire.Relay(number, *edge.port.address, edge.key))
    feeding.close_all()
    assert (core.uplinks, home.ends) == ({}, {})

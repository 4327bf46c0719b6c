"""A room whose home is another worker: what goes home, what the hub is told here, and when it is given up."""

import select
from collections.abc import Iterator

import pytest

from rtc import wire
from rtc.core import relay, rtcp
from rtc.core.outputs import Bound, LinkIs, Speaking, ToPublisher, Wanted
from rtc.core.relay import Heard, Lane, SlotState
from rtc.io.edge import SILENT_SECONDS, EdgeRoom
from rtc.io.relay import RelayEnd, RelayPort
from tests.doubles.checking import Clock

NUMBER = 3
KEY = bytes(range(56))
CAMERA = relay.ssrc(NUMBER, 1)
SHOWN = relay.packet(NUMBER, SlotState(1, "c0", "anna", 1, 96, "vp8", False, [Lane("", CAMERA)]))


class Home:
    """The other worker's end; `told` is what came from the edge."""

    def __init__(self) -> None:
        self.port, self.edge_port = RelayPort("127.0.0.1"), RelayPort("127.0.0.1")
        self.told: list[bytes] = []
        given = wire.Relay(NUMBER, *self.edge_port.address, KEY)
        self._end = RelayEnd(self.port, given, self._hear, home=True)

    @property
    def given(self) -> wire.Relay:
        """As the hub names it to the edge."""
        return wire.Relay(NUMBER, *self.port.address, KEY)

    def send(self, packet: bytes) -> None:
        """Send it, and let the edge read it."""
        self._end.send(packet)
        select.select([self.edge_port.socket], [], [], 5)
        self.edge_port.read()

    def next(self) -> bytes:
        """What the edge sends next."""
        while not self.told:
            assert select.select([self.port.socket], [], [], 5)[0]
            self.port.read()
        return self.told.pop(0)

    def heard(self) -> relay.Told:
        """As `next`, which is the edge's word on what it has."""
        packet = self.next()
        return relay.parse(packet, len(packet))

    def close(self) -> None:
        self.port.socket.close()
        self.edge_port.socket.close()

    def _hear(self, data: bytearray, size: int, arrived: float) -> None:
        self.told.append(bytes(data[:size]))


@pytest.fixture
def home() -> Iterator[Home]:
    home = Home()
    yield home
    home.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def emitted() -> list[wire.Message]:
    return []


@pytest.fixture
def room(home: Home, clock: Clock, emitted: list[wire.Message]) -> Iterator[EdgeRoom]:
    opened = wire.OpenEdge("r", wire.Layout(1, 1, 0), home.given)
    room = EdgeRoom(opened, home.edge_port, {"camera": 10**6}, clock, emitted.append)
    yield room
    room.close()


def test_edge_is_deserted_when_nothing_was_heard_of_its_home_for_more_than_five_seconds(
    room: EdgeRoom, home: Home, clock: Clock
) -> None:
    assert SILENT_SECONDS == 5
    assert not room.deserted(clock.now + 5.0)
    assert room.deserted(clock.now + 5.1)
    clock.now += 4.0
    home.send(relay.packet(NUMBER, relay.Alive()))
    assert not room.deserted(clock.now + 5.0)


def test_edge_gives_a_sign_of_life_every_second(room: EdgeRoom, home: Home, clock: Clock) -> None:
    for _ in range(2):
        clock.now += 1.0
        room.second(clock.now)
        assert home.heard() == Heard({}, {})


def test_slot_of_the_home_is_shown_here_and_acknowledged_but_not_told_to_the_hub_once_more(
    room: EdgeRoom, home: Home, emitted: list[wire.Message]
) -> None:
    home.send(SHOWN)
    assert room.core.slots["c0"].owner == "anna"
    assert home.heard() == Heard({"c0": 1}, {})
    for output in (Bound("c0", "anna", "camera"), Speaking("anna")):
        room.carry(output)
    assert emitted == []


def test_layers_nobody_watches_are_told_to_the_home_and_not_to_the_hub(
    room: EdgeRoom, home: Home, emitted: list[wire.Message]
) -> None:
    home.send(SHOWN)
    home.heard()
    room.carry(Wanted("anna", "camera", ("q",)))
    room.carry_out()
    assert home.heard() == Heard({"c0": 1}, {"c0": ["q"]})
    assert emitted == []


def test_what_is_asked_of_a_publisher_is_asked_of_the_home_in_the_relays_name(
    room: EdgeRoom, home: Home
) -> None:
    room.carry(ToPublisher("anna", rtcp.pli(1, CAMERA)))
    assert home.next() == rtcp.pli(relay.ssrc(NUMBER, 0), CAMERA)


def test_what_concerns_viewers_of_this_worker_is_told_here(
    room: EdgeRoom, emitted: list[wire.Message]
) -> None:
    room.carry(LinkIs("bo", "low"))
    assert emitted == [wire.LinkChanged("r", "bo", "low")]


def test_packet_of_the_home_that_cannot_be_read_is_counted_and_the_age_of_each_is_noted(
    room: EdgeRoom, home: Home
) -> None:
    ages: list[float] = []
    room.on_age = ages.append
    home.send(relay.packet(NUMBER, SlotState(1, "c0", "anna", 1, 96, "unheard", False, [Lane("", 1)])))
    assert (room.malformed, len(ages)) == (1, 1)
    home.send(SHOWN)
    assert (room.malformed, len(ages)) == (1, 2)
    assert room.core.slots["c0"].owner == "anna"


def test_closed_edge_hears_no_more(room: EdgeRoom, home: Home) -> None:
    room.close()
    home.send(SHOWN)
    assert (home.edge_port.ends, home.edge_port.dropped) == ({}, 1)
    assert room.core.slots["c0"].owner is None

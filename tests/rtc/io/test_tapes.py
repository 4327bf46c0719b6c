"""Exactly those who are named are recorded, each until they are not; what a file's end means for the room."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rtc.core.recording import Take
from rtc.core.room import Room
from rtc.io.recorder import Recorder
from rtc.io.tapes import Tapes
from tests.doubles.one_publisher import CEILINGS, publish, receive, sound
from tests.doubles.recorded import marks, played

BEGAN = 100.0
FRAME = b"\x78" + bytes(10)


class Hall(Room):
    """A room that remembers what it gave to be recorded."""

    def __init__(self) -> None:
        super().__init__(2, 2, 1, CEILINGS)
        self.takes: list[Take] = []

    def record(self, peer: str, now: float) -> Take:
        self.takes.append(super().record(peer, now))
        return self.takes[-1]


class Desk:
    """A room in which anna speaks, and what was told of her recordings once the loop came to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = BEGAN
        self.room = Hall()
        publish(self.room, "anna")
        self.ended: list[tuple[str, str, str]] = []
        self.files: dict[str, str] = {}
        self.tapes = Tapes(self.room, self._ended)
        self._loop: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.recorder = Recorder(self._loop.put, reserve=0)
        self._said = 0

    def record(self, **names: str) -> None:
        self.tapes.record(self.recorder, self.folder, names, self.now)

    def speak(self, seconds: float) -> None:
        for _ in range(round(seconds * 50)):
            self._said += 1
            receive(self.room, sound(self._said).removesuffix(b"opus") + FRAME, self.now)
            self.now += 0.02
            self.tapes.tick(self.now)

    def hear(self) -> None:
        """The loop comes to the next thing the thread tells it."""
        self._loop.get(timeout=5)()

    def close(self) -> None:
        """All is written, and the loop has come to all it was told."""
        self.recorder.close()
        while not self._loop.empty():
            self.hear()

    def waiting(self) -> float:
        """Seconds of what anna said that the room still has for her last recording."""
        return len(self.room.takes[-1].finish(self.now)) / 50

    def seconds(self, name: str) -> float:
        """How much of what anna said is in a file."""
        return len(played(self.folder / name)) / 50

    def _ended(self, peer: str, name: str, why: str, files: dict[str, str]) -> None:
        self.ended.append((peer, name, why))
        self.files = files


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def test_all_that_was_said_until_the_stop_is_written_and_nothing_more(desk: Desk) -> None:
    desk.record(anna="annasvoice")
    desk.speak(10)
    desk.tapes.stop(desk.now)
    desk.speak(2)
    desk.close()
    assert desk.ended == [("anna", "annasvoice", "stopped")]
    assert desk.seconds("annasvoice.webm") == 10
    assert marks(desk.folder / "annasvoice.jsonl")[0] == {"began": BEGAN}
    assert desk.waiting() == 0


def test_who_is_not_named_any_more_withdrew_and_what_waits_is_not_written(desk: Desk) -> None:
    desk.record(anna="annasvoice")
    desk.speak(3)  # her clock is not known yet, so nothing could be written
    desk.record(bo="bosvoice")
    desk.speak(5)
    desk.close()
    assert desk.ended == [("anna", "annasvoice", "withdrawn")]
    assert list(desk.folder.iterdir()) == []
    assert len(desk.room.takes[0].finish(desk.now)) == 3 * 50  # and nothing of what she said since


def test_who_is_named_again_goes_on_in_the_same_file(desk: Desk) -> None:
    for _ in range(3):
        desk.record(anna="annasvoice")
        desk.speak(3)
    desk.tapes.stop(desk.now)
    desk.close()
    assert desk.ended == [("anna", "annasvoice", "stopped")]
    assert desk.seconds("annasvoice.webm") == 9


def test_another_name_ends_one_file_well_and_begins_another(desk: Desk) -> None:
    desk.record(anna="annasvoice")
    desk.speak(3)
    desk.record(anna="othername")
    desk.speak(4)
    desk.tapes.stop(desk.now)
    desk.close()
    assert desk.ended == [("anna", "annasvoice", "stopped"), ("anna", "othername", "stopped")]
    assert (desk.seconds("annasvoice.webm"), desk.seconds("othername.webm")) == (3, 4)
    assert marks(desk.folder / "othername.jsonl")[0]["began"] == pytest.approx(BEGAN + 3)


@pytest.mark.parametrize("name", ["othername", "annasvoice"])
def test_late_news_of_an_earlier_file_does_not_end_the_present_one(desk: Desk, name: str) -> None:
    desk.record(anna="annasvoice")
    desk.speak(8)
    desk.record()
    desk.record(anna=name)
    desk.speak(1)
    desk.hear()
    desk.speak(3)
    desk.tapes.stop(desk.now)
    desk.close()
    assert desk.ended == [("anna", "annasvoice", "withdrawn"), ("anna", name, "stopped")]
    [file] = desk.files
    assert desk.seconds(file) == 4


def test_who_has_a_file_no_more_because_of_the_disk_can_be_recorded_again(desk: Desk) -> None:
    desk.recorder.reserve = 1 << 60
    desk.record(anna="annasvoice")
    desk.recorder.reserve = 0
    desk.speak(20)
    desk.hear()
    assert desk.ended == [("anna", "annasvoice", "disk_full")]
    desk.room.takes[0].tick(desk.now)
    desk.speak(8)
    assert desk.waiting() == 0
    desk.record(anna="annasvoice")
    desk.speak(3)
    desk.tapes.stop(desk.now)
    desk.close()
    assert desk.ended[1:] == [("anna", "annasvoice", "stopped")]
    assert desk.seconds("annasvoice-2.webm") == 3

"""The thread that writes recordings: what a full disk, a slow one and a withdrawal do."""

import resource
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rtc.core.webm import Track
from rtc.io.recorder import Reason, Recorder, Recording
from tests.doubles.recorded import PICTURE, SILENCE, SOUND, marks, open_in, picture, played, sound


class Desk:
    """A recorder, and what it told."""

    def __init__(self, folder: Path, **limits: int) -> None:
        self.told: list[Reason] = []
        self.files: dict[str, str] = {}
        self.folder = folder
        self._done = threading.Event()
        self.recorder = Recorder(lambda act: act(), **{"reserve": 0, **limits})

    def open(self, name: str = "randomname") -> Recording:
        return self.recorder.open(self.folder, name, self._ended)

    def wait(self) -> Reason:
        """Until a recording is over."""
        assert self._done.wait(10)
        self._done.clear()
        return self.told[-1]

    def _ended(self, reason: Reason, files: dict[str, str]) -> None:
        self.told.append(reason)
        self.files = files
        self._done.set()


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(**limits: int) -> Desk:
        made.append(Desk(tmp_path / "recordings", **limits))
        return made[-1]

    yield make
    for desk in made:
        desk.recorder.close()


def test_withdrawal_keeps_back_what_waits_for_the_disk(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    gate, blocker = threading.Event(), desk.open("theblocker")
    blocker.write = lambda what: gate.wait(10) and None  # type: ignore[method-assign, return-value]
    blocker.put([sound(0, SOUND)])
    recording = desk.open()
    recording.put([sound(0, SOUND)] + [sound(at) for at in range(20, 5000, 20)])
    recording.end("withdrawn")
    recording.put([sound(6000)])
    gate.set()
    assert desk.wait() == "withdrawn"
    assert not desk.folder.exists()


def test_withdrawal_keeps_back_what_was_not_written_yet(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    recording, marker = desk.open(), desk.open("themarker")
    recording.put([sound(0, SOUND)] + [sound(at) for at in range(20, 500, 20)])
    marker.end("stopped")
    desk.wait()
    recording.end("withdrawn")
    assert desk.wait() == "withdrawn"
    assert SILENCE not in (desk.folder / "randomname.webm").read_bytes()


def test_what_comes_after_the_end_is_not_written_and_the_end_is_told_once(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk()
    recording, marker = desk.open(), desk.open("themarker")
    recording.put([sound(0, SOUND)])
    recording.end("stopped")
    recording.put([sound(20, SOUND)])
    recording.end("stopped")
    marker.end("withdrawn")
    while desk.wait() != "withdrawn":
        pass
    assert desk.told == ["stopped", "withdrawn"]
    assert sorted(path.name for path in desk.folder.iterdir()) == ["randomname.jsonl", "randomname.webm"]


def test_disk_that_is_full_enough_ends_the_recording_for_the_reserve(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(reserve=1 << 60)
    desk.open().put([picture(0, PICTURE)] + [picture(at) for at in range(50, 5000, 50)])
    assert desk.wait() == "disk_full"


def test_slow_disk_leaves_a_marked_hole_up_to_a_key_frame(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(room=5000)
    gate = threading.Event()
    blocker = desk.open("theblocker")
    blocker.write = lambda what: gate.wait(10) and None  # type: ignore[method-assign, return-value]
    blocker.put([sound(0, SOUND)])
    recording = desk.open()
    recording.put([picture(0, PICTURE)])
    for at in range(100, 2000, 100):
        recording.put([picture(at, key=False)])
    gate.set()
    marker = desk.open("themarker")
    marker.end("stopped")
    desk.wait()
    recording.put([picture(2000, key=False)])
    recording.put([picture(2100)])
    recording.end("stopped")
    desk.wait()
    [_, mark] = marks(desk.folder / "randomname.jsonl")
    times = played(desk.folder / "randomname.webm")
    assert (mark["why"], mark["to"]) == ("dropped", 2100)
    assert mark["from"] not in times
    assert 2000 not in times
    assert times[-1] == 2100


def test_full_disk_ends_the_recording_and_leaves_what_can_be_played(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    recording, other = desk.open(), desk.open("otherfile")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        recording.put([picture(0, PICTURE)] + [picture(at) for at in range(50, 20_000, 50)])
        assert desk.wait() == "disk_full"
        other.put([sound(0, SOUND)])
        other.end("stopped")
        assert desk.wait() == "stopped"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    recording.put([picture(30_000)])
    recording.end("stopped")
    desk.recorder.close()
    assert played(desk.folder / "randomname.webm")[-1] > 5000
    assert played(desk.folder / "otherfile.webm") == [0]
    assert (desk.told, open_in(desk.folder)) == (["disk_full", "stopped"], [])


def test_folder_that_cannot_be_made_is_told(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.folder.write_text("a file")
    recording = desk.open()
    recording.put([sound(0, SOUND)])
    assert desk.wait() == "disk_full"


def test_bug_ends_one_recording_and_not_the_thread(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.open().put([sound(0, Track(1, "microphone", "A_OPUS", bytes(5000)))])
    assert desk.wait() == "failed"
    other = desk.open("otherfile")
    other.put([sound(0, SOUND)])
    other.end("stopped")
    assert desk.wait() == "stopped"

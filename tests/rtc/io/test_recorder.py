"""The thread that writes recordings: who may read them, what a full disk, a slow one and a withdrawal do."""

import json
import resource
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest

from rtc.core.recording import Gap, Sample
from rtc.core.webm import OPUS_HEAD, Track
from rtc.io.recorder import Reason, Recorder, Recording

SOUND = Track(1, "microphone", "A_OPUS", OPUS_HEAD)
PICTURE = Track(2, "camera", "V_VP8", width=320, height=180)
SILENCE = b"\xf8\xff\xfe"
KEY = bytes.fromhex("100200" + "9d012a" + "4001b400").ljust(500, b"\0")


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


def sound(at: int, track: Track | None = None) -> Sample:
    return Sample("microphone", at, SILENCE, True, track)


def picture(at: int, track: Track | None = None, *, key: bool = True) -> Sample:
    return Sample("camera", at, KEY, key, track)


DELAY_MS = 7  # of the sound's encoder, which players take off


def played(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [
            packet.pts + (DELAY_MS if packet.stream.type == "audio" else 0)
            for packet in container.demux()
            if packet.pts is not None
        ]


def marks(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_sound_and_picture_come_into_one_file_nobody_else_may_read(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    recording = desk.open()
    recording.began = 12.5
    recording.put(
        [sound(0, SOUND), picture(10, PICTURE), sound(20), Gap("camera", 10, 90, "lost"), picture(90)]
    )
    recording.end("stopped")
    assert desk.wait() == "stopped"
    files = sorted(path.name for path in desk.folder.iterdir())
    assert files == ["randomname.jsonl", "randomname.webm"]
    assert {path.stat().st_mode & 0o777 for path in desk.folder.iterdir()} == {0o600}
    assert played(desk.folder / "randomname.webm") == [0, 10, 20, 90]
    lost = {"source": "camera", "from": 10, "to": 90, "why": "lost"}
    assert marks(desk.folder / "randomname.jsonl") == [{"began": 12.5}, lost]


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


def test_earlier_file_is_never_written_over(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.folder.mkdir()
    (desk.folder / "randomname.webm").write_text("earlier")
    recording = desk.open()
    recording.put([sound(0, SOUND)])
    recording.end("stopped")
    desk.wait()
    assert (desk.folder / "randomname.webm").read_text() == "earlier"
    assert played(desk.folder / "randomname-2.webm") == [0]


def test_another_codec_begins_another_file(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    recording = desk.open()
    recording.put(
        [sound(0, SOUND), picture(0, PICTURE), picture(100, Track(2, "camera", "V_VP9", b"", 320, 180))]
    )
    recording.put([sound(120)])
    recording.end("stopped")
    desk.wait()
    assert played(desk.folder / "randomname.webm") == [0, 0]
    assert played(desk.folder / "randomname-2.webm") == [100, 120]


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
    assert played(desk.folder / "randomname.webm")[-1] > 5000
    assert played(desk.folder / "otherfile.webm") == [0]
    assert desk.told == ["disk_full", "stopped"]


def test_some_of_the_disk_stays_free_for_others(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(reserve=1 << 60)
    recording = desk.open()
    recording.put([picture(0, PICTURE)] + [picture(at) for at in range(50, 5000, 50)])
    assert desk.wait() == "disk_full"


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


H264 = Track(2, "camera", "V_MPEG4/ISO/AVC", b"\1\x42\xc0\x1f", width=320, height=180)


@pytest.mark.parametrize("sound_first", [True, False])
def test_file_with_h264_is_named_and_told_as_matroska(
    make_desk: Callable[..., Desk], sound_first: bool
) -> None:
    desk = make_desk()
    desk.folder.mkdir()
    (desk.folder / "randomname.mkv").write_text("earlier")
    recording = desk.open()
    both = [sound(0, SOUND), picture(10, H264)]
    recording.put([*(both if sound_first else both[::-1]), sound(20)])
    recording.end("stopped")
    desk.wait()
    assert desk.files == {"randomname-2.mkv": "video/matroska"}
    files = sorted(path.name for path in desk.folder.iterdir())
    assert files == ["randomname-2.jsonl", "randomname-2.mkv", "randomname.mkv"]
    assert (desk.folder / "randomname.mkv").read_text() == "earlier"
    with av.open(str(desk.folder / "randomname-2.mkv")) as container:
        assert b"matroska" in (desk.folder / "randomname-2.mkv").read_bytes()[:64]
        assert {stream.codec_context.name for stream in container.streams} == {"opus", "h264"}


def test_change_of_codec_names_each_part_by_what_is_in_it(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    recording = desk.open()
    recording.put([sound(0, SOUND)])
    recording.end("stopped")
    desk.wait()
    assert desk.files == {"randomname.webm": "audio/webm"}
    recording = desk.open("othername")
    recording.put([picture(0, PICTURE), picture(50, H264), sound(60, SOUND)])
    recording.end("stopped")
    desk.wait()
    assert desk.files == {"othername.webm": "video/webm", "othername-2.mkv": "video/matroska"}

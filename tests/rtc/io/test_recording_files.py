"""The files of a recording: their names, what they hold, who may read them, and that none is written over."""

import errno
import warnings
from pathlib import Path

import av
import pytest

from rtc.core.recording import Gap
from rtc.core.webm import Track
from rtc.io.recording_files import RecordingFiles
from tests.doubles.recorded import H264, PICTURE, SILENCE, SOUND, marks, open_in, picture, played, sound


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def files(folder: Path) -> RecordingFiles:
    return RecordingFiles(folder, "randomname", 0)


def test_sound_and_picture_come_into_one_file_nobody_else_may_read(
    files: RecordingFiles, folder: Path
) -> None:
    files.write([sound(0, SOUND), picture(10, PICTURE), sound(20), Gap("camera", 10, 90, "lost")], 12.5)
    files.write([picture(90)], 12.5)
    files.finish()
    assert files.names == {"randomname.webm": "video/webm"}
    assert sorted(path.name for path in folder.iterdir()) == ["randomname.jsonl", "randomname.webm"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert played(folder / "randomname.webm") == [0, 10, 20, 90]
    lost = {"source": "camera", "from": 10, "to": 90, "why": "lost"}
    assert marks(folder / "randomname.jsonl") == [{"began": 12.5}, lost]


def test_earlier_file_is_never_written_over(files: RecordingFiles, folder: Path) -> None:
    folder.mkdir()
    (folder / "randomname.webm").write_text("earlier")
    files.write([sound(0, SOUND)], 0.0)
    files.finish()
    assert (folder / "randomname.webm").read_text() == "earlier"
    assert played(folder / "randomname-2.webm") == [0]


def test_another_codec_begins_another_file(files: RecordingFiles, folder: Path) -> None:
    vp9 = Track(2, "camera", "V_VP9", b"", 320, 180)
    files.write([sound(0, SOUND), picture(0, PICTURE), picture(100, vp9)], 0.0)
    files.write([sound(120)], 0.0)
    files.finish()
    assert played(folder / "randomname.webm") == [0, 0]
    assert played(folder / "randomname-2.webm") == [100, 120]


@pytest.mark.parametrize("sound_first", [True, False])
def test_file_with_h264_is_named_and_told_as_matroska(
    files: RecordingFiles, folder: Path, sound_first: bool
) -> None:
    folder.mkdir()
    (folder / "randomname.mkv").write_text("earlier")
    both = [sound(0, SOUND), picture(10, H264)]
    files.write([*(both if sound_first else both[::-1]), sound(20)], 0.0)
    files.finish()
    assert files.names == {"randomname-2.mkv": "video/matroska"}
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["randomname-2.jsonl", "randomname-2.mkv", "randomname.mkv"]
    assert (folder / "randomname.mkv").read_text() == "earlier"
    with av.open(str(folder / "randomname-2.mkv")) as container:
        assert b"matroska" in (folder / "randomname-2.mkv").read_bytes()[:64]
        assert {stream.codec_context.name for stream in container.streams} == {"opus", "h264"}


def test_change_of_codec_names_each_part_by_what_is_in_it(files: RecordingFiles) -> None:
    files.write([sound(0, SOUND)], 0.0)
    assert files.names == {"randomname.webm": "audio/webm"}
    files.write([picture(0, PICTURE), picture(50, H264), sound(60)], 0.0)
    files.finish()
    assert files.names == {"randomname.webm": "video/webm", "randomname-2.mkv": "video/matroska"}


def test_what_is_held_back_goes_with_a_withdrawal_also_when_another_codec_ends_the_file(
    files: RecordingFiles, folder: Path
) -> None:
    files.write([sound(0, SOUND)], 0.0)
    files.withdrawn = True
    files.write([picture(100, PICTURE), picture(200, H264)], 0.0)
    files.finish()
    assert len(files.names) == 2
    for name in files.names:
        assert SILENCE not in (folder / name).read_bytes()


def test_some_of_the_disk_stays_free_for_others(folder: Path) -> None:
    files = RecordingFiles(folder, "randomname", 1 << 60)
    with pytest.raises(OSError, match="too little space") as full:
        files.write([picture(0, PICTURE)] + [picture(at) for at in range(50, 5000, 50)], 0.0)
    assert full.value.errno == errno.ENOSPC


@pytest.mark.parametrize("end", [RecordingFiles.leave, RecordingFiles.finish])
def test_nothing_stays_open_and_nothing_more_is_written_when_it_is_over(
    files: RecordingFiles, folder: Path, end: object
) -> None:
    assert callable(end)
    files.write([sound(0, SOUND)], 0.0)
    assert open_in(folder) == ["randomname.jsonl", "randomname.webm"]
    with warnings.catch_warnings(record=True, category=ResourceWarning, action="always") as left_open:
        end(files)
    assert (open_in(folder), left_open) == ([], [])
    size = (folder / "randomname.webm").stat().st_size
    files.write([sound(20), Gap("microphone", 0, 20, "lost")], 0.0)
    end(files)
    assert (folder / "randomname.webm").stat().st_size == size
    assert marks(folder / "randomname.jsonl") == [{"began": 0.0}]

"""Recording a room with real connections: who has agreed, and nobody else."""

import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import av
import pytest

from rtc.control import MediaRefused
from rtc.wire import RecordingEnded

BUSY = 1.0
"""Seconds for which the sender of a busy machine may say nothing."""


def tracks(path: Path) -> dict[str, list[float]]:
    """Codec -> seconds at which something of it is shown."""
    found: dict[str, list[float]] = {}
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.pts is not None:
                found.setdefault(packet.stream.codec_context.name, []).append(packet.pts / 1000)
    return found


async def test_only_who_is_named_is_recorded_until_they_withdraw(studio: Any, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    await studio.publisher("anna")
    await studio.publisher("bo")
    await studio.publisher("carl")
    await studio.control.record("r", str(folder), {"anna": "file-anna", "bo": "file-bo-"})
    viewer = await studio.viewer("dora")
    await viewer.wait_frames("c1", 40)
    await studio.control.record("r", str(folder), {"anna": "file-anna"})
    await studio.told(RecordingEnded("r", "bo", "file-bo-", "withdrawn", {"file-bo-.webm": "video/webm"}))
    withdrawn = (folder / "file-bo-.webm").stat().st_size
    await viewer.wait_frames("c1", viewer.frames["c1"] + 40)
    assert (folder / "file-bo-.webm").stat().st_size == withdrawn
    await studio.control.stop_record("r")
    await studio.told(RecordingEnded("r", "anna", "file-anna", "stopped", {"file-anna.webm": "video/webm"}))
    assert sorted(path.stem for path in folder.glob("*.webm")) == ["file-anna", "file-bo-"]
    found = tracks(folder / "file-anna.webm")
    assert found.keys() == {"opus", "vp8"}
    assert abs(found["opus"][-1] - found["vp8"][-1]) < BUSY
    steps = [after - before for before, after in zip(found["vp8"], found["vp8"][1:], strict=False)]
    assert max(steps) < BUSY


async def test_publisher_reload_goes_on_in_the_same_file(studio: Any, tmp_path: Path) -> None:
    path = tmp_path / "file-anna.webm"
    await studio.control.record("r", str(tmp_path), {"anna": "file-anna"})
    first, viewer = await studio.publisher("anna"), await studio.viewer("dora")
    await viewer.wait_frames("c0", 30)
    await first.close()
    await studio.publisher("anna")
    await viewer.wait_frames("c0", 70)
    await studio.control.stop_record("r")
    await studio.told(RecordingEnded("r", "anna", "file-anna", "stopped", {"file-anna.webm": "video/webm"}))
    assert sorted(os.listdir(tmp_path)) == ["file-anna.jsonl", "file-anna.webm", "media"]
    times = tracks(path)["vp8"]
    assert times == sorted(times)
    assert '"why": "restarted"' in (tmp_path / "file-anna.jsonl").read_text()


async def test_worker_that_is_killed_leaves_what_can_be_played(
    make_studio: Callable[..., Awaitable[Any]], tmp_path: Path
) -> None:
    studio = await make_studio()
    await studio.publisher("anna")
    path = tmp_path / "file-anna.webm"
    await studio.control.record("r", str(tmp_path), {"anna": "file-anna"})
    viewer = await studio.viewer("dora")
    await viewer.wait_frames("c0", 60)
    [hello] = studio.control.hellos()

    os.kill(hello.pid, signal.SIGKILL)
    assert len(tracks(path)["vp8"]) > 10


async def test_closing_the_room_ends_its_recordings(studio: Any, tmp_path: Path) -> None:
    await studio.publisher("anna")
    await studio.control.record("r", str(tmp_path), {"anna": "file-anna"})
    viewer = await studio.viewer("dora")
    await viewer.wait_frames("c0", 10)
    await studio.control.close_room("r")
    await studio.told(RecordingEnded("r", "anna", "file-anna", "stopped", {"file-anna.webm": "video/webm"}))
    assert len(tracks(tmp_path / "file-anna.webm")["opus"]) > 10


async def test_room_that_is_not_open_is_refused(studio: Any) -> None:
    with pytest.raises(MediaRefused, match="no_room"):
        await studio.control.record("other", "/nowhere", {})

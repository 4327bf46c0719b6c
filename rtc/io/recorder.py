"""Recordings on disk: a thread per worker writes what rooms hand over, so that no disk holds up a packet.

What is handed over waits in a bounded queue; what does not fit is left out and marked. A file that cannot be
written ends its recording, with the reason, and nothing else. Which frames there are and when they are shown
is decided in `rtc.core.recording`, what the files look like in `rtc.core.webm`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from io import FileIO
from pathlib import Path
from typing import Literal

from rtc.core.recording import NUMBERS, Gap, Sample
from rtc.core.webm import File, Track

log = logging.getLogger(__name__)

QUEUE_BYTES = 16 * 1024 * 1024
RESERVE_BYTES = 64 * 1024 * 1024

Reason = Literal["stopped", "withdrawn", "disk_full", "failed"]
Ended = Callable[[Reason, dict[str, str]], None]


class Recorder:
    """Owns the thread. `call` runs a function on the event loop; `reserve` bytes of the disk stay free."""

    def __init__(
        self,
        call: Callable[[Callable[[], None]], object],
        reserve: int = RESERVE_BYTES,
        room: int = QUEUE_BYTES,
    ) -> None:
        self.reserve = reserve
        self._call = call
        self._room = room
        self._queue: deque[tuple[Recording, Sequence[Sample | Gap] | Reason]] = deque()
        self._bytes = 0
        self._news = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def open(self, folder: Path, name: str, ended: Ended) -> Recording:
        """A recording that begins with its first sample; `ended` is called once on the event loop,
        with the reason and the files' names and media types."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
            self._thread.start()
        return Recording(self, folder, name, ended)

    def close(self) -> None:
        """Write everything that waits, then end. Recordings still open are left as a crash leaves them."""
        with self._news:
            self._closed = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join()

    def put(self, recording: Recording, what: Sequence[Sample | Gap] | Reason) -> bool:
        """Hand something over; False when there is no room for it. Endings always have room."""
        size = 0 if isinstance(what, str) else _size(what)
        with self._news:
            if self._bytes + size > self._room:
                return False
            self._bytes += size
            self._queue.append((recording, what))
            self._news.notify()
        return True

    def _run(self) -> None:
        while True:
            with self._news:
                while not self._queue and not self._closed:
                    self._news.wait()
                if not self._queue:
                    return
                recording, what = self._queue.popleft()
                self._bytes -= 0 if isinstance(what, str) else _size(what)
            reason = recording.write(what)
            if reason is not None:
                self._tell(recording, reason)

    def _tell(self, recording: Recording, reason: Reason) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody listens
            self._call(lambda: recording.ended(reason, recording.files))


class Recording:
    """One publisher's files. `put` and `end` belong to the event loop, `write` to the thread."""

    def __init__(self, recorder: Recorder, folder: Path, name: str, ended: Ended) -> None:
        self.ended = ended
        self._recorder = recorder
        self._folder = folder
        self._name = name
        self._dropped: dict[str, int] = {}
        self.began = 0.0
        self._withdrawn = self._over = False
        self.files: dict[str, str] = {}
        self._path = folder
        self._file: File | None = None
        self._out: FileIO | None = None
        self._marks: FileIO | None = None
        self._part = 0

    def put(self, what: list[Sample | Gap]) -> None:
        """Write these; where there is no room, leave out and mark, for pictures up to the next key frame."""
        passed: list[Sample | Gap] = []
        for one in what:
            passed += self._after_drop(one)
        if passed and not self._recorder.put(self, passed):
            for one in passed:
                start = one.at if isinstance(one, Sample) else one.start
                self._dropped[one.source] = min(start, self._dropped.get(one.source, start))

    def end(self, reason: Reason) -> None:
        """Nothing more comes. What was not written yet is dropped when somebody withdrew consent."""
        self._withdrawn = reason == "withdrawn"
        self._recorder.put(self, reason)

    def write(self, what: Sequence[Sample | Gap] | Reason) -> Reason | None:
        """Do it; returns why the recording is over, once."""
        if self._over:
            return None
        try:
            if isinstance(what, str):
                self._over = True
                self._finish()
                return what
            if not self._withdrawn:
                self._append(what)
            return None
        except OSError as error:
            log.warning("a recording cannot be written: %s", error.strerror)
            return self._fail("disk_full")
        except Exception:
            log.exception("a recording met a bug and ends")
            return self._fail("failed")

    def _after_drop(self, one: Sample | Gap) -> list[Sample | Gap]:
        if isinstance(one, Gap) or one.source not in self._dropped:
            return [one]
        if not one.key_frame:
            return []
        return [Gap(one.source, self._dropped.pop(one.source), one.at, "dropped"), one]

    def _append(self, what: Sequence[Sample | Gap]) -> None:
        for one in what:
            if isinstance(one, Gap):
                self._mark({"source": one.source, "from": one.start, "to": one.end, "why": one.why})
                continue
            if one.track is not None:
                self._describe(one.track)
            if self._file is None or self._out is None:
                continue
            number = NUMBERS[one.source]
            clusters = self._file.add(number, one.at, one.data, key_frame=one.key_frame)
            if clusters:
                self._keep_reserve()
                _write(self._out, clusters)

    def _describe(self, track: Track) -> None:
        """A track is new, larger, or of another codec: then the file ends and another one begins."""
        tracks = dict(self._file.tracks) if self._file else {}
        before = tracks.get(track.number)
        tracks[track.number] = track
        if self._file is None or (before is not None and before.codec != track.codec):
            self._finish()
            self._begin()
        if self._file is not None and self._out is not None:
            self._file.tracks = tracks
            self._write_head(self._file.head())
            self._name_it(self._file)

    def _name_it(self, file: File) -> None:
        """The name ends as the file's codecs demand, known with its tracks."""
        self.files.pop(self._path.name, None)
        if self._path.suffix != file.suffix:
            named = self._path.with_suffix(file.suffix)
            self._path.rename(named)
            self._path = named
        self.files[self._path.name] = file.media_type

    def _begin(self) -> None:
        """New files nobody else may read; earlier ones are never written over."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while self._out is None:
            self._part += 1
            stem = self._name if self._part == 1 else f"{self._name}-{self._part}"
            self._path = self._folder / f"{stem}.webm"
            if self._path.with_suffix(".mkv").exists():
                continue
            with contextlib.suppress(FileExistsError):
                self._out = _create(self._path)
                self._marks = _create(self._path.with_suffix(".jsonl"))
        self._file = File()
        self._mark({"began": self.began})

    def _write_head(self, head: bytes) -> None:
        if self._out is not None:
            os.pwrite(self._out.fileno(), head, 0)
            self._out.seek(0, os.SEEK_END)

    def _finish(self) -> None:
        """End the file well, with what is held unless consent was withdrawn."""
        file, out, self._file, self._out = self._file, self._out, None, None
        marks, self._marks = self._marks, None
        if file is None or out is None or marks is None:
            return
        try:
            if self._withdrawn:
                file.forget()
            tail, head = file.finish()
            _write(out, tail)
            os.pwrite(out.fileno(), head, 0)
        finally:
            _close(out, marks)

    def _fail(self, reason: Reason) -> Reason:
        """Leave the file as it is: all but the last cluster can be played."""
        self._over = True
        if self._out is not None and self._marks is not None:
            _close(self._out, self._marks)
        self._file = self._out = self._marks = None
        return reason

    def _mark(self, what: dict[str, object]) -> None:
        if self._marks is not None:
            _write(self._marks, json.dumps(what).encode() + b"\n")

    def _keep_reserve(self) -> None:
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < self._recorder.reserve:
            raise OSError(errno.ENOSPC, "too little space is left")


def _create(path: Path) -> FileIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return open(os.open(path, flags, 0o600), "wb", buffering=0)


def _write(file: FileIO, data: bytes) -> None:
    """All of it: a disk that fills up may take a part first."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) or 0 :]


def _close(*files: FileIO) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.close()


def _size(what: Sequence[Sample | Gap]) -> int:
    return sum(len(one.data) + 64 for one in what if isinstance(one, Sample))

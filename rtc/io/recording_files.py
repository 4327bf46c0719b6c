"""The files of one recording: sound and picture in NAME.webm (or .mkv), what is missing in NAME.jsonl.

Nobody else may read them, and earlier ones are never written over. What their bytes are is decided in
`rtc.core.webm`; when they are written, and what becomes of errors, in `recorder`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

from rtc.core.recording import NUMBERS, Gap, Sample
from rtc.core.webm import File, Track


class RecordingFiles:
    """`names` are those of the files, with their media types. Once `withdrawn` is set, by any thread, what is
    held back is not written any more. Every method raises OSError when the disk does, `write` also when less
    than `reserve` bytes of it stay free."""

    def __init__(self, folder: Path, name: str, reserve: int) -> None:
        self.names: dict[str, str] = {}
        self.withdrawn = False
        self._folder = folder
        self._name = name
        self._reserve = reserve
        self._path = folder
        self._file: File | None = None
        self._out: FileIO | None = None
        self._marks: FileIO | None = None
        self._part = 0

    def write(self, what: Sequence[Sample | Gap], began: float) -> None:
        """Write these; the first track begins a file, marked as begun at `began` (seconds)."""
        for one in what:
            if isinstance(one, Gap):
                self._mark({"source": one.source, "from": one.start, "to": one.end, "why": one.why})
                continue
            if one.track is not None:
                self._describe(one.track, began)
            if self._file is None or self._out is None:
                continue
            number = NUMBERS[one.source]
            clusters = self._file.add(number, one.at, one.data, key_frame=one.key_frame)
            if clusters:
                self._keep_reserve()
                _write(self._out, clusters)

    def finish(self) -> None:
        """End the file well, with what is held unless consent was withdrawn."""
        file, out, self._file, self._out = self._file, self._out, None, None
        marks, self._marks = self._marks, None
        if file is None or out is None or marks is None:
            return
        try:
            if self.withdrawn:
                file.forget()
            tail, head = file.finish()
            _write(out, tail)
            os.pwrite(out.fileno(), head, 0)
        finally:
            _close(out, marks)

    def leave(self) -> None:
        """Leave the file as it is: all but the last cluster can be played."""
        if self._out is not None and self._marks is not None:
            _close(self._out, self._marks)
        self._file = self._out = self._marks = None

    def _describe(self, track: Track, began: float) -> None:
        """A track is new, larger, or of another codec: then the file ends and another one begins."""
        tracks = dict(self._file.tracks) if self._file else {}
        before = tracks.get(track.number)
        tracks[track.number] = track
        if self._file is None or (before is not None and before.codec != track.codec):
            self.finish()
            self._begin(began)
        if self._file is not None and self._out is not None:
            self._file.tracks = tracks
            self._write_head(self._file.head())
            self._name_it(self._file)

    def _name_it(self, file: File) -> None:
        """The name ends as the file's codecs demand, known with its tracks."""
        self.names.pop(self._path.name, None)
        if self._path.suffix != file.suffix:
            named = self._path.with_suffix(file.suffix)
            self._path.rename(named)
            self._path = named
        self.names[self._path.name] = file.media_type

    def _begin(self, began: float) -> None:
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
        self._mark({"began": began})

    def _write_head(self, head: bytes) -> None:
        if self._out is not None:
            os.pwrite(self._out.fileno(), head, 0)
            self._out.seek(0, os.SEEK_END)

    def _mark(self, what: dict[str, object]) -> None:
        if self._marks is not None:
            _write(self._marks, json.dumps(what).encode() + b"\n")

    def _keep_reserve(self) -> None:
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < self._reserve:
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

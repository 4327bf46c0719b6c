"""Recordings on disk: a thread per worker writes what rooms hand over, so that no disk holds up a packet.

What is handed over waits in a bounded queue; what does not fit is left out and marked. A file that cannot be
written ends its recording, with the reason, and nothing else. Which frames there are and when they are shown
is decided in `rtc.core.recording`; how they get into files is for `recording_files`.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from rtc.core.recording import Gap, Sample
from rtc.io.recording_files import RecordingFiles

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
    """Of one publisher. `put` and `end` belong to the event loop, `write` and the files to the thread."""

    def __init__(self, recorder: Recorder, folder: Path, name: str, ended: Ended) -> None:
        self.ended = ended
        self.began = 0.0
        self._recorder = recorder
        self._files = RecordingFiles(folder, name, recorder.reserve)
        self._dropped: dict[str, int] = {}
        self._over = False

    @property
    def files(self) -> dict[str, str]:
        """The names and media types of what was written."""
        return self._files.names

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
        self._files.withdrawn = reason == "withdrawn"
        self._recorder.put(self, reason)

    def write(self, what: Sequence[Sample | Gap] | Reason) -> Reason | None:
        """Do it; returns why the recording is over, once."""
        if self._over:
            return None
        try:
            if isinstance(what, str):
                self._over = True
                self._files.finish()
                return what
            if not self._files.withdrawn:
                self._files.write(what, self.began)
            return None
        except OSError as error:
            log.warning("a recording cannot be written: %s", error.strerror)
            reason: Reason = "disk_full"
        except Exception:
            log.exception("a recording met a bug and ends")
            reason = "failed"
        self._over = True
        self._files.leave()
        return reason

    def _after_drop(self, one: Sample | Gap) -> list[Sample | Gap]:
        if isinstance(one, Gap) or one.source not in self._dropped:
            return [one]
        if not one.key_frame:
            return []
        return [Gap(one.source, self._dropped.pop(one.source), one.at, "dropped"), one]


def _size(what: Sequence[Sample | Gap]) -> int:
    return sum(len(one.data) + 64 for one in what if isinstance(one, Sample))

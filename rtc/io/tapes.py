"""Who of a room is recorded into which file: between the room, which gives frames, and the recorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rtc.core.recording import Take
from rtc.core.room import Room
from rtc.io.recorder import Reason, Recorder, Recording

Ended = Callable[[str, str, Reason, dict[str, str]], None]


class Tape(NamedTuple):
    """One peer's recording; `name` is its file's without the suffix."""

    name: str
    take: Take
    recording: Recording


class Tapes:
    """The recordings of one room. `ended` is told peer, name, reason and files of each, once."""

    def __init__(self, room: Room, ended: Ended) -> None:
        self._room = room
        self._ended = ended
        self._tapes: dict[str, Tape] = {}

    def record(self, recorder: Recorder, folder: Path, names: Mapping[str, str], now: float) -> None:
        """Record exactly these peers: whoever is not named any more withdrew, and nothing more is written."""
        for peer, tape in list(self._tapes.items()):
            if peer not in names:
                self._end(peer, "withdrawn", now)
            elif tape.name != names[peer]:
                self._end(peer, "stopped", now)
        for peer, name in names.items():
            if peer not in self._tapes:
                recording = recorder.open(folder, name, partial(self._over, peer, name))
                self._tapes[peer] = Tape(name, self._room.record(peer, now), recording)

    def stop(self, now: float) -> None:
        """End all recordings; what they have is written."""
        for peer in list(self._tapes):
            self._end(peer, "stopped", now)

    def tick(self, now: float) -> None:
        """To be called often."""
        for tape in self._tapes.values():
            samples = tape.take.tick(now)
            if samples:
                tape.recording.began = tape.take.began or now
                tape.recording.put(samples)

    def _end(self, peer: str, reason: Reason, now: float) -> None:
        tape = self._tapes.pop(peer)
        self._room.stop_recording(peer)
        if reason == "stopped":
            tape.recording.began = tape.take.began or now
            tape.recording.put(tape.take.finish(now))
        tape.recording.end(reason)

    def _over(self, peer: str, name: str, reason: Reason, files: dict[str, str]) -> None:
        """The recorder is done with a file, perhaps by its own doing."""
        tape = self._tapes.get(peer)
        if tape is not None and tape.name == name:
            del self._tapes[peer]
            self._room.stop_recording(peer)
        self._ended(peer, name, reason, files)

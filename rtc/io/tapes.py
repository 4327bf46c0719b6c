"""Who of a room is recorded into which file: between the room, which gives frames, and the recorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from rtc.core.recording import Gap, Sample, Take
from rtc.core.room import Room
from rtc.io.recorder import Reason, Recorder, Recording

Ended = Callable[[str, str, Reason, dict[str, str]], None]


class Tape(NamedTuple):
    """One peer's recording; `name` is its file's without the suffix."""

    name: str
    take: Take
    recording: Recording

    def write(self, samples: list[Sample | Gap], now: float) -> None:
        """Hand over what the take gave, which knows by then when it began."""
        if samples:
            self.recording.began = self.take.began or now
            self.recording.put(samples)


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
                self._begin(recorder, folder, peer, name, now)

    def stop(self, now: float) -> None:
        """End all recordings; what they have is written."""
        for peer in list(self._tapes):
            self._end(peer, "stopped", now)

    def tick(self, now: float) -> None:
        """To be called often."""
        for tape in self._tapes.values():
            tape.write(tape.take.tick(now), now)

    def _begin(self, recorder: Recorder, folder: Path, peer: str, name: str, now: float) -> None:
        def ended(reason: Reason, files: dict[str, str]) -> None:
            self._over(peer, tape, reason, files)

        tape = Tape(name, self._room.record(peer, now), recorder.open(folder, name, ended))
        self._tapes[peer] = tape

    def _end(self, peer: str, reason: Reason, now: float) -> None:
        tape = self._tapes.pop(peer)
        self._room.stop_recording(peer)
        if reason == "stopped":
            tape.write(tape.take.finish(now), now)
        tape.recording.end(reason)

    def _over(self, peer: str, tape: Tape, reason: Reason, files: dict[str, str]) -> None:
        """The recorder is done with a file, perhaps by its own doing, or when another has begun already."""
        if self._tapes.get(peer) is tape:
            del self._tapes[peer]
            self._room.stop_recording(peer)
        self._ended(peer, tape.name, reason, files)

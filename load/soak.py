"""A media worker for a long time, with people coming and going: does anything grow?

A publisher that reloads now and then, a few viewers that stay, and one that comes every half second, stays
for some seconds, and goes by saying goodbye, through the hub, or without a word. Memory, open files and tasks
of the worker are read every few seconds; lines through them, after a warm-up, say whether they are flat.
"""

import argparse
import contextlib
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from load import dump, machine
from load.commands import RoomSignalling, WorkerSocket
from load.crowd import TURN, Crowd
from load.headless import HeadlessViewer
from load.helper import Helper
from load.usage import resident_kb
from load.workers import LAYOUT, ROOM, worker

STAYING = 15
EVERY, STAYS = 0.5, (2.0, 20.0)
SAMPLE_EVERY, RELOAD_EVERY = 5.0, 120.0
WARM_SHARE = 0.25
FLAT_RSS_SHARE = 0.03


@dataclass
class Samples:
    """What was read of the worker, and when (seconds from the start)."""

    at: list[float] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)
    rss_kb: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    tasks: list[float] = field(default_factory=list)

    def take(self, at: float, joins: int, pid: int, tasks: int) -> None:
        self.at.append(at)
        self.joins.append(joins)
        self.rss_kb.append(resident_kb(pid))
        self.files.append(len(os.listdir(f"/proc/{pid}/fd")))
        self.tasks.append(tasks)

    def line(self, values: Sequence[float]) -> tuple[float, float]:
        """(value after the warm-up, change from there to the end) on the line of least squares."""
        first = int(len(self.at) * WARM_SHARE)
        xs, ys = self.at[first:], values[first:]
        slope = _slope(xs, ys)
        middle = sum(xs) / len(xs)
        start = sum(ys) / len(ys) - slope * (middle - xs[0])
        return start, slope * (xs[-1] - xs[0])


def _slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((one - x) ** 2 for one in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread else 0.0


class Churn:
    """Viewers that come and go; the first STAYING stay."""

    def __init__(self, control: str, path: Path) -> None:
        options = argparse.Namespace(dump=path, first=0, count=0, sample=1_000_000)
        self.crowd = Crowd(RoomSignalling(control, ROOM), options)
        self.joins = self.leaves = 0
        self._link = WorkerSocket(control)
        self._chance = random.Random(1)
        self._joining: list[HeadlessViewer] = []
        self._until: dict[int, float] = {}

    def come(self, now: float) -> None:
        self.joins += 1
        self._joining.append(self.crowd.arrive(self.joins))
        if self.joins > STAYING:
            self._until[self.joins] = now + self._chance.uniform(*STAYS)

    def turn(self, now: float) -> None:
        """What all do twenty times a second; those whose time is over go."""
        self.crowd.shake_hands(self._joining)
        late = [viewer for viewer in self._joining if self._until.get(viewer.number, now) < now]
        for viewer in late:
            self._go(viewer)
        self._joining = [one for one in self._joining if not one.end.connected and one not in late]
        self.crowd.turn()
        here = [viewer for viewer in self.crowd.viewers if viewer not in late]
        going = [viewer for viewer in here if self._until.get(viewer.number, now) < now]
        for viewer in going:
            self._go(viewer)
        self.crowd.viewers = [viewer for viewer in here if viewer not in going]

    def _go(self, viewer: HeadlessViewer) -> None:
        self.leaves += 1
        del self._until[viewer.number]
        if viewer.number % 3 == 0:
            viewer.end.leave()
            return
        if viewer.number % 3 == 1:
            self._link.ask("Leave", room=ROOM, peer=f"v{viewer.number}")
        viewer.end.socket.close()


def measure(minutes: float) -> dict[str, Any]:
    """The whole run; `flat` says whether all three lines are."""
    samples = Samples()
    with tempfile.TemporaryDirectory(prefix="load-soak-") as folder, contextlib.ExitStack() as stack:
        path, control = Path(folder) / "published.rtpdump", str(Path(folder) / "media.sock")
        dump.write(path, dump.made(4))
        link = stack.enter_context(worker(control))
        link.ask("OpenRoom", room=ROOM, layout=LAYOUT)
        churn = _run(link, control, path, minutes * 60, samples)
    return {
        "machine": machine.describe(),
        "commit": machine.commit(),
        "minutes": minutes,
        "joins": churn.joins,
        "leaves": churn.leaves,
        **verdict(samples),
    }


def _run(link: WorkerSocket, control: str, path: Path, seconds: float, samples: Samples) -> Churn:
    pid, began = int(link.hello["pid"]), time.monotonic()
    churn, source = Churn(control, path), _source(control, path)
    try:
        come_at, sample_at, reload_at = 0.0, 0.0, RELOAD_EVERY
        while (now := time.monotonic() - began) < seconds:
            if now >= come_at:
                come_at = now + (EVERY if churn.joins > STAYING else 0.1)
                churn.come(now)
            if now >= reload_at:
                reload_at = now + RELOAD_EVERY
                source.end()
                source = _source(control, path)
            churn.turn(now)
            if now >= sample_at:
                sample_at = now + SAMPLE_EVERY
                samples.take(now, churn.joins, pid, int(link.ask("GetStats")["stats"]["tasks"]))
            time.sleep(max(0.0, now + TURN - (time.monotonic() - began)))
    finally:
        source.end()
    return churn


def _source(control: str, path: Path) -> Helper:
    source = Helper("load.source", "--server", f"worker:{control}:{ROOM}", "--dump", str(path))
    source.hear()
    return source


def verdict(samples: Samples) -> dict[str, Any]:
    """Where each line starts after the warm-up and how far it went by the end."""
    rss, rss_change = samples.line(samples.rss_kb)
    files, files_change = samples.line(samples.files)
    tasks, tasks_change = samples.line(samples.tasks)
    first = int(len(samples.at) * WARM_SHARE)
    joins = samples.joins[-1] - samples.joins[first]
    return {
        "samples": len(samples.at),
        "rss_mb": round(rss / 1024, 2),
        "rss_change_mb": round(rss_change / 1024, 3),
        "rss_kb_per_join": round(rss_change / max(1, joins), 4),
        "files": round(files, 1),
        "files_change": round(files_change, 2),
        "tasks": round(tasks, 1),
        "tasks_change": round(tasks_change, 2),
        "flat": rss_change < rss * FLAT_RSS_SHARE and files_change < 1 and tasks_change < 1,
    }

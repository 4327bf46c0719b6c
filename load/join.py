"""What a join costs a media worker, and what many joins at once do to those who are watching already.

Two parts, a worker of its own each. In the first nothing is published: all the worker's processor time is
that of ICE, DTLS, SDP and signalling. In the second a session of 720p picture and sound is live for `into`
viewers when the others come. Its audience is shared by `workers` workers as a node shares it, half each by
default where there are two cores: one worker alone does not carry a thousand, whether they join or not. The
delay of forwarded packets is read from the workers' own histograms before and during the joins; told is the
worst worker's. Everybody shakes hands for real, some two dozen at a time, from processes of their own.
"""

import contextlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from load import delays, dump, machine
from load.helper import Helper
from load.usage import Seconds, resident_kb
from load.workers import ROOM, opened, sharing

BEFORE_SECONDS = 6.0
SETTLE = 1.5
WARM = 50


def measure(joins: int, into: int, workers: int = 1) -> dict[str, Any]:
    """The whole run; `workers` share the live session."""
    with tempfile.TemporaryDirectory(prefix="load-join-") as folder:
        path = Path(folder) / "published.rtpdump"
        dump.write(path, dump.made(4))
        quiet = _quiet(Path(folder), path, joins)
        live = _live(Path(folder), path, joins, into, workers)
    result = {"machine": machine.describe(), "commit": machine.commit(), "joins": joins, "into": into}
    return {**result, "workers": workers, **quiet, **live}


def usual_workers() -> int:
    """How many workers a node starts when its settings name no number."""
    cores = os.cpu_count() or 1
    return max(min(2, cores), cores - 1)


def _quiet(folder: Path, path: Path, joins: int) -> dict[str, Any]:
    """Joins into a room where nobody publishes, after a few that warm everything up."""
    control = str(folder / "quiet.sock")
    with contextlib.ExitStack() as stack:
        link = opened(stack, control)
        pid = int(link.hello["pid"])
        crowd(stack, control, path, "first", WARM).hear()
        coming = crowd(stack, control, path, "second", joins, hold=True)
        coming.hear()
        time.sleep(SETTLE)
        idle = _idle(pid)
        server, resident = Seconds([pid]), resident_kb(pid)
        used, began = server.used(), time.monotonic()
        coming.tell("join")
        joined = int(json.loads(coming.hear())["joined"])
        lasted = time.monotonic() - began
        spent = server.used() - used - idle * lasted
        return {
            "joined": joined,
            "cpu_ms_per_join": round(spent / max(1, joined) * 1000, 3),
            "joins_per_second": round(joined / lasted),
            "rss_kb_per_join": round((resident_kb(pid) - resident) / max(1, joined), 1),
        }


def _live(folder: Path, path: Path, joins: int, into: int, workers: int) -> dict[str, Any]:
    """Joins into a session that is being watched."""
    controls = [str(folder / f"live-{number}.sock") for number in range(workers)]
    with contextlib.ExitStack() as stack:
        links = sharing(stack, controls)
        source = Helper("load.source", "--server", f"worker:{controls[0]}:{ROOM}", "--dump", str(path))
        stack.callback(source.end)
        source.hear()
        watching = _crowds(stack, controls, path, "first", into) if into else []
        for one in watching:
            one.hear()
        coming = _crowds(stack, controls, path, "second", joins, hold=True)
        for one in coming:
            one.hear()
        time.sleep(SETTLE)
        start = [delays.ages(link) for link in links]
        time.sleep(BEFORE_SECONDS)
        before, began = [delays.ages(link) for link in links], time.monotonic()
        for one in coming:
            one.tell("join")
        joined = sum(int(json.loads(one.hear())["joined"]) for one in coming)
        lasted, after = time.monotonic() - began, [delays.ages(link) for link in links]
    calm, busy = _worst(start, before), _worst(before, after)
    lift = None if calm is None or busy is None else round(busy - calm, 2)
    return {
        "live_joined": joined,
        "live_joins_per_second": round(joined / lasted),
        "p99_before_ms": calm,
        "p99_during_ms": busy,
        "forward_p99_lift_ms": lift,
    }


def _worst(before: list[Any], after: list[Any]) -> float | None:
    """The p99 of the worker where it is longest."""
    each = [delays.between(*readings)["p99_ms"] for readings in zip(before, after, strict=True)]
    return max((one for one in each if one is not None), default=None)


def _crowds(
    stack: contextlib.ExitStack, controls: list[str], path: Path, name: str, count: int, *, hold: bool = False
) -> list[Helper]:
    """A crowd for each worker, about `count` viewers in all."""
    share = -(-count // len(controls))
    return [crowd(stack, control, path, name, share, hold=hold) for control in controls]


def crowd(
    stack: contextlib.ExitStack, control: str, path: Path, name: str, count: int, *, hold: bool = False
) -> Helper:
    """Viewers of a process of their own; the two crowds of a run are numbered apart."""
    first = 0 if name == "first" else 100_000
    arguments = ["--server", f"worker:{control}:{ROOM}", "--first", str(first), "--count", str(count)]
    arguments += ["--sample", str(max(1, count)), "--dump", str(path)]
    helper = Helper("load.crowd", *arguments, *(["--hold"] if hold else []))
    stack.callback(helper.end)
    return helper


def _idle(pid: int) -> float:
    """Processor seconds a second of a worker whose viewers only watch nothing."""
    server, began = Seconds([pid]), time.monotonic()
    used = server.used()
    time.sleep(2.0)
    return (server.used() - used) / (time.monotonic() - began)

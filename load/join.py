"""What a join costs a media worker, and what many joins at once do to those who are watching already.

Two parts, a worker of its own each. In the first nothing is published: all the worker's processor time is
that of ICE, DTLS, SDP and signalling. In the second a session of 720p picture and sound is live for `into`
viewers when the others come; the delay of forwarded packets is read from the worker's own histogram before
and during the joins. Everybody shakes hands for real, some two dozen at a time, from processes of their own.
"""

import contextlib
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from load import dump, machine, media
from load.commands import WorkerSocket

ROOM = "webinar"
LAYOUT = {"microphones": 1, "cameras": 1, "screens": 0}
BEFORE_SECONDS = 6.0
SETTLE = 1.5
WARM = 50


def measure(joins: int, into: int) -> dict[str, Any]:
    """The whole run."""
    with tempfile.TemporaryDirectory(prefix="load-join-") as folder:
        path = Path(folder) / "published.rtpdump"
        dump.write(path, dump.made(4))
        quiet = _quiet(Path(folder), path, joins)
        live = _live(Path(folder), path, joins, into)
    result = {"machine": machine.describe(), "commit": machine.commit(), "joins": joins, "into": into}
    return {**result, **quiet, **live}


def _quiet(folder: Path, path: Path, joins: int) -> dict[str, Any]:
    """Joins into a room where nobody publishes, after a few that warm everything up."""
    control = str(folder / "quiet.sock")
    with contextlib.ExitStack() as stack:
        link = _opened(stack, control)
        pid = int(link.hello["pid"])
        crowd(stack, control, path, "first", WARM).hear()
        coming = crowd(stack, control, path, "second", joins, hold=True)
        coming.hear()
        time.sleep(SETTLE)
        idle = _idle(pid)
        server, resident = media.Seconds([pid]), media.resident_kb(pid)
        used, began = server.used(), time.monotonic()
        coming.tell("join")
        joined = int(json.loads(coming.hear())["joined"])
        lasted = time.monotonic() - began
        spent = server.used() - used - idle * lasted
        return {
            "joined": joined,
            "cpu_ms_per_join": round(spent / max(1, joined) * 1000, 3),
            "joins_per_second": round(joined / lasted),
            "rss_kb_per_join": round((media.resident_kb(pid) - resident) / max(1, joined), 1),
        }


def _live(folder: Path, path: Path, joins: int, into: int) -> dict[str, Any]:
    """Joins into a session that is being watched."""
    control = str(folder / "live.sock")
    with contextlib.ExitStack() as stack:
        link = _opened(stack, control)
        source = media.Helper("load.source", "--server", f"worker:{control}:{ROOM}", "--dump", str(path))
        stack.callback(source.end)
        source.hear()
        watching = crowd(stack, control, path, "first", into) if into else None
        if watching is not None:
            watching.hear()
        coming = crowd(stack, control, path, "second", joins, hold=True)
        coming.hear()
        time.sleep(SETTLE)
        start = _ages(link)
        time.sleep(BEFORE_SECONDS)
        before, began = _ages(link), time.monotonic()
        coming.tell("join")
        joined = int(json.loads(coming.hear())["joined"])
        lasted, after = time.monotonic() - began, _ages(link)
    calm, busy = media._delays(start, before)["p99_ms"], media._delays(before, after)["p99_ms"]
    lift = None if calm is None or busy is None else round(busy - calm, 2)
    return {
        "live_joined": joined,
        "live_joins_per_second": round(joined / lasted),
        "p99_before_ms": calm,
        "p99_during_ms": busy,
        "forward_p99_lift_ms": lift,
    }


def crowd(
    stack: contextlib.ExitStack, control: str, path: Path, name: str, count: int, *, hold: bool = False
) -> media.Helper:
    """Viewers of a process of their own; the two crowds of a run are numbered apart."""
    first = 0 if name == "first" else 100_000
    arguments = ["--server", f"worker:{control}:{ROOM}", "--first", str(first), "--count", str(count)]
    arguments += ["--sample", str(max(1, count)), "--dump", str(path)]
    helper = media.Helper("load.crowd", *arguments, *(["--hold"] if hold else []))
    stack.callback(helper.end)
    return helper


def _opened(stack: contextlib.ExitStack, control: str) -> WorkerSocket:
    link = stack.enter_context(media.worker(control))
    link.ask("OpenRoom", room=ROOM, layout=LAYOUT)
    return link


def _idle(pid: int) -> float:
    """Processor seconds a second of a worker whose viewers only watch nothing."""
    server, began = media.Seconds([pid]), time.monotonic()
    used = server.used()
    time.sleep(2.0)
    return (server.used() - used) / (time.monotonic() - began)


def _ages(link: WorkerSocket) -> list[Any]:
    """The worker's histogram of how long packets stayed in it."""
    ages: list[Any] = link.ask("GetStats")["stats"]["ages"]
    return ages

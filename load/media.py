"""How lean the media plane is: processor time of a worker for a packet to a viewer, its floor, and Janus.

A real worker, a publisher at its pace and a crowd of real headless viewers, each in processes of their own,
so that the generator's cost is told apart. `python -m load media --help` names what can be chosen.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load import dump, janus, machine
from load.commands import WorkerSocket
from load.processes import NotReady

ROOM = "webinar"
VIEWERS_PER_CROWD = 500
SETTLE = 2.0
FLOOR_SECONDS = 6.0
WORKER_SECONDS = 60  # a worker starts in one, and in many on a machine that has much else to do
PEER_SECONDS = 10.0
PATIENCE = 90.0
WORKER_OPTIONS = ("--address=127.0.0.1", "--max-connections=5000", "--log-level=warning")


@dataclass(frozen=True)
class Wanted:
    """What to measure."""

    viewers: int
    seconds: float
    workers: int
    peer: str
    peer_viewers: int
    dump: Path | None
    floor: bool


class Helper:
    """A process of the generator that is told words and says JSON lines."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.pid = self._process.pid

    def tell(self, word: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(word.encode() + b"\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Its next line. Raises NotReady."""
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise NotReady("a process of the generator stays silent")
        line = self._process.stdout.readline().decode().strip()
        if not line:
            raise NotReady("a process of the generator ended")
        return line

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()


@dataclass(frozen=True)
class Seconds:
    """Processor seconds of some processes, from /proc/PID/stat."""

    pids: list[int]

    def used(self) -> float:
        ticks = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> int:
    """Resident memory of a process."""
    line = next(
        one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmRSS")
    )
    return int(line.split()[1])


def measure(wanted: Wanted) -> dict[str, Any]:
    """The whole run: floor, ours, floor again, and the peer when asked for."""
    with tempfile.TemporaryDirectory(prefix="load-media-") as folder:
        path = Path(folder) / "published.rtpdump"
        packets = dump.read(wanted.dump) if wanted.dump else dump.made(6)
        dump.write(path, packets)
        floors = [floor(wanted.viewers, path)] if wanted.floor else []
        ours = _ours(wanted, Path(folder), path)
        floors += [floor(wanted.viewers, path)] if wanted.floor else []
        peer = _peer(wanted, path) if wanted.peer else {}
    result = {"machine": machine.describe(), "commit": machine.commit(), "viewers": wanted.viewers, **ours}
    if floors:
        result["floor_us"] = round(sum(floors) / len(floors), 3)
        result["floors_us"] = [round(each, 3) for each in floors]
        result["ratio_to_floor"] = round(ours["us_per_packet"] / result["floor_us"], 3)
    result["viewers_per_core"] = int(1e6 / ours["us_per_packet"] / dump.PACKETS_PER_SECOND)
    if peer.get("peer_us"):
        peer["ratio_to_peer"] = round(ours["us_per_packet"] / peer["peer_us"], 3)
    return {**result, **peer}


def floor(viewers: int, path: Path) -> float:
    """Microseconds per packet of the bare loop."""
    sinks = Helper("load.floor", "sinks", "--count", str(viewers))
    try:
        ports = sinks.hear()
        loop = Helper("load.floor", "loop", "--dump", str(path), "--seconds", str(FLOOR_SECONDS))
        try:
            loop.tell(ports)
            return float(json.loads(loop.hear())["us_per_packet"])
        finally:
            loop.end()
    finally:
        sinks.end()


@contextlib.contextmanager
def worker(path: str) -> Iterator[WorkerSocket]:
    """A media worker of our own on loopback, with its control socket."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rtc.worker", "--control", path, *WORKER_OPTIONS], stdin=subprocess.PIPE
    )
    try:
        link = _connected(path, process)
        yield link
        link.close()
    finally:
        process.terminate()
        process.wait()


def _connected(path: str, process: "subprocess.Popen[bytes]") -> WorkerSocket:
    for _ in range(WORKER_SECONDS * 20):
        if process.poll() is not None:
            raise NotReady("the worker ended")
        with contextlib.suppress(OSError):
            return WorkerSocket(path)
        time.sleep(0.05)
    raise NotReady("the worker did not open its control socket")


def _ours(wanted: Wanted, folder: Path, path: Path) -> dict[str, Any]:
    control = str(folder / "media.sock")
    with contextlib.ExitStack() as stack:
        link = stack.enter_context(worker(control))
        link.ask("OpenRoom", room=ROOM, layout={"microphones": 1, "cameras": 1, "screens": 0})
        pid = int(link.hello["pid"])
        source = Helper("load.source", "--server", f"worker:{control}:{ROOM}", "--dump", str(path))
        stack.callback(source.end)
        source.hear()
        time.sleep(1.0)
        empty = resident_kb(pid)
        crowds = _crowds(stack, f"worker:{control}:{ROOM}", wanted.viewers, path)
        joined = sum(int(json.loads(crowd.hear())["joined"]) for crowd in crowds)
        time.sleep(SETTLE)
        memory = (resident_kb(pid) - empty) / max(1, joined)
        before, ages = link.ask("GetStats", room=ROOM)["stats"], link.ask("GetStats")["stats"]["ages"]
        counted = _window(crowds, [pid], [source.pid, *(crowd.pid for crowd in crowds)], wanted.seconds)
        after, later = link.ask("GetStats", room=ROOM)["stats"], link.ask("GetStats")["stats"]["ages"]
    return {
        "joined": joined,
        **counted,
        **_delays(ages, later),
        "rss_kb_per_viewer": round(memory, 1),
        "failed": after["failed"] - before["failed"],
    }


def _crowds(stack: contextlib.ExitStack, server: str, viewers: int, path: Path) -> list[Helper]:
    crowds = []
    for first in range(0, viewers, VIEWERS_PER_CROWD):
        count = min(VIEWERS_PER_CROWD, viewers - first)
        sample = max(1, min(50, count // 5))
        arguments = ["--server", server, "--first", str(first), "--count", str(count)]
        crowds.append(Helper("load.crowd", *arguments, "--sample", str(sample), "--dump", str(path)))
        stack.callback(crowds[-1].end)
    return crowds


def _window(
    crowds: list[Helper], servers: list[int], generators: list[int], seconds: float
) -> dict[str, Any]:
    """Let it run for a while; what was forwarded and what it cost."""
    server, generator = Seconds(servers), Seconds(generators)
    for crowd in crowds:
        crowd.tell("mark")
    began, used, spent = time.monotonic(), server.used(), generator.used()
    time.sleep(seconds)
    used, spent, lasted = server.used() - used, generator.used() - spent, time.monotonic() - began
    for crowd in crowds:
        crowd.tell("count")
    found: dict[str, int] = {}
    for crowd in crowds:
        for name, value in json.loads(crowd.hear()).items():
            found[name] = found.get(name, 0) + value
    packets = found.pop("packets")
    return {
        "packets": packets,
        "packets_per_second": round(packets / lasted),
        "us_per_packet": round(used / max(1, packets) * 1e6, 3),
        "cores": round(used / lasted, 3),
        "generator_cores": round(spent / lasted, 3),
        "sample": found,
    }


def _delays(before: list[Any], after: list[Any]) -> dict[str, float | None]:
    """p50 and p99 in milliseconds from two readings of [[up to ms, count], ...], straight lines between."""
    earlier = dict(before)
    counts = [(float(bound), count - earlier.get(bound, 0)) for bound, count in after]
    total = sum(count for _, count in counts)
    if not total:
        return {"p50_ms": None, "p99_ms": None}
    return {
        "p50_ms": round(_quantile(counts, total * 0.5), 2),
        "p99_ms": round(_quantile(counts, total * 0.99), 2),
    }


def _quantile(counts: list[tuple[float, int]], rank: float) -> float:
    passed, lower = 0, 0.0
    for bound, count in counts:
        if passed + count >= rank:
            return lower + (bound - lower) * (rank - passed) / max(1, count)
        passed, lower = passed + count, bound
    return lower


def _peer(wanted: Wanted, path: Path) -> dict[str, Any]:
    if not janus.installed():
        return {"peer": "not installed", "peer_us": None}
    viewers = min(wanted.viewers, wanted.peer_viewers)
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(janus.running())
        source = Helper("load.source", "--server", f"plain:{other.audio}:{other.video}", "--dump", str(path))
        stack.callback(source.end)
        source.hear()
        crowds = _crowds(stack, f"janus:{other.http}:{janus.MOUNTPOINT}", viewers, path)
        joined = sum(int(json.loads(crowd.hear())["joined"]) for crowd in crowds)
        time.sleep(SETTLE)
        counted = _window(
            crowds, [other.pid], [crowd.pid for crowd in crowds], min(wanted.seconds, PEER_SECONDS)
        )
    return {
        "peer": wanted.peer,
        "peer_us": counted["us_per_packet"],
        "peer_viewers": joined,
        "peer_packets": counted["packets"],
        "peer_cores": counted["cores"],
        "peer_sample": counted["sample"],
    }

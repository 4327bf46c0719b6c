"""How lean the media plane is: processor time of a worker for a packet to a viewer, its floor, and Janus.

A real worker, a publisher at its pace and a crowd of real headless viewers, each in processes of their own,
so that the generator's cost is told apart. `python -m load media --help` names what can be chosen.
"""

import contextlib
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load import delays, dump, janus, machine, workers
from load.helper import Helper
from load.usage import Seconds, resident_kb
from load.workers import ROOM

VIEWERS_PER_CROWD = 500
SETTLE = 2.0
FLOOR_SECONDS = 6.0
PEER_SECONDS = 10.0


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
    single: bool = False
    """Whether the worker hands the kernel each packet by itself."""


def measure(wanted: Wanted) -> dict[str, Any]:
    """The whole run: floor, ours, floor again, and the peer when asked for."""
    with tempfile.TemporaryDirectory(prefix="load-media-") as folder:
        path = Path(folder) / "published.rtpdump"
        packets = dump.read(wanted.dump) if wanted.dump else dump.made(6)
        dump.write(path, packets)
        floors = [floor(wanted.viewers, path)] if wanted.floor else []
        ours = _ours(wanted, Path(folder), path)
        floors += [floor(wanted.viewers, path)] if wanted.floor else []
        segmented = floor(wanted.viewers, path, segmented=True) if wanted.floor else 0.0
        peer = _peer(wanted, path) if wanted.peer else {}
    about = {"machine": machine.describe(), "commit": machine.commit(), "viewers": wanted.viewers}
    result = {**about, "packet_by_packet": wanted.single, **ours}
    if floors:
        result["floor_us"] = round(sum(floors) / len(floors), 3)
        result["floors_us"] = [round(each, 3) for each in floors]
        result["ratio_to_floor"] = round(ours["us_per_packet"] / result["floor_us"], 3)
        result["floor_segmented_us"] = round(segmented, 3)
    result["viewers_per_core"] = int(1e6 / ours["us_per_packet"] / dump.PACKETS_PER_SECOND)
    if peer.get("peer_us"):
        peer["ratio_to_peer"] = round(ours["us_per_packet"] / peer["peer_us"], 3)
    return {**result, **peer}


def floor(viewers: int, path: Path, *, segmented: bool = False) -> float:
    """Microseconds per packet of the bare loop."""
    sinks = Helper("load.floor", "sinks", "--count", str(viewers))
    try:
        ports = sinks.hear()
        loop = Helper(
            "load.floor",
            "loop",
            "--dump",
            str(path),
            "--seconds",
            str(FLOOR_SECONDS),
            *(["--segmented"] if segmented else []),
        )
        try:
            loop.tell(ports)
            return float(json.loads(loop.hear())["us_per_packet"])
        finally:
            loop.end()
    finally:
        sinks.end()


def _ours(wanted: Wanted, folder: Path, path: Path) -> dict[str, Any]:
    control = str(folder / "media.sock")
    with contextlib.ExitStack() as stack:
        link = workers.opened(stack, control, *(["--packet-by-packet"] if wanted.single else []))
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
        before, ages = link.ask("GetStats", room=ROOM)["stats"], delays.ages(link)
        counted = _window(crowds, [pid], [source.pid, *(crowd.pid for crowd in crowds)], wanted.seconds)
        after, later = link.ask("GetStats", room=ROOM)["stats"], delays.ages(link)
    return {
        "joined": joined,
        **counted,
        **delays.between(ages, later),
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

"""What a second worker gives: a worker's audience alone, then all of it shared by several, in one run.

On a machine where the generator needs the cores too, two full workers cannot be had, so nothing is driven to
its limit. Alone, one worker has `viewers / workers` viewers, which is what each has when all are shared.
Measured is each worker's processor time for a packet to a viewer while everybody gets everything: it says how
many viewers a whole core carries at 187 packets a second. `audience_ratio` compares the sum of that over the
workers that share with the one that is alone; the relay's cost is in it on both sides. Delays are read from
each worker's own histogram: at the edge from the arrival of the relayed packet, so the two delays add up.
"""

import contextlib
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from load import delays, dump, machine
from load.commands import WorkerSocket
from load.helper import Helper
from load.join import crowd
from load.usage import Seconds
from load.workers import ROOM, sharing

SETTLE = 3.0


def measure(viewers: int, seconds: float, workers: int, given: Path | None) -> dict[str, Any]:
    """The whole run: alone, then shared."""
    with tempfile.TemporaryDirectory(prefix="load-share-") as folder:
        path = Path(folder) / "published.rtpdump"
        dump.write(path, dump.read(given) if given else dump.made(2))
        [alone] = _run(Path(folder), path, viewers // workers, seconds, 1)
        shared = _run(Path(folder), path, viewers, seconds, workers)
    carried = sum(one["viewers_per_core"] for one in shared)
    return {
        "machine": machine.describe(),
        "commit": machine.commit(),
        "viewers": viewers,
        "workers": workers,
        "alone": alone,
        "shared": shared,
        "audience_ratio": round(carried / alone["viewers_per_core"], 3),
        "p99_ms": max((one["p99_ms"] for one in shared if one["p99_ms"] is not None), default=None),
        "p99_alone_ms": alone["p99_ms"],
    }


def _run(folder: Path, path: Path, viewers: int, seconds: float, workers: int) -> list[dict[str, Any]]:
    """The figures of each worker, the home first."""
    with contextlib.ExitStack() as stack:
        controls = [str(folder / f"{workers}-{number}.sock") for number in range(workers)]
        links = sharing(stack, controls)
        server = f"worker:{controls[0]}:{ROOM}"
        source = Helper("load.source", "--server", server, "--dump", str(path))
        stack.callback(source.end)
        source.hear()
        share = viewers // workers
        crowds = [crowd(stack, control, path, "first", share) for control in controls]
        joined = [int(json.loads(one.hear())["joined"]) for one in crowds]
        time.sleep(SETTLE)
        return _window(links, crowds, joined, seconds)


def _window(
    links: list[WorkerSocket], crowds: list[Helper], joined: list[int], seconds: float
) -> list[dict[str, Any]]:
    spent = [Seconds([int(link.hello["pid"])]) for link in links]
    ages = [delays.ages(link) for link in links]
    for one in crowds:
        one.tell("mark")
    began, before = time.monotonic(), [one.used() for one in spent]
    time.sleep(seconds)
    lasted = time.monotonic() - began
    used = [one.used() - start for one, start in zip(spent, before, strict=True)]
    figures = []
    for place, one in enumerate(crowds):
        one.tell("count")
        packets = int(json.loads(one.hear())["packets"])
        cores = used[place] / lasted
        figures.append(
            {
                "viewers": joined[place],
                "packets_per_second_and_viewer": round(packets / lasted / max(1, joined[place]), 1),
                "cores": round(cores, 3),
                "us_per_packet": round(used[place] / max(1, packets) * 1e6, 2),
                "viewers_per_core": int(packets / max(used[place], 0.01) / dump.PACKETS_PER_SECOND),
                "p99_ms": delays.between(ages[place], delays.ages(links[place]))["p99_ms"],
            }
        )
    return figures

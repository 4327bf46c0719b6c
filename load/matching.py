"""The shared scheduler by its command line: how soon there is a plan, how good it is, what larger ones cost.

A partnership is made up from a seed (`partnership`), written as a file, and given to `hub schedule solve`;
what comes back is judged by `hub schedule check`. Then somebody falls ill in that plan, and a citizen asks
for free times beside it (`again`); and the illness once more by the pages of a hub that has it all in its
tables (`sickness`). The gap is told twice: of all points, and of those that a plan can change (demands that
nobody at all may fill cost the same in every plan, and would flatter the first).
"""

import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from load import again, partnership, sickness

SECONDS_BETWEEN = 0.25
"""Between two looks at the memory."""


def run(size: str, seconds: float, seed: int) -> dict[str, Any]:
    """Figures for one size; raises RuntimeError with what the hub said when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        file, said = Path(folder) / "problem.json", Path(folder) / "proposal.json"
        problem = partnership.make(partnership.SIZES[size], seed)
        file.write_text(json.dumps(problem))
        before = _children()
        began = time.monotonic()
        words = ("--seconds", str(seconds), "--seed", str(seed), "--json", "--output", said)
        printed, peak = _hub("solve", file, *words)
        answer = json.loads(printed)
        took, cpu = time.monotonic() - began, _children() - before
        verdict, _ = _hub("check", file, said)
        replanned = again.illness(file, said)
        free = again.free_times(problem, said)
        pages = sickness.run(file, said)
    sessions = partnership.SIZES[size].sessions
    return {
        "size": size,
        "seed": seed,
        "sessions": sessions,
        "solver": answer["solver"],
        "demands": answer["demands"],
        "filled": answer["filled"],
        "first_seconds": answer["first_seconds"],
        "first_ms_per_session": round(1000 * answer["first_seconds"] / sessions, 3),
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_mb": round(peak, 1),
        "points": answer["points"],
        "bound": answer["bound"],
        "gap": answer["gap"],
        "gap_of_what_can_change": round(_gap(answer), 6),
        "verdict": verdict.strip(),
        "illness": replanned,
        "free_times": free,
        "illness_by_pages": pages,
    }


def _gap(answer: dict[str, Any]) -> float:
    """How far the plan lies above the bound, as a share of what is not certain."""
    points, bound, certain = (float(answer[name]) for name in ("points", "bound", "certain"))
    return (points - bound) / max(bound - certain, 1e-9)


def growth(found: list[dict[str, Any]]) -> float | None:
    """What a session of the largest size costs until there is a whole plan, in those of the smallest."""
    if len(found) < 2:
        return None
    costs = [float(each["first_ms_per_session"]) for each in sorted(found, key=lambda each: each["sessions"])]
    return round(costs[-1] / max(costs[0], 1e-9), 2)


def sentence(each: dict[str, Any]) -> str:
    """What was found of one size, to read."""
    return (
        f"{each['size']}: {each['filled']} of {each['demands']} demands filled, a whole plan after "
        f"{each['first_seconds']} s, at most {100 * each['gap_of_what_can_change']:.1f} % above the best "
        f"after {each['seconds']} s. Somebody ill: names after {each['illness']['substitutes_ms']} ms, "
        f"a plan after {each['illness']['repair_s']} s, {each['illness']['moved']} others moved at most; "
        f"by a hub's pages: asked in {each['illness_by_pages']['ask_each_ms']} ms for each session, "
        f"a plan after {each['illness_by_pages']['repair_s']} s. "
        f"Free times of {each['free_times']['days']} days: {each['free_times']['milliseconds']} ms."
    )


def _hub(*words: str | Path) -> tuple[str, float]:
    """What `hub schedule` printed, and the most memory its processes held at one moment, in MB."""
    command = [sys.executable, "-m", "hub", "schedule", *map(str, words)]
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while True:
            try:
                out, err = running.communicate(timeout=SECONDS_BETWEEN)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, _held_mb(running.pid))
    if running.returncode:
        raise RuntimeError(f"hub schedule {words[0]}: {out[-500:]}{err[-500:]}")
    return out, peak


def _held_mb(pid: int) -> float:
    """Resident memory of a process and all below it; what they share counts more than once."""
    held = 0.0
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(pid)
        for each in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                held += each.memory_info().rss
    return held / 1e6


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

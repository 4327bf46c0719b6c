"""The shared scheduler by its command line: how soon there is a plan, how good it is, what larger ones cost.

A partnership is made up from a seed (`partnership`), written as a file, and given to `hub schedule solve`;
what comes back is judged by `hub schedule check`. The gap is told twice: of all points, and of those that a
plan can change (demands that nobody at all may fill cost the same in every plan, and would flatter the
first).
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from load import partnership


def run(size: str, seconds: float, seed: int) -> dict[str, Any]:
    """Figures for one size; raises RuntimeError with what the hub said when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        file, said = Path(folder) / "problem.json", Path(folder) / "proposal.json"
        problem = partnership.make(partnership.SIZES[size], seed)
        file.write_text(json.dumps(problem))
        before = _children()
        began = time.monotonic()
        answer = json.loads(
            _hub("solve", file, "--seconds", str(seconds), "--seed", str(seed), "--json", "--output", said)
        )
        took, cpu = time.monotonic() - began, _children() - before
        verdict = _hub("check", file, said)
    sessions = partnership.SIZES[size].sessions
    return {
        "size": size,
        "seed": seed,
        "sessions": sessions,
        "demands": answer["demands"],
        "filled": answer["filled"],
        "first_seconds": answer["first_seconds"],
        "first_ms_per_session": round(1000 * answer["first_seconds"] / sessions, 3),
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "largest_process_mb": _largest_mb(),
        "points": answer["points"],
        "bound": answer["bound"],
        "gap": answer["gap"],
        "gap_of_what_can_change": round(_gap(answer), 6),
        "verdict": verdict.strip(),
    }


def _gap(answer: dict[str, Any]) -> float:
    """How far the plan lies above the bound, as a share of what is not certain."""
    points, bound, certain = (float(answer[name]) for name in ("points", "bound", "certain"))
    return (points - bound) / max(bound - certain, 1e-9)


def _hub(*words: str | Path) -> str:
    command = [sys.executable, "-m", "hub", "schedule", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"hub schedule {words[0]}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _largest_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)

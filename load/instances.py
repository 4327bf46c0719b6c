"""The scheduler's engine on public instances of personnel task scheduling: the fewest workers, and how soon.

They are no part of this project (Krishnamoorthy, Ernst and Baatar 2012, European Journal of Operational
Research 219(1)); whoever has them names their folder. A known.csv beside them tells the best value published.
"""

import csv
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from load.cli import hub

FORMAT = ("--format", "smptsp")
ABSENT = "not measured: name the folder of the public instances with --instances"


def run(folder: Path, seconds: float) -> list[dict[str, Any]]:
    """Figures of each .dat file in the folder, solved in at most so many seconds and judged afterwards."""
    known = _known(folder / "known.csv")
    return [_one(file, seconds, known.get(file.stem)) for file in sorted(folder.glob("*.dat"))]


def _one(file: Path, seconds: float, best: int | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        solution = Path(place) / "assignment.txt"
        began = time.monotonic()
        words = (*FORMAT, "--seconds", str(seconds), "--json", "--output", solution)
        answer = json.loads(hub("schedule", "solve", file, *words))
        took = time.monotonic() - began
        verdict = hub("schedule", "check", file, solution, *FORMAT) if solution.exists() else ""
    return {
        "instance": file.stem,
        "status": answer["status"],
        "workers": answer["value"],
        "bound": answer["bound"],
        "best_published": best,
        "seconds": round(took, 2),
        "verdict": verdict.strip(),
    }


def _known(file: Path) -> dict[str, int]:
    if not file.exists():
        return {}
    with file.open(newline="") as lines:
        return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(lines)}


def sentence(one: dict[str, Any]) -> str:
    """What was found of one instance, to read."""
    return (
        f"{one['instance']}: {one['workers']} workers, at least {one['bound']} ({one['status']}), "
        f"after {one['seconds']} s."
    )

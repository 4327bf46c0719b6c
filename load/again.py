"""What comes after a plan stands, by the command line: somebody falls ill, and a citizen asks for free times.

The seconds are those the hub's commands tell of their parts, without starting Python and reading files: a hub
that runs has done both. Each repaired plan is judged by `hub schedule check`.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from load.cli import hub

DAYS = 60


def illness(file: Path, proposal: Path) -> dict[str, Any]:
    """Whoever has most to do falls ill for all of it, then the one in the middle; the worse of both."""
    counts = Counter(json.loads(proposal.read_text())["assignments"].values())
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    found = [_fell_ill(file, proposal, ranked[at]) for at in sorted({0, len(ranked) // 2})]
    worst = {name: max(each[name] for each in found) for name in ("substitutes_ms", "repair_s", "moved")}
    return {**worst, "of": found}


def _fell_ill(file: Path, proposal: Path, person: str) -> dict[str, Any]:
    repaired = proposal.with_name("repaired.json")
    answer = hub("schedule", "repair", file, proposal, "--sick", person, "--json", "--output", repaired)
    told = json.loads(answer)
    parts = told["seconds"]
    names = parts["plan"] + parts["substitutes"]
    return {
        "person": person,
        "lost": told["lost"],
        "unfilled": len(told["unfilled"]),
        "moved": len(told["moved"]),
        "substitutes_ms": round(1000 * names, 1),
        "repair_s": round(names + parts["repair"], 3),
        "seconds": parts,
        "verdict": hub("schedule", "check", file, repaired).strip(),
    }


def free_times(problem: dict[str, Any], proposal: Path) -> dict[str, Any]:
    """Free times of everybody for DAYS days beside the plan, which counts as told to everybody."""
    given = json.loads(proposal.read_text())["assignments"]
    told = [{**each, "published": given.get(each["id"])} for each in problem["demands"]]
    file = proposal.with_name("told.json")
    file.write_text(json.dumps({**problem, "demands": told}))
    found = json.loads(hub("booking", "free", file, "--days", str(DAYS), "--json"))
    return {name: found[name] for name in ("professionals", "days", "times", "milliseconds")}

"""How long packets stay in a worker: quantiles out of two readings of its histogram (`GetStats`, `ages`)."""

from typing import Any

from load.commands import WorkerSocket

Ages = list[Any]
"""[[up to milliseconds, packets], ...], from the worker's start on."""


def ages(link: WorkerSocket) -> Ages:
    """A reading of now."""
    found: Ages = link.ask("GetStats")["stats"]["ages"]
    return found


def between(before: Ages, after: Ages) -> dict[str, float | None]:
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

"""Judges an answer without knowing how it was found: every rule is looked at anew, job by job."""

from dataclasses import dataclass
from itertools import pairwise

from hub.matching.jobs import Instance


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` in plain English, empty when the answer holds; `workers` is how many it needs."""

    workers: int
    faults: tuple[str, ...]


def judge(instance: Instance, assignment: list[int]) -> Verdict:
    """Whether everybody is qualified and nobody is in two places at once."""
    faults = []
    if len(assignment) != len(instance.jobs):
        faults.append(f"{len(assignment)} answers for {len(instance.jobs)} jobs")
    days: dict[int, list[tuple[int, int, int]]] = {}
    for number, (job, worker) in enumerate(zip(instance.jobs, assignment, strict=False)):
        if not 0 <= worker < len(instance.qualified):
            faults.append(f"job {number}: there is no worker {worker}")
        elif number not in instance.qualified[worker]:
            faults.append(f"job {number}: worker {worker} is not qualified")
        days.setdefault(worker, []).append((job.start, job.end, number))
    for worker, day in days.items():
        day.sort()
        faults += [
            f"worker {worker}: jobs {first} and {second} clash"
            for (_, end, first), (start, _, second) in pairwise(day)
            if start < end
        ]
    return Verdict(len(days), tuple(faults))

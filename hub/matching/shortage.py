"""Jobs under way at one instant for which there are too few workers, or one nobody may do. Pure.

By Hall's theorem jobs that overlap can each have a worker of their own unless some of them are more than all
the workers who may do any of them. What is found is such a set from which no job can be left out: the jobs
reached from the one left over by giving others' workers to it (Kuhn, "The Hungarian method", 1955). Where no
such set is there the instance may still have no answer; that is not told here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.matching.jobs import Instance


@dataclass(frozen=True, slots=True)
class Shortage:
    """Jobs under way at once, and the fewer workers who may do any of them; by number, both in order."""

    jobs: tuple[int, ...]
    workers: tuple[int, ...]


def shortage(instance: Instance) -> Shortage | None:
    """The smallest one found, the earliest of those; None if every instant has workers enough."""
    posts = _Posts(instance)
    least: Shortage | None = None
    for job, begins in _changes(instance):
        if not begins:
            posts.leave(job)
            continue
        found = posts.fill(job)
        if found is not None and (least is None or len(found.jobs) < len(least.jobs)):
            least = found
    return least


def _changes(instance: Instance) -> Iterator[tuple[int, bool]]:
    """Jobs as they end and begin; what ends when another begins ends first."""
    jobs = enumerate(instance.jobs)
    moments = [(moment, begins, at) for at, job in jobs for moment, begins in ((job.start, 1), (job.end, 0))]
    yield from ((at, bool(begins)) for _, begins, at in sorted(moments))


class _Posts:
    """Who does what of the jobs under way, each somebody else."""

    def __init__(self, instance: Instance) -> None:
        self._able: list[list[int]] = [[] for _ in instance.jobs]
        for worker, jobs in enumerate(instance.qualified):
            for job in jobs:
                self._able[job].append(worker)
        self._job_of: dict[int, int] = {}
        self._worker_of: dict[int, int] = {}

    def leave(self, job: int) -> None:
        """It is over; its worker, if it had one, is free."""
        worker = self._worker_of.pop(job, None)
        if worker is not None:
            del self._job_of[worker]

    def fill(self, job: int) -> Shortage | None:
        """Give it a worker, moving others from job to job if need be; None if that went well."""
        came: dict[int, int] = {}
        reached = [job]
        for at in reached:
            for worker in self._able[at]:
                if worker in came:
                    continue
                came[worker] = at
                if worker not in self._job_of:
                    self._shift(worker, came)
                    return None
                reached.append(self._job_of[worker])
        return Shortage(tuple(sorted(reached)), tuple(sorted(came)))

    def _shift(self, worker: int | None, came: dict[int, int]) -> None:
        """Each takes the job by which she was reached, back to the one that had nobody."""
        while worker is not None:
            job = came[worker]
            worker_before = self._worker_of.get(job)
            self._worker_of[job], self._job_of[worker] = worker, job
            worker = worker_before

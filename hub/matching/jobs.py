"""Fixed jobs and the workers who may do them: the matching problem with everything else taken away.

Times are whole numbers on one line, half open: a job that starts when another ends does not clash with it.
Reading files lives in `smptsp`, looking for few workers in `fewest`, judging an answer in `verdict`.
"""

from dataclasses import dataclass, field

from hub.errors import BadInput


@dataclass(frozen=True, slots=True)
class Job:
    """Somebody must be there from `start` until `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Instance:
    """`qualified[w]` are the indices of the jobs that worker w may do; `lines[j]` is where job j stands in
    its file, counted from 1, if it was read from one."""

    jobs: tuple[Job, ...]
    qualified: tuple[frozenset[int], ...]
    lines: tuple[int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Raises BadInput, naming the place: `jobs[3]`, `workers[2]`."""
        for index, job in enumerate(self.jobs):
            if job.end <= job.start:
                raise BadInput(
                    "job_without_length",
                    f"jobs[{index}]",
                    "Opgaven slutter, før den begynder.",
                    "The job ends before it begins.",
                )
        known = range(len(self.jobs))
        for index, jobs in enumerate(self.qualified):
            if any(job not in known for job in jobs):
                raise BadInput(
                    "unknown_job",
                    f"workers[{index}]",
                    "Medarbejderen er sat på en opgave, der ikke findes.",
                    "The worker is qualified for a job that does not exist.",
                )


def most_at_once(jobs: tuple[Job, ...]) -> int:
    """The largest number of jobs under way at one instant: nobody can manage with fewer workers."""
    changes = sorted([(job.start, 1) for job in jobs] + [(job.end, -1) for job in jobs])
    under_way = most = 0
    for _, change in changes:
        under_way += change
        most = max(most, under_way)
    return most

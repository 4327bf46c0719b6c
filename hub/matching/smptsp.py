"""The file format of the public instances of the shift minimisation personnel task scheduling problem.

Krishnamoorthy, Ernst and Baatar, European Journal of Operational Research 219 (2012) 34-48:
`Jobs = n` and n lines `start end`, then `Qualifications = m` and m lines `count: job job ...`. Lines that
begin with # are comments.
"""

import itertools
import re
from collections.abc import Iterator

from hub.errors import BadInput
from hub.matching.jobs import Instance, Job

MAX_LINES = 200_000
_HEAD = re.compile(r"(Type|Jobs|Qualifications)\s*=\s*(\d{1,6})\s*", re.ASCII)
_JOB = re.compile(r"\s*(\d{1,9})\s+(\d{1,9})\s*", re.ASCII)
_WORKER = re.compile(r"\s*(\d{1,6})\s*:((?:\s*\d{1,6})*)\s*", re.ASCII)


def parse(text: str) -> Instance:
    """Read one file. Raises BadInput whose field is `line N`, also where jobs or workers are missing or
    told twice."""
    lines = _meaningful(text)
    jobs: list[Job] = []
    workers: list[frozenset[int]] = []
    told: set[str] = set()
    places: list[int] = []
    number = 1
    for number, line in lines:
        head = _HEAD.fullmatch(line)
        if head is None:
            raise _wrong(number)
        name, count = head[1], int(head[2])
        if name in told:
            raise _wrong(number)
        told.add(name)
        if name == "Jobs":
            taken = _take(lines, count, number)
            jobs += [_job(*line) for line in taken]
            places += [place for place, _ in taken]
        elif name == "Qualifications":
            workers += [_worker(*line) for line in _take(lines, count, number)]
    if not told >= {"Jobs", "Qualifications"}:
        raise _wrong(number)
    return Instance(tuple(jobs), tuple(workers), tuple(places))


def write(assignment: list[int]) -> str:
    """One line for each job, the number of its worker, both counted from 0."""
    return "".join(f"{worker}\n" for worker in assignment)


def parse_assignment(text: str) -> list[int]:
    """What `write` wrote. Raises BadInput."""
    found = []
    for number, line in _meaningful(text):
        if not re.fullmatch(r"\s*\d{1,6}\s*", line, re.ASCII):
            raise _wrong(number)
        found.append(int(line))
    return found


def _meaningful(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if number > MAX_LINES:
            raise _wrong(number)
        if line.strip() and not line.startswith("#"):
            yield number, line


def _take(lines: Iterator[tuple[int, str]], count: int, head: int) -> list[tuple[int, str]]:
    taken = list(itertools.islice(lines, count))
    if len(taken) < count:
        raise _wrong(taken[-1][0] if taken else head)
    return taken


def _job(number: int, line: str) -> Job:
    found = _JOB.fullmatch(line)
    if found is None:
        raise _wrong(number)
    return Job(int(found[1]), int(found[2]))


def _worker(number: int, line: str) -> frozenset[int]:
    found = _WORKER.fullmatch(line)
    if found is None:
        raise _wrong(number)
    jobs = [int(job) for job in found[2].split()]
    if len(jobs) != int(found[1]):
        raise _wrong(number)
    return frozenset(jobs)


def _wrong(number: int) -> BadInput:
    return BadInput(
        "unreadable_line", f"line {number}", "Linjen kan ikke læses.", "This line cannot be read."
    )


def too_long() -> BadInput:
    """A file that is larger than any real one."""
    return BadInput("file_too_long", "file", "Filen er for stor.", "The file is too large.")

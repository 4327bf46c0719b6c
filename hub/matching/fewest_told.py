"""What `hub schedule solve --format smptsp` answers: as one object, and in words."""

import random
import time

import msgspec

from hub.matching.fewest import Search
from hub.matching.jobs import Instance, most_at_once
from hub.matching.shortage import Shortage, shortage

STEPS_BETWEEN_LOOKS = 500
LISTED = 10
"""So many numbers are read out; `--json` has all."""


class Reason(msgspec.Struct, frozen=True):
    """Why there is no answer: jobs under way at once, where they stand in the file, who may do any."""

    jobs: list[int]
    lines: list[int]
    workers: list[int]


class Answer(msgspec.Struct, frozen=True):
    """What `--json` prints for `--format smptsp`; the README says what each means."""

    status: str
    value: int | None
    bound: int
    seconds: float
    assignment: list[int]
    reason: Reason | None = None


def solve(instance: Instance, seconds: float, seed: int) -> Answer:
    """The fewest workers found in `seconds`, or why there is no answer, which is told at once."""
    began = time.monotonic()
    short = shortage(instance)
    if short is not None:
        spent = round(time.monotonic() - began, 3)
        return Answer("infeasible", None, most_at_once(instance.jobs), spent, [], _reason(instance, short))
    search = Search(instance, random.Random(seed))  # noqa: S311 - a search, not a secret
    while not search.proven and time.monotonic() - began < seconds:
        search.run(STEPS_BETWEEN_LOOKS)
    spent = round(time.monotonic() - began, 3)
    if search.best is None:
        return Answer("unknown", None, search.bound, spent, [])
    status = "optimal" if search.proven else "feasible"
    return Answer(status, search.workers, search.bound, spent, search.best)


def _reason(instance: Instance, short: Shortage) -> Reason:
    return Reason(list(short.jobs), [instance.lines[job] for job in short.jobs], list(short.workers))


def in_words(answer: Answer) -> str:
    """One sentence."""
    if answer.reason is not None:
        return _impossible(answer.reason)
    if answer.value is None:
        return "No assignment was found in this time. Try more --seconds."
    if answer.status == "optimal":
        return f"{answer.value} workers, and nobody can do with fewer. {answer.seconds} seconds."
    return f"{answer.value} workers; {answer.bound} or more are needed. {answer.seconds} seconds."


def _impossible(reason: Reason) -> str:
    if not reason.workers:
        return f"It cannot be done: nobody may do job {reason.jobs[0]} (line {reason.lines[0]})."
    jobs, lines = _listed(reason.jobs), _listed(reason.lines)
    few = len(reason.workers)
    who = f"only worker {reason.workers[0]} may do any of them"
    if few > 1:
        who = f"only {few} workers may do any of them: {_listed(reason.workers)}"
    return f"It cannot be done: jobs {jobs} (lines {lines}) overlap, and {who}."


def _listed(numbers: list[int]) -> str:
    """The first of them by number."""
    more = f" and {len(numbers) - LISTED} more" if len(numbers) > LISTED else ""
    return ", ".join(map(str, numbers[:LISTED])) + more

"""A search in a process of its own: a problem on standard input, lines of JSON on standard output.

Nothing of the hub is here but the engine: no database, no settings. A line is `Beat` while it searches and
`Found` at the end; a problem that makes no sense is `Refusal`. Started by `hub.schedule.process`.
"""

import os
import sys
from collections.abc import Iterable

import msgspec

from hub.errors import BadInput
from hub.matching import reading, runner
from hub.matching.constraints import Situation
from hub.matching.explain import Unfilled
from hub.matching.reasons import Reasons, Sentence

NICENESS = 10
"""Behind live sound and pictures on the same machine."""
BEAT_SECONDS = 0.5


class Task(msgspec.Struct, frozen=True):
    """The first line of standard input; the problem is the rest."""

    seconds: float
    seed: int


class Beat(msgspec.Struct, frozen=True, tag="beat"):
    """Still there: the part of the search, the seconds gone, the points of the plan as it is."""

    part: str
    gone: float
    points: float


class Found(msgspec.Struct, frozen=True, tag="found"):
    """The plan, by the names of the problem, with why each has what she has, or why nobody can."""

    points: float
    bound: float
    by_constraint: dict[str, float]
    assignments: dict[str, str]
    why: dict[str, list[Sentence]]


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """The problem cannot be searched; `code` and the place in it."""

    code: str
    field: str


Line = Beat | Found | Refusal


def main() -> None:
    """Search, and tell."""
    os.nice(NICENESS)
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    said = 0.0

    def progress(part: str, gone: float, points: float) -> None:
        nonlocal said
        if gone - said >= BEAT_SECONDS:
            said = gone
            _say(Beat(part, gone, points))

    try:
        data = sys.stdin.buffer.read()
        _say(_found(data, runner.solve(data, task.seconds, task.seed, progress)))
    except BadInput as error:
        _say(Refusal(error.code, error.field))


def _found(data: bytes, answer: runner.Answer) -> Found:
    now = Situation(reading.problem(data), answer.assignments)
    return Found(
        points=answer.points,
        bound=answer.bound,
        by_constraint=answer.by_constraint,
        assignments=answer.assignments,
        why=sentences(now, answer.unfilled),
    )


def sentences(now: Situation, unfilled: Iterable[Unfilled]) -> dict[str, list[Sentence]]:
    """By demand why each has what she has, or why nobody can."""
    reasons = Reasons(now)
    why = {demand.id: reasons.why(demand, person) for demand, person in now.pairs()}
    return why | {each.demand: [Sentence("against", each.da, each.en)] for each in unfilled}


def _say(line: Line) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

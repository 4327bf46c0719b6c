"""Runs a search for so many seconds, with the bound in a process of its own: the clock is held here."""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor

import msgspec

from hub.matching.bound import Bound
from hub.matching.constraints import Situation
from hub.matching.explain import Unfilled, why_unfilled
from hub.matching.grid import Grid
from hub.matching.plan import NOBODY
from hub.matching.reading import problem as read
from hub.matching.scoring import judge
from hub.matching.search import Search
from hub.matching.wire import Problem, Proposal

MOST_REASONS = 100
Progress = Callable[[str, float, float], None]
"""Told the part of the search, the seconds gone and the points of the plan as it is."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What `--json` prints; the README says what each means."""

    status: str
    points: float
    bound: float
    gap: float
    certain: float
    by_constraint: dict[str, float]
    demands: int
    filled: int
    first_seconds: float
    seconds: float
    unfilled: list[Unfilled]
    assignments: dict[str, str]


def solve(data: bytes, seconds: float, seed: int, progress: Progress | None = None) -> Answer:
    """Match the problem in `data` for about `seconds`, then count what was found. Raises BadInput.

    The search takes the same steps for the same seed; how many of them fit into the time is the machine's.
    """
    began = time.monotonic()
    problem = read(data)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as other:
        proven: Future[float] = other.submit(prove, data, seconds)
        search, first = _search(problem, seconds, seed, began, progress)
        proposal = _said(search)
        return _count(search.grid, proposal, proven.result(), first, began)


def prove(data: bytes, seconds: float) -> float:
    """A proven bound for the problem in `data`, worked on for `seconds`."""
    began = time.monotonic()
    search = Search(Grid(read(data)), random.Random(0))  # noqa: S311 - a search, not a secret
    for _ in search.construct():
        pass
    bound = Bound(search.grid, search.plan.load, search.plan.surplus)
    bound.round()
    while time.monotonic() - began < seconds:
        bound.round()
    return bound.best


def _search(
    problem: Problem, seconds: float, seed: int, began: float, progress: Progress | None
) -> tuple[Search, float]:
    """The search when its time was up, and the seconds until its first whole plan."""
    search = Search(Grid(problem), random.Random(seed), _published(problem))  # noqa: S311 - as above
    first = 0.0
    for part in search.run():
        gone = time.monotonic() - began
        if part != "construct" and not first:
            first = gone
        if progress is not None:
            progress(part, gone, search.points)
        if gone >= seconds and first:
            break
    search.finish()
    return search, first or time.monotonic() - began


def _published(problem: Problem) -> dict[int, int]:
    person = {each.id: at for at, each in enumerate(problem.professionals)}
    return {d: person[each.published] for d, each in enumerate(problem.demands) if each.published is not None}


def _said(search: Search) -> Proposal:
    people, who = search.grid.problem.professionals, search.grid.who
    demands = search.grid.problem.demands
    return Proposal(
        assignments={
            demands[d].id: people[who[d][choice]].id
            for d, choice in enumerate(search.best)
            if choice != NOBODY
        }
    )


def _count(grid: Grid, proposal: Proposal, bound: float, first: float, began: float) -> Answer:
    problem = grid.problem
    verdict = judge(problem, proposal)
    if verdict.faults:
        raise RuntimeError(f"the search broke {verdict.faults[0].constraint}")
    now = Situation(problem, proposal.assignments)
    missing = [each for each in problem.demands if each.id not in proposal.assignments]
    gap = (verdict.total - bound) / bound if bound > 0 else float(verdict.total > 1e-9)
    return Answer(
        status="optimal" if gap <= 1e-9 else "feasible",
        points=round(verdict.total, 6),
        bound=round(bound, 6),
        gap=round(gap, 6),
        certain=sum(points for points, who in zip(grid.unfilled, grid.who, strict=True) if not who),
        by_constraint={name: round(points, 6) for name, points in verdict.points.items()},
        demands=len(problem.demands),
        filled=len(proposal.assignments),
        first_seconds=round(first, 3),
        seconds=round(time.monotonic() - began, 3),
        unfilled=[why_unfilled(now, each) for each in missing[:MOST_REASONS]],
        assignments=proposal.assignments,
    )

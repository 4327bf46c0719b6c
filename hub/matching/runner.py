"""Runs a search for so many seconds, with the bound in a process of its own: the clock is held here.

Where the extra `exact` is installed its two processes do the work, and this one only hands over and listens.
"""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor

import msgspec

from hub.matching import exact
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
CONSTRUCT, DESCEND = "construct", "descend"
PLAIN, EXACT = "plain", "exact"
SAME = 1e-6
"""Points and bound that differ by this share of them are the same."""
MOST_SILENCE, QUICK = 0.25, 1.0
"""Seconds without progress told, and for a bound of our own when there is no other."""
Stop = Callable[[], bool]
"""Asked between steps whether to end now; the best plan so far is the answer."""
Progress = Callable[[str, float, float], None]
"""Told the part of the search, the seconds gone and the points of the plan as it is."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What `--json` prints; the README says what each means."""

    solver: str
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


def solve(
    data: bytes,
    seconds: float,
    seed: int,
    progress: Progress | None = None,
    *,
    plain: bool = False,
    stop: Stop | None = None,
) -> Answer:
    """Match the problem in `data` for about `seconds`, then count what was found. Raises BadInput.

    With the extra `exact` (and not `plain`) plans and the bound come from its two processes. A search takes
    the same steps for the same seed; how many of them fit into the time is the machine's.
    """
    clock = Clock(time.monotonic(), seconds, progress, stop)
    problem = read(data)
    if exact.installed() and not plain:
        return _exactly(problem, seed, clock)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as other:
        proven: Future[float] = other.submit(prove, data, seconds)
        search = _begin(problem, seed)
        for part in search.run():
            if clock.over(part, search.points):
                break
        search.finish()
        return _count(search, proven.result(), clock, PLAIN)


class Clock:
    """How long a search has gone on, and whether it is over: its time is up, or somebody stopped it."""

    def __init__(self, began: float, seconds: float, progress: Progress | None, stop: Stop | None) -> None:
        self.began, self.ends = began, began + seconds
        self.first = 0.0
        self._progress, self._stop = progress, stop

    @property
    def gone(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    def over(self, part: str, points: float) -> bool:
        """Tell the part and the points; whether a search that has a whole plan should end."""
        gone = self.gone
        if part != CONSTRUCT and not self.first:
            self.first = gone
        if self._progress is not None:
            self._progress(part, gone, points)
        stopped = self._stop is not None and self._stop()
        return bool(self.first) and (stopped or time.monotonic() >= self.ends)


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


def _begin(problem: Problem, seed: int) -> Search:
    return Search(Grid(problem), random.Random(seed), _published(problem))  # noqa: S311 - as above


def _exactly(problem: Problem, seed: int, clock: Clock) -> Answer:
    """Construct here, hand over, and search on here only until the first plan comes back."""
    search = _begin(problem, seed)
    parts, part, over = search.run(), CONSTRUCT, False
    while part == CONSTRUCT:
        part = next(parts, DESCEND)
        over = clock.over(part, search.points)
    points = search.plan.points()
    with exact.Helpers(exact.arrays(search.grid), search.plan.person, points, seed, clock.ends) as others:
        while not over:
            if others.who is None or not others.searching:
                part = next(parts, DESCEND)
                others.hear(0.0)
            else:
                others.hear(min(MOST_SILENCE, max(clock.ends - time.monotonic(), 0.0)))
            over = clock.over(part, min(search.points, others.points)) or _proven(others)
        others.hear_last()
    search.finish()
    if others.who is not None:
        search.offer(others.who)
    return _count(search, _bounded(search, others.bound), clock, EXACT)


def _proven(others: exact.Helpers) -> bool:
    return others.bound is not None and others.points - others.bound <= SAME * max(others.points, 1.0)


def _bounded(search: Search, bound: float | None) -> float:
    """The bound of the other process, or a quick one of our own if it came to none."""
    if bound is not None:
        return bound
    quick, until = Bound(search.grid, search.plan.load, search.plan.surplus), time.monotonic() + QUICK
    quick.round()
    while time.monotonic() < until:
        quick.round()
    return quick.best


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


def _count(search: Search, bound: float, clock: Clock, solver: str) -> Answer:
    grid, proposal = search.grid, _said(search)
    problem = grid.problem
    verdict = judge(problem, proposal)
    if verdict.faults:
        raise RuntimeError(f"the search broke {verdict.faults[0].constraint}")
    if bound > verdict.total * (1 + SAME) + SAME:
        raise RuntimeError(f"a bound of {bound} lies above a plan of {verdict.total} points")
    bound = min(bound, verdict.total)
    now = Situation(problem, proposal.assignments)
    missing = [each for each in problem.demands if each.id not in proposal.assignments]
    gap = (verdict.total - bound) / bound if bound > 0 else float(verdict.total > SAME)
    return Answer(
        solver=solver,
        status="optimal" if gap <= SAME else "feasible",
        points=round(verdict.total, 6),
        bound=round(bound, 6),
        gap=round(gap, 6),
        certain=sum(points for points, who in zip(grid.unfilled, grid.who, strict=True) if not who),
        by_constraint={name: round(points, 6) for name, points in verdict.points.items()},
        demands=len(problem.demands),
        filled=len(proposal.assignments),
        first_seconds=round(clock.first, 3),
        seconds=round(clock.gone, 3),
        unfilled=[why_unfilled(now, each) for each in missing[:MOST_REASONS]],
        assignments=proposal.assignments,
    )

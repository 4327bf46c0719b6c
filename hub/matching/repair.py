"""A plan after somebody fell ill: who steps in for each demand, and a plan repaired with few moves. Pure.

A demand that is lost goes to whom it costs least. Where nobody can step in just so, somebody can whose own
demand moves to another, in one step or two (an ejection chain: Glover, Discrete Applied Mathematics 65,
1996): first all ways with one step, then with two, and of those the cheapest. Nothing else of the plan moves.
Deterministic; how long it may look is counted in looks at a pair, never in seconds.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from hub.matching.grid import OWN, Grid
from hub.matching.plan import NOBODY, Plan
from hub.matching.wire import Demand, Problem, Proposal, Span

MOST_MOVED = 3
"""Other assignments that one repair may change."""

STEPS = 2
LOOKS = 120_000
"""At pairs, for all chains of one repair: some half a second. Only large problems ever reach it."""


class Repaired(msgspec.Struct, frozen=True):
    """`moved`: demands that were not lost and have somebody else now; `unfilled`: lost, with nobody."""

    assignments: dict[str, str]
    moved: list[str]
    unfilled: list[str]


def without(
    problem: Problem, proposal: Proposal, person: str, first: dt.date, last: dt.date
) -> tuple[Problem, Proposal, list[str]]:
    """The problem and the plan when `person` is away from `first` to `last` (both included), and what
    is lost. Illness is stronger than a pin: those on what is lost are lifted.
    """
    given = proposal.assignments
    lost = {
        each.id
        for each in problem.demands
        if given.get(each.id) == person and first <= each.starts.date() <= last
    }
    ends = min(last, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
    away = Span(starts=dt.datetime.combine(first, dt.time()), ends=dt.datetime.combine(ends, dt.time()))
    people = [
        msgspec.structs.replace(each, away=[*each.away, away]) if each.id == person else each
        for each in problem.professionals
    ]
    demands = [_lifted(each) if each.id in lost else each for each in problem.demands]
    left = {demand: who for demand, who in given.items() if demand not in lost}
    return (
        msgspec.structs.replace(problem, professionals=people, demands=demands),
        Proposal(assignments=left),
        [each.id for each in problem.demands if each.id in lost],
    )


def begun(problem: Problem, proposal: Proposal) -> Plan:
    """The proposal as a plan, whatever it breaks. Who else may fill something is found out when asked."""
    grid = Grid(problem, settled=proposal.assignments)
    plan = Plan(grid)
    for d, each in enumerate(problem.demands):
        if each.id in proposal.assignments:
            plan.give(d, 0)
    return plan


def repair(plan: Plan, lost: Iterable[int], *, most: int = MOST_MOVED, looks: int = LOOKS) -> Repaired:
    """Fill the `lost` demands (nobody fills them now) and so change `plan`; at most `most` others move."""
    before = list(plan.person)
    mending = _Mending(plan, frozenset(lost), most)
    waiting = sorted(mending.lost, key=lambda d: (len(plan.grid.who[d]), plan.grid.start[d], d))
    left = [d for d in waiting if not mending.fill(d, 0, len(plan.grid.who[d]))]
    for d in left:
        any(mending.fill(d, steps, looks // len(left) // STEPS) for steps in range(STEPS + 1))
    return _told(plan, before, waiting)


class _Mending:
    """One repair under way. `moved`: others that have moved so far."""

    def __init__(self, plan: Plan, lost: frozenset[int], most: int) -> None:
        self.plan, self.grid = plan, plan.grid
        self.lost, self.moved = lost, set[int]()
        self._most, self._open = most, set(lost)
        self._lent: dict[int, set[int]] = defaultdict(set)
        for d, choice in enumerate(plan.choice):
            self._note(d, choice)

    def fill(self, d: int, steps: int, looks: int) -> bool:
        """Fill d at the least cost with up to `steps` demands moved on; False if there is no way."""
        self._looks, self._least = looks, float("inf")
        self._best: list[tuple[int, int]] = []
        self._path: list[tuple[int, int]] = []
        self._taken: list[int] = []
        self._place((d,), steps, 0.0)
        for each, _ in self._best:
            if self.plan.choice[each] != NOBODY:
                self.plan.take(each)
        for each, choice in self._best:
            self.plan.give(each, choice)
            self._note(each, choice)
        self.moved.update(each for each, _ in self._best if each not in self.lost)
        return bool(self._best)

    def _note(self, d: int, choice: int) -> None:
        """Remember what may be lent under an agreement; what has moved on since is left out when read."""
        if choice != NOBODY and self.grid.under[d][choice] != OWN:
            self._lent[self.grid.under[d][choice]].add(d)

    def _place(self, waiting: Sequence[int], steps: int, points: float) -> None:
        if not waiting:
            if points < self._least:
                self._least, self._best = points, list(self._path)
            return
        *rest, d = waiting
        for choice in range(len(self.grid.who[d])):
            if self._looks <= 0:
                return
            self._looks -= 1
            self._at(d, choice, rest, steps, points)

    def _at(self, d: int, choice: int, rest: Sequence[int], steps: int, points: float) -> None:
        """Give d to its `choice`, if need be by moving on what stands in the way."""
        plan = self.plan
        if plan.fits(d, choice):
            added = plan.price(d, choice)
            plan.give(d, choice)
            self._path.append((d, choice))
            self._place(rest, steps, points + added)
            self._path.pop()
            plan.take(d)
        elif steps:
            for e in self._in_the_way(d, choice):
                was = plan.take(e)
                self._taken.append(e)
                self._at(d, choice, [*rest, e], steps - 1, points - plan.price(e, was))
                self._taken.pop()
                plan.give(e, was)

    def _in_the_way(self, d: int, choice: int) -> list[int]:
        """Demands of which one at least must move for d to have its `choice`. Pinned ones will not."""
        plan, grid, p = self.plan, self.grid, self.grid.who[d][choice]
        clashes = plan.clashes(d, p)
        if clashes:
            return [e for e in clashes[:1] if self._may_move(e)]
        held, length = plan.held(p), grid.length[d]
        day = [e for e in held if grid.day[e] == grid.day[d]]
        week = [e for e in held if grid.week[e] == grid.week[d]]
        if sum(grid.length[e] for e in day) + length > grid.daily[p]:
            found = day
        elif sum(grid.length[e] for e in week) + length > grid.weekly[p]:
            found = week
        else:
            found = self._lent_under(grid.under[d][choice])
        return [e for e in found if self._may_move(e)]

    def _lent_under(self, agreement: int) -> list[int]:
        plan, under = self.plan, self.grid.under
        noted = sorted(self._lent[agreement])
        filled = [e for e in noted if plan.choice[e] != NOBODY]
        return [e for e in filled if under[e][plan.choice[e]] == agreement]

    def _may_move(self, e: int) -> bool:
        if any(e == placed for placed, _ in self._path):
            return False
        return len(self.moved.union(self._taken, (e,)) - self.lost) <= self._most and self._opened(e)

    def _opened(self, e: int) -> bool:
        """Whether e may stand where it stands; from now on it is known who else may fill it."""
        plan, grid = self.plan, self.grid
        if e not in self._open:
            self._open.add(e)
            grid.open(e)
            p = plan.person[e]
            plan.choice[e] = grid.who[e].index(p) if p in grid.who[e] else NOBODY
        return plan.choice[e] != NOBODY


def _lifted(demand: Demand) -> Demand:
    return msgspec.structs.replace(demand, pinned=None)


def _told(plan: Plan, before: Sequence[int], lost: Iterable[int]) -> Repaired:
    demands, people = plan.grid.problem.demands, plan.grid.problem.professionals
    filled = [(d, p) for d, p in enumerate(plan.person) if p != NOBODY]
    return Repaired(
        {demands[d].id: people[p].id for d, p in filled},
        [demands[d].id for d, p in filled if before[d] not in (NOBODY, p)],
        sorted(demands[d].id for d in lost if plan.person[d] == NOBODY),
    )

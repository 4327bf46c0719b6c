"""The search for a good plan: place everybody, change for the better, then anneal. Pure.

Every moment's plan is whole, so whoever runs the search may stop it at any step. Deterministic for a seed:
progress is counted in looks at demands, never in seconds.

1. `construct`: the scarcest demands first, each to whom it costs least.
2. `descend`: a demand to somebody better; a series to one person; a demand that finds nobody moves one other.
3. `anneal`: the same moves drawn by chance, and some that cost are taken, fewer as it cools (Kirkpatrick,
   Gelatt and Vecchi, Science 220, 1983). It starts warm again and again, each time for twice as long. What
   lies in lumps, the hours of a series, is where descending alone gets stuck.
"""

from collections.abc import Iterator
from math import exp
from typing import Protocol

from hub.matching.grid import Grid
from hub.matching.plan import NOBODY, Plan

GAIN = 1e-9
LOOKS = 200
"""Between two moments at which the search may be stopped."""
WARM, COLD, FIRST_ROUND = 6.0, 0.02, 40
"""Points that chance forgives as a round begins and ends; looks at each demand in the first round."""


class Chance(Protocol):
    """What is used of a seeded `random.Random`; whoever starts the search owns the seed."""

    def random(self) -> float: ...
    def shuffle(self, items: list[int], /) -> None: ...


class Search:
    """`best` is the choice for each demand (NOBODY: unfilled) of the best plan so far, `points` its cost."""

    def __init__(self, grid: Grid, chance: Chance, start: dict[int, int] | None = None) -> None:
        """`start` (demand to professional) is kept where the limits still allow it; pins come first."""
        self.grid = grid
        self.plan = Plan(grid)
        self._chance = chance
        self._free = [d for d, who in enumerate(grid.who) if grid.pinned[d] is None and who]
        self._series = [
            members
            for members in grid.members
            if all(grid.pinned[d] is None for d in members) and members[1:]
        ]
        self._shared = [sorted(set.intersection(*(set(grid.who[d]) for d in each))) for each in self._series]
        self._begin(start or {})
        self.best: list[int] = []
        self.points = float("inf")
        self._keep()

    def run(self) -> Iterator[str]:
        """The three parts one after the other, without end; yields the part's name every so many looks."""
        for part, steps in (("construct", self.construct()), ("descend", self.descend())):
            for _ in steps:
                yield part
            self._keep()
        looks = FIRST_ROUND * max(len(self._free), 1)
        while self._free:
            for _ in self.anneal(looks):
                yield "anneal"
            for _ in self.descend():
                yield "descend"
            self._keep()
            looks *= 2

    def finish(self) -> None:
        """Stopped in the middle: keep the plan as it is if it is the best."""
        self._keep()

    def offer(self, who: list[int]) -> None:
        """A plan found elsewhere, the professional (NOBODY: none) for each demand: kept if it is the best."""
        plan, grid = Plan(self.grid), self.grid
        for d, p in enumerate(who):
            if p != NOBODY:
                plan.give(d, grid.who[d].index(p))
        if plan.points() < self.points:
            self.best, self.points = list(plan.choice), plan.points()

    def construct(self) -> Iterator[None]:
        """Place what nobody fills, the demands with the fewest who may first."""
        grid, plan = self.grid, self.plan
        waiting = [d for d in self._free if plan.person[d] == NOBODY]
        waiting.sort(key=lambda d: (len(grid.who[d]), grid.start[d], d))
        for count, d in enumerate(waiting):
            self._place(d, 0.0)
            if count % LOOKS == LOOKS - 1:
                yield

    def descend(self) -> Iterator[None]:
        """Rounds over everything in changing order until nothing gains."""
        order, gained = list(self._free), 1.0
        while gained > GAIN:
            gained = 0.0
            self._chance.shuffle(order)
            for count, d in enumerate(order):
                gained += self._better(d)
                if count % LOOKS == LOOKS - 1:
                    yield
            for at in range(len(self._series)):
                gained += self._together(at)
            yield

    def anneal(self, looks: int) -> Iterator[None]:
        """One round of cooling, `looks` draws long."""
        chance, heat = self._chance.random, WARM
        cooling = (COLD / WARM) ** (LOOKS / looks)
        for look in range(looks):
            if chance() < 0.5 and self._series:
                self._draw_series(int(chance() * len(self._series)), heat)
            else:
                self._draw(self._free[int(chance() * len(self._free))], heat)
            if look % LOOKS == LOOKS - 1:
                heat *= cooling
                yield

    def _begin(self, start: dict[int, int]) -> None:
        grid, plan = self.grid, self.plan
        for d, pinned in enumerate(grid.pinned):
            if pinned is not None:
                plan.give(d, 0)
        for d, p in start.items():
            if plan.person[d] == NOBODY and p in grid.who[d]:
                choice = grid.who[d].index(p)
                if plan.fits(d, choice):
                    plan.give(d, choice)

    def _keep(self) -> None:
        points = self.plan.points()
        if points < self.points:
            self.best, self.points = list(self.plan.choice), points

    def _place(self, d: int, ceiling: float) -> float:
        """Give d to whom it costs least, if that is below `ceiling`; the points it added, or `ceiling`."""
        at, least = self.plan.cheapest(d, ceiling - GAIN)
        if at == NOBODY:
            return ceiling
        self.plan.give(d, at)
        return least

    def _better(self, d: int) -> float:
        """Give d to somebody better; the points gained."""
        plan = self.plan
        if plan.person[d] == NOBODY:
            return self._squeeze_in(d)
        was = plan.take(d)
        before = plan.price(d, was)
        after = self._place(d, before)
        if plan.person[d] == NOBODY:
            plan.give(d, was)
        return before - after

    def _squeeze_in(self, d: int) -> float:
        """Fill d, if need be by moving one other demand to somebody else; the points gained."""
        plan, grid = self.plan, self.grid
        points = self._place(d, 0.0)
        if plan.person[d] != NOBODY:
            return -points
        for choice, p in enumerate(grid.who[d]):
            clashes = plan.clashes(d, p)
            if len(clashes) == 1 and grid.pinned[clashes[0]] is None:
                gained = self._move_over(d, choice, clashes[0])
                if gained > GAIN:
                    return gained
        return 0.0

    def _move_over(self, d: int, choice: int, other: int) -> float:
        """Give d to its `choice`, and `other`, who stands in the way, to somebody else, if that gains."""
        plan = self.plan
        was = plan.take(other)
        before = plan.price(other, was)
        if plan.fits(d, choice):
            points = plan.price(d, choice)
            plan.give(d, choice)
            after = self._place(other, min(before - points, 0.0))
            if plan.person[other] != NOBODY:
                return before - after - points
            plan.take(d)
        plan.give(other, was)
        return 0.0

    def _together(self, at: int) -> float:
        """Give a whole series to the one person whom it costs least, if that gains; the points gained."""
        members = self._series[at]
        lifted = self._lift(members)
        before = sum(points for _, _, points in lifted)
        least, chosen = before - GAIN, NOBODY
        for p in self._shared[at]:
            points = self._try(members, p)
            if points is not None and points < least:
                least, chosen = points, p
        if chosen == NOBODY:
            self._put_back(lifted)
            return 0.0
        self._hand(members, chosen)
        return before - least

    def _draw(self, d: int, heat: float) -> None:
        """Give d to anybody, if that gains or chance forgives what it costs."""
        plan, choices = self.plan, self.grid.who[d]
        drawn = int(self._chance.random() * len(choices))
        was = plan.choice[d]
        if drawn == was:
            return
        before = 0.0
        if was != NOBODY:
            plan.take(d)
            before = plan.price(d, was)
        if self._forgiven(plan.price(d, drawn) - before, heat) and plan.fits(d, drawn):
            plan.give(d, drawn)
        elif was != NOBODY:
            plan.give(d, was)

    def _draw_series(self, at: int, heat: float) -> None:
        """Give a series to anybody who may have all of it, if that gains or chance forgives what it costs."""
        people, members = self._shared[at], self._series[at]
        if not people:
            return
        p = people[int(self._chance.random() * len(people))]
        lifted = self._lift(members)
        points = self._try(members, p)
        if points is not None and self._forgiven(points - sum(each for _, _, each in lifted), heat):
            self._hand(members, p)
        else:
            self._put_back(lifted)

    def _forgiven(self, cost: float, heat: float) -> bool:
        return cost <= 0 or (cost < 20 * heat and self._chance.random() < exp(-cost / heat))

    def _lift(self, members: list[int]) -> list[tuple[int, int, float]]:
        """Take everybody out of a series: demand, the choice it had, points it stood for."""
        plan, lifted = self.plan, []
        for d in members:
            was, points = plan.choice[d], 0.0
            if was != NOBODY:
                plan.take(d)
                points = plan.price(d, was)
            lifted.append((d, was, points))
        return lifted

    def _put_back(self, lifted: list[tuple[int, int, float]]) -> None:
        for d, was, _ in lifted:
            if was != NOBODY:
                self.plan.give(d, was)

    def _hand(self, members: list[int], p: int) -> None:
        for d in members:
            self.plan.give(d, self.grid.who[d].index(p))

    def _try(self, members: list[int], p: int) -> float | None:
        """Points added by giving all of a lifted series to p; None if she cannot. Nothing is changed."""
        plan, grid = self.plan, self.grid
        points, given = 0.0, 0
        for d in members:
            choice = grid.who[d].index(p)
            if not plan.fits(d, choice):
                break
            points += plan.price(d, choice)
            plan.give(d, choice)
            given += 1
        for d in members[:given]:
            plan.take(d)
        return points if given == len(members) else None

"""The search in machine code: descend, then anneal, as `search` does in plain Python. Pure; extra `exact`.

Many times the looks a second, at whole lumps, and moves that pay only at that speed (`moves`). Where the
bound has told which pairs are likely it draws from those: most of a large partnership never matters to a
demand. Deterministic for a seed: progress is counted in looks.
"""

import numpy as np

from hub.matching.compiled import Ints, Marks, compiled
from hub.matching.lumps import Lumps, lumps
from hub.matching.moves import look
from hub.matching.swift import NONE, PAIR, State, draw, empty, find, fits, give, points, price, take
from hub.matching.table import FIRST, LAST, PINNED, WHO, Sums, Table

GAIN = 1e-9
BLOCK = 1024
"""Looks at one temperature."""
WARM, COLD, FIRST_ROUND = 3.0, 0.1, 200
"""Points that chance forgives as a round begins and ends; looks for each demand in the first round."""


class Cooling:
    """`best` is the pair of each demand (NONE: unfilled) of the best plan so far, `points` its cost."""

    def __init__(self, table: Table, sums: Sums, seed: int, start: Ints) -> None:
        """`start`: who fills each demand (NONE: nobody), a plan within the limits."""
        self._all, self._sums, self._seed = table, sums, seed
        some = table.demand[:, FIRST] < table.demand[:, LAST]
        self.free = np.flatnonzero(some & (table.demand[:, PINNED] == 0))
        self._use(table, start)
        self.points = self._now
        self.best = self.state.at[:, PAIR].copy()

    def _use(self, table: Table, who: Ints) -> None:
        """Go on with the pairs of `table`, and the plan `who`."""
        self.table, self.lumps = table, lumps(table)
        self.state = empty(table, self._sums, self._seed)
        for d in np.flatnonzero(who != NONE):
            give(table, self.state, int(d), find(table, int(d), int(who[d])))
        self._now = points(table, self.state)

    def narrow(self, likely: Marks) -> None:
        """Draw only from the pairs of the whole table that are `likely`, and those of the best plan.

        The best plan is the one it goes on from. Undone by `widen`.
        """
        self.widen()
        kept = likely.copy()
        kept[self.best[self.best != NONE]] = True
        best, before = self.who(), np.concatenate(([0], np.cumsum(kept)))
        demand = self._all.demand.copy()
        demand[:, FIRST], demand[:, LAST] = before[demand[:, FIRST]], before[demand[:, LAST]]
        pair, cost = np.ascontiguousarray(self._all.pair[kept]), self._all.cost[kept].copy()
        self._swap(self._all._replace(demand=demand, pair=pair, cost=cost), best)

    def widen(self) -> None:
        """Draw from all pairs again, from the best plan on."""
        if self.table is not self._all:
            self._swap(self._all, self.who())

    def _swap(self, table: Table, best: Ints) -> None:
        self._seed += 1
        self._use(table, best)
        self.best = self.state.at[:, PAIR].copy()

    def round(self, looks: int) -> "_Round":
        """One cooling of `looks` looks, which the caller drives."""
        return _Round(self, looks)

    def descend(self) -> None:
        """Rounds over everything until nothing gains; keeps the plan if it is the best."""
        now = points(self.table, self.state)
        while True:
            before, now = now, now - descend(self.table, self.state, self.free)
            if now > before - GAIN:
                break
        self._now = points(self.table, self.state)
        if self._now < self.points:
            self.points, self.best = self._now, self.state.at[:, PAIR].copy()

    def who(self) -> Ints:
        """The best plan: who fills each demand, or NONE."""
        who = np.full(len(self.best), NONE)
        filled = self.best != NONE
        who[filled] = self.table.pair[self.best[filled], WHO]
        return who


class _Round:
    """A cooling under way."""

    def __init__(self, search: Cooling, looks: int) -> None:
        self.left = looks
        self._search = search
        self._heat = WARM
        self._cool = (COLD / WARM) ** (BLOCK / looks)

    def run(self, looks: int) -> None:
        """Go on for so many looks, at most to the end; the best plan met on the way is kept."""
        search = self._search
        looks = min(looks, self.left)
        self.left -= looks
        search._now, search.points, self._heat = anneal(
            search.table,
            search.state,
            search.lumps,
            search.free,
            looks,
            self._heat,
            self._cool,
            search._now,
            search.points,
            search.best,
        )


@compiled
def anneal(
    t: Table,
    s: State,
    g: Lumps,
    free: Ints,
    looks: int,
    heat: float,
    cool: float,
    now: float,
    best: float,
    keep: Ints,
) -> tuple[float, float, float]:
    """So many looks; points of the plan, of the best, and the heat. `keep` gets the best plan's pairs."""
    for count in range(looks):
        now += look(t, s, g, free[int(draw(s) * len(free))], heat)
        if count % BLOCK == BLOCK - 1:
            heat *= cool
            if now < best - 1e-7:
                best = now
                keep[:] = s.at[:, PAIR]
    return now, best, heat


@compiled
def descend(t: Table, s: State, free: Ints) -> float:
    """Each demand once to whom it costs least; the points gained."""
    gained = 0.0
    for d in free:
        was, before = s.at[d, PAIR], 0.0
        if was != NONE:
            take(t, s, d)
            before = price(t, s, d, was)
        least, at = before - GAIN, was
        for k in range(t.demand[d, FIRST], t.demand[d, LAST]):
            added = price(t, s, d, k)
            if added < least and fits(t, s, d, k):
                least, at = added, k
        if at != NONE:
            give(t, s, d, at)
            gained += 0.0 if at == was else before - least
    return gained

"""What no plan can cost less than, by prices: a proven bound, stronger than `bound`. Pure; extra `exact`.

Every demand has a price: who fills it earns that, and leaving it unfilled costs the points of that instead.
An hour of a municipality's surplus has a price as in `bound`. At any prices

    sum over professionals of the points of the best set of demands for each (`knapsack`)
      + sum over demands of the lower of its price and the points of leaving it unfilled
      - one change of hands for every series (the first who fills it is free)
      - v^2 / 4k + v B0 for every municipality

is below the cost of every plan (Dantzig and Wolfe, Operations Research 8, 1960; Geoffrion 1974). A series
is a lump here, which is why it is stronger. The prices are improved by the volume algorithm (Barahona and
Anbil, Mathematical Programming 87, 2000): an average of all choices tells which demands too many want.
Deterministic: a round is a step.
"""

import numpy as np

from hub.matching.branching import MOST, Branches, best, branches
from hub.matching.compiled import Floats, Ints, Marks, compiled
from hub.matching.knapsack import Groups, Scratch, groups, scratch
from hub.matching.slopes import Slopes
from hub.matching.table import (
    FACTOR,
    FIRST,
    HOME,
    HOURS,
    NOW,
    RECEIVER,
    UNFILLED,
    Sums,
    Table,
)

NONE = -1
RARE, AT_LEAST = 0.002, 3
"""A pair is likely that is chosen in more than this share of the rounds; of each demand so many always."""
STEP, LONGEST, SHORTEST = 0.02, 0.05, 5e-4
"""Of the way to the best plan, as a share: the first, the longest and the shortest step. When it has shrunk
further it begins anew, with a new average."""
NEAR = 0.01
"""Once the step is shorter, everybody's set is one she can have (`branching`): far from the end that is slow,
and gains nothing."""
PATIENCE, SHRINK, GROW, AVERAGE = 6, 0.75, 1.1, 0.05
"""Rounds without gain until a step shrinks; by how much it does, and grows; weight of the newest choice."""
BEGUN = 100
"""Rounds of the weaker bound (`slopes`) before the first of this one."""
DAMPED = 0.3


class Prices:
    """`proven` is the bound, `best` what the prices alone prove; each `round` may make it better."""

    def __init__(self, table: Table, sums: Sums, who: Ints, points: float) -> None:
        """The first prices come from a plan: `who` fills each demand (NONE: nobody), at `points`."""
        self.best = -np.inf
        self.plan = points
        self._table, self._sums = table, sums
        self._groups = groups(table, sums.load[:, FACTOR].copy())
        self._scratch, self._branches = scratch(self._groups), branches(self._groups)
        self._step, self._stale, self._most = STEP, 0, 0
        load, surplus = self._sums_of(who)
        slopes = Slopes(table, sums, load, surplus)
        for _ in range(BEGUN):
            slopes.round()
        self.weaker = slopes.best
        self._price, self._give = slopes.prices()
        self._best_price, self._best_give = self._price, self._give
        self._often, self._rounds = np.zeros(len(table.pair)), 0
        self._covered: Floats | None = None
        self._surplus = sums.surplus[:, NOW]

    def round(self) -> float:
        """Everybody chooses at the prices, and the prices follow; the proven bound."""
        points, covered, surplus = self._at(self._price, self._give)
        if self._covered is None:
            self._covered, self._surplus = covered, surplus
        else:
            self._covered = self._covered + AVERAGE * (covered - self._covered)
            self._surplus = self._surplus + AVERAGE * (surplus - self._surplus)
        wanted = 1 - self._covered
        self._judge(points, float((1 - covered) @ wanted))
        step = self._step * max(self.plan - self.best, 1e-6 * abs(self.plan)) / (wanted @ wanted + 1e-12)
        self._price = np.minimum(self._best_price + step * wanted, self._table.value[:, UNFILLED])
        slope = 2 * self._sums.surplus[:, FACTOR] * self._surplus
        self._give = self._best_give + DAMPED * (slope - self._best_give)
        return self.best

    @property
    def proven(self) -> float:
        """The better of both bounds."""
        return max(self.best, self.weaker)

    def likely(self) -> Marks:
        """The pairs that good plans are made of: what has been chosen since this was asked last.

        Who is likely for one demand of a series is for all of it.
        """
        g, often = self._groups, self._often / max(self._rounds, 1)
        self._often, self._rounds = np.zeros(len(often)), 0
        marks = np.zeros(len(often), bool)
        if len(often):
            most = np.maximum.reduceat(often[g.item], g.group[:-1])
            marks[g.item] = np.repeat(most > RARE, np.diff(g.group))
            order = np.lexsort((-often, g.of))
            marks[order[np.arange(len(order)) - self._table.demand[g.of[order], FIRST] < AT_LEAST]] = True
        return marks

    def _judge(self, points: float, agrees: float) -> None:
        if points > self.best:
            self.best, self._best_price, self._best_give = points, self._price, self._give
            self._stale = 0
            if agrees > 0:
                self._step = min(LONGEST, self._step * GROW)
            return
        self._stale += 1
        if self._stale >= PATIENCE:
            self._stale, self._step = 0, self._step * SHRINK
        if self._step < NEAR:
            self._most = MOST
        if self._step < SHORTEST:
            self._step, self._covered = STEP, None

    def _at(self, price: Floats, give: Floats) -> tuple[float, Floats, Floats]:
        """The bound at these prices, how often each demand is chosen, and the surplus that makes."""
        table, sums = self._table, self._sums
        covered, surplus = np.zeros(len(price)), sums.surplus[:, NOW].copy()
        self._rounds += 1
        points = everybody(
            table,
            self._groups,
            self._scratch,
            self._branches,
            self._most,
            price,
            give,
            covered,
            surplus,
            self._often,
        )
        unfilled = table.value[:, UNFILLED]
        points += np.minimum(price, unfilled).sum() - table.continuity * (len(table.begins) - 1)
        factor = sums.surplus[:, FACTOR]
        squared = np.divide(give**2, 4 * factor, out=np.zeros_like(give), where=factor > 0)
        points += (give * sums.surplus[:, NOW] - squared).sum()
        return float(points), covered + (price >= unfilled), surplus

    def _sums_of(self, who: Ints) -> tuple[Floats, Floats]:
        """Hours by professional and surplus by municipality of a plan."""
        table, filled = self._table, who != NONE
        hours = table.value[filled, HOURS]
        surplus = self._sums.surplus[:, NOW].copy()
        np.add.at(surplus, table.person[who[filled], HOME], hours)
        np.subtract.at(surplus, table.demand[filled, RECEIVER], hours)
        load = np.zeros(len(table.person))
        np.add.at(load, who[filled], hours)
        return load, surplus


@compiled
def everybody(
    t: Table,
    g: Groups,
    x: Scratch,
    b: Branches,
    most: int,
    price: Floats,
    give: Floats,
    covered: Floats,
    surplus: Floats,
    often: Floats,
) -> float:
    """The points of all best sets; counts them into `covered` (demands), `surplus` and `often` (pairs)."""
    total = 0.0
    for p in range(len(t.person)):
        points, several = best(t, g, x, b, most, p, price, give)
        total += points
        for i in range(several):
            d = g.of[x.chosen[i]]
            covered[d] += 1
            often[x.chosen[i]] += 1
            giver, receiver = t.person[p, HOME], t.demand[d, RECEIVER]
            if giver != receiver:
                surplus[giver] += t.value[d, HOURS]
                surplus[receiver] -= t.value[d, HOURS]
    return total

"""What no plan can cost less than, by prices: a proven bound, stronger than `bound`. Pure; extra `exact`.

Every demand has a price: who fills it earns that, and leaving it unfilled costs the points of that instead.
An hour of a municipality's surplus has a price as in `bound`. A series of several demands is one person's,
or at least two have a hand in it (what is unfilled counts as a hand): so there are never less than two
hands, if one that holds all of it counts twice. Who has a hand is let off some of the fee for it, and two of
them are charged for every series. Else three could have half of a series each, at half the price of a change
of hands. At any prices

    sum over professionals of the points of the best set of demands for each (`knapsack`)
      + sum over demands of the lower of its price and the points of leaving it unfilled, let off as a hand
      - one change of hands for every series (the first who fills it is free)
      + what two hands are let off, for every series
      - v^2 / 4k + v B0 for every municipality

is below the cost of every plan (Dantzig and Wolfe, Operations Research 8, 1960; Geoffrion 1974). A series
is a lump here, which is why it is stronger. The prices are improved by the volume algorithm (Barahona and
Anbil, Mathematical Programming 87, 2000): an average of all choices tells which demands too many want.
Deterministic: a round is a step.
"""

import numpy as np

from hub.matching.branching import MOST, Branches, best, branches
from hub.matching.compiled import Floats, Ints, Marks, compiled
from hub.matching.gathering import Scratch, scratch
from hub.matching.groups import Groups, groups
from hub.matching.slopes import Slopes
from hub.matching.table import (
    FACTOR,
    FIRST,
    HOME,
    HOURS,
    NOW,
    RECEIVER,
    SERIES,
    UNFILLED,
    Sums,
    Table,
)

NONE = -1
RARE, AT_LEAST = 0.002, 3
"""A pair is likely that is chosen in more than this share of the rounds; of each demand so many always."""
STEP, LONGEST, SHORTEST = 0.05, 0.05, 5e-4
"""Of the way to the best plan, as a share: the first, the longest and the shortest step. When it has shrunk
further it begins anew, with a new average."""
NEAR = 0.01
"""Once the step is shorter, everybody's set is one she can have (`branching`): far from the end that is slow,
and gains nothing."""
PATIENCE, SHRINK, GROW, AVERAGE = 6, 0.75, 1.1, 0.03
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
        self._hold = np.zeros(len(table.begins) - 1)
        self._most_hold = np.where(np.diff(table.begins) > 1, table.continuity, 0.0)
        self._best_price, self._best_give, self._best_hold = self._price, self._give, self._hold
        self._often, self._rounds = np.zeros(len(table.pair)), 0
        self._covered: Floats | None = None
        self._held, self._surplus = self._hold, sums.surplus[:, NOW]

    def round(self) -> float:
        """Everybody chooses at the prices, and the prices follow; the proven bound."""
        points, covered, held, surplus = self._at()
        if self._covered is None:
            self._covered, self._held, self._surplus = covered, held, surplus
        else:
            self._covered = self._covered + AVERAGE * (covered - self._covered)
            self._held = self._held + AVERAGE * (held - self._held)
            self._surplus = self._surplus + AVERAGE * (surplus - self._surplus)
        wanted, hands = 1 - self._covered, self._missing(self._held)
        self._judge(points, float((1 - covered) @ wanted + self._missing(held) @ hands))
        square = wanted @ wanted + hands @ hands + 1e-12
        step = self._step * max(self.plan - self.best, 1e-6 * abs(self.plan)) / square
        self._hold = np.clip(self._best_hold + step * hands, 0.0, self._most_hold)
        self._price = np.minimum(self._best_price + step * wanted, self._unfilled())
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
            self._best_hold = self._hold
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

    def _at(self) -> tuple[float, Floats, Floats, Floats]:
        """The bound at these prices; how often each demand is chosen, hands in each series, the surplus."""
        table, sums, price, give = self._table, self._sums, self._price, self._give
        covered, surplus = np.zeros(len(price)), sums.surplus[:, NOW].copy()
        held = np.zeros(len(self._hold))
        self._rounds += 1
        points = everybody(
            table,
            self._groups,
            self._scratch,
            self._branches,
            self._most,
            price,
            give,
            self._hold,
            covered,
            held,
            surplus,
            self._often,
        )
        unfilled = self._unfilled()
        points += np.minimum(price, unfilled).sum() - table.continuity * len(held) + 2 * self._hold.sum()
        factor = sums.surplus[:, FACTOR]
        squared = np.divide(give**2, 4 * factor, out=np.zeros_like(give), where=factor > 0)
        points += (give * sums.surplus[:, NOW] - squared).sum()
        free = price >= unfilled
        of = table.demand[:, SERIES]
        held += np.bincount(of[free & (of != NONE)], minlength=len(held))
        return float(points), covered + free, held, surplus

    def _unfilled(self) -> Floats:
        """The points of leaving each demand unfilled, which counts as a hand in its series."""
        of = self._table.demand[:, SERIES]
        return np.asarray(
            self._table.value[:, UNFILLED] - np.where(of == NONE, 0.0, np.append(self._hold, 0.0)[of])
        )

    def _missing(self, held: Floats) -> Floats:
        """How many hands each series lacks of two, where hands are worth anything."""
        return np.where(self._most_hold > 0, 2 - held, 0.0)

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
    hold: Floats,
    covered: Floats,
    held: Floats,
    surplus: Floats,
    often: Floats,
) -> float:
    """The points of all best sets; counts `covered`, hands that `held` a series, `surplus`, `often`."""
    total = 0.0
    for p in range(len(t.person)):
        points, several = best(t, g, x, b, most, p, price, give, hold)
        total += points
        run = 0
        for i in range(several):
            d = g.of[x.chosen[i]]
            covered[d] += 1
            often[x.chosen[i]] += 1
            giver, receiver = t.person[p, HOME], t.demand[d, RECEIVER]
            if giver != receiver:
                surplus[giver] += t.value[d, HOURS]
                surplus[receiver] -= t.value[d, HOURS]
            series, run = t.demand[d, SERIES], run + 1
            if i + 1 == several or t.demand[g.of[x.chosen[i + 1]], SERIES] != series:
                if series != NONE:
                    held[series] += 1 + (run == t.begins[series + 1] - t.begins[series])
                run = 0
    return total

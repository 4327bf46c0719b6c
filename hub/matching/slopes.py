"""The bound of `bound` in machine code: where the bound by prices begins. Pure; needs the extra `exact`.

Weaker than `prices` in the end and far sooner there: in the largest partnerships the time ends first. The
same relaxation and the same average, on the arrays of `table`; a test holds the two together.
"""

import numpy as np

from hub.matching.compiled import Floats, compiled
from hub.matching.table import (
    FACTOR,
    FIRST,
    HOME,
    HOURS,
    LAST,
    NOW,
    RECEIVER,
    SERIES,
    UNFILLED,
    WHO,
    Sums,
    Table,
)

EARLIEST, NONE = 4, -1


class Slopes:
    """`best` is proven; each `round` may make it better. Begins from the sums of a plan."""

    def __init__(self, table: Table, sums: Sums, load: Floats, surplus: Floats) -> None:
        """`sums` before anybody fills anything; `load` and `surplus` of a plan, in hours."""
        self.best = 0.0
        self._table, self._sums = table, sums
        self._load, self._surplus, self._rounds = load.copy(), surplus.copy(), EARLIEST
        self._at = self._load, self._surplus

    def round(self) -> float:
        """Everybody chooses at the slopes of the average, and the average follows; the proven bound."""
        load_factor, factor = self._sums.load[:, FACTOR], self._sums.surplus[:, FACTOR]
        begin = self._sums.surplus[:, NOW]
        hour, give = 2 * load_factor * self._load, 2 * factor * self._surplus
        load, surplus = np.zeros(len(hour)), begin.copy()
        saved = np.zeros(len(hour))
        points = choices(self._table, hour + give[self._table.person[:, HOME]], give, saved, load, surplus)
        points -= (load_factor * self._load**2).sum() + (factor * self._surplus**2).sum() - give @ begin
        if points > self.best:
            self.best, self._at = float(points), (self._load, self._surplus)
        self._rounds += 1
        share = 2 / (self._rounds + 2)
        self._load = self._load + share * (load - self._load)
        self._surplus = self._surplus + share * (surplus - self._surplus)
        return self.best

    def prices(self) -> tuple[Floats, Floats]:
        """Where the best bound was found: what each demand is worth, and an hour of each surplus.

        Nobody gains more at these prices than the squares leave, so `prices` begins about here.
        """
        load, surplus = self._at
        give = 2 * self._sums.surplus[:, FACTOR] * surplus
        price = 2 * self._sums.load[:, FACTOR] * load + give[self._table.person[:, HOME]]
        found = np.zeros(len(self._table.demand))
        worth(self._table, price, give, np.zeros(len(load)), found)
        return found, give


@compiled
def choices(t: Table, price: Floats, give: Floats, saved: Floats, load: Floats, surplus: Floats) -> float:
    """The points of what every demand and every series chooses; counts the hours of it."""
    total = 0.0
    for d in range(len(t.demand)):
        if t.demand[d, SERIES] == NONE:
            points, p = cheapest(t, d, price, give)
            total += points
            add(t, d, p, load, surplus)
    for series in range(len(t.begins) - 1):
        total += series_chooses(t, series, price, give, saved, load, surplus)
    return total


@compiled
def worth(t: Table, price: Floats, give: Floats, saved: Floats, found: Floats) -> None:
    """What every demand costs at its cheapest; what a series costs beyond that is shared out by hours."""
    for d in range(len(t.demand)):
        found[d] = cheapest(t, d, price, give)[0]
    spare = np.zeros(len(saved))
    for series in range(len(t.begins) - 1):
        first, last = t.begins[series], t.begins[series + 1]
        beyond, hours = t.continuity, 0.0
        beyond += series_chooses(t, series, price, give, saved, spare, np.zeros(len(give)))
        for i in range(first, last):
            beyond -= found[t.members[i]]
            hours += t.value[t.members[i], HOURS]
        for i in range(first, last):
            d = t.members[i]
            found[d] = min(found[d] + beyond * t.value[d, HOURS] / hours, t.value[d, UNFILLED])


@compiled
def cheapest(t: Table, d: int, price: Floats, give: Floats) -> tuple[float, int]:
    """The points of the cheapest who may fill d, and who; or of leaving it unfilled, and NONE."""
    least, who = t.value[d, UNFILLED], NONE
    for k in range(t.demand[d, FIRST], t.demand[d, LAST]):
        points = at(t, d, k, price, give)
        if points < least:
            least, who = points, t.pair[k, WHO]
    return least, who


@compiled
def at(t: Table, d: int, k: int, price: Floats, give: Floats) -> float:
    """The points of d by its pair k."""
    return float(t.cost[k] + t.value[d, HOURS] * (price[t.pair[k, WHO]] - give[t.demand[d, RECEIVER]]))


@compiled
def series_chooses(
    t: Table, series: int, price: Floats, give: Floats, saved: Floats, load: Floats, surplus: Floats
) -> float:
    """The cheaper of all by one person, and each by its cheapest with one change of hands."""
    apart, unfilled, most, one = t.continuity, 0.0, 0.0, NONE
    first, last = t.begins[series], t.begins[series + 1]
    for i in range(first, last):
        d = t.members[i]
        apart += cheapest(t, d, price, give)[0]
        unfilled += t.value[d, UNFILLED]
        for k in range(t.demand[d, FIRST], t.demand[d, LAST]):
            p = t.pair[k, WHO]
            saved[p] += max(t.value[d, UNFILLED] - at(t, d, k, price, give), 0.0)
            if saved[p] > most:
                most, one = saved[p], p
    together = unfilled - most
    for i in range(first, last):
        d = t.members[i]
        for k in range(t.demand[d, FIRST], t.demand[d, LAST]):
            saved[t.pair[k, WHO]] = 0.0
            if (
                together <= apart
                and t.pair[k, WHO] == one
                and at(t, d, k, price, give) < t.value[d, UNFILLED]
            ):
                add(t, d, one, load, surplus)
        if together > apart:
            add(t, d, cheapest(t, d, price, give)[1], load, surplus)
    return min(together, apart)


@compiled
def add(t: Table, d: int, p: int, load: Floats, surplus: Floats) -> None:
    """Count the hours of d, filled by p (NONE: nobody)."""
    if p == NONE:
        return
    load[p] += t.value[d, HOURS]
    giver, receiver = t.person[p, HOME], t.demand[d, RECEIVER]
    if giver != receiver:
        surplus[giver] += t.value[d, HOURS]
        surplus[receiver] -= t.value[d, HOURS]

"""What no plan can cost less than: a proven bound by Lagrangian relaxation. Pure.

The limits that tie demands together (overlaps, rest, daily and weekly minutes, caps) are left out, which
can only make plans cheaper. What remains is tied by two kinds of sums, each professional's hours L and each
municipality's surplus B, and both stand squared in the cost. Give every hour of a professional the price u
and every hour of a municipality's surplus the price v; then each series chooses for itself, and for any
prices

    sum over series of its cheapest choice at these prices
      + sum over professionals  min over L of (k L^2 - u L)  = -u^2 / 4k
      + sum over municipalities min over B of (k B^2 - v B) + v B0 = -v^2 / 4k + v B0

is below the cost of every plan (Geoffrion, Mathematical Programming Study 2, 1974). The prices are the
slopes of the squares at an average of all choices so far (Frank and Wolfe, Naval Research Logistics
Quarterly 3, 1956), which finds the best prices. A series costs at least the cheaper of "all by one person"
and "each demand by its cheapest, and one change of hands".
"""

from collections.abc import Callable, Sequence
from operator import add, itemgetter
from typing import Any

from hub.matching.grid import Grid

EARLIEST = 4
"""The first round counts as this one: the plan that the average starts from is worth some rounds."""


class Bound:
    """`best` is proven; each `round` may make it better."""

    def __init__(self, grid: Grid, loads: Sequence[float], surplus: Sequence[float]) -> None:
        """The average starts from the hours of a plan: `loads` by professional, `surplus` by municipality."""
        self.best = 0.0
        self.rounds = EARLIEST
        self._grid = grid
        self._load = list(loads)
        self._surplus = list(surplus)
        self._of = [_getter(who) for who in grid.who]
        self._alone = [d for d, series in enumerate(grid.series) if series is None]

    def round(self) -> float:
        """Choose at the prices of the average, and let the average follow; the proven bound."""
        grid = self._grid
        hour = [2 * k * hours for k, hours in zip(grid.load_factor, self._load, strict=True)]
        give = [2 * k * hours for k, hours in zip(grid.balance_factor, self._surplus, strict=True)]
        chosen = _Chosen(grid)
        points = self._choose([u + give[m] for u, m in zip(hour, grid.home, strict=True)], give, chosen)
        points -= sum(u * u / (4 * k) for u, k in zip(hour, grid.load_factor, strict=True) if k)
        points -= sum(v * v / (4 * k) for v, k in zip(give, grid.balance_factor, strict=True) if k)
        points += sum(v * begin for v, begin in zip(give, grid.surplus, strict=True))
        self.best = max(self.best, points)
        self.rounds += 1
        share = 2 / (self.rounds + 2)
        self._load = [old + share * (new - old) for old, new in zip(self._load, chosen.load, strict=True)]
        self._surplus = [
            old + share * (new - old) for old, new in zip(self._surplus, chosen.surplus, strict=True)
        ]
        return self.best

    def _choose(self, price: list[float], give: list[float], chosen: "_Chosen") -> float:
        grid = self._grid
        scaled = {hours: [hours * each for each in price] for hours in set(grid.hours)}
        total = 0.0
        for d in self._alone:
            hours = grid.hours[d]
            costs = list(map(add, grid.cost[d], self._of[d](scaled[hours])))
            points = min(costs, default=grid.unfilled[d]) - hours * give[grid.receiver[d]]
            if costs and points < grid.unfilled[d]:
                total += points
                chosen.add(d, grid.who[d][costs.index(min(costs))])
            else:
                total += grid.unfilled[d]
        for members in grid.members:
            total += self._choose_series(members, scaled, give, chosen)
        return total

    def _choose_series(
        self, members: list[int], scaled: dict[float, list[float]], give: list[float], chosen: "_Chosen"
    ) -> float:
        grid = self._grid
        apart, each = grid.problem.weights.continuity, []
        saved: dict[int, float] = {}
        unfilled = 0.0
        for d in members:
            hours, ceiling = grid.hours[d], grid.unfilled[d]
            rebate = hours * give[grid.receiver[d]]
            costs = [c - rebate for c in map(add, grid.cost[d], self._of[d](scaled[hours]))]
            least = min(costs, default=ceiling)
            apart += min(least, ceiling)
            unfilled += ceiling
            each.append(grid.who[d][costs.index(least)] if costs and least < ceiling else None)
            for p, points in zip(grid.who[d], costs, strict=True):
                if points < ceiling:
                    saved[p] = saved.get(p, 0.0) + ceiling - points
        one = max(saved, key=lambda p: (saved[p], -p), default=None)
        together = unfilled - (0.0 if one is None else saved[one])
        for d, alone in zip(members, each, strict=True):
            taken = one if together <= apart else alone
            if taken is not None and (together > apart or taken in grid.who[d]):
                chosen.add(d, taken)
        return min(together, apart)


class _Chosen:
    """The hours of a choice."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.load = [0.0] * len(grid.home)
        self.surplus = list(grid.surplus)

    def add(self, d: int, p: int) -> None:
        grid = self._grid
        hours, giver, receiver = grid.hours[d], grid.home[p], grid.receiver[d]
        self.load[p] += hours
        if giver != receiver:
            self.surplus[giver] += hours
            self.surplus[receiver] -= hours


def _getter(who: list[int]) -> Callable[[list[float]], Sequence[float]]:
    """The prices of those who may fill a demand."""
    if len(who) > 1:
        several: Any = itemgetter(*who)
        return several  # type: ignore[no-any-return]
    return lambda prices: [prices[p] for p in who]

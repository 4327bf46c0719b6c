"""A plan under way: who fills what, what it costs, and what one change would cost. Pure.

The hot path of the search. `price` tells what it would cost to give a demand to somebody, `fits` whether the
hard limits allow it; both look only at what that one change touches, so a change costs some microseconds
however large the plan is. Hours squared are told apart as h (2L + h): that is what makes them cheap.
`judge` counts the same things another way, and knows nothing of this file.
"""

from hub.matching.grid import OWN, Grid

NOBODY = -1


class Plan:
    """`person[d]` fills d (or NOBODY) as the `choice[d]`-th of those who may. Changed by `give`, `take`."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        count = len(grid.who)
        self.person = [NOBODY] * count
        self.choice = [NOBODY] * count
        self.load = [0.0] * len(grid.home)
        self.surplus = list(grid.surplus)
        self.lent = [0] * len(grid.caps)
        self.in_series: list[dict[int, int]] = [{} for _ in grid.members]
        self._days: list[dict[int, list[int]]] = [{} for _ in grid.home]
        self._weeks: list[dict[int, int]] = [{} for _ in grid.home]

    def price(self, d: int, choice: int) -> float:
        """Points added when the `choice`-th of those who may fill d, which nobody fills now, gets it."""
        grid = self.grid
        p, hours = grid.who[d][choice], grid.hours[d]
        points = grid.cost[d][choice] + grid.load_factor[p] * hours * (2 * self.load[p] + hours)
        giver, receiver = grid.home[p], grid.receiver[d]
        if giver != receiver:
            points += grid.balance_factor[giver] * hours * (2 * self.surplus[giver] + hours)
            points += grid.balance_factor[receiver] * hours * (hours - 2 * self.surplus[receiver])
        series = grid.series[d]
        if series is not None:
            there = self.in_series[series]
            if there and p not in there:
                points += grid.problem.weights.continuity
        return points - grid.unfilled[d]

    def cheapest(self, d: int, ceiling: float) -> tuple[int, float]:
        """The choice for d, which nobody fills, that costs least of those that fit, and its price.

        NOBODY and `ceiling` if none costs less than that. All prices of one demand have much in common: this
        is `price` for each of them in a third of the time.
        """
        grid, hours, least, at = self.grid, self.grid.hours[d], ceiling, NOBODY
        loads, factors, homes, receiver = self.load, grid.load_factor, grid.home, grid.receiver[d]
        received = grid.balance_factor[receiver] * hours * (hours - 2 * self.surplus[receiver])
        series, unfilled = grid.series[d], grid.unfilled[d]
        there = self.in_series[series] if series is not None else None
        for choice, (p, points) in enumerate(zip(grid.who[d], grid.cost[d], strict=True)):
            points += factors[p] * hours * (2 * loads[p] + hours)
            giver = homes[p]
            if giver != receiver:
                points += grid.balance_factor[giver] * hours * (2 * self.surplus[giver] + hours)
                points += received
            if there and p not in there:
                points += grid.problem.weights.continuity
            if points - unfilled < least and self.fits(d, choice):
                least, at = points - unfilled, choice
        return at, least

    def fits(self, d: int, choice: int) -> bool:
        """Whether no hard limit is broken when the `choice`-th of those who may fill d gets it as well."""
        return self.limits_hold(d, choice) and not self.clashes(d, self.grid.who[d][choice])

    def limits_hold(self, d: int, choice: int) -> bool:
        """Daily and weekly minutes, and the agreement's cap."""
        grid = self.grid
        p, agreement, length = grid.who[d][choice], grid.under[d][choice], grid.length[d]
        if self._weeks[p].get(grid.week[d], 0) + length > grid.weekly[p]:
            return False
        if sum([grid.length[e] for e in self._days[p].get(grid.day[d], ())]) + length > grid.daily[p]:
            return False
        cap = None if agreement == OWN else grid.caps[agreement]
        return cap is None or self.lent[agreement] + length <= cap

    def clashes(self, d: int, p: int) -> list[int]:
        """What p has that cannot stand beside d: at the same time or near it, or in the night's rest."""
        days = self._days[p]
        if not days:
            return []
        grid = self.grid
        start, end, margin, rest = grid.start[d], grid.end[d], grid.margin[d], grid.problem.rest_minutes
        found = []
        for e in days.get(grid.day[d], ()):
            apart = margin if margin > grid.margin[e] else grid.margin[e]
            if grid.start[e] < end + apart and start < grid.end[e] + apart:
                found.append(e)
        found += [e for e in days.get(grid.day[d] - 1, ()) if start - grid.end[e] < rest]
        found += [e for e in days.get(grid.day[d] + 1, ()) if grid.start[e] - end < rest]
        return found

    def held(self, p: int) -> list[int]:
        """The demands p fills, day by day."""
        return [d for _, demands in sorted(self._days[p].items()) for d in demands]

    def give(self, d: int, choice: int) -> None:
        """The `choice`-th of those who may fill d, which nobody fills now, gets it."""
        grid = self.grid
        p = grid.who[d][choice]
        self.person[d], self.choice[d] = p, choice
        self._days[p].setdefault(grid.day[d], []).append(d)
        self._count(d, p, grid.under[d][choice], 1)
        series = grid.series[d]
        if series is not None:
            self.in_series[series][p] = self.in_series[series].get(p, 0) + 1

    def take(self, d: int) -> int:
        """Nobody fills d any longer; the choice that was made."""
        grid, p, choice = self.grid, self.person[d], self.choice[d]
        self.person[d] = self.choice[d] = NOBODY
        self._days[p][grid.day[d]].remove(d)
        self._count(d, p, grid.under[d][choice], -1)
        series = grid.series[d]
        if series is not None:
            left = self.in_series[series][p] - 1
            if left:
                self.in_series[series][p] = left
            else:
                del self.in_series[series][p]
        return choice

    def _count(self, d: int, p: int, agreement: int, sign: int) -> None:
        grid = self.grid
        length, hours = sign * grid.length[d], sign * grid.hours[d]
        self.load[p] += hours
        self._weeks[p][grid.week[d]] = self._weeks[p].get(grid.week[d], 0) + length
        giver, receiver = grid.home[p], grid.receiver[d]
        if giver != receiver:
            self.surplus[giver] += hours
            self.surplus[receiver] -= hours
        if agreement != OWN:
            self.lent[agreement] += length

    def points(self) -> float:
        """What the plan costs, counted anew."""
        grid = self.grid
        filled = [(d, choice) for d, choice in enumerate(self.choice) if choice != NOBODY]
        points = sum(grid.cost[d][choice] for d, choice in filled)
        points += sum(grid.unfilled[d] for d, choice in enumerate(self.choice) if choice == NOBODY)
        points += sum(factor * load**2 for factor, load in zip(grid.load_factor, self.load, strict=True))
        points += sum(f * hours**2 for f, hours in zip(grid.balance_factor, self.surplus, strict=True))
        return points + grid.problem.weights.continuity * sum(
            max(len(people) - 1, 0) for people in self.in_series
        )

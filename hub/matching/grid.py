"""A problem as numbers: who may fill each demand on their own account, and what that alone costs. Pure.

What depends on one demand and one professional only (competence, language, availability, agreement, a no)
is decided here once, so that the search never meets a pair that cannot be. What depends on the rest of the
plan lives in `plan`. Professionals, demands, municipalities and agreements are counted from 0 in the
problem's order.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from hub import clock
from hub.matching.pairs import OWN, Matcher
from hub.matching.wire import Demand, Problem, Professional

__all__ = ["OWN", "Grid"]


class Grid:
    """The problem compiled; lists are by demand (d), professional (p), municipality (m) or agreement (a).

    `start`, `end` are minutes of real time, `day` and `week` local; `who[d]` are the professionals who may
    fill d, `under[d]` their agreements, `cost[d]` what each costs by itself, in points. A demand in `settled`
    (demand to professional, by id) has that professional only, at no cost, until it is opened.
    """

    def __init__(self, problem: Problem, settled: Mapping[str, str] | None = None) -> None:
        self.problem = problem
        self._settled = settled or {}
        self.person = {each.id: at for at, each in enumerate(problem.professionals)}
        self.place = {each.id: at for at, each in enumerate(problem.municipalities)}
        self._compile_demands(problem.demands)
        self._compile_people(problem.professionals)
        self.caps = [each.cap_minutes for each in problem.agreements]
        self._match(problem)

    def _compile_demands(self, demands: Sequence[Demand]) -> None:
        walls = {wall for each in demands for wall in (each.starts, each.ends)}
        minute = {wall: _minute(wall) for wall in walls}
        self.start = [minute[each.starts] for each in demands]
        self.end = [minute[each.ends] for each in demands]
        self.length = [end - start for start, end in zip(self.start, self.end, strict=True)]
        self.hours = [length / 60 for length in self.length]
        self.day = [each.starts.toordinal() for each in demands]
        self.week = [(day - 1) // 7 for day in self.day]
        self.margin = [each.margin_minutes for each in demands]
        self.receiver = [self.place[each.municipality] for each in demands]
        self.unfilled = [self.problem.weights.unfilled * each.weight for each in demands]
        self.pinned = [None if each.pinned is None else self.person[each.pinned] for each in demands]
        names = {
            name: at for at, name in enumerate(dict.fromkeys(each.series for each in demands if each.series))
        }
        self.series = [None if each.series is None else names[each.series] for each in demands]
        self.members: list[list[int]] = [[] for _ in names]
        for at, series in enumerate(self.series):
            if series is not None:
                self.members[series].append(at)

    def _compile_people(self, people: Sequence[Professional]) -> None:
        weights, places = self.problem.weights, self.problem.municipalities
        self.home = [self.place[each.municipality] for each in people]
        self.daily = [each.daily_minutes for each in people]
        self.weekly = [each.weekly_minutes for each in people]
        self.load_factor = [weights.load / max(each.share_minutes / 60, 1.0) for each in people]
        asked = [0.0] * len(places)
        for receiver, hours in zip(self.receiver, self.hours, strict=True):
            asked[receiver] += hours
        self.balance_factor = [weights.balance / max(hours, 1.0) for hours in asked]
        self.surplus = [each.surplus_minutes / 60 for each in places]

    def open(self, at: int) -> None:
        """Find out who may fill a settled demand, and at what cost."""
        demand = self.problem.demands[at]
        self.who[at], self.under[at] = self._matcher.pairs(demand)
        self.cost[at] = self._costs(at, demand)

    def _match(self, problem: Problem) -> None:
        self._matcher = Matcher(problem, self.person)
        self._rates = [problem.weights.home * each.weight for each in problem.agreements]
        nobody, free = list[int](), [0.0]
        self.who: list[list[int]] = [nobody] * len(problem.demands)
        self.under: list[list[int]] = [nobody] * len(problem.demands)
        self.cost: list[list[float]] = [free] * len(problem.demands)
        alone: dict[int, list[int]] = {}
        for at, demand in enumerate(problem.demands):
            if demand.id in self._settled:
                person, agreement = self._matcher.pair(demand, self._settled[demand.id])
                self.who[at] = alone.setdefault(person, [person])
                self.under[at] = alone.setdefault(agreement, [agreement])
            else:
                self.open(at)

    def _costs(self, at: int, demand: Demand) -> list[float]:
        weights, hours, rates, who = self.problem.weights, self.hours[at], self._rates, self.who[at]
        costs = [0.0 if agreement == OWN else rates[agreement] * hours for agreement in self.under[at]]
        for choice in self._matcher.disliked(demand, who):
            costs[choice] += weights.wish
        if demand.published is not None:
            told = self.person[demand.published]
            costs = [
                cost if person == told else cost + weights.change
                for person, cost in zip(who, costs, strict=True)
            ]
        return costs


def _minute(wall: dt.datetime) -> int:
    return int(clock.utc(wall).timestamp()) // 60

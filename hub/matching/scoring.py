"""What a proposal breaks and what it costs, constraint by constraint: the judge of every proposal. Pure.

Counts from the problem and the proposal alone, with nothing of the search. The points are those of `Weights`.
"""

from collections import defaultdict

import msgspec

from hub.matching.constraints import HARD, Situation, minutes
from hub.matching.wire import Problem, Proposal

STANDS_WHEN_PINNED = {"overlap"}
"""A person decided the pin; nobody can be in two places all the same."""


class Fault(msgspec.Struct, frozen=True):
    """A hard constraint that a demand's assignment breaks."""

    demand: str
    person: str
    constraint: str


class Verdict(msgspec.Struct, frozen=True):
    """`points` by soft constraint; a proposal with faults is worth nothing whatever its points."""

    faults: list[Fault]
    points: dict[str, float]

    @property
    def total(self) -> float:
        """All points together; less is better."""
        return sum(self.points.values())


def judge(problem: Problem, proposal: Proposal) -> Verdict:
    """Every fault and every point of `proposal`. Its names are known to the problem (`reading.proposal`)."""
    now = Situation(problem, proposal.assignments)
    return Verdict(_faults(now), _points(now))


def _faults(now: Situation) -> list[Fault]:
    found = [
        Fault(demand.id, person.id, each.name)
        for demand, person in now.pairs()
        for each in HARD
        if (demand.pinned != person.id or each.name in STANDS_WHEN_PINNED)
        and each.broken(now, demand, person)
    ]
    lost = [
        Fault(each.id, each.pinned, "pinned")
        for each in now.problem.demands
        if each.pinned is not None and each.id not in now.filled
    ]
    return found + lost


def _points(now: Situation) -> dict[str, float]:
    weights = now.problem.weights
    return {
        "unfilled": weights.unfilled * sum(d.weight for d in now.problem.demands if d.id not in now.filled),
        "continuity": weights.continuity * _changes_of_hands(now),
        "home": weights.home * _lent_hours(now),
        "wish": weights.wish * _against_wishes(now),
        "load": weights.load * _squared_loads(now),
        "balance": weights.balance * _squared_surplus(now),
        "change": weights.change * sum(d.published not in (None, p.id) for d, p in now.pairs()),
    }


def _changes_of_hands(now: Situation) -> int:
    series: dict[str, set[str]] = defaultdict(set)
    for demand, person in now.pairs():
        if demand.series is not None:
            series[demand.series].add(person.id)
    return sum(len(people) - 1 for people in series.values())


def _lent_hours(now: Situation) -> float:
    hours = 0.0
    for demand, person in now.pairs():
        agreement = now.agreement(person, demand) if person.municipality != demand.municipality else None
        if agreement is not None:
            hours += agreement.weight * minutes(demand) / 60
    return hours


def _against_wishes(now: Situation) -> int:
    return sum(
        any(span.starts < demand.ends and demand.starts < span.ends for span in person.rather_not)
        for demand, person in now.pairs()
    )


def _squared_loads(now: Situation) -> float:
    """Hours squared over the hours of a full share (at least one), for each professional."""
    hours: dict[str, float] = defaultdict(float)
    for demand, person in now.pairs():
        hours[person.id] += minutes(demand) / 60
    return sum(h**2 / max(now.people[name].share_minutes / 60, 1.0) for name, h in hours.items())


def _squared_surplus(now: Situation) -> float:
    """Hours given more than received, squared, over the hours it asks for (at least one), by municipality."""
    surplus = {each.id: each.surplus_minutes / 60 for each in now.problem.municipalities}
    for demand, person in now.pairs():
        surplus[person.municipality] += minutes(demand) / 60
        surplus[demand.municipality] -= minutes(demand) / 60
    asked: dict[str, float] = defaultdict(float)
    for demand in now.problem.demands:
        asked[demand.municipality] += minutes(demand) / 60
    return sum(h**2 / max(asked[name], 1.0) for name, h in surplus.items())

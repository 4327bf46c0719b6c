"""Why a demand is unfilled, and who could step in: answers in words, and ranked. Pure.

Reasons come from `constraints`, so that they are the judge's; what a substitute costs comes from `plan`,
because a coordinator with a sick nurse on the telephone does not wait.
"""

from collections import Counter

import msgspec

from hub.matching.constraints import HARD, Situation
from hub.matching.plan import NOBODY, Plan
from hub.matching.wire import Demand, Professional

BY_NAME = {each.name: each for each in HARD}


class Unfilled(msgspec.Struct, frozen=True):
    """`nearly`: how many are kept away by `constraint` alone; 0 when everybody lacks more than one thing."""

    demand: str
    constraint: str
    nearly: int
    da: str
    en: str


class Substitute(msgspec.Struct, frozen=True):
    """A professional who may fill a demand, and the points the plan would cost more (or less) with her."""

    person: str
    points: float


def why_unfilled(now: Situation, demand: Demand) -> Unfilled:
    """The smallest thing that would have to be different for somebody to fill `demand`."""
    lacking = [_broken(now, demand, each) for each in now.problem.professionals]
    alone = Counter(broken[0] for broken in lacking if len(broken) == 1)
    if alone:
        [(name, count)] = alone.most_common(1)
        return Unfilled(demand.id, name, count, *_nearly(name, count))
    fewest = min(map(len, lacking))
    name = (
        Counter(broken[0] for broken in lacking if len(broken) == fewest).most_common(1)[0][0]
        if fewest
        else ""
    )
    if not name:
        return Unfilled(demand.id, "", 0, "Der er en, der kan. Beregn igen.", "Somebody can. Solve again.")
    return Unfilled(
        demand.id,
        name,
        0,
        "Ingen er tæt på at kunne. Alle mangler mere end én ting.",
        "Nobody is close. Everybody lacks more than one thing.",
    )


def substitutes(plan: Plan, d: int, *, without: frozenset[int] = frozenset()) -> list[Substitute]:
    """Who may fill d instead, best first; `without` (professionals) and who fills it now are left out."""
    grid, now = plan.grid, plan.person[d]
    was, before = NOBODY, 0.0
    if now != NOBODY:
        was = plan.take(d)
        before = plan.price(d, was)
    found = [
        Substitute(grid.problem.professionals[p].id, plan.price(d, choice) - before)
        for choice, p in enumerate(grid.who[d])
        if p != now and p not in without and plan.fits(d, choice)
    ]
    if was != NOBODY:
        plan.give(d, was)
    return sorted(found, key=lambda each: (each.points, each.person))


def _broken(now: Situation, demand: Demand, person: Professional) -> list[str]:
    return [each.name for each in HARD if each.broken(now, demand, person)]


def _nearly(name: str, count: int) -> tuple[str, str]:
    """The constraint's sentence follows "but": each begins with its verb or with a subject of its own."""
    da, en = _inside(BY_NAME[name].da), _inside(BY_NAME[name].en)
    if count == 1:
        return f"Én fagperson kunne tage det, men {da}", f"One professional could do it, but {en}"
    return (
        f"{count} fagpersoner kunne tage det, men {da}",
        f"Each of {count} professionals could do it, but {en}",
    )


def _inside(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]

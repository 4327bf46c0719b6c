"""Why a demand is unfilled, and who could step in: answers in words, and ranked. Pure.

Reasons come from `constraints`, so that they are the judge's; what a substitute costs comes from `plan`,
because a coordinator with a sick nurse on the telephone does not wait.
"""

import datetime as dt
from collections import Counter

import msgspec

from hub.matching.constraints import HARD, Situation
from hub.matching.plan import NOBODY, Plan
from hub.matching.wire import Demand, Professional, Span

HOUR = dt.timedelta(hours=1)
BY_NAME = {each.name: each for each in HARD}


class Unfilled(msgspec.Struct, frozen=True):
    """`nearly`: how many are kept away by `constraint` alone; 0 when everybody lacks more than one thing.
    `within_an_hour`: how many of those could if they worked an hour more."""

    demand: str
    constraint: str
    nearly: int
    da: str
    en: str
    within_an_hour: int = 0


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
        nearly = [
            each for each, broken in zip(now.problem.professionals, lacking, strict=True) if broken == [name]
        ]
        within = sum(not BY_NAME[name].broken(now, demand, _longer(each, demand)) for each in nearly)
        da, en = (
            f"{first} {more}".strip()
            for first, more in zip(_nearly(name, count), _within(within, count), strict=True)
        )
        return Unfilled(demand.id, name, count, da, en, within)
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


def _longer(person: Professional, demand: Demand) -> Professional:
    """The same person at work an hour earlier and later that day, with an hour more of that day and week."""
    day = demand.starts.date()
    spans = [
        Span(starts=dt.datetime.combine(day, each.starts), ends=dt.datetime.combine(day, each.ends))
        for each in person.hours
        if each.weekday == demand.starts.isoweekday()
    ]
    spans = [Span(starts=each.starts - HOUR, ends=each.ends + HOUR) for each in (*spans, *person.extra)]
    more = int(HOUR.total_seconds()) // 60
    return msgspec.structs.replace(
        person,
        extra=spans,
        daily_minutes=person.daily_minutes + more,
        weekly_minutes=person.weekly_minutes + more,
    )


def _within(within: int, count: int) -> tuple[str, str]:
    """How near those are who lack one thing; nothing where an hour does not help."""
    if not within:
        return "", ""
    if within == count:
        return "En time mere er nok.", "One more hour is enough."
    if within == 1:
        return "For én af dem er en time mere nok.", "For one of them one more hour is enough."
    return f"For {within} af dem er en time mere nok.", f"For {within} of them one more hour is enough."


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

"""From what the tables say to the engine's problem. Pure.

Names in the problem: p7 a professional, d7 a demand, m7 a municipality, c7 a competence ("any": a demand that
asks for none, which everybody has). What somebody is already committed to beside the demands (f7) goes in as
a demand that is pinned: so rest, limits, loads and the agreements' hours count it.
"""

import datetime as dt
from collections import defaultdict

import msgspec

from hub.matching import wire
from hub.schedule.lending import Pact, agreements

ANY = "any"
DANISH = "da"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A demand to be filled, at its session's wall time; `pinned`, `published` and `declined` are people."""

    id: int
    session_id: int
    municipality_id: int
    role: str
    competence_id: int | None
    level: int
    language: str
    weight: float
    team: str
    starts: dt.datetime
    ends: dt.datetime
    pinned: int | None = None
    published: int | None = None
    declined: frozenset[int] = frozenset()


class Fixed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stands. `municipality_id` is whose session it is; None for time that only is taken."""

    id: int
    person_id: int
    municipality_id: int | None
    competence_id: int | None
    starts: dt.datetime
    ends: dt.datetime


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """A professional: competences with their levels, and when she can work.

    `limited`: those of the competences that do not count on all days, with the first and last on which they
    do; `profession_id` counts always, at level 0.
    """

    id: int
    municipality_id: int
    competences: dict[int, int]
    limited: dict[int, tuple[dt.date, dt.date]] = {}
    profession_id: int | None = None
    languages: tuple[str, ...]
    hours: tuple[wire.Hours, ...]
    extra: tuple[wire.Span, ...]
    away: tuple[wire.Span, ...]
    rather_not: tuple[wire.Span, ...]
    daily_minutes: int
    weekly_minutes: int
    share_minutes: int


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is asked of the tables; `surplus` is minutes by municipality, all of them in it."""

    people: tuple[Somebody, ...]
    wanted: tuple[Wanted, ...]
    fixed: tuple[Fixed, ...]
    pacts: tuple[Pact, ...]
    surplus: dict[int, int]
    weights: wire.Weights


def build(facts: Facts) -> wire.Problem:
    """The problem. Demands that end on another day than they began are not in it (see `over_midnight`)."""
    able = [each for each in facts.people if each.municipality_id in facts.surplus]
    known = {each.id: each for each in able}
    taken: dict[int, list[wire.Span]] = defaultdict(list)
    fixed = []
    for each in facts.fixed:
        if each.person_id not in known:
            continue
        if each.municipality_id is None or over_midnight(each.starts, each.ends):
            taken[each.person_id].append(wire.Span(starts=each.starts, ends=each.ends))
        else:
            fixed.append(_standing(each, each.municipality_id))
    limited = _limited(able)
    wanted = [each for each in facts.wanted if not over_midnight(each.starts, each.ends)]
    days = {each.starts.date() for each in wanted} | {each.starts.date() for each in facts.fixed}
    return wire.Problem(
        format="sundhedshub-matching",
        version=2,
        municipalities=[
            wire.Municipality(id=f"m{place}", surplus_minutes=minutes)
            for place, minutes in sorted(facts.surplus.items())
        ],
        professionals=[_professional(each, taken[each.id]) for each in able],
        demands=[_demand(each, known, limited) for each in wanted] + fixed,
        agreements=list(agreements(facts.pacts, days)),
        weights=facts.weights,
    )


def over_midnight(starts: dt.datetime, ends: dt.datetime) -> bool:
    """Whether it is more than one day's, which the engine does not plan."""
    return starts.date() != ends.date()


def person_of(name: str) -> int:
    """The number in a name of the problem."""
    return int(name[1:])


def _professional(each: Somebody, taken: list[wire.Span]) -> wire.Professional:
    return wire.Professional(
        id=f"p{each.id}",
        municipality=f"m{each.municipality_id}",
        competences={ANY: _level(0)} | {f"c{c}": _level(level) for c, level in each.competences.items()},
        languages=list(each.languages) or [DANISH],
        hours=list(each.hours),
        share_minutes=each.share_minutes,
        daily_minutes=each.daily_minutes,
        weekly_minutes=each.weekly_minutes,
        extra=list(each.extra),
        away=[*each.away, *taken],
        rather_not=list(each.rather_not),
    )


def _level(level: int) -> int:
    """A level within what the format allows."""
    return min(max(level, 0), 10)


def _limited(people: list[Somebody]) -> dict[int, list[Somebody]]:
    """By competence those who have it on some days only."""
    found: dict[int, list[Somebody]] = defaultdict(list)
    for each in people:
        for competence in each.limited:
            found[competence].append(each)
    return found


def _lapsed(each: Wanted, limited: dict[int, list[Somebody]]) -> list[str]:
    """Who has what is asked for, but not on that day."""
    competence, day = each.competence_id or 0, each.starts.date()
    return [
        f"p{one.id}"
        for one in limited.get(competence, ())
        if one.id != each.pinned
        and not one.limited[competence][0] <= day <= one.limited[competence][1]
        and (each.level > 0 or one.profession_id != competence)
    ]


def _demand(each: Wanted, known: dict[int, Somebody], limited: dict[int, list[Somebody]]) -> wire.Demand:
    out = {person for person in each.declined if person in known and person != each.pinned}
    return wire.Demand(
        id=f"d{each.id}",
        session=f"s{each.session_id}",
        role=each.role,
        municipality=f"m{each.municipality_id}",
        competence=ANY if each.competence_id is None else f"c{each.competence_id}",
        starts=each.starts,
        ends=each.ends,
        level=each.level if each.competence_id is not None else 0,
        language=each.language,
        weight=each.weight,
        series=each.team or None,
        pinned=f"p{each.pinned}" if each.pinned in known else None,
        published=f"p{each.published}" if each.published in known else None,
        declined=[f"p{person}" for person in sorted(out)],
        lapsed=_lapsed(each, limited),
    )


def _standing(each: Fixed, municipality_id: int) -> wire.Demand:
    return wire.Demand(
        id=f"f{each.id}",
        session=f"f{each.id}",
        role="fixed",
        municipality=f"m{municipality_id}",
        competence=ANY if each.competence_id is None else f"c{each.competence_id}",
        starts=each.starts,
        ends=each.ends,
        pinned=f"p{each.person_id}",
        weight=0.0,
    )

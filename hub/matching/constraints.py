"""The constraints by name, each with a sentence and a plain test: what explains a plan and judges it. Pure.

Written for reading, not for speed, and apart from the search (`grid`, `plan`), which checks the same rules
its own way; tests hold the two against each other. Hard constraints come first; the order is the order in
which a reason is given. A pinned demand is what a person decided: only overlaps speak against it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hub import clock
from hub.matching.wire import Agreement, Demand, Problem, Professional, Span


class Situation:
    """A problem with some demands filled: `filled[demand id]` is a professional's id."""

    def __init__(self, problem: Problem, filled: dict[str, str]) -> None:
        self.problem = problem
        self.filled: dict[str, str] = {}
        self.people = {each.id: each for each in problem.professionals}
        self.demands = {each.id: each for each in problem.demands}
        self._held: dict[str, set[str]] = defaultdict(set)
        self._between: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._agreements: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
        for each in problem.agreements:
            self._agreements[each.giver, each.receiver].append(each)
        for name, person in filled.items():
            self.put(self.demands[name], self.people[person])

    def put(self, demand: Demand, person: Professional | None) -> None:
        """`person` fills `demand` from now on; None: nobody."""
        was = self.filled.pop(demand.id, None)
        if was is not None:
            self._held[was].discard(demand.id)
            self._between[self.people[was].municipality, demand.municipality].discard(demand.id)
        if person is not None:
            self.filled[demand.id] = person.id
            self._held[person.id].add(demand.id)
            self._between[person.municipality, demand.municipality].add(demand.id)

    def others(self, person: Professional, demand: Demand) -> list[Demand]:
        """What `person` fills besides `demand`, by start."""
        held = (self.demands[name] for name in self._held[person.id] if name != demand.id)
        return sorted(held, key=lambda each: (each.starts, each.id))

    def agreement(self, person: Professional, demand: Demand) -> Agreement | None:
        """What lends `person` for `demand` on its day; the agreement that names the competence goes first."""
        found = [each for each in self.agreed(person, demand) if each.holds(demand.starts.date())]
        return min(found, key=lambda each: each.competence is None, default=None)

    def agreed(self, person: Professional, demand: Demand) -> list[Agreement]:
        """What lends `person` for such a demand, on whichever days."""
        between = self._agreements.get((person.municipality, demand.municipality), [])
        return [each for each in between if each.competence in (None, demand.competence)]

    def lent(self, agreement: Agreement, but: Demand) -> int:
        """Minutes filled under `agreement`, without the demand `but`."""
        between = (self.demands[name] for name in self._between[agreement.giver, agreement.receiver])
        return sum(
            minutes(each)
            for each in between
            if each is not but and self.agreement(self.people[self.filled[each.id]], each) is agreement
        )

    def pairs(self) -> Iterator[tuple[Demand, Professional]]:
        """Every filled demand with who fills it."""
        for name, person in self.filled.items():
            yield self.demands[name], self.people[person]


Test = Callable[[Situation, Demand, Professional], bool]


@dataclass(frozen=True, slots=True)
class Hard:
    """`broken` tells whether `person` cannot fill `demand` beside the rest of the situation."""

    name: str
    da: str
    en: str
    broken: Test


def minutes(demand: Demand) -> int:
    """Length of a session in minutes; it ends on the day it began, so wall time will do."""
    return int((demand.ends - demand.starts).total_seconds()) // 60


def _competence(_: Situation, demand: Demand, person: Professional) -> bool:
    return demand.competence not in person.competences


def _level(_: Situation, demand: Demand, person: Professional) -> bool:
    return person.competences.get(demand.competence, 0) < demand.level


def _lapsed(_: Situation, demand: Demand, person: Professional) -> bool:
    return person.id in demand.lapsed


def _language(_: Situation, demand: Demand, person: Professional) -> bool:
    return demand.language not in person.languages


def _declined(_: Situation, demand: Demand, person: Professional) -> bool:
    return person.id in demand.declined


def _pinned(_: Situation, demand: Demand, person: Professional) -> bool:
    return demand.pinned is not None and demand.pinned != person.id


def _agreement(now: Situation, demand: Demand, person: Professional) -> bool:
    return person.municipality != demand.municipality and not now.agreed(person, demand)


def _agreement_day(now: Situation, demand: Demand, person: Professional) -> bool:
    """Whether there is an agreement, but on other days."""
    if person.municipality == demand.municipality or not now.agreed(person, demand):
        return False
    return now.agreement(person, demand) is None


def _away(_: Situation, demand: Demand, person: Professional) -> bool:
    return any(_touches(span, demand) for span in person.away)


def _hours(_: Situation, demand: Demand, person: Professional) -> bool:
    """Whether some moment of the session lies outside the person's hours."""
    day, weekday = demand.starts.date(), demand.starts.isoweekday()
    spans = [(each.starts, each.ends) for each in person.extra]
    spans += [
        (dt.datetime.combine(day, each.starts), dt.datetime.combine(day, each.ends))
        for each in person.hours
        if each.weekday == weekday
    ]
    reached = demand.starts
    for starts, ends in sorted(spans):
        if starts <= reached:
            reached = max(reached, ends)
    return reached < demand.ends


def _overlap(now: Situation, demand: Demand, person: Professional) -> bool:
    return any(
        other.starts < demand.ends and demand.starts < other.ends for other in now.others(person, demand)
    )


def _margin(now: Situation, demand: Demand, person: Professional) -> bool:
    def near(other: Demand) -> bool:
        apart = dt.timedelta(minutes=max(other.margin_minutes, demand.margin_minutes))
        return other.starts < demand.ends + apart and demand.starts < other.ends + apart

    return any(near(other) for other in now.others(person, demand) if _same_day(other, demand))


def _rest(now: Situation, demand: Demand, person: Professional) -> bool:
    """Between two days that follow each other, in real minutes: one night a year is an hour shorter."""
    rest = dt.timedelta(minutes=now.problem.rest_minutes)
    pairs = (sorted((other, demand), key=lambda each: each.starts) for other in now.others(person, demand))
    return any(
        (second.starts.date() - first.starts.date()).days == 1
        and clock.utc(second.starts) - clock.utc(first.ends) < rest
        for first, second in pairs
    )


def _daily(now: Situation, demand: Demand, person: Professional) -> bool:
    held = [other for other in now.others(person, demand) if _same_day(other, demand)]
    return sum(map(minutes, [*held, demand])) > person.daily_minutes


def _weekly(now: Situation, demand: Demand, person: Professional) -> bool:
    week = demand.starts.isocalendar()[:2]
    held = [other for other in now.others(person, demand) if other.starts.isocalendar()[:2] == week]
    return sum(map(minutes, [*held, demand])) > person.weekly_minutes


def _cap(now: Situation, demand: Demand, person: Professional) -> bool:
    if person.municipality == demand.municipality:
        return False
    agreement = now.agreement(person, demand)
    if agreement is None or agreement.cap_minutes is None:
        return False
    return now.lent(agreement, demand) + minutes(demand) > agreement.cap_minutes


def _same_day(one: Demand, other: Demand) -> bool:
    return one.starts.date() == other.starts.date()


def _touches(span: Span, demand: Demand) -> bool:
    return span.starts < demand.ends and demand.starts < span.ends


HARD = (
    Hard("pinned", "En anden er låst fast på opgaven.", "Somebody else is pinned to it.", _pinned),
    Hard("competence", "Har ikke kompetencen.", "Does not have the competence.", _competence),
    Hard(
        "level", "Har kompetencen, men ikke på det niveau.", "Has the competence, not at that level.", _level
    ),
    Hard(
        "competence_day",
        "Har kompetencen, men ikke den dag.",
        "Has the competence, not on that day.",
        _lapsed,
    ),
    Hard("language", "Taler ikke sproget.", "Does not speak the language.", _language),
    Hard(
        "agreement",
        "Kommunerne har ingen aftale om det.",
        "The municipalities have no agreement.",
        _agreement,
    ),
    Hard(
        "agreement_day",
        "Aftalen mellem kommunerne gælder ikke den dag.",
        "The agreement between the municipalities does not hold that day.",
        _agreement_day,
    ),
    Hard("declined", "Har sagt nej tak.", "Has declined.", _declined),
    Hard("hours", "Er ikke på arbejde på det tidspunkt.", "Is not at work then.", _hours),
    Hard("away", "Er væk eller optaget på det tidspunkt.", "Is away or busy then.", _away),
    Hard("overlap", "Har et andet møde samtidig.", "Has another session at the same time.", _overlap),
    Hard("margin", "Har et andet møde lige før eller efter.", "Has a session just before or after.", _margin),
    Hard("rest", "Får ikke hvile nok til næste dag.", "Would not rest enough between two days.", _rest),
    Hard("daily_limit", "Får for mange timer den dag.", "Would have too many hours that day.", _daily),
    Hard("weekly_limit", "Får for mange timer den uge.", "Would have too many hours that week.", _weekly),
    Hard("agreement_cap", "Aftalens timer er brugt.", "The agreement's hours are spent.", _cap),
)


def reason_against(now: Situation, demand: Demand, person: Professional) -> Hard | None:
    """The first hard constraint that keeps `person` from filling `demand`; None if nothing does."""
    return next((each for each in HARD if each.broken(now, demand, person)), None)

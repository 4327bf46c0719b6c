"""Who may fill a demand on their own account, found without asking everybody. Pure.

Competence, language, availability, agreement and a no are looked at here, once for each demand. What demands
have in common is kept: professionals by home and competence, an hour of the week by who is at work in it, the
days off of everybody a municipality may ask. All of it is made when it is first needed, so that a few demands
cost little however large the partnership is.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from hub.matching.wire import Agreement, Demand, Hours, Problem, Professional, Span

OWN = -1
"""In place of an agreement: the professional's own municipality asks."""

Pairs = tuple[list[int], list[int]]
"""Professionals, sorted, and the agreement each is lent under (OWN: none needed)."""
Stretch = tuple[int, int]
"""Minutes of a day, half open."""
Day = int
"""A local date's ordinal."""
Kind = tuple[str, int, str, str, int]
"""Competence, level, language, municipality, and the spell of days on which the same agreements hold."""
Shifts = dict[int, list[tuple[int, int, int, int]]]
"""By weekday: from, until, professional, agreement."""
Absent = dict[Day, list[tuple[int, int, int]]]
"""By day: who, from, until."""
DAY = 24 * 60
K = TypeVar("K")
T = TypeVar("T")


class Kept(dict[K, T]):
    """What is made of each the first time somebody asks."""

    def __init__(self, make: Callable[[K], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> T:
        made = self[key] = self._make(key)
        return made


class Matcher:
    """Finds the pairs of a problem; `person` counts its professionals."""

    def __init__(self, problem: Problem, person: dict[str, int]) -> None:
        people = self._people = problem.professionals
        self._person = person
        days = self._days = sorted({_day(each) for each in problem.demands})
        self._hours_of: Kept[int, dict[int, list[Stretch]]] = Kept(lambda at: _by_weekday(people[at].hours))
        self._extra_of: Kept[int, dict[Day, list[Stretch]]] = Kept(
            lambda at: _of_days(days, people[at].extra)
        )
        self._away: Kept[str, Absent] = Kept(lambda home: self._absent(home, lambda one: one.away))
        self._spared: Kept[str, Absent] = Kept(lambda home: self._absent(home, lambda one: one.rather_not))
        self._agreements: dict[tuple[str, str, str | None], list[tuple[int, Agreement]]] = defaultdict(list)
        self._givers: dict[str, dict[str, None]] = defaultdict(dict)
        for number, each in enumerate(problem.agreements):
            self._agreements[each.giver, each.receiver, each.competence].append((number, each))
            self._givers[each.receiver][each.giver] = None
        self._turns = _turns(problem.agreements)
        self._skilled: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._living: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self._people):
            self._living[one.municipality].append(at)
            for competence in one.competences:
                self._skilled[one.municipality, competence].append(at)
        self._able: dict[Kind, list[tuple[int, int]]] = {}
        self._shifts: dict[Kind, Shifts] = {}
        self._there: dict[tuple[Kind, int, Stretch], Pairs] = {}
        self._callable: dict[Kind, list[tuple[int, int]]] = {}

    def pairs(self, demand: Demand) -> Pairs:
        """Who may fill `demand`, in order; of a pinned one only who is pinned, whatever speaks against it."""
        if demand.pinned is not None:
            person, agreement = self.pair(demand, demand.pinned)
            return [person], [agreement]
        who, under = self._at_work(demand)
        called = self._called_in(demand, who)
        if called:
            everybody = sorted([*zip(who, under, strict=True), *called])
            who, under = [each for each, _ in everybody], [each for _, each in everybody]
        else:
            who, under = who.copy(), under.copy()
        for at in sorted(_places(who, self._out(demand)), reverse=True):
            del who[at], under[at]
        return who, under

    def pair(self, demand: Demand, name: str) -> tuple[int, int]:
        """Somebody with the agreement for `demand`, whatever speaks against it."""
        person = self._person[name]
        home = self._people[person].municipality
        agreement = OWN if home == demand.municipality else self._agreement(home, demand)
        return person, OWN if agreement is None else agreement

    def disliked(self, demand: Demand, who: Sequence[int]) -> Iterator[int]:
        """The places in `who` (sorted) of those who would rather not work then."""
        return _places(who, self._at(demand, self._spared))

    def _out(self, demand: Demand) -> set[int]:
        """Who is away then, of those the municipality may ask, who has said no, who cannot do it that day."""
        out = (self._person[name] for names in (demand.declined, demand.lapsed) for name in names)
        return self._at(demand, self._away).union(out)

    def _at(self, demand: Demand, absent: Mapping[str, Absent]) -> set[int]:
        """Whom a stretch of that day keeps from the demand, of those the municipality may ever ask."""
        day, (starts, ends) = _day(demand), _slot(demand)
        return {
            person
            for home in (demand.municipality, *self._givers.get(demand.municipality, ()))
            for person, begins, until in absent[home].get(day, ())
            if begins < ends and starts < until
        }

    def _absent(self, home: str, spans: Callable[[Professional], list[Span]]) -> Absent:
        found: Absent = {}
        for at in self._living.get(home, ()):
            for day, stretches in _of_days(self._days, spans(self._people[at])).items():
                found.setdefault(day, []).extend((at, *stretch) for stretch in stretches)
        return found

    def _at_work(self, demand: Demand) -> Pairs:
        """Those qualified whose weekly hours hold the demand; the same for the same hour of every week."""
        kind, weekday, slot = self._kind(demand), demand.starts.isoweekday(), _slot(demand)
        if (kind, weekday, slot) not in self._there:
            if kind not in self._shifts:
                self._shifts[kind] = self._shifts_of(demand)
            starts, ends = slot
            found = [
                (person, agreement)
                for begins, until, person, agreement in self._shifts[kind].get(weekday, ())
                if begins <= starts and ends <= until
            ]
            self._there[kind, weekday, slot] = [each for each, _ in found], [each for _, each in found]
        return self._there[kind, weekday, slot]

    def _shifts_of(self, demand: Demand) -> Shifts:
        """When those qualified are at work, week by week."""
        found: Shifts = {}
        for person, agreement in self._qualified(demand):
            for weekday, stretches in self._hours_of[person].items():
                for begins, until in stretches:
                    found.setdefault(weekday, []).append((begins, until, person, agreement))
        return found

    def _called_in(self, demand: Demand, there: Sequence[int]) -> list[tuple[int, int]]:
        """Those qualified whom only extra times of that day bring to work."""
        kind, weekday, (starts, ends) = self._kind(demand), demand.starts.isoweekday(), _slot(demand)
        if kind not in self._callable:
            people = self._people
            self._callable[kind] = [pair for pair in self._qualified(demand) if people[pair[0]].extra]
        found = []
        for person, agreement in self._callable[kind]:
            extra = self._extra_of[person].get(_day(demand))
            if extra is not None and person not in there:
                work = _merged([*self._hours_of[person].get(weekday, ()), *extra])
                if any(begins <= starts and ends <= until for begins, until in work):
                    found.append((person, agreement))
        return found

    def _qualified(self, demand: Demand) -> list[tuple[int, int]]:
        kind = self._kind(demand)
        if kind not in self._able:
            self._able[kind] = sorted(
                (at, agreement)
                for home in (demand.municipality, *self._givers.get(demand.municipality, ()))
                if (agreement := self._agreement(home, demand)) is not None
                for at in self._skilled.get((home, demand.competence), ())
                if self._people[at].competences[demand.competence] >= demand.level
                and demand.language in self._people[at].languages
            )
        return self._able[kind]

    def _agreement(self, home: str, demand: Demand) -> int | None:
        """OWN, the agreement that lends from `home` that day (one that names the competence goes first),
        or None."""
        if home == demand.municipality:
            return OWN
        day = demand.starts.date()
        for competence in (demand.competence, None):
            for at, each in self._agreements.get((home, demand.municipality, competence), ()):
                if each.holds(day):
                    return at
        return None

    def _kind(self, demand: Demand) -> Kind:
        spell = bisect_right(self._turns, _day(demand))
        return demand.competence, demand.level, demand.language, demand.municipality, spell


def _turns(agreements: Iterable[Agreement]) -> list[Day]:
    """The days on which some agreement begins to hold, or no longer does."""
    begins = {each.valid_from.toordinal() for each in agreements if each.valid_from is not None}
    return sorted(
        begins | {each.valid_to.toordinal() + 1 for each in agreements if each.valid_to is not None}
    )


def _places(who: Sequence[int], people: set[int]) -> Iterator[int]:
    """Where in `who` (sorted) some people are, as far as they are there."""
    return (bisect_left(who, person) for person in people.intersection(who))


def _day(demand: Demand) -> Day:
    return demand.starts.toordinal()


def _slot(demand: Demand) -> Stretch:
    return _of_day(demand.starts), _of_day(demand.ends)


def _of_day(time: dt.time | dt.datetime) -> int:
    return time.hour * 60 + time.minute


def _by_weekday(hours: Iterable[Hours]) -> dict[int, list[Stretch]]:
    """Stretches that do not touch one another: what lies in none of them does not lie in all together."""
    shifts: dict[int, list[Stretch]] = {}
    for each in hours:
        shifts.setdefault(each.weekday, []).append((_of_day(each.starts), _of_day(each.ends)))
    return {weekday: _merged(stretches) for weekday, stretches in shifts.items()}


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for begins, until in sorted(stretches):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((begins, until))
    return found


def _of_days(days: Sequence[Day], spans: Iterable[Span]) -> dict[Day, list[Stretch]]:
    """What of the spans falls on `days` (sorted), in minutes of that day."""
    found: dict[Day, list[Stretch]] = {}
    for span in spans:
        first, last = span.starts.toordinal(), span.ends.toordinal()
        for day in days[bisect_left(days, first) : bisect_right(days, last)]:
            begins = _of_day(span.starts) if day == first else 0
            ends = _of_day(span.ends) if day == last else DAY
            if begins < ends:
                found.setdefault(day, []).append((begins, ends))
    return found

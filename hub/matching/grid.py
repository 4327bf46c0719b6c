"""A problem as numbers: who may fill each demand on their own account, and what that alone costs. Pure.

What depends on one demand and one professional only (competence, language, availability, agreement, a no)
is decided here once, so that the search never meets a pair that cannot be. What depends on the rest of the
plan lives in `plan`. Professionals, demands, municipalities and agreements are counted from 0 in the
problem's order.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hub import clock
from hub.matching.wire import Agreement, Demand, Problem, Professional, Span

OWN = -1
"""In place of an agreement: the professional's own municipality asks."""

Pair = tuple[int, int]
"""A professional and the agreement she is lent under (OWN: none needed)."""
Stretch = tuple[int, int]
"""Minutes of a day, half open."""
Day = int
"""A local date's ordinal."""
Kind = tuple[str, int, str, str, int]
"""Competence, level, language, municipality, and the spell of days on which the same agreements hold."""
Slot = tuple[dt.datetime, dt.datetime]
DAY = 24 * 60


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
        pairs = self._matcher.pairs(demand)
        self.who[at] = [person for person, _ in pairs]
        self.under[at] = [agreement for _, agreement in pairs]
        self.cost[at] = list(self._costs(at, demand, pairs, self._matcher))

    def _match(self, problem: Problem) -> None:
        self._matcher = _Matcher(problem, self.person)
        self.who: list[list[int]] = [[] for _ in problem.demands]
        self.under: list[list[int]] = [[] for _ in problem.demands]
        self.cost: list[list[float]] = [[0.0] for _ in problem.demands]
        for at, demand in enumerate(problem.demands):
            if demand.id in self._settled:
                person, agreement = self._matcher.pair(demand, self._settled[demand.id])
                self.who[at], self.under[at] = [person], [agreement]
            else:
                self.open(at)

    def _costs(self, at: int, demand: Demand, pairs: Iterable[Pair], matcher: "_Matcher") -> Iterator[float]:
        weights, agreements = self.problem.weights, self.problem.agreements
        told = None if demand.published is None else self.person[demand.published]
        disliked = matcher.disliked(demand)
        for person, agreement in pairs:
            cost = 0.0 if agreement == OWN else weights.home * agreements[agreement].weight * self.hours[at]
            if person in disliked:
                cost += weights.wish
            if told is not None and told != person:
                cost += weights.change
            yield cost


class _Matcher:
    """Finds the pairs; keeps what demands have in common."""

    def __init__(self, problem: Problem, person: dict[str, int]) -> None:
        self._people = problem.professionals
        self._person = person
        self._agreements: dict[tuple[str, str, str | None], list[tuple[int, Agreement]]] = defaultdict(list)
        for at, each in enumerate(problem.agreements):
            self._agreements[each.giver, each.receiver, each.competence].append((at, each))
        self._turns = _turns(problem.agreements)
        self._able: dict[Kind, list[Pair]] = {}
        self._there: dict[tuple[object, ...], list[Pair]] = {}
        self._slots: dict[Slot, tuple[set[int], set[int]]] = {}
        self._shifts = [_by_weekday(each) for each in self._people]
        days = sorted({_day(each) for each in problem.demands})
        self._away = _by_day(days, ((at, span) for at, each in enumerate(self._people) for span in each.away))
        self._extra = _by_day(
            days, ((at, span) for at, each in enumerate(self._people) for span in each.extra)
        )
        self._rather_not = _by_day(
            days, ((at, span) for at, each in enumerate(self._people) for span in each.rather_not)
        )

    def pairs(self, demand: Demand) -> list[Pair]:
        """Who may fill `demand`, in order; of a pinned one only who is pinned, whatever speaks against it."""
        if demand.pinned is not None:
            return [self.pair(demand, demand.pinned)]
        out = self._slot(demand)[0].union(self._person[name] for name in demand.declined)
        there = self._at_work(demand) + self._called_in(demand)
        return sorted(pair for pair in there if pair[0] not in out) if out else there

    def pair(self, demand: Demand, name: str) -> Pair:
        """Somebody with the agreement for `demand`, whatever speaks against it."""
        person = self._person[name]
        agreement = self._agreement(self._people[person], demand)
        return person, OWN if agreement is None else agreement

    def disliked(self, demand: Demand) -> set[int]:
        """Who would rather not work then."""
        return self._slot(demand)[1]

    def _slot(self, demand: Demand) -> tuple[set[int], set[int]]:
        """Who is away and who would rather be, at a time of one day: many demands begin and end together."""
        slot = demand.starts, demand.ends
        if slot not in self._slots:
            away, rather_not = (
                {person for person, spans in each.get(_day(demand), {}).items() if _touch(spans, demand)}
                for each in (self._away, self._rather_not)
            )
            self._slots[slot] = away, rather_not
        return self._slots[slot]

    def _at_work(self, demand: Demand) -> list[Pair]:
        """Those qualified whose weekly hours hold the demand; the same for the same hour of every week."""
        weekday = demand.starts.isoweekday()
        kind = (*self._kind(demand), weekday, demand.starts.time(), demand.ends.time())
        if kind not in self._there:
            self._there[kind] = [
                pair
                for pair in self._qualified(demand)
                if _covers(self._shifts[pair[0]].get(weekday, ()), demand)
            ]
        return self._there[kind]

    def _called_in(self, demand: Demand) -> list[Pair]:
        """Those qualified whom only extra times of that day bring to work."""
        extra = self._extra.get(_day(demand))
        if not extra:
            return []
        weekday, there = demand.starts.isoweekday(), set(self._at_work(demand))
        return [
            pair
            for pair in self._qualified(demand)
            if pair[0] in extra
            and pair not in there
            and _covers([*self._shifts[pair[0]].get(weekday, ()), *extra[pair[0]]], demand)
        ]

    def _qualified(self, demand: Demand) -> list[Pair]:
        kind = self._kind(demand)
        if kind not in self._able:
            found = (
                (at, self._agreement(each, demand))
                for at, each in enumerate(self._people)
                if each.competences.get(demand.competence, -1) >= demand.level
                and demand.language in each.languages
            )
            self._able[kind] = [(at, agreement) for at, agreement in found if agreement is not None]
        return self._able[kind]

    def _agreement(self, one: Professional, demand: Demand) -> int | None:
        """OWN, the agreement that lends her that day (one that names the competence goes first), or None."""
        if one.municipality == demand.municipality:
            return OWN
        day = demand.starts.date()
        for competence in (demand.competence, None):
            for at, each in self._agreements.get((one.municipality, demand.municipality, competence), ()):
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


def _day(demand: Demand) -> Day:
    return demand.starts.toordinal()


def _minute(wall: dt.datetime) -> int:
    return int(clock.utc(wall).timestamp()) // 60


def _of_day(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _by_weekday(one: Professional) -> dict[int, list[Stretch]]:
    shifts: dict[int, list[Stretch]] = defaultdict(list)
    for each in one.hours:
        shifts[each.weekday].append((_of_day(each.starts), _of_day(each.ends)))
    return shifts


def _by_day(days: list[Day], spans: Iterable[tuple[int, Span]]) -> dict[Day, dict[int, list[Stretch]]]:
    """What of the spans falls on `days` (sorted): by local date and professional, in minutes of that day."""
    found: dict[Day, dict[int, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    for person, span in spans:
        first, last = span.starts.toordinal(), span.ends.toordinal()
        for day in days[bisect_left(days, first) : bisect_right(days, last)]:
            begins = _of_day(span.starts.time()) if day == first else 0
            ends = _of_day(span.ends.time()) if day == last else DAY
            if begins < ends:
                found[day][person].append((begins, ends))
    return found


def _touch(stretches: Iterable[Stretch], demand: Demand) -> bool:
    starts, ends = _of_day(demand.starts.time()), _of_day(demand.ends.time())
    return any(begins < ends and starts < until for begins, until in stretches)


def _covers(stretches: Iterable[Stretch], demand: Demand) -> bool:
    """Whether the stretches together hold the whole demand."""
    at, ends = _of_day(demand.starts.time()), _of_day(demand.ends.time())
    for begins, until in sorted(stretches):
        if begins <= at < until:
            at = until
    return at >= ends

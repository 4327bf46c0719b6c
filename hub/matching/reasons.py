"""Why this person: sentences in both languages, constraint by constraint, about a plan as it is. Pure.

What is sure of everybody who may have a demand is said in one sentence; what makes the difference between
those who may has one each. What keeps somebody out is `hub.matching.constraints`.
"""

from collections import Counter, defaultdict
from typing import Literal

import msgspec

from hub import clock
from hub.matching.constraints import HARD, Situation, minutes
from hub.matching.wire import Demand, Professional

Kind = Literal["good", "note", "against"]
HOUR = 60


class Sentence(msgspec.Struct, frozen=True):
    """One thing that speaks for, is worth knowing, or speaks against."""

    kind: Kind
    da: str
    en: str


class Reasons:
    """Counts once what the sentences need of a whole plan."""

    def __init__(self, now: Situation) -> None:
        self.now = now
        self.held: dict[str, int] = defaultdict(int)
        self.series: dict[str, Counter[str]] = defaultdict(Counter)
        self.surplus = {each.id: each.surplus_minutes for each in now.problem.municipalities}
        for demand, person in now.pairs():
            self._count(demand, person, 1)

    def if_had(self, demand: Demand, person: Professional) -> list[Sentence]:
        """Why `person`, if she had `demand`, which nobody has: what a substitute is told apart by."""
        self.now.put(demand, person)
        self._count(demand, person, 1)
        told = self.why(demand, person)
        self._count(demand, person, -1)
        self.now.put(demand, None)
        return told

    def why(self, demand: Demand, person: Professional) -> list[Sentence]:
        """Why `person`, who has `demand` in the plan; what is against her comes last."""
        told = [
            *self._hard(demand, person),
            *self._rest(demand, person),
            *self._series(demand, person),
            *self._home(demand, person),
            *self._load(person),
            *self._wish(demand, person),
            *self._change(demand, person),
        ]
        return sorted(told, key=lambda each: ("good", "note", "against").index(each.kind))

    def _count(self, demand: Demand, person: Professional, sign: int) -> None:
        length = sign * minutes(demand)
        self.held[person.id] += length
        self.surplus[person.municipality] += length
        self.surplus[demand.municipality] -= length
        if demand.series is not None:
            self.series[demand.series][person.id] += sign

    def _hard(self, demand: Demand, person: Professional) -> list[Sentence]:
        broken = [each for each in HARD if each.broken(self.now, demand, person)]
        if broken:
            return [Sentence("against", each.da, each.en) for each in broken]
        can = Sentence(
            "good",
            "Har kompetencen, taler sproget og er ledig.",
            "Has the competence, speaks the language and is free.",
        )
        if demand.pinned == person.id:
            return [can, Sentence("note", "Valgt af en planlægger.", "Chosen by a planner.")]
        return [can]

    def _rest(self, demand: Demand, person: Professional) -> list[Sentence]:
        """The shorter night beside the session, where there is work the day before or after."""
        starts, ends = clock.utc(demand.starts), clock.utc(demand.ends)
        nights = []
        for other in self.now.others(person, demand):
            apart = (other.starts.date() - demand.starts.date()).days
            if apart == -1:
                nights.append(starts - clock.utc(other.ends))
            if apart == 1:
                nights.append(clock.utc(other.starts) - ends)
        if not nights:
            return []
        hours = int(min(nights).total_seconds()) // 3600
        return [Sentence("good", f"Har {hours} timers hvile.", f"Rests for {hours} hours.")]

    def _series(self, demand: Demand, person: Professional) -> list[Sentence]:
        if demand.series is None:
            return []
        if any(count and name != person.id for name, count in self.series[demand.series].items()):
            return [
                Sentence(
                    "against",
                    "Andre har også møder i forløbet.",
                    "Others have sessions of the series as well.",
                )
            ]
        if any(each.series == demand.series for each in self.now.others(person, demand)):
            return [Sentence("good", "Har hele forløbet.", "Has the whole series.")]
        return []

    def _home(self, demand: Demand, person: Professional) -> list[Sentence]:
        if person.municipality == demand.municipality:
            return [Sentence("good", "Er ansat i kommunen.", "Works for the municipality.")]
        after, length = self.surplus[person.municipality], minutes(demand)
        before = after - length
        da = f"Kommunen {_stands(before, 'da')}. Det bliver til {_hours(abs(after), 'da')}."
        en = f"Her municipality {_stands(before, 'en')}. That becomes {_hours(abs(after), 'en')}."
        kind: Kind = "good" if abs(after) <= abs(before) else "note"
        if before * after < 0:
            da, en = (
                f"Kommunen {_stands(after, 'da')} bagefter.",
                f"Her municipality {_stands(after, 'en')} then.",
            )
        lent = Sentence(
            "note", "Lånes efter aftale mellem kommunerne.", "Lent by agreement between the municipalities."
        )
        return [lent, Sentence(kind, da, en)]

    def _load(self, person: Professional) -> list[Sentence]:
        if not person.share_minutes:
            return []
        part = round(100 * self.held[person.id] / person.share_minutes)
        da = f"Har {_hours(self.held[person.id], 'da')} i perioden, {part} % af sin andel."
        en = f"Has {_hours(self.held[person.id], 'en')} in the period, {part} % of her share."
        return [Sentence("against" if part > 100 else "note", da, en)]

    def _wish(self, demand: Demand, person: Professional) -> list[Sentence]:
        if any(span.starts < demand.ends and demand.starts < span.ends for span in person.rather_not):
            return [Sentence("against", "Vil helst være fri da.", "Would rather be spared that time.")]
        return []

    def _change(self, demand: Demand, person: Professional) -> list[Sentence]:
        if demand.published is None:
            return []
        if demand.published == person.id:
            return [Sentence("good", "Har allerede fået besked.", "Has been told already.")]
        return [Sentence("against", "En anden har fået besked.", "Somebody else has been told.")]


def _stands(surplus: int, language: str) -> str:
    hours = _hours(abs(surplus), language)
    if language == "en":
        return f"has given {hours} more than it received" if surplus >= 0 else f"owes {hours}"
    return f"har givet {hours} mere, end den har fået" if surplus >= 0 else f"skylder {hours}"


def _hours(amount: int, language: str) -> str:
    """Hours and minutes in words."""
    hours, rest = divmod(amount, HOUR)
    told = []
    if hours or not rest:
        names = ("hour", "hours") if language == "en" else ("time", "timer")
        told.append(f"{hours} {names[hours != 1]}")
    if rest:
        names = ("minute", "minutes") if language == "en" else ("minut", "minutter")
        told.append(f"{rest} {names[rest != 1]}")
    return (" and " if language == "en" else " og ").join(told)

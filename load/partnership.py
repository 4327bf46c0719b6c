"""Partnerships made up from a seed, as the matching format writes them: how a quarter of theirs may look.

Municipalities of unequal size lend each other what they are short of. Professionals have one or two
competences, part-time hours on some weekdays, holidays, wishes. Sessions come as courses (weekly, the same
people), as consultations in pairs (start and end talk, the same person) and singly. No real names or places.
"""

import datetime as dt
import random
from typing import Any, NamedTuple

FIRST = dt.date(2026, 10, 1)
COMPETENCES = {
    "diabetes_nurse": 24,
    "dietician": 20,
    "physiotherapist": 22,
    "heart_nurse": 14,
    "copd_nurse": 10,
    "smoking_counsellor": 5,
    "psychologist": 5,
}
LANGUAGES = {"en": 0.25, "ar": 0.05, "tr": 0.04}
ASKED_LANGUAGES = {"da": 0.96, "en": 0.02, "ar": 0.012, "tr": 0.008}


class Size(NamedTuple):
    """How many of each."""

    municipalities: int
    professionals: int
    sessions: int


SIZES = {"small": Size(11, 60, 200), "region": Size(22, 400, 2000), "nation": Size(98, 2500, 12000)}


def make(size: Size, seed: int, days: int = 91) -> dict[str, Any]:
    """A problem of `size` for the matching format, the same for the same seed."""
    chance = random.Random(seed)
    places = [f"m{at:02d}" for at in range(size.municipalities)]
    weights = [chance.lognormvariate(0, 0.6) for _ in places]
    homes = sorted(places + chance.choices(places, weights, k=size.professionals - len(places)))
    professionals = [_professional(chance, at, home, days) for at, home in enumerate(homes)]
    agreements = _agreements(chance, places)
    supply = _Supply(professionals, agreements)
    return {
        "format": "sundhedshub-matching",
        "version": 1,
        "municipalities": [
            {"id": each, "surplus_minutes": chance.randrange(-20, 21) * 60} for each in places
        ],
        "professionals": professionals,
        "agreements": agreements,
        "demands": _demands(chance, places, weights, size.sessions, days, supply),
    }


class _Supply:
    """Who could come: a coordinator plans what the partnership has, with few exceptions."""

    def __init__(self, professionals: list[dict[str, Any]], agreements: list[dict[str, Any]]) -> None:
        self._professionals = professionals
        self._lent = {(each["giver"], each["receiver"], each["competence"]) for each in agreements}
        self._known: dict[tuple[str, str, str, int, int], int] = {}

    def count(self, place: str, competence: str, language: str, weekday: int, hour: int) -> int:
        """How many professionals may be asked for that hour of the week."""
        key = (place, competence, language, weekday, hour)
        if key not in self._known:
            self._known[key] = sum(self._may(each, *key) for each in self._professionals)
        return self._known[key]

    def _may(
        self, one: dict[str, Any], place: str, competence: str, language: str, day: int, hour: int
    ) -> bool:
        if one["competences"].get(competence, 0) < 2 or language not in one["languages"]:
            return False
        home = one["municipality"]
        lent = home == place or {(home, place, None), (home, place, competence)} & self._lent
        at, until = f"{hour:02d}:00:00", f"{hour + 2:02d}:00:00"
        return bool(lent) and any(
            shift["weekday"] == day and shift["starts"] <= at and until <= shift["ends"]
            for shift in one["hours"]
        )


def _professional(chance: random.Random, at: int, home: str, days: int) -> dict[str, Any]:
    first, second = _several(chance, COMPETENCES, 2)
    competences = {first: chance.randint(1, 3)}
    if chance.random() < 0.35:
        competences[second] = chance.randint(1, 2)
    weekdays = sorted(chance.sample(range(1, 6), chance.randint(3, 5)))
    hours = [{"weekday": day, "starts": "08:00:00", "ends": "16:00:00"} for day in weekdays]
    if chance.random() < 0.5:
        evening = chance.randint(1, 4)
        hours.append({"weekday": evening, "starts": "16:00:00", "ends": "21:00:00"})
    return {
        "id": f"p{at:04d}",
        "municipality": home,
        "competences": competences,
        "languages": ["da", *(code for code, share in LANGUAGES.items() if chance.random() < share)],
        "hours": hours,
        "share_minutes": chance.choice([600, 900, 1200]),
        "daily_minutes": 360,
        "weekly_minutes": 720,
        "away": [_span(chance, days, chance.choice([1, 1, 2, 7])) for _ in range(chance.randint(1, 5))],
        "rather_not": [_span(chance, days, 1) for _ in range(chance.randint(0, 3))],
    }


def _several(chance: random.Random, shares: dict[str, int], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        [name] = chance.choices(list(shares), list(shares.values()))
        if name not in found:
            found.append(name)
    return found


def _span(chance: random.Random, days: int, length: int) -> dict[str, str]:
    first = FIRST + dt.timedelta(days=chance.randrange(days))
    return {"starts": f"{first}T00:00:00", "ends": f"{first + dt.timedelta(days=length)}T00:00:00"}


def _agreements(chance: random.Random, places: list[str]) -> list[dict[str, Any]]:
    """Everybody with about ten neighbours; some for one competence only, some with a cap."""
    agreements = []
    for at, receiver in enumerate(places):
        near = [places[(at + step) % len(places)] for step in range(-6, 7) if step]
        for giver in dict.fromkeys(near):
            if giver == receiver or chance.random() > 0.85:
                continue
            only = _several(chance, COMPETENCES, 1)[0] if chance.random() < 0.3 else None
            agreements.append(
                {
                    "giver": giver,
                    "receiver": receiver,
                    "competence": only,
                    "cap_minutes": chance.choice([None, 1200, 3000]),
                    "weight": chance.choice([0.5, 1.0, 1.5]),
                }
            )
    return agreements


def _demands(
    chance: random.Random, places: list[str], weights: list[float], sessions: int, days: int, supply: _Supply
) -> list[dict[str, Any]]:
    demands: list[dict[str, Any]] = []
    series = made = 0
    while made < sessions:
        [place] = chance.choices(places, weights)
        kind = chance.choices(["course", "talks", "webinar"], [3, 5, 2])[0]
        occasions = {"course": min(chance.randint(4, 8), sessions - made), "talks": min(2, sessions - made)}
        count = max(occasions.get(kind, 1), 1)
        first, second = _several(chance, COMPETENCES, 2)
        roles = [("host", first)] + (
            [("co_host", second)] if kind != "talks" and chance.random() < 0.6 else []
        )
        [language] = chance.choices(list(ASKED_LANGUAGES), list(ASKED_LANGUAGES.values()))
        gap = {"course": 7, "talks": 7 * chance.randint(3, 8)}.get(kind, 7)
        begins = _weekday(chance, days - gap * (count - 1))
        hour = chance.choice([9, 10, 11, 13, 14, 17, 19] if kind != "talks" else [8, 9, 10, 11, 12, 13, 14])
        day = begins.isoweekday()
        if chance.random() < 0.99 and any(
            supply.count(place, competence, language if role == "host" else "da", day, hour) < 3
            for role, competence in roles
        ):
            continue
        minutes = {"course": 90, "talks": 45}.get(kind, 60)
        for occasion in range(count):
            date = begins + dt.timedelta(days=gap * occasion)
            while date.isoweekday() > 5:
                date -= dt.timedelta(days=1)
            start = dt.datetime.combine(date, dt.time(hour))
            for role, competence in roles:
                demands.append(
                    {
                        "id": f"d{len(demands):05d}",
                        "session": f"s{made:05d}",
                        "role": role,
                        "municipality": place,
                        "competence": competence,
                        "level": 1 if chance.random() < 0.8 else 2,
                        "language": language if role == "host" else "da",
                        "starts": f"{start:%Y-%m-%dT%H:%M:00}",
                        "ends": f"{start + dt.timedelta(minutes=minutes):%Y-%m-%dT%H:%M:00}",
                        "series": f"c{series:05d}-{role}" if count > 1 else None,
                    }
                )
            made += 1
        series += 1
    return demands


def _weekday(chance: random.Random, days: int) -> dt.date:
    while True:
        date = FIRST + dt.timedelta(days=chance.randrange(max(days, 1)))
        if date.isoweekday() < 6:
            return date

"""A partnership made up from a seed: professionals with hours, agreements, courses and what they need.

Only what is to be made; nothing is written here. The same seed gives the same partnership, whatever the day:
days are counted from a Monday that is chosen when it is written.
"""

from random import Random

import msgspec

from hub.accounts.demo import PEOPLE
from hub.actor import Role
from hub.schedule.demo.data import (
    FIRST_NAMES,
    LAST_NAMES,
    NEIGHBOURS,
    NOBODY_CAN,
    PLACES,
    SUPPLY,
    TEMPLATES,
    Template,
)

Hours = tuple[tuple[int, str, str], ...]


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A professional. `work` is competence and level, the profession first; `hours` weekday, start, end;
    `away` and `rather_not` are first day (counted) and how many."""

    key: str
    name: str
    place: str
    work: tuple[tuple[str, int], ...]
    speaks: tuple[str, ...]
    hours: Hours
    away: tuple[tuple[int, int], ...]
    rather_not: tuple[tuple[int, int], ...]


class Lent(msgspec.Struct, frozen=True):
    """`giver` lends to `receiver`; `competence` "" for all, `cap` minutes a month or None."""

    giver: str
    receiver: str
    competence: str
    cap: int | None
    weight: float


class Course(msgspec.Struct, frozen=True):
    """A template held by a municipality from `day` (counted) at `hour`, `times` times."""

    template: Template
    place: str
    day: int
    hour: str
    times: int


class Size(msgspec.Struct, frozen=True):
    """How much is made up; `weeks` is how long the sessions are spread. `planned`: a planner has begun, with
    the agreements that accounts make up."""

    professionals: int
    sessions: int
    weeks: int
    seed: int = 7
    planned: bool = False


QUARTER = Size(professionals=49, sessions=200, weeks=13)
LITTLE = Size(professionals=11, sessions=24, weeks=4, planned=True)


def colleagues(size: Size) -> tuple[Colleague, ...]:
    """Professionals beside those whom accounts make up; every municipality has some."""
    chance = Random(size.seed)  # noqa: S311
    names = _names(chance, size.professionals)
    homes = [PLACES[number % len(PLACES)] for number in range(size.professionals)]
    return tuple(
        _colleague(chance, number, name, home, size.weeks * 7)
        for number, (name, home) in enumerate(zip(names, homes, strict=True), start=1)
    )


def old_hands(size: Size) -> tuple[tuple[str, Hours], ...]:
    """Keys and weekly hours of the professionals whom accounts make up."""
    chance = Random(size.seed + 3)  # noqa: S311
    return tuple((one.key, working(chance)) for one in PEOPLE if Role.professional in one.roles)


def working(chance: Random) -> Hours:
    """Weekly hours: three to five days, and for most of them two evenings."""
    days = sorted(chance.sample(range(1, 6), chance.randint(3, 5)))
    shifts = [(day, "08:00", "16:00") for day in days]
    if chance.random() < 0.75:
        shifts += [(day, "16:30", "21:00") for day in chance.sample(range(1, 5), 2)]
    return tuple(sorted(shifts))


def lent(size: Size) -> tuple[Lent, ...]:
    """Everybody lends to most of the others; some for one competence, some with a cap."""
    if size.planned:
        return ()
    chance = Random(size.seed + 1)  # noqa: S311
    pairs = [(giver, receiver) for giver in PLACES for receiver in PLACES if giver != receiver]
    return tuple(
        Lent(
            giver,
            receiver,
            chance.choice(list(SUPPLY)) if chance.random() < 0.25 else "",
            chance.choice([None, None, 1800, 3600]),
            chance.choice([0.5, 1.0, 1.0, 1.5]),
        )
        for giver, receiver in pairs
        if chance.random() < 0.6
    )


def courses(size: Size) -> tuple[Course, ...]:
    """Courses and single sessions until there are as many sessions as wanted; one that nobody can lead."""
    chance = Random(size.seed + 2)  # noqa: S311
    made = [Course(NOBODY_CAN, "kolding", chance.randrange(7, 7 + 4), "19:00", 1)]
    left = size.sessions - 1
    while left:
        [template] = chance.choices(TEMPLATES, [each.often for each in TEMPLATES])
        fitting = (size.weeks - 1) // template.gap + 1
        times = min(template.times, left, fitting)
        day = 7 * chance.randrange(size.weeks - template.gap * (times - 1)) + chance.randrange(4)
        made.append(Course(template, chance.choice(PLACES), day, chance.choice(template.hours), times))
        left -= times
    return tuple(made)


def _names(chance: Random, count: int) -> list[str]:
    first, last = FIRST_NAMES.split(), LAST_NAMES.split()
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"{chance.choice(first)} {chance.choice(last)}"] = None
    return list(found)


def _colleague(chance: Random, number: int, name: str, home: str, days: int) -> Colleague:
    [first] = chance.choices(list(SUPPLY), list(SUPPLY.values()))
    work = [(first, chance.randint(1, 3))]
    if chance.random() < 0.4:
        work.append((chance.choice(NEIGHBOURS[first]), chance.randint(1, 2)))
    also = [code for code, share in (("en", 0.3), ("de", 0.1)) if chance.random() < share]
    hours = working(chance)
    return Colleague(
        key=f"kollega{number}",
        name=name,
        place=home,
        work=tuple(work),
        speaks=("da", *also),
        hours=hours,
        away=tuple(
            (chance.randrange(days), chance.choice([1, 1, 2, 5])) for _ in range(chance.randint(0, 2))
        ),
        rather_not=tuple((chance.randrange(days), 1) for _ in range(chance.randint(0, 2))),
    )

"""`hub booking`: free times computed from a file, and how long that takes."""

import datetime as dt
import json
import time
from pathlib import Path

import click
import msgspec
from rich.console import Console

from hub import clock
from hub.booking.free import Candidate, Hours, Question, free_times
from hub.booking.window import Window, minute_of
from hub.matching import reading
from hub.matching import wire as matching

console = Console(highlight=False)


class Found(msgspec.Struct, frozen=True):
    """What is printed; times are Danish wall times. `milliseconds`: the best of three, the file read."""

    professionals: int
    days: int
    times: int
    milliseconds: float
    first: list[str]


@click.group()
def booking() -> None:
    """Consultations that citizens book."""


@booking.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(1, 200), default=60, show_default=True)
@click.option("--minutes", type=click.IntRange(5, 480), default=30, show_default=True, help="How long.")
@click.option("--competence", help="Only who has it; everybody if not given.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def free(file: Path, days: int, minutes: int, competence: str | None, as_json: bool) -> None:
    """Free times of everybody in FILE, a problem of the scheduler; published and pinned demands are taken."""
    problem = reading.problem(file.read_bytes())
    found = _timed(problem, competence, days, minutes)
    if as_json:
        console.print(json.dumps(msgspec.to_builtins(found)), soft_wrap=True)
        return
    console.print(
        f"{found.times} times among {found.professionals} professionals in {found.days} days, "
        f"{found.milliseconds} ms"
    )
    for wall in found.first:
        console.print(wall)


def _timed(problem: matching.Problem, competence: str | None, days: int, minutes: int) -> Found:
    first = min((demand.starts.date() for demand in problem.demands), default=dt.date(2026, 1, 5))
    people = candidates(problem, competence)
    begins = clock.utc(dt.datetime.combine(first, dt.time()))
    question = Question(minutes, begins, begins + dt.timedelta(days=days) - dt.timedelta(minutes=1))
    took, times = min((_once(people, question, first, days) for _ in range(3)), key=lambda one: one[0])
    walls = [clock.local(moment).isoformat(timespec="minutes") for moment in times[:20]]
    return Found(len(people), days, len(times), round(1000 * took, 1), walls)


def _once(
    people: list[Candidate], question: Question, first: dt.date, days: int
) -> tuple[float, list[dt.datetime]]:
    begun = time.perf_counter()
    times = free_times(people, question, Window(first, days))
    return time.perf_counter() - begun, times


def candidates(problem: matching.Problem, competence: str | None) -> list[Candidate]:
    """The problem's professionals as booking sees them."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for demand in problem.demands:
        who = demand.pinned or demand.published
        if who:
            taken.setdefault(who, []).append((_minute(demand.starts), _minute(demand.ends)))
    return [
        _candidate(number, person, tuple(taken.get(person.id, ())))
        for number, person in enumerate(problem.professionals)
        if competence is None or competence in person.competences
    ]


def _candidate(number: int, person: matching.Professional, taken: tuple[tuple[int, int], ...]) -> Candidate:
    return Candidate(
        id=number,
        hours=tuple(Hours(one.weekday, one.starts, one.ends) for one in person.hours),
        extra=tuple((one.starts, one.ends) for one in person.extra),
        away=tuple((one.starts, one.ends) for one in person.away),
        rather_not=tuple((one.starts, one.ends) for one in person.rather_not),
        taken=taken,
        daily_minutes=int(person.daily_minutes),
        weekly_minutes=int(person.weekly_minutes),
    )


def _minute(wall: dt.datetime) -> int:
    """A file's wall time; one that does not exist means an hour later, as clocks do."""
    return minute_of(wall.replace(tzinfo=clock.COPENHAGEN))

"""From bytes to a problem that makes sense, or a refusal that names the place. Pure.

Every refusal is BadInput with a stable code and `field` as the place in the file: `demands[3].ends`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

import msgspec

from hub import clock
from hub.errors import BadInput
from hub.matching.wire import Agreement, Demand, Hours, Problem, Professional, Proposal, Span

T = TypeVar("T")
MOST_BYTES = 256 * 1024 * 1024
_WORDS = {
    "unreadable": ("Filen kan ikke læses: {}.", "The file cannot be read: {}."),
    "too_long": ("Filen er for stor.", "The file is too large."),
    "twice": ("Navnet er brugt to gange.", "The name is used twice."),
    "unknown_municipality": ("Den kommune findes ikke i filen.", "That municipality is not in the file."),
    "unknown_professional": ("Den person findes ikke i filen.", "That person is not in the file."),
    "unknown_demand": ("Det behov findes ikke i filen.", "That demand is not in the file."),
    "nobody": ("Der er ingen medarbejdere.", "There are no professionals."),
    "no_competence": ("Medarbejderen har ingen kompetencer.", "The professional has no competence."),
    "no_language": ("Medarbejderen taler intet sprog.", "The professional speaks no language."),
    "ends_before_start": ("Den slutter, før den begynder.", "It ends before it begins."),
    "over_midnight": ("Mødet slutter på en anden dag.", "The session ends on another day."),
    "no_such_time": (
        "Klokkeslættet findes ikke den dag, fordi uret stilles frem.",
        "That time does not exist, because the clocks go forward.",
    ),
    "with_offset": (
        "Skriv tiden i dansk tid uden tidszone.",
        "Write the time in Danish time without an offset.",
    ),
    "in_the_past": ("Mødet er allerede begyndt.", "The session has already begun."),
    "contradictory_rota": ("To vagter lapper over hinanden.", "Two shifts overlap."),
    "pinned_twice": (
        "Personen er låst fast to steder på samme tid.",
        "The person is pinned to two places at once.",
    ),
    "with_itself": ("En kommune kan ikke have en aftale med sig selv.", "A municipality agrees with itself."),
    "agreed_twice": ("Den aftale står der to gange.", "That agreement is there twice."),
    "newer_version": ("Feltet kræver version 2.", "The field needs version 2."),
}


def refusal(code: str, field: str, detail: str = "") -> BadInput:
    """BadInput in both languages for a `code` of this file."""
    da, en = _WORDS[code]
    return BadInput(code, field, da.format(detail), en.format(detail))


def problem(data: bytes, now: dt.datetime | None = None) -> Problem:
    """The problem in `data` (JSON). With `now` given, demands that have begun are refused."""
    read = _decoded(data, Problem)
    _no_twins("municipalities", [each.id for each in read.municipalities])
    _no_twins("professionals", [each.id for each in read.professionals])
    _no_twins("demands", [each.id for each in read.demands])
    places = {each.id for each in read.municipalities}
    people = {each.id for each in read.professionals}
    if not people:
        raise refusal("nobody", "professionals")
    for at, one in enumerate(read.professionals):
        _check_professional(f"professionals[{at}]", one, places)
    for at, demand in enumerate(read.demands):
        _check_demand(f"demands[{at}]", demand, places, people, now)
    _check_agreements(read, places)
    _check_pins(read.demands)
    return read


def proposal(data: bytes, of: Problem) -> Proposal:
    """The proposal in `data`; its names must be those of the problem."""
    read = _decoded(data, Proposal)
    demands, people = {each.id for each in of.demands}, {each.id for each in of.professionals}
    for demand, person in read.assignments.items():
        if demand not in demands:
            raise refusal("unknown_demand", f"assignments.{demand}")
        if person not in people:
            raise refusal("unknown_professional", f"assignments.{demand}")
    return read


def _decoded(data: bytes, kind: type[T]) -> T:
    if len(data) > MOST_BYTES:
        raise refusal("too_long", "$")
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what, _, where = str(error).partition(" - at `")
        raise refusal("unreadable", where.rstrip("`").removeprefix("$.") or "$", what) from error


def _no_twins(where: str, names: Sequence[str]) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            raise refusal("twice", f"{where}[{at}].id")
        seen.add(name)


def _check_professional(place: str, one: Professional, places: set[str]) -> None:
    if one.municipality not in places:
        raise refusal("unknown_municipality", f"{place}.municipality")
    if not one.competences:
        raise refusal("no_competence", f"{place}.competences")
    if not one.languages:
        raise refusal("no_language", f"{place}.languages")
    _check_hours(f"{place}.hours", one.hours)
    for name, spans in (("extra", one.extra), ("away", one.away), ("rather_not", one.rather_not)):
        for at, span in enumerate(spans):
            _check_span(f"{place}.{name}[{at}]", span)


def _check_hours(place: str, hours: Sequence[Hours]) -> None:
    for at, shift in enumerate(hours):
        if shift.starts.tzinfo or shift.ends.tzinfo:
            raise refusal("with_offset", f"{place}[{at}]")
        if shift.ends <= shift.starts:
            raise refusal("ends_before_start", f"{place}[{at}].ends")
        for other in hours[:at]:
            if other.weekday == shift.weekday and other.starts < shift.ends and shift.starts < other.ends:
                raise refusal("contradictory_rota", f"{place}[{at}]")


def _check_span(place: str, span: Span) -> None:
    if span.starts.tzinfo or span.ends.tzinfo:
        raise refusal("with_offset", f"{place}.starts")
    if span.ends <= span.starts:
        raise refusal("ends_before_start", f"{place}.ends")


def _check_demand(
    place: str, demand: Demand, places: set[str], people: set[str], now: dt.datetime | None
) -> None:
    if demand.municipality not in places:
        raise refusal("unknown_municipality", f"{place}.municipality")
    _check_span(place, Span(starts=demand.starts, ends=demand.ends))
    if demand.starts.date() != demand.ends.date():
        raise refusal("over_midnight", f"{place}.ends")
    begins = _moment(f"{place}.starts", demand.starts)
    _moment(f"{place}.ends", demand.ends)
    if now is not None and begins < now:
        raise refusal("in_the_past", f"{place}.starts")
    _check_people(place, demand, people)


def _check_people(place: str, demand: Demand, people: set[str]) -> None:
    named = [("pinned", demand.pinned), ("published", demand.published)]
    for field, names in (("declined", demand.declined), ("lapsed", demand.lapsed)):
        named += [(f"{field}[{at}]", name) for at, name in enumerate(names)]
    for field, name in named:
        if name is not None and name not in people:
            raise refusal("unknown_professional", f"{place}.{field}")


def _moment(field: str, wall: dt.datetime) -> dt.datetime:
    try:
        return clock.utc(wall)
    except BadInput:
        raise refusal("no_such_time", field) from None
    except OverflowError:
        raise refusal("unreadable", field, "time out of range") from None


def _check_agreements(read: Problem, places: set[str]) -> None:
    for at, each in enumerate(read.agreements):
        for field, name in (("giver", each.giver), ("receiver", each.receiver)):
            if name not in places:
                raise refusal("unknown_municipality", f"agreements[{at}].{field}")
        if each.giver == each.receiver:
            raise refusal("with_itself", f"agreements[{at}]")
        _check_days(f"agreements[{at}]", each, read.version)
    _check_once(read.agreements)


def _check_days(place: str, each: Agreement, version: int) -> None:
    for field, day in (("valid_from", each.valid_from), ("valid_to", each.valid_to)):
        if day is not None and version < 2:
            raise refusal("newer_version", f"{place}.{field}")
    if each.valid_from is not None and each.valid_to is not None and each.valid_to < each.valid_from:
        raise refusal("ends_before_start", f"{place}.valid_to")


def _check_once(agreements: Sequence[Agreement]) -> None:
    """On no day two of the same giver, receiver and competence: nobody could tell which cap counts."""
    spells = sorted(
        (
            (each.giver, each.receiver, each.competence or "", each.competence is None),
            each.valid_from or dt.date.min,
            each.valid_to or dt.date.max,
            at,
        )
        for at, each in enumerate(agreements)
    )
    for (key, _, until, _), (other, begins, _, at) in pairwise(spells):
        if key == other and begins <= until:
            raise refusal("agreed_twice", f"agreements[{at}]")


def _check_pins(demands: Iterable[Demand]) -> None:
    """Nobody is pinned to two sessions at once; other limits may be broken by a pin, and are then told."""
    pinned = sorted(
        ((each.pinned, each.starts, each.ends, at) for at, each in enumerate(demands) if each.pinned),
        key=lambda pin: pin[:3],
    )
    for (person, _, ends, _), (other, starts, _, at) in pairwise(pinned):
        if person == other and starts < ends:
            raise refusal("pinned_twice", f"demands[{at}].pinned")

"""Forms of the rota checked: by themselves, and against what is already written down. Pure but for its `now`.

Refusals by code: unknown_choice, bad_time, end_before_start, no_such_time, ends_before_it_begins, bad_number,
too_long, too_far, contradictory_rota.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import TypeVar

from hub import clock
from hub.errors import BadInput
from hub.rota.times import Job, Rule
from hub.rota.wire import EmploymentForm, ExceptionForm, Kind, RuleForm, Span, Weeks

FURTHEST = dt.timedelta(days=3 * 366)
LONGEST = dt.timedelta(days=400)
WEEK = 7 * 24 * 60
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
Choice = TypeVar("Choice", Weeks, Kind)
Dated = TypeVar("Dated", RuleForm, EmploymentForm)


def rule_of(form: RuleForm, there: Iterable[Rule], now: dt.datetime) -> Rule:
    """The rule, or BadInput; `there` are the person's other rules."""
    if not 1 <= form.weekday <= 7:
        raise _bad("unknown_choice", "weekday", "Vælg en ugedag.", "Choose a day of the week.")
    starts, ends = _time(form.starts, "starts"), _time(form.ends, "ends")
    if ends <= starts:
        raise _backwards("ends")
    _check_days(form, now)
    weeks = _choice(Weeks, form.weeks, "weeks")
    rule = Rule(form.weekday, starts, ends, weeks, form.valid_from, form.valid_to)
    for other in there:
        if _contradict(rule, other):
            told = f"{other.starts:%H.%M}-{other.ends:%H.%M}"
            raise _contradictory(
                "starts",
                f"Det overlapper en anden arbejdstid samme ugedag ({told}). Slet den først, eller ret tiden.",
                f"It overlaps other hours on the same weekday ({told}). Remove those, or change the time.",
            )
    return rule


def exception_of(
    form: ExceptionForm, there: Iterable[tuple[Kind, Span]], now: dt.datetime
) -> tuple[Kind, Span]:
    """What differs and when, or BadInput; `there` are the person's other exceptions."""
    kind = _choice(Kind, form.kind, "kind")
    starts, ends = _wall(form.starts_local, "starts_local"), _wall(form.ends_local, "ends_local")
    if ends <= starts:
        raise _backwards("ends_local")
    if ends - starts > LONGEST:
        raise _bad("too_long", "ends_local", "Det er for lang tid. Vælg højst et år.", "That is too long.")
    if abs(starts - clock.local(now)) > FURTHEST:
        raise _too_far("starts_local")
    span = Span(starts, ends)
    for other, taken in there:
        if {kind, other} in _OPPOSED and taken.starts < ends and taken.ends > starts:
            raise _contradictory(
                "starts_local",
                "Du har skrevet det modsatte i samme tidsrum. Slet det først.",
                "You have written the opposite for the same time. Remove that first.",
            )
    return kind, span


def job_of(form: EmploymentForm, there: Iterable[Job], now: dt.datetime) -> Job:
    """The employment, or BadInput; `there` are the person's other employments."""
    _number(form.weekly_minutes, "weekly_minutes", WEEK)
    _number(form.share, "share", 100)
    _number(form.daily_limit, "daily_limit", 24 * 60)
    _number(form.weekly_limit, "weekly_limit", WEEK)
    _check_days(form, now)
    job = Job(
        form.weekly_minutes, form.share, form.daily_limit, form.weekly_limit, form.valid_from, form.valid_to
    )
    if any(_same_days(job, other) for other in there):
        raise _contradictory(
            "valid_from",
            "Der er allerede en ansættelse i samme periode. Slet den først.",
            "There is already an employment in the same period. Remove that first.",
        )
    return job


_OPPOSED = ({Kind.extra, Kind.away}, {Kind.extra, Kind.sick})


def _contradict(one: Rule, other: Rule) -> bool:
    meet = Weeks.every in (one.weeks, other.weeks) or one.weeks is other.weeks
    same_time = one.starts < other.ends and other.starts < one.ends
    return meet and same_time and one.weekday == other.weekday and _same_days(one, other)


def _same_days(one: Rule | Job, other: Rule | Job) -> bool:
    begins = max(one.valid_from, other.valid_from)
    return all(what.valid_to is None or what.valid_to >= begins for what in (one, other))


def _check_days(form: Dated, now: dt.datetime) -> None:
    today = clock.local(now).date()
    if form.valid_to is not None and form.valid_to < form.valid_from:
        raise _bad(
            "ends_before_it_begins",
            "valid_to",
            "Slutdatoen skal ligge efter startdatoen.",
            "The end must come after the beginning.",
        )
    if abs(form.valid_from - today) > 20 * FURTHEST:
        raise _too_far("valid_from")
    if form.valid_to is not None and form.valid_to - today > 20 * FURTHEST:
        raise _too_far("valid_to")


def _time(text: str, field: str) -> dt.time:
    if not _CLOCK.fullmatch(text):
        raise _bad(
            "bad_time", field, "Skriv klokkeslættet som 08:30.", "Write the time of day like this: 08:30."
        )
    return dt.time.fromisoformat(text)


def _wall(moment: dt.datetime, field: str) -> dt.datetime:
    """To the minute, and a time that exists."""
    wall = moment.replace(second=0, microsecond=0)
    try:
        if wall.tzinfo is not None:
            raise OverflowError
        clock.utc(wall)
    except BadInput as error:
        raise BadInput(error.code, field, error.say("da"), error.say("en")) from None
    except OverflowError:
        raise _bad("bad_time", field, "Den tid kan vi ikke bruge.", "We cannot use that time.") from None
    return wall


def _choice(kind: type[Choice], text: str, field: str) -> Choice:
    try:
        return kind(text)
    except ValueError:
        raise _bad(
            "unknown_choice", field, "Vælg en af mulighederne.", "Choose one of the options."
        ) from None


def _number(value: int, field: str, most: int) -> None:
    if not 0 <= value <= most:
        raise _bad(
            "bad_number", field, f"Vælg et tal fra 0 til {most}.", f"Choose a number from 0 to {most}."
        )


def _backwards(field: str) -> BadInput:
    return _bad(
        "end_before_start", field, "Slut skal ligge efter start.", "The end must come after the start."
    )


def _too_far(field: str) -> BadInput:
    return _bad("too_far", field, "Vælg en dato tættere på i dag.", "Choose a date nearer to today.")


def _contradictory(field: str, da: str, en: str) -> BadInput:
    return _bad("contradictory_rota", field, da, en)


def _bad(code: str, field: str, da: str, en: str) -> BadInput:
    return BadInput(code, field, da, en)

"""A form checked: cleaned text, times that exist, seats within the kind's rules. Pure but for its `now`.

Who may plan, and whether people and municipalities named exist, is looked up elsewhere.
"""

import datetime as dt

import msgspec

from hub import clock
from hub.errors import BadInput
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.wire import (
    COURSE_LONGEST,
    DESCRIPTION_LONGEST,
    FURTHEST,
    LONGEST,
    SERIES_LONGEST,
    TITLE_LONGEST,
    HostForm,
    SessionForm,
    line,
    minute,
    wall_text,
    words,
)

EVENING_BEGINS = 17
SATURDAY = 5


class Times(msgspec.Struct, frozen=True):
    """When, in every form it is stored."""

    starts_local: str
    ends_local: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    off_hours: bool


class Plan(msgspec.Struct, frozen=True):
    """The columns of a session that come from its form."""

    kind: str
    language: str
    title: str
    description: str
    course: str
    capacity: int
    visibility: str
    times: Times

    def columns(self) -> dict[str, object]:
        """Name and value of each column."""
        keyed = {"title_key": self.title.casefold()[:250]}
        told = {name: getattr(self, name) for name in self.__struct_fields__ if name != "times"}
        return told | keyed | columns_of(self.times)


def plan_of(form: SessionForm, now: dt.datetime, kept: Times | None = None) -> Plan:
    """The form checked, or BadInput. Times equal to `kept` may lie in the past: they were promised then."""
    check_hosts(form.kind, form.hosts)
    return Plan(
        kind=form.kind.value,
        language=form.language,
        title=line(form.title, "title", TITLE_LONGEST),
        description=words(form.description, "description", DESCRIPTION_LONGEST),
        course=line(form.course, "course", COURSE_LONGEST, required=False),
        capacity=capacity_of(form.kind, form.capacity),
        visibility=form.visibility.value,
        times=times_of(form.starts_local, form.ends_local, now, kept),
    )


def times_of(starts: dt.datetime, ends: dt.datetime, now: dt.datetime, kept: Times | None = None) -> Times:
    """Wall times checked and given their moments. Codes: bad_time, no_such_time, end_before_start, too_long,
    in_the_past, too_far_ahead."""
    starts, ends = minute(starts, "starts_local"), minute(ends, "ends_local")
    if ends <= starts:
        raise _bad(
            "end_before_start",
            "ends_local",
            "Mødet skal slutte, efter at det er begyndt.",
            "The end must come after the start.",
        )
    times = Times(
        starts_local=wall_text(starts),
        ends_local=wall_text(ends),
        starts_at=_moment(starts, "starts_local"),
        ends_at=_moment(ends, "ends_local"),
        off_hours=starts.hour >= EVENING_BEGINS or starts.weekday() >= SATURDAY,
    )
    if times != kept:
        _check_span(times, now)
    return times


def dates_of(dates: list[dt.date]) -> list[dt.date]:
    """The days of a series in order, or BadInput."""
    if not 1 <= len(dates) <= SERIES_LONGEST:
        raise _bad(
            "bad_dates",
            "dates",
            f"Vælg 1 til {SERIES_LONGEST} datoer.",
            f"Choose 1 to {SERIES_LONGEST} dates.",
        )
    if len(set(dates)) != len(dates):
        raise _bad("bad_dates", "dates", "Den samme dato står der to gange.", "The same date is there twice.")
    return sorted(dates)


def on_day(form: SessionForm, day: dt.date) -> SessionForm:
    """The same session on another day; one that ends after midnight still does."""
    shift = dt.datetime.combine(day, dt.time()) - dt.datetime.combine(form.starts_local.date(), dt.time())
    return msgspec.structs.replace(
        form, starts_local=form.starts_local + shift, ends_local=form.ends_local + shift
    )


def capacity_of(kind: Kind, capacity: int | None) -> int:
    """Seats within the kind's rules; the kind's default for None."""
    rules = KINDS[kind]
    if capacity is None:
        return rules.default_capacity
    low, high = rules.min_capacity, rules.max_capacity
    if not low <= capacity <= high:
        raise _bad(
            "bad_capacity", "capacity", f"Vælg {low} til {high} pladser.", f"Choose {low} to {high} seats."
        )
    return capacity


def check_room(kind: Kind, hosts: int) -> None:
    """BadInput("too_many_hosts") when so many do not fit the kind."""
    most = KINDS[kind].max_hosts
    if hosts > most:
        raise _bad(
            "too_many_hosts",
            "hosts",
            f"Der er plads til {most} fagpersoner.",
            f"There is room for {most} professionals.",
        )


def check_hosts(kind: Kind, hosts: tuple[HostForm, ...]) -> None:
    """Not more than the kind has room for, and nobody twice."""
    check_room(kind, len(hosts))
    if len({host.person_id for host in hosts}) != len(hosts):
        raise _bad(
            "host_twice",
            "hosts",
            "Den samme fagperson er valgt to gange.",
            "The same professional is chosen twice.",
        )


def columns_of(times: Times) -> dict[str, object]:
    """Name and value of each column of time."""
    return {name: getattr(times, name) for name in times.__struct_fields__}


def _moment(wall: dt.datetime, field: str) -> dt.datetime:
    try:
        return clock.utc(wall)
    except BadInput as error:
        raise BadInput(error.code, field, error.say("da"), error.say("en")) from None
    except OverflowError:
        raise _bad(
            "bad_time", field, "Det tidspunkt kan vi ikke bruge.", "We cannot use that time."
        ) from None


def _check_span(times: Times, now: dt.datetime) -> None:
    lasts = times.ends_at - times.starts_at
    if lasts <= dt.timedelta():
        raise _bad(
            "end_before_start",
            "ends_local",
            "Mødet skal slutte, efter at det er begyndt.",
            "The end must come after the start.",
        )
    if lasts > LONGEST:
        raise _bad(
            "too_long", "ends_local", "Et møde kan højst vare 8 timer.", "A session can last 8 hours at most."
        )
    if times.starts_at <= now:
        raise _bad(
            "in_the_past", "starts_local", "Tidspunktet er allerede gået.", "That time has already passed."
        )
    if times.starts_at > now + FURTHEST:
        raise _bad(
            "too_far_ahead", "starts_local", "Vælg en tid inden for to år.", "Choose a time within two years."
        )


def _bad(code: str, field: str, da: str, en: str) -> BadInput:
    return BadInput(code, field, da, en)

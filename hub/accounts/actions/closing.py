"""Writes of closing days: when a municipality's offices are closed beside the days the law has."""

import datetime as dt

from hub import audit, db, workdays
from hub.accounts import clean, rules
from hub.accounts.actions.deed import deed
from hub.accounts.models import ClosingDay, Municipality
from hub.accounts.queries import reach
from hub.accounts.wire import ClosingForm
from hub.actor import Actor
from hub.errors import BadInput, Missing

MOST = 62
AHEAD = dt.timedelta(days=800)


async def close_on(actor: Actor, form: ClosingForm) -> int:
    """Close the office on every working day of the span; how many days that were not closed before.

    Deadlines promised already stay. Raises Refused("not_allowed"); BadInput: ends_before_it_begins, too_long,
    too_far, no_workday, unknown_municipality.
    """
    name = clean.line(form.name, "name", 80, minimum=0)
    days = _days(form)
    async with deed(actor, "create", "closing_day", str(form.first)):
        rules.demand(actor, "create", "closing_day", rules.Place(form.municipality_id or 0))
        await _lock(form.municipality_id)
        whose = ClosingDay.filter(municipality_id=form.municipality_id, day__in=days)
        there = set(await whose.values_list("day", flat=True))
        for day in days:
            if day not in there:
                await ClosingDay.create(municipality_id=form.municipality_id, day=day, name=name)
        told = f"{form.first} to {form.last}"
        await audit.write(
            actor,
            "create",
            "closing_day",
            str(form.first),
            municipality_id=form.municipality_id,
            reason=told,
        )
    return len(days) - len(there)


async def open_on(actor: Actor, day_id: int) -> None:
    """The office is open on that day after all. Raises Missing, Refused("not_allowed")."""
    async with deed(actor, "delete", "closing_day", day_id):
        row = await db.lock_row(ClosingDay, day_id)
        if row is None:
            raise Missing()
        rules.demand(actor, "delete", "closing_day", rules.Place(row.municipality_id or 0))
        await row.delete()
        await audit.write(actor, "delete", "closing_day", str(row.day), municipality_id=row.municipality_id)


async def _lock(municipality_id: int | None) -> None:
    """Two at once do not write the same day; the days of all are the platform's alone to write."""
    if municipality_id is not None and await db.lock_row(Municipality, municipality_id) is None:
        raise BadInput(
            "unknown_municipality", "municipality_id", "Vælg en kommune.", "Choose a municipality."
        )


def _days(form: ClosingForm) -> list[dt.date]:
    if form.last < form.first:
        raise BadInput(
            "ends_before_it_begins",
            "last",
            "Sidste dag skal ligge efter den første.",
            "The last day must come after the first.",
        )
    if (form.last - form.first).days >= MOST:
        raise BadInput("too_long", "last", f"Højst {MOST} dage.", f"At most {MOST} days.")
    if not dt.timedelta() <= form.first - reach.today() <= AHEAD:
        raise BadInput("too_far", "first", "Vælg en dag, der kommer.", "Choose a day to come.")
    span = (form.first + dt.timedelta(days=number) for number in range((form.last - form.first).days + 1))
    days = [day for day in span if workdays.is_workday(day)]
    if not days:
        raise BadInput("no_workday", "first", "Der er lukket i forvejen.", "Offices are closed then already.")
    return days

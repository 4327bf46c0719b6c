"""Reads of closing days: for the page where they are kept, and for whoever counts or plans working days."""

import datetime as dt
from collections.abc import Collection, Iterable

from tortoise.expressions import Q

from hub.accounts import rules
from hub.accounts.models import ClosingDay, Person
from hub.accounts.queries import reach
from hub.accounts.wire import ClosingDayView
from hub.actor import Actor

Closed = frozenset[dt.date]


async def closing_days(actor: Actor) -> list[ClosingDayView]:
    """Those to come: one's municipality's and everybody's; all for platform administrators."""
    rules.demand(actor, "list", "closing_day")
    found = ClosingDay.filter(day__gte=reach.today()).order_by("day", "id").select_related("municipality")
    if not rules.runs_platform(actor):
        found = found.filter(Q(municipality_id=actor.municipality_id) | Q(municipality_id=None))
    return [
        ClosingDayView(
            id=row.id,
            day=row.day,
            name=row.name,
            municipality=row.municipality.name if row.municipality else "",
            may_delete=rules.may(actor, "delete", "closing_day", rules.Place(row.municipality_id or 0)),
        )
        for row in await found
    ]


async def closed_in(municipality_id: int) -> Closed:
    """The further closing days of one municipality, as `hub.workdays` takes them."""
    return (await closed_in_each([municipality_id]))[municipality_id]


async def closed_in_each(municipality_ids: Iterable[int]) -> dict[int, Closed]:
    """The same for several. One query."""
    wanted = set(municipality_ids)
    rows = await ClosingDay.filter(Q(municipality_id__in=[*wanted, 0]) | Q(municipality_id=None)).values_list(
        "municipality_id", "day"
    )
    everywhere = {day for place, day in rows if place is None}
    return {one: frozenset(everywhere | {day for place, day in rows if place == one}) for one in wanted}


async def closing_days_of(
    person_ids: Collection[int], first: dt.date, last: dt.date
) -> dict[int, dict[dt.date, str]]:
    """The further closing days of each person's municipality from day to day, each with its name or "".

    Who has none is left out. Two queries, one if nothing is closed.
    """
    rows = await ClosingDay.filter(day__gte=first, day__lte=last).order_by("day")
    if not rows:
        return {}
    homes = await Person.filter(id__in=list(person_ids)).values_list("id", "municipality_id")
    places: dict[int | None, dict[dt.date, str]] = {place: {} for _, place in homes}
    for row in rows:
        for place, days in places.items():
            if row.municipality_id in (None, place):
                days[row.day] = row.name or days.get(row.day, "")
    return {person: places[place] for person, place in homes if places[place]}

"""When people are not at work in a week, for the board: whole days off and stretches away. Reads only."""

import datetime as dt
from collections.abc import Iterator

from hub.actor import Actor
from hub.rota.queries import availability
from hub.rota.times import merged, minus
from hub.rota.wire import Availability, Span
from hub.schedule.wire import BoardItem

DAYS = 7
WEEKEND = 5
OFF = ("Fri", "Off")


async def absent(actor: Actor, ids: list[int], monday: dt.date) -> dict[int, list[tuple[int, BoardItem]]]:
    """By person what to show, each with its day counted from Monday.

    A weekend without work says nothing, and a stretch away outside the hours of work neither.
    """
    times = await availability(ids, monday, monday + dt.timedelta(days=DAYS - 1))
    label = OFF[actor.language == "en"]
    return {each: list(_items(times[each], monday, each, label)) for each in ids}


def _items(
    times: Availability, monday: dt.date, person_id: int, label: str
) -> Iterator[tuple[int, BoardItem]]:
    for at in range(DAYS):
        day = dt.datetime.combine(monday + dt.timedelta(days=at), dt.time())
        work = merged(_work(times, day))
        left = minus(work, times.away)
        if not left and (work or at < WEEKEND):
            yield at, BoardItem(kind="off", label=label, person_id=person_id)
        elif left:
            for gone in minus(work, left):
                yield (
                    at,
                    BoardItem(
                        kind="off", label=label, starts=gone.starts, ends=gone.ends, person_id=person_id
                    ),
                )


def _work(times: Availability, day: dt.datetime) -> Iterator[Span]:
    """The hours of one day, before what takes from them."""
    for hours in times.hours:
        if hours.weekday == day.isoweekday():
            yield Span(dt.datetime.combine(day, hours.starts), dt.datetime.combine(day, hours.ends))
    for extra in times.extra:
        starts, ends = max(extra.starts, day), min(extra.ends, day + dt.timedelta(days=1))
        if starts < ends:
            yield Span(starts, ends)

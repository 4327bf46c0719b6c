"""The week on one board: who leads what, what nobody leads, what a proposal would change. Reads only.

What is in the week is gathered in `week`, each entry with the keys it may be filed under; here it is filed by
professional, municipality or course. The number of queries does not depend on the number of sessions.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from tortoise.expressions import Q

from hub import clock, workdays
from hub.accounts.models import Municipality, Person
from hub.accounts.queries.reach import is_professional
from hub.actor import Actor
from hub.schedule.queries.absent import absent
from hub.schedule.queries.cards import card
from hub.schedule.queries.week import DAYS, GAPS, Entry, entries_of, read_week, word
from hub.schedule.rules import demand as demanded
from hub.schedule.shown import worker
from hub.schedule.wire import BoardBy, BoardDay, BoardItem, BoardRow, BoardWeek


async def board(
    actor: Actor,
    day: dt.date,
    by: BoardBy = BoardBy.professional,
    proposal_id: int | None = None,
    municipality_id: int | None = None,
) -> BoardWeek:
    """The week of `day`. Rows of professionals: those with something that week and those of the actor's own
    municipality, or, with `municipality_id`, everybody there."""
    demanded(actor, "see", "board")
    week = await read_week(actor, day - dt.timedelta(days=day.weekday()), proposal_id)
    found = list(entries_of(actor, week))
    rows = await _filed(actor, by, week.monday, found, municipality_id)
    return BoardWeek(
        monday=week.monday,
        by=by,
        days=tuple(_days(actor, week.monday)),
        rows=rows,
        gaps=sum(each.item.kind == "gap" for each in found),
        proposal=await card(actor, proposal_id) if proposal_id is not None else None,
    )


async def _filed(
    actor: Actor, by: BoardBy, monday: dt.date, entries: list[Entry], municipality_id: int | None
) -> tuple[BoardRow, ...]:
    if by is BoardBy.professional:
        return await _by_professional(actor, monday, entries, municipality_id)
    if by is BoardBy.municipality:
        return await _by_municipality(entries, municipality_id)
    courses: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.session is not None and municipality_id in (None, entry.session.municipality_id):
            courses[entry.session.course].append(entry)
    return tuple(
        _row(f"course-{at}", name or word(actor, "no_course"), "", None, courses[name])
        for at, name in enumerate(sorted(courses, key=lambda name: (not name, name.casefold())))
    )


async def _by_professional(
    actor: Actor, monday: dt.date, entries: list[Entry], municipality_id: int | None
) -> tuple[BoardRow, ...]:
    theirs: dict[int, list[Entry]] = defaultdict(list)
    gaps = []
    for entry in entries:
        if entry.item.person_id is not None:
            theirs[entry.item.person_id].append(entry)
        elif entry.session is not None and municipality_id in (None, entry.session.municipality_id):
            gaps.append(entry)
    home = actor.municipality_id if municipality_id is None else municipality_id
    wanted = is_professional() & Q(municipality_id=home)
    if municipality_id is None:
        wanted |= Q(id__in=list(theirs))
    people = await Person.filter(wanted).distinct().select_related("profession", "municipality")
    people.sort(key=lambda each: (each.name_key, each.id))
    rows = [_row(GAPS, word(actor, GAPS), "", None, gaps)] if gaps else []
    off = await absent(actor, [person.id for person in people], monday)
    for person in people:
        shown = worker(actor, person)
        sick = {entry.at for entry in theirs[person.id] if entry.item.kind == "sick"}
        away = [Entry(at=at, item=item) for at, item in off[person.id] if at not in sick]
        detail = " · ".join(part for part in (shown.title, shown.municipality) if part)
        rows.append(_row(f"person-{person.id}", shown.name, detail, person.id, [*away, *theirs[person.id]]))
    return tuple(rows)


async def _by_municipality(entries: list[Entry], municipality_id: int | None) -> tuple[BoardRow, ...]:
    theirs: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.session is not None:
            theirs[entry.session.municipality_id].append(entry)
    places = (
        Municipality.filter(active=True)
        if municipality_id is None
        else Municipality.filter(id=municipality_id)
    )
    return tuple(
        _row(f"municipality-{each.id}", each.name, "", None, theirs[each.id])
        for each in await places.order_by("name")
    )


def _row(key: str, name: str, detail: str, person_id: int | None, entries: list[Entry]) -> BoardRow:
    cells: list[list[BoardItem]] = [[] for _ in range(DAYS)]
    for entry in entries:
        cells[entry.at].append(entry.item)
    return BoardRow(
        key=key, name=name, detail=detail, person_id=person_id, cells=tuple(tuple(cell) for cell in cells)
    )


def _days(actor: Actor, monday: dt.date) -> Iterator[BoardDay]:
    today = clock.local(clock.now()).date()
    for at in range(DAYS):
        day = monday + dt.timedelta(days=at)
        names = workdays.holidays(day.year).get(day, ("", ""))
        yield BoardDay(day, day == today, names[actor.language == "en"])

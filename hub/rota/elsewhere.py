"""Absence that people have told elsewhere: nobody is asked to say twice that they are away.

The tables stand above the rota: they tell it here, by the names of their columns.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
from tortoise.expressions import Q
from tortoise.models import Model

from hub.rota.wire import Span

DAY = dt.timedelta(days=1)


class Away(msgspec.Struct, frozen=True):
    """A table and its columns, as in a query: who is away from which day to which, both included.

    No last day means until further notice.
    """

    model: type[Model]
    person: str
    first: str
    last: str


_TABLES: list[Away] = []


def register(table: Away) -> None:
    """Once, where the table is."""
    _TABLES.append(table)


async def told(ids: Collection[int], first: dt.date, last: dt.date) -> dict[int, list[Span]]:
    """Whole days from `first` to `last` on which these people are away. One query for each table."""
    found: dict[int, list[Span]] = defaultdict(list)
    for table in _TABLES:
        no_end: dict[str, Any] = {f"{table.last}__isnull": True}
        later: dict[str, Any] = {f"{table.last}__gte": first}
        rows = table.model.filter(
            Q(**no_end) | Q(**later), **{f"{table.person}__in": list(ids), f"{table.first}__lte": last}
        )
        for person, begins, ends in await rows.values_list(table.person, table.first, table.last):
            until = min(ends or last, last)
            found[int(person)].append(Span(_midnight(max(begins, first)), _midnight(until + DAY)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())

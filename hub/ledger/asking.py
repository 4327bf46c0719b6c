"""Where it is written down in which competence, and for whom, somebody's time is taken.

The tables of demands and bookings stand above the ledger: they tell it here, by the names of their columns.
"""

import datetime as dt
from collections.abc import Collection, Iterable

import msgspec
from tortoise.models import Model


class Asking(msgspec.Struct, frozen=True):
    """A table and its columns, as in a query; "" for what it does not say. `at` is when the time begins.

    It names a session (and in it a person, or whoever leads it), or a commitment and who receives it.
    """

    model: type[Model]
    at: str
    competence: str
    session: str = ""
    person: str = ""
    commitment: str = ""
    receiver: str = ""


class Asked(msgspec.Struct, frozen=True):
    """What was asked for; `receiver_id` None: the session says it."""

    competence_id: int | None
    receiver_id: int | None = None


Key = tuple[str, int, int | None]
_TABLES: list[Asking] = []


def register(table: Asking) -> None:
    """Once, where the table is."""
    _TABLES.append(table)


def of_session(session_id: int, person_id: int | None = None) -> Key:
    """The name of somebody's time in a session; no person: whoever leads it."""
    return "session", session_id, person_id


def of_commitment(commitment_id: int) -> Key:
    """The name of one commitment."""
    return "commitment", commitment_id, None


async def asked(
    begin: dt.datetime, end: dt.datetime, sessions: Collection[int] | None = None
) -> dict[Key, Asked]:
    """All that begins from `begin` to before `end`; of sessions only these. One query for each table."""
    found: dict[Key, Asked] = {}
    for table in _TABLES:
        rows = table.model.filter(**{f"{table.at}__gte": begin, f"{table.at}__lt": end})
        if sessions is not None and table.session:
            rows = rows.filter(**{f"{table.session}__in": list(sessions)})
        for row in await rows.values_list(*_columns(table)):
            found.update(_read(table, dict(zip(_columns(table), row, strict=True))))
    return found


def _columns(table: Asking) -> list[str]:
    names: Iterable[str] = (table.competence, table.session, table.person, table.commitment, table.receiver)
    return [name for name in names if name]


def _read(table: Asking, row: dict[str, int | None]) -> dict[Key, Asked]:
    told = Asked(row[table.competence], row[table.receiver] if table.receiver else None)
    if table.commitment:
        return {of_commitment(row[table.commitment] or 0): told}
    return {of_session(row[table.session] or 0, row[table.person] if table.person else None): told}

"""New data keys, and everything sealed again with them, batch by batch, while people go on writing.

What is left to do is read off the sealed bytes themselves, so a rotation that was interrupted goes on where
it stopped. Rows are locked while they are sealed again: a writer waits a moment and loses nothing.
"""

from collections.abc import Callable

import msgspec
from tortoise.connection import get_connection

from hub import audit, db
from hub.actor import SYSTEM
from hub.vault import columns, keys
from hub.vault.columns import SealedColumn
from hub.vault.envelope import NAME, Unreadable, key_name
from hub.vault.models import DataKey

BATCH = 50
Tell = Callable[[int, int, str], None]


class Rotated(msgspec.Struct, frozen=True):
    """`made` new data keys; `sealed` values sealed again; `unreadable` ones left as they are."""

    made: int
    sealed: int
    unreadable: int


class ColumnState(msgspec.Struct, frozen=True):
    """How much of a column is sealed, and how much of that with an older key."""

    name: str
    sealed: int
    old: int


async def rotate(tell: Tell) -> Rotated:
    """New data keys for every municipality that has one, and everything sealed again with them.

    If an earlier run was interrupted, its work is finished instead, with the keys it made.
    """
    left = await _reseal(tell)
    if left.sealed:
        return left
    made = await _new_keys()
    done = await _reseal(tell)
    return Rotated(made, done.sealed, done.unreadable)


async def states() -> list[ColumnState]:
    """Every registered column as it is now."""
    current = await _current_names()
    found = []
    for column in columns.registered():
        sealed, old = await _count(column, frozenset()), await _count(column, current)
        found.append(ColumnState(column.name, sealed, old))
    return found


async def _new_keys() -> int:
    async with db.transaction():
        newest = {row.municipality_id: row.number for row in await DataKey.all().order_by("number")}
        for municipality_id, number in newest.items():
            made = await keys.add(municipality_id, number + 1)
            await audit.write(SYSTEM, "rotate", "data_key", made.name, municipality_id=municipality_id)
    return len(newest)


async def _reseal(tell: Tell) -> Rotated:
    """Everything not sealed with a current key, in as many rounds as parallel writers make necessary."""
    sealed, unreadable, done = 0, set[tuple[str, int]](), -1
    while done != sealed:
        done = sealed
        for column in columns.registered():
            sealed += await _reseal_column(column, tell, unreadable)
    return Rotated(0, sealed, len(unreadable))


async def _reseal_column(column: SealedColumn, tell: Tell, unreadable: set[tuple[str, int]]) -> int:
    current = await _current_names()
    total, after, sealed = await _count(column, current), 0, 0
    while ids := await _stale(column, current, after):
        tell(min(sealed, total), total, column.name)
        async with db.transaction():
            for key in ids:
                if await _reseal_row(column, key, current, unreadable):
                    sealed += 1
        after = ids[-1]
    tell(total, total, column.name)
    return sealed


async def _reseal_row(
    column: SealedColumn, key: int, current: frozenset[str], unreadable: set[tuple[str, int]]
) -> bool:
    """Seal one row again, looking at it anew under its lock; whether it was needed and possible."""
    row = await db.lock_row(column.model, key)
    if row is None:
        return False
    await row.fetch_related(*column.related)
    sealed = getattr(row, column.column)
    if not sealed:
        return False
    municipality_id, about = column.bound(row)
    try:
        if key_name(sealed).hex() in current:
            return False
        plain = await keys.unseal(municipality_id, about, sealed)
    except Unreadable:
        unreadable.add((column.name, key))
        return False
    again = await keys.seal(municipality_id, about, plain)
    await column.model.filter(pk=key).update(**{column.column: again})
    return True


async def _current_names() -> frozenset[str]:
    newest = {row.municipality_id: row.name for row in await DataKey.all().order_by("number")}
    return frozenset(newest.values())


async def _stale(column: SealedColumn, current: frozenset[str], after: int) -> list[int]:
    told = f"SELECT id {_from(column, current)} AND id > {after} ORDER BY id LIMIT {BATCH}"
    _, rows = await get_connection("default").execute_query(told)
    return [int(row["id"]) for row in rows]


async def _count(column: SealedColumn, but: frozenset[str]) -> int:
    """How many values of the column are sealed with none of the keys called `but`."""
    _, rows = await get_connection("default").execute_query(f"SELECT count(*) AS found {_from(column, but)}")
    return int(rows[0]["found"])


def _from(column: SealedColumn, but: frozenset[str]) -> str:
    table, field = f'"{column.model._meta.db_table}"', f'"{column.column}"'
    part = f"substr({field}, 2, {NAME})"
    name = f"encode({part}, 'hex')" if db.on_postgres() else f"lower(hex({part}))"
    told = f"FROM {table} WHERE {field} IS NOT NULL AND length({field}) > 0"
    return told + (f" AND {name} NOT IN ({', '.join(map(repr, sorted(but)))})" if but else "")

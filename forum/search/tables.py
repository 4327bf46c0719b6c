"""The statements of the search, for both kinds of database. No decisions; `index` and `queries` use them.

Terms hold letters, digits, "_" and "-" only (`forum.search.terms`), so an expression needs no escaping.
"""

from typing import Any

from tortoise.connection import get_connection

from forum.search import terms
from hub import db

Row = tuple[Any, ...]


def language() -> terms.Language:
    """How the open database writes its expressions."""
    return terms.TSQUERY if db.on_postgres() else terms.FTS5


class Statement:
    """SQL that grows with its values; "?" is written as the open database wants it."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbered = db.on_postgres()

    def value(self, value: Any) -> str:
        """The placeholder of a value."""
        self.values.append(value)
        return f"${len(self.values)}" if self._numbered else "?"

    def listed(self, values: list[Any]) -> str:
        """Placeholders for a list; NULL for an empty one, which nothing is in."""
        return ", ".join(self.value(value) for value in values) or "NULL"

    async def rows(self, sql: str) -> list[Row]:
        _, rows = await get_connection("default").execute_query(sql, self.values)
        return [tuple(row) for row in rows]


async def file(entry_id: int, found: list[str]) -> None:
    """File an entry under its terms."""
    await file_many([(entry_id, found)])


async def file_many(filed: list[tuple[int, list[str]]]) -> None:
    """File entries that are not filed yet."""
    connection = get_connection("default")
    if db.on_postgres():
        sql = "INSERT INTO search_words (entry_id, words) VALUES ($1, array_to_tsvector($2::text[]))"
        await connection.execute_many(sql, [[entry, found] for entry, found in filed])
    else:
        sql = "INSERT INTO search_words (rowid, words) VALUES (?, ?)"
        await connection.execute_many(sql, [[entry, " ".join(found)] for entry, found in filed])


async def take_out(entry_id: int, found: list[str]) -> None:
    """Take an entry out; `found` are the terms it was filed under."""
    statement = Statement()
    if db.on_postgres():
        await statement.rows(f"DELETE FROM search_words WHERE entry_id = {statement.value(entry_id)}")
        return
    values = f"{statement.value(entry_id)}, {statement.value(' '.join(found))}"
    await statement.rows(f"INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', {values})")


async def take_all_out() -> None:
    """Empty the index of terms."""
    emptied = (
        "TRUNCATE search_words"
        if db.on_postgres()
        else ("INSERT INTO search_words (search_words) VALUES ('delete-all')")
    )
    await get_connection("default").execute_query(emptied)

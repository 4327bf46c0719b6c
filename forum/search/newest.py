"""The one statement of the search: the newest hits of an expression that are somebody's to see.

SQLite's index hands hits out newest first, so reading a page of them is all the work there is. PostgreSQL's
finds all hits of a word at once; only walking the whole table backwards has them in order. Which is quicker
depends on how rare the word is, and a planner that guesses walks a million entries for a word nobody wrote.
So nothing is left to it: the newest NEAR entries are looked through; only if they do not fill the page (then
the word is rare) the index finds all hits, which are put in order and read until the page is full. The order
is an array's, because that is the one order a planner never thinks of making otherwise.
"""

import datetime as dt

import msgspec

from forum.search import tables
from forum.search.wire import Reach
from hub import db

NEAR = 2000
"""So many of the newest entries are looked through before the index is asked (some 5 ms)."""
MOST = 20_000
"""So many of a word's hits are put in order beyond those; of a word with more, older ones are not found."""
_COLUMNS = "e.kind, e.key, e.title, e.text, s.name, e.at, e.professional"


class Asked(msgspec.Struct, frozen=True):
    """An expression in the language of the open database, and what bounds its hits.

    below: an entry's number; older ones only. since: not older than that.
    """

    reach: Reach
    expression: str
    limit: int
    below: int | None = None
    since: dt.datetime | None = None


async def rows(asked: Asked) -> list[tables.Row]:
    """kind, key, title, text, scope, at, professional of the newest hits."""
    statement = tables.Statement()
    sql = _postgres(statement, asked) if db.on_postgres() else _sqlite(statement, asked)
    return await statement.rows(sql)


def _sqlite(statement: tables.Statement, asked: Asked) -> str:
    where = [
        f"w.search_words MATCH {statement.value(asked.expression)}",
        _permitted(statement, asked.reach),
        *([f"w.rowid < {statement.value(asked.below)}"] if asked.below is not None else []),
        *([_since(statement, asked.since)] if asked.since else []),
    ]
    return (
        f"SELECT {_COLUMNS} FROM search_words w CROSS JOIN search_entry e ON e.id = w.rowid "
        f"JOIN search_scope s ON s.id = e.scope_id WHERE {' AND '.join(where)} "
        f"ORDER BY w.rowid DESC LIMIT {statement.value(asked.limit)}"
    )


def _since(statement: tables.Statement, since: dt.datetime) -> str:
    """Not older than `since`; the first such entry bounds how far down the terms are read."""
    moment = since.astimezone(dt.UTC).isoformat(sep=" ")
    least = f"(SELECT min(id) FROM search_entry WHERE at >= {statement.value(moment)})"
    return f"w.rowid >= {least} AND e.at >= {statement.value(moment)}"


def _postgres(statement: tables.Statement, asked: Asked) -> str:
    """The array is not worked out at all when `near` fills the page."""
    words = f"words @@ {statement.value(asked.expression)}::text::tsquery"
    limit = statement.value(asked.limit) + "::bigint"
    below = f"entry_id < {statement.value(asked.below)}::bigint" if asked.below is not None else "true"
    since = f" AND e.at >= {statement.value(asked.since)}" if asked.since else ""
    scopes = f"ARRAY(SELECT s.id FROM search_scope s WHERE {_permitted(statement, asked.reach)})"
    entries = "JOIN search_entry e ON e.id = w.entry_id JOIN search_scope s ON s.id = e.scope_id"
    theirs = f"e.scope_id = ANY({scopes}){since}"
    newest = f"SELECT * FROM search_words WHERE {below} ORDER BY entry_id DESC LIMIT {NEAR}"
    rare = f"(SELECT count(*) FROM near) < {limit}"
    hits = f"SELECT entry_id FROM search_words WHERE {words} AND {below} AND {rare} "
    hits += f"ORDER BY entry_id DESC LIMIT {MOST}"
    return (
        f"WITH near AS MATERIALIZED (SELECT {_COLUMNS}, e.id FROM ({newest}) w {entries} "
        f"WHERE w.{words} AND {theirs} ORDER BY w.entry_id DESC LIMIT {limit}) "
        f"SELECT kind, key, title, text, name, at, professional FROM ("
        f"SELECT * FROM near WHERE NOT {rare} UNION ALL "
        f"(SELECT {_COLUMNS}, e.id FROM unnest(ARRAY({hits})) WITH ORDINALITY w (entry_id, place) {entries} "
        f"WHERE {theirs} ORDER BY w.place LIMIT {limit})) found ORDER BY id DESC"
    )


def _permitted(statement: tables.Statement, reach: Reach) -> str:
    """The condition that what is found is theirs to see."""
    if reach.everywhere:
        return "1 = 1"
    audience = f"s.audience IN ({statement.listed(sorted(reach.audiences))})"
    here = statement.value(reach.municipality_id if reach.municipality_id is not None else -1)
    return (
        f"{audience} AND (s.everywhere OR EXISTS (SELECT 1 FROM search_place p "
        f"WHERE p.scope_id = s.id AND p.municipality_id = {here}))"
    )

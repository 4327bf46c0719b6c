"""What somebody may find. The permission is part of the SQL: what is not theirs is never read.

Hits come in two rounds, each newest first: every word in the title, then every word anywhere. When neither
finds anything the words are taken for beginnings of words. Rounds and order need no ranking of all matches,
so a page costs the same however many posts there are. Pages are asked for by the last hit's key.
"""

import datetime as dt
from typing import Any

import msgspec

from forum.search import newest, stems, tables, terms
from forum.search.snippets import snippet
from forum.search.wire import Hit, Hits, Reach

TITLES, ANYWHERE, BEGINNINGS = "0", "1", "2"
SIMILAR_AMONG = 300
"""How many of the newest threads that share a word are looked at for likeness."""


class _Filters(msgspec.Struct, frozen=True):
    kind: str | None
    scope: str | None
    professional: bool
    since: dt.datetime | None


async def find(
    reach: Reach,
    words: str,
    *,
    kind: str | None = None,
    category: str | None = None,
    professional_only: bool = False,
    since: dt.datetime | None = None,
    after: str | None = None,
    limit: int = 20,
) -> Hits:
    """What `reach` may see with all of `words` in it. `after` is `Hits.next` of the page before.

    category: name of a scope. Never raises for what is written in `words` or `after`.
    """
    wanted = terms.Wanted(words)
    if not wanted.words:
        return Hits([])
    filters = _Filters(kind, category, professional_only, since)
    first, below = await _begin(after)
    found: list[tuple[str, tables.Row]] = []
    for number in _rounds(first):
        if number == BEGINNINGS and (found or (first != BEGINNINGS and after)):
            break
        rows = await _round(reach, wanted, filters, number, below, limit + 1 - len(found))
        found += [(number, row) for row in rows]
        below = None
        if len(found) > limit:
            break
    return _page(found, wanted, limit)


async def similar(reach: Reach, title: str, limit: int = 5) -> list[Hit]:
    """Threads whose titles share the most with `title`, the rarer word counting more."""
    wanted = terms.Wanted(title)
    if not wanted.words:
        return []
    expression = tables.language().any_of_titles(wanted)
    nothing = _Filters("thread", None, False, None)
    rows = await _rows(reach, expression, nothing, None, SIMILAR_AMONG)
    shared = [(_titled(row[2]) & wanted.parts(), row) for row in rows]
    weights = {
        stem: 1 / sum(stem in found for found, _ in shared)
        for stem in wanted.parts()
        if any(stem in found for found, _ in shared)
    }
    best = sorted(shared, key=lambda pair: -sum(weights[stem] + 0.5 for stem in pair[0]))
    return [_hit(row, wanted.parts()) for found, row in best[:limit] if found]


def _titled(title: str) -> set[str]:
    return {stem for word in stems.words(title) for stem in stems.terms(word)}


def _rounds(first: str) -> list[str]:
    return [number for number in (TITLES, ANYWHERE, BEGINNINGS) if number >= first]


async def _begin(after: str | None) -> tuple[str, int | None]:
    """The round and the entry that a page begins below; the beginning for what cannot be read."""
    number, _, key = (after or "").partition(".")
    kind, _, key = key.partition(".")
    if number not in (TITLES, ANYWHERE, BEGINNINGS) or not key.isascii() or "\0" in key + kind:
        return TITLES, None
    statement = tables.Statement()
    rows = await statement.rows(
        f"SELECT id FROM search_entry WHERE key = {statement.value(key)} AND kind = {statement.value(kind)}"
    )
    return (number, int(rows[0][0])) if rows else (TITLES, None)


async def _round(
    reach: Reach, wanted: terms.Wanted, filters: _Filters, number: str, below: int | None, limit: int
) -> list[tables.Row]:
    language = tables.language()
    expression = language.every_word(wanted, "t_" if number == TITLES else "")
    if number == ANYWHERE:
        expression = language.without(expression, language.every_word(wanted, "t_"))
    if number == BEGINNINGS:
        expression = language.beginnings(wanted)
    return await _rows(reach, expression, filters, below, limit) if expression else []


async def _rows(
    reach: Reach, expression: str, filters: _Filters, below: int | None, limit: int
) -> list[tables.Row]:
    language = tables.language()
    narrowed = language.filters(filters.kind, filters.scope, filters.professional)
    wanted = language.all_of([expression, *narrowed])
    return await newest.rows(newest.Asked(reach, wanted, limit, below, filters.since))


def _page(found: list[tuple[str, tables.Row]], wanted: terms.Wanted, limit: int) -> Hits:
    shown = found[:limit]
    marked = wanted.parts()
    more = None
    if len(found) > limit:
        number, row = shown[-1]
        more = f"{number}.{row[0]}.{row[1]}"
    return Hits([_hit(row, marked) for _, row in shown], more)


def _hit(row: tables.Row, marked: frozenset[str]) -> Hit:
    kind, key, title, text, scope, at, professional = row
    return Hit(kind, key, title, snippet(text, marked), scope, _moment(at), bool(professional))


def _moment(stored: Any) -> dt.datetime:
    at: dt.datetime = dt.datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)

"""The statement of the search at size: pages are whole, theirs alone, and cost what they show."""

import datetime as dt
import json
from typing import Any

import pytest
from tortoise.connection import get_connection

from config.settings import Settings
from forum import search
from forum.search import Document, Reach, Scope, newest, tables
from hub import db

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
OPEN, HIDDEN = Scope("diabetes", "open"), Scope("hjerte", "members")
MANY = 20_000


async def file(number: int, scope: Scope = OPEN) -> None:
    at = NOW - dt.timedelta(days=30 - number)
    async with db.transaction():
        await search.index(Document("thread", f"k{number:02}", f"Gåtur {number}", "", at), scope)


@pytest.mark.parametrize("near", [1, 3, 100])
async def test_pages_hold_everything_once_in_order_and_nothing_hidden_however_little_is_near(
    database: Settings, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr(newest, "NEAR", near)
    for number in range(12):
        await file(number, HIDDEN if number % 3 == 0 else OPEN)
    seen, after = [], None
    while len(seen) < 20:
        page = await search.find(Reach(), "gåtur", after=after, limit=2)
        seen += [hit.key for hit in page.found]
        after = page.next
        if after is None:
            break
    assert seen == ["k11", "k10", "k08", "k07", "k05", "k04", "k02", "k01"]


@pytest.mark.parametrize("near", [1, 100])
async def test_nothing_older_than_asked_for(
    database: Settings, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr(newest, "NEAR", near)
    for number in range(6):
        await file(number)
    page = await search.find(Reach(), "gåtur", since=NOW - dt.timedelta(days=27, hours=1))
    assert [hit.key for hit in page.found] == ["k05", "k04", "k03"]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("known", [False, True], ids=["no-statistics", "statistics"])
@pytest.mark.parametrize("word", ["often", "old", "nowhere"])
async def test_a_page_costs_what_it_shows_whatever_the_planner_believes(
    database: Settings, known: bool, word: str
) -> None:
    await _fill()
    if known:
        await get_connection("default").execute_query("ANALYZE")
    plan = await _explained(newest.Asked(Reach(), f"'{word}'", 21))
    scans = [one for one in _nodes(plan) if one.get("Relation Name") == "search_words"]
    assert sum(_read(one) for one in scans) <= newest.NEAR + 100
    index = [one["Actual Loops"] for one in _nodes(plan) if one.get("Index Name") == "search_words_gin"]
    assert sum(index) == (0 if word == "often" else 1)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_of_a_word_with_many_old_hits_the_newest_are_put_in_order(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "NEAR", 1)
    monkeypatch.setattr(newest, "MOST", 4)
    for number in range(9):
        await file(number)
    plan = await _explained(newest.Asked(Reach(), "'gåtur'", 21))
    [ordered] = [one for one in _nodes(plan) if one["Node Type"] == "Function Scan"]
    assert ordered["Actual Rows"] == 4
    page = await search.find(Reach(), "gåtur", limit=21)
    assert [hit.key for hit in page.found] == ["k08", "k07", "k06", "k05"]


async def _fill() -> None:
    """Every entry has the word "often", fifty of the oldest have "old"."""
    connection = get_connection("default")
    await file(0)
    await connection.execute_query(
        "INSERT INTO search_entry (id, kind, key, title, text, scope_id, professional, at, analysis) "
        "SELECT n, 'post', 'p' || n, '', '', e.scope_id, false, e.at, 1 FROM search_entry e, "
        "generate_series(10, $1::int) n",
        [MANY],
    )
    await connection.execute_query(
        "INSERT INTO search_words SELECT n, array_to_tsvector(ARRAY['often', 'w' || n % 500] || "
        "CASE WHEN n < 60 THEN ARRAY['old'] ELSE ARRAY[]::text[] END) FROM generate_series(10, $1::int) n",
        [MANY],
    )
    await connection.execute_query("SELECT gin_clean_pending_list('search_words_gin')")


async def _explained(asked: newest.Asked) -> Any:
    statement = tables.Statement()
    sql = newest._postgres(statement, asked)
    rows = await statement.rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
    return json.loads(rows[0][0])[0]["Plan"]


def _nodes(plan: Any) -> list[Any]:
    return [plan, *(node for one in plan.get("Plans", []) for node in _nodes(one))]


def _read(scan: Any) -> int:
    """How many rows a scan looked at."""
    return int(scan["Actual Loops"] * (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)))

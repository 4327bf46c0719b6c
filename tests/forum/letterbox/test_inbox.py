"""The inbox: its order, its pages by key, its constant number of queries."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from forum.letterbox import actions, queries
from forum.letterbox.queries import desk, own
from hub.errors import Refused
from tests.conftest import Clock
from tests.doubles.letters import SUBJECT, Letters


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    from tortoise.connection import get_connection

    found: list[str] = []
    client: type[BaseDBAsyncClient] = type(get_connection("default"))
    for name in ("execute_query", "execute_query_dict"):
        plain = getattr(client, name)

        async def told(self: Any, query: str, *args: Any, _plain: Any = plain, **more: Any) -> Any:
            found.append(query)
            return await _plain(self, query, *args, **more)

        monkeypatch.setattr(client, name, told)
    yield found
    monkeypatch.undo()


async def test_a_page_asks_as_much_for_one_letter_as_for_three(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, list[int]] = {}
    await actions.be_absent(letters["rasmus"], letters.id("rasmus"), dt.date(2026, 3, 2), None)
    for _ in range(3):
        letter = await letters.sent()
        await actions.open_letter(letters["sofie"], letter)
        for name, page in (
            ("inbox", queries.inbox(letters["sofie"])),
            ("own", queries.my_letters(letters["inger"])),
        ):
            with counted(monkeypatch) as statements:
                await page
            asked.setdefault(name, []).append(len(statements))
    assert asked["inbox"][0] > 0
    assert [set(counts) for counts in asked.values()] == [{asked["inbox"][0]}, {asked["own"][0]}]


async def test_a_subject_is_shown_once_it_has_been_read(letters: Letters) -> None:
    letter = await letters.sent()
    holder = letters[await letters.holder(letter)]
    assert [row.subject for row in (await queries.inbox(holder)).rows] == [""]
    await actions.open_letter(holder, letter)
    assert [row.subject for row in (await queries.inbox(holder)).rows] == [SUBJECT]


async def test_pages_go_on_by_key_soonest_due_first(
    letters: Letters, frozen_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    monkeypatch.setattr(own, "PAGE", 2)
    for _ in range(8):
        await letters.sent()
        frozen_clock.forward(hours=20)
    seen: list[str] = []
    after = None
    while True:
        page = await queries.inbox(letters["sofie"], after=after)
        seen += [row.public_id for row in page.rows]
        after = page.next
        if after is None:
            break
    whole = page.mine
    assert len(seen) == len(set(seen)) == whole > 2
    mine = await queries.my_letters(letters["inger"])
    rest = await queries.my_letters(letters["inger"], mine.next)
    assert {row.public_id for row in mine.letters}.isdisjoint(row.public_id for row in rest.letters)


@pytest.mark.parametrize("who", ["inger", "henrik", "birgitte", "anders", "mona"])
async def test_only_professionals_have_an_inbox(letters: Letters, who: str) -> None:
    with pytest.raises(Refused):
        await queries.inbox(letters[who])

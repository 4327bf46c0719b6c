"""An invented forum: counts that are right, found by the search, gone on with after an interruption."""

import datetime as dt

import msgspec
import pytest
from tortoise.connection import get_connection

from config.settings import Settings
from forum import search
from forum.debate import queries
from forum.debate.models import Post, Thread
from forum.scale import DEMO, fill, filling
from forum.scale.plan import batch_of, batches
from hub import clock, site
from hub.accounts import demo
from hub.actor import ANONYMOUS

SIZE = msgspec.structs.replace(DEMO, threads=12, batch=4, long_every=100)
NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
async def people(frozen_clock: object, database: Settings) -> None:
    site.configure(database)
    await demo.fill(clock.now())


async def test_a_filled_forum_is_whole(people: None) -> None:
    await fill(SIZE, NOW)
    rows = await queries.categories(ANONYMOUS)
    assert sum(row.thread_count for row in rows) == 12 == await Thread.all().count()
    assert sum(row.post_count for row in rows) == await Post.all().count()
    newest = (await queries.latest(ANONYMOUS, 1))[0]
    page = await queries.thread(ANONYMOUS, newest.key)
    assert [post.number for post in page.posts] == list(range(1, newest.post_count + 1))[:20]
    assert await Post.filter(created_at__gt=NOW).count() == 0
    for thread in await Thread.all():
        hits = await queries.find(ANONYMOUS, thread.title)
        assert any(hit.title == thread.title for hit in hits.found)


async def test_an_interrupted_run_goes_on_to_the_same_end(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 8:
            raise Interrupted

    with pytest.raises(Interrupted):
        await fill(SIZE, NOW, stop)
    assert await Thread.all().count() == 8
    await fill(SIZE, NOW)
    await fill(SIZE, NOW)
    assert await Thread.all().count() == 12
    planned = [plan for batch in range(batches(SIZE)) for plan in batch_of(SIZE, batch, NOW)]
    assert await Post.all().count() == sum(len(plan.words.posts) for plan in planned)


async def test_half_a_batch_is_never_left(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*words: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(filling, "_file", fails)
        with pytest.raises(ConnectionError):
            await fill(SIZE, NOW)
    assert await Thread.all().count() == 0
    await fill(SIZE, NOW)
    assert (await search.find(search.Reach(), "blodsukker hjerte motion åndenød mad")).found == []
    assert await Thread.all().count() == 12


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_server_has_its_statistics_at_once(people: None) -> None:
    await fill(SIZE, NOW)
    _, known = await get_connection("default").execute_query(
        "SELECT relname FROM pg_class WHERE reltuples > 0 AND relname IN ('forum_post', 'search_words')"
    )
    assert sorted(row["relname"] for row in known) == ["forum_post", "search_words"]

"""Transactions: all or nothing, rows locked only inside, and a failed one does not poison its loop."""

import asyncio
import datetime as dt

import asyncpg  # type: ignore[import-untyped]
import pytest
from tortoise.connection import get_connection

from config.settings import Settings
from hub import db, jobs

MOMENT = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


async def test_a_lock_outside_a_transaction_is_a_bug(database: Settings) -> None:
    with pytest.raises(RuntimeError):
        await db.lock_row(jobs.Job, 1)


async def test_counting_under_lock_loses_nothing(database: Settings) -> None:
    job = await jobs.Job.create(kind="count", payload={"n": 0}, run_at=MOMENT)

    async def one_more() -> None:
        async with db.transaction():
            row = await db.lock_row(jobs.Job, job.id)
            assert row is not None
            row.payload = {"n": row.payload["n"] + 1}
            await row.save()

    await asyncio.gather(*(db.unit(one_more) for _ in range(30)))
    assert (await jobs.Job.get(id=job.id)).payload == {"n": 30}


async def test_a_failed_unit_does_not_poison_the_next(database: Settings) -> None:
    async def fails() -> None:
        async with db.transaction():
            raise ConnectionError

    async def works() -> int:
        async with db.transaction():
            return await jobs.Job.all().count()

    with pytest.raises(ConnectionError):
        await db.unit(fails)
    assert await db.unit(works) == 0
    db.no_transaction("Going on")


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_statement_is_all_that_a_server_is_asked(database: Settings) -> None:
    """Another connection sees what each was asked last: our statement, not the cleaning of a session."""
    await get_connection("default").execute_query("SELECT 'asked by us'")
    server = await asyncpg.connect(database.database.url.replace("asyncpg", "postgresql", 1))
    try:
        asked = await server.fetch(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    finally:
        await server.close()
    assert [row["query"] for row in asked] == ["SELECT 'asked by us'"]


async def test_readiness_follows_the_database(make_settings: object, sqlite_database: Settings) -> None:
    assert await db.ready() is True
    await db.close()
    (sqlite_database.data.path / "hub.db").unlink()
    (sqlite_database.data.path / "hub.db").mkdir()
    assert await db.ready() is False

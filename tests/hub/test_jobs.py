"""Jobs happen at their time, once, again after a failure, and not at all when taken back."""

import datetime as dt
from typing import Any

import pytest

from config.settings import Settings
from hub import clock, db, jobs

done: list[Any] = []
failures = 0


@jobs.handler("test_note")
async def _note(payload: jobs.Payload) -> None:
    global failures
    if failures:
        failures -= 1
        raise ConnectionError("private words that must not be stored")
    done.append(payload["n"])


@pytest.fixture(autouse=True)
def _forget() -> None:
    global failures
    done.clear()
    failures = 0


async def _add(n: int, key: str | None = None, **later: float) -> None:
    async with db.transaction():
        await jobs.add("test_note", {"n": n}, clock.now() + dt.timedelta(**later), key)


async def test_a_job_waits_for_its_time(database: Settings, frozen_clock: Any) -> None:
    await _add(1, minutes=10)
    assert await jobs.run_due() == 0
    frozen_clock.forward(minutes=10)
    assert await jobs.run_due() == 1
    assert done == [1]
    assert await jobs.run_due() == 0


async def test_a_failed_job_is_tried_again_and_its_words_are_not_kept(
    database: Settings, frozen_clock: Any
) -> None:
    global failures
    failures = 1
    await _add(1)
    await jobs.run_due()
    row = await jobs.Job.get()
    assert (done, row.error, row.attempts) == ([], "ConnectionError", 1)
    frozen_clock.forward(minutes=1)
    await jobs.run_due()
    assert done == [1]


async def test_a_job_that_always_fails_is_given_up(database: Settings, frozen_clock: Any) -> None:
    global failures
    failures = 100
    await _add(1)
    for _ in range(len(jobs.PAUSES) + 1):
        await jobs.run_due()
        frozen_clock.forward(hours=13)
    row = await jobs.Job.get()
    assert row.failed_at is not None
    assert await jobs.run_due() == 0


async def test_the_same_key_replaces_and_a_prefix_takes_back(database: Settings, frozen_clock: Any) -> None:
    await _add(1, "reminder:7:1:day")
    await _add(2, "reminder:7:1:day")
    await _add(3, "reminder:8:1:day")
    async with db.transaction():
        assert await jobs.cancel("reminder:8:") == 1
    await jobs.run_due()
    assert done == [2]


async def test_a_crashed_job_comes_back_after_its_lease(database: Settings, frozen_clock: Any) -> None:
    await _add(1)
    await jobs.Job.all().update(leased_until=clock.now() + jobs.LEASE)
    assert await jobs.run_due() == 0
    frozen_clock.forward(minutes=6)
    assert await jobs.run_due() == 1


async def test_a_job_of_a_rolled_back_act_does_not_exist(database: Settings, frozen_clock: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await jobs.add("test_note", {"n": 1}, clock.now())
            raise ZeroDivisionError
    assert await jobs.run_due() == 0

"""Work that lasts: rows in the database, carried out at their time, tried again with growing pauses.

A job is added in the transaction of the act that wants it, so it exists if and only if the act does. Handlers
may run twice after a crash and must bear it.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from tortoise import fields
from tortoise.models import Model

from hub import clock, db

log = logging.getLogger(__name__)

Payload = dict[str, Any]
Handler = Callable[[Payload], Awaitable[None]]

PAUSES = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]
LEASE = dt.timedelta(minutes=5)

_handlers: dict[str, Handler] = {}
_wake = asyncio.Event()


class Job(Model):
    """One piece of work to come, done, or given up."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=40)
    key = fields.CharField(max_length=120, null=True, unique=True)
    payload: Any = fields.JSONField()
    run_at = fields.DatetimeField(db_index=True)
    attempts = fields.IntField(default=0)
    leased_until = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    failed_at = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=120, default="")

    class Meta:
        table = "job"


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of `kind`."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


async def add(kind: str, payload: Payload, run_at: dt.datetime, key: str | None = None) -> None:
    """Add a job in the open transaction; one with the same `key` is replaced."""
    if key is not None:
        await Job.filter(key=key).delete()
    await Job.create(kind=kind, payload=payload, run_at=run_at, key=key)
    _wake.set()


async def cancel(key_prefix: str) -> int:
    """Take back the jobs not yet done whose key begins with `key_prefix`; how many they were."""
    return await Job.filter(key__startswith=key_prefix, done_at=None).delete()


async def run_due() -> int:
    """Carry out everything that is due now; how many jobs were tried."""
    tried = 0
    while (job := await db.unit(_claim)) is not None:
        await _carry_out(job)
        tried += 1
    return tried


class Runner:
    """The loop that carries out jobs while the server runs."""

    def __init__(self, poll_seconds: float = 5.0) -> None:
        self._poll = poll_seconds

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for."""
        while True:
            _wake.clear()
            try:
                await run_due()
            except Exception:
                log.exception("The job loop failed once")
            try:
                await asyncio.wait_for(_wake.wait(), self._poll)
            except TimeoutError:
                continue


async def _claim() -> Job | None:
    now = clock.now()
    async with db.transaction():
        waiting = Job.filter(done_at=None, failed_at=None, run_at__lte=now).order_by("run_at", "id")
        for job in await waiting.select_for_update(skip_locked=True).limit(20):
            if job.leased_until is None or job.leased_until < now:
                job.leased_until = now + LEASE
                job.attempts += 1
                await job.save(update_fields=["leased_until", "attempts"])
                return job
    return None


async def _carry_out(job: Job) -> None:
    """Run the handler in a task of its own and write down how it went."""
    try:
        function = _handlers[job.kind]
        await db.unit(lambda: _call(function, job.payload))
    except Exception as error:
        log.warning("Job %s of kind %s failed: %s", job.id, job.kind, type(error).__name__)
        await _failed(job, type(error).__name__)
    else:
        await Job.filter(id=job.id).update(done_at=clock.now(), leased_until=None, error="")


async def _call(function: Handler, payload: Payload) -> None:
    await function(payload)


async def _failed(job: Job, name: str) -> None:
    now = clock.now()
    if job.attempts > len(PAUSES):
        await Job.filter(id=job.id).update(failed_at=now, leased_until=None, error=name[:120])
    else:
        again = now + PAUSES[job.attempts - 1]
        await Job.filter(id=job.id).update(run_at=again, leased_until=None, error=name[:120])

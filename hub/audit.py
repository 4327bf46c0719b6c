"""Who did what to whom, when and why: rows that are only ever added, each sealed by the one before it.

Written inside the transaction of the write it tells of. Holds no health text, no titles, no message texts.
Fields follow GDPR art. 5(2) and 30 and the wording of the repealed sikkerhedsbekendtgørelse § 19: time, user,
kind of use, person concerned.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from tortoise import fields
from tortoise.models import Model

from hub import clock, db
from hub.actor import Actor


class AuditRow(Model):
    """One sealed line of the log."""

    id = fields.IntField(primary_key=True)
    at = fields.DatetimeField()
    actor_key = fields.CharField(max_length=40)
    person_id = fields.IntField(null=True, db_index=True)
    municipality_id = fields.IntField(null=True, db_index=True)
    verb = fields.CharField(max_length=40)
    noun = fields.CharField(max_length=40)
    object_id = fields.CharField(max_length=40)
    subject_id = fields.IntField(null=True, db_index=True)
    outcome = fields.CharField(max_length=60)
    reason = fields.CharField(max_length=300)
    previous = fields.CharField(max_length=64)
    seal = fields.CharField(max_length=64)

    class Meta:
        table = "audit"


class AuditTail(Model):
    """The last seal; its one row is what writers of the log queue up for."""

    id = fields.IntField(primary_key=True, generated=False)
    seal = fields.CharField(max_length=64)

    class Meta:
        table = "audit_tail"


async def write(
    actor: Actor,
    verb: str,
    noun: str,
    object_id: int | str,
    *,
    municipality_id: int | None = None,
    subject_id: int | None = None,
    reason: str = "",
    outcome: str = "done",
) -> None:
    """Add a row in the open transaction. `subject_id` is the person the thing is about, if one is."""
    row: dict[str, Any] = {
        "at": clock.now(),
        "actor_key": actor.key,
        "person_id": actor.person_id,
        "municipality_id": actor.municipality_id if municipality_id is None else municipality_id,
        "verb": verb,
        "noun": noun,
        "object_id": str(object_id),
        "subject_id": subject_id,
        "outcome": outcome,
        "reason": reason[:300],
    }
    tail = await db.lock_row(AuditTail, 1)
    previous = tail.seal if tail else ""
    seal = _seal(previous, row)
    await AuditRow.create(**row, previous=previous, seal=seal)
    if tail:
        tail.seal = seal
        await tail.save(update_fields=["seal"])
    else:
        await AuditTail.create(id=1, seal=seal)


async def refused(
    actor: Actor, verb: str, noun: str, object_id: int | str, code: str, *, subject_id: int | None = None
) -> None:
    """Record that something was refused; a transaction of its own, since the refused one is rolled back."""
    db.no_transaction("Recording a refusal")
    async with db.transaction():
        await write(actor, verb, noun, object_id, subject_id=subject_id, outcome=f"refused:{code}"[:60])


async def first_broken() -> int | None:
    """Id of the first row whose seal or link does not hold, or None when the whole chain does."""
    previous = ""
    async for row in AuditRow.all().order_by("id"):
        told = {name: getattr(row, name) for name in _SEALED}
        if row.previous != previous or row.seal != _seal(previous, told):
            return row.id
        previous = row.seal
    tail = await AuditTail.get_or_none(id=1)
    if (tail.seal if tail else "") != previous:
        return 0
    return None


_SEALED = (
    "at",
    "actor_key",
    "person_id",
    "municipality_id",
    "verb",
    "noun",
    "object_id",
    "subject_id",
    "outcome",
    "reason",
)


def _seal(previous: str, row: dict[str, Any]) -> str:
    at: dt.datetime = row["at"]
    told = {**row, "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256((previous + json.dumps(told, sort_keys=True)).encode()).hexdigest()

"""The one guard against double booking: what takes a professional's time is written here, or it is refused.

Everything but `clashes` runs inside the caller's transaction. The people are locked first, in the order of
their ids, and looked at again: who comes second is told, by name if they are staff. What is written past this
file, the database itself refuses (see models). Moments are aware.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hub import clock, db
from hub.accounts.models import Person
from hub.accounts.rules import STAFF
from hub.actor import Actor
from hub.errors import Refused
from hub.rota.models import Commitment

SESSION = "session"
HOLD = "hold"


class Clash(msgspec.Struct, frozen=True):
    """A stretch in which somebody is taken; `session_id` is None for a hold."""

    person_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    session_id: int | None


async def follow(
    session_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    person_ids: Iterable[int],
    reader: Actor | None = None,
) -> None:
    """Make the session's commitments exactly these people in exactly this time.

    Refused("double_booked") if one of them is taken; `reader` is who is told.
    """
    people = await lock(person_ids)
    await Commitment.filter(session_id=session_id).delete()
    await _check_free(people, starts_at, ends_at, reader)
    for person in people:
        await _take(person.id, starts_at, ends_at, purpose=SESSION, session_id=session_id)


async def committed(session_id: int) -> set[int]:
    """Who is committed to the session."""
    rows = Commitment.filter(session_id=session_id)
    return {int(str(each)) for each in await rows.values_list("person_id", flat=True)}


async def of_session(session_id: int) -> list[Clash]:
    """What it takes of whose time."""
    rows = await Commitment.filter(session_id=session_id).order_by("person_id")
    return [Clash(row.person_id, row.starts_at, row.ends_at, row.session_id) for row in rows]


async def release(session_id: int) -> None:
    """The session takes nobody's time any more."""
    await Commitment.filter(session_id=session_id).delete()


async def cut(session_id: int, at: dt.datetime) -> None:
    """The session is over at `at`: what was left of its time is free again, what was held stays written."""
    theirs = Commitment.filter(session_id=session_id)
    await theirs.filter(starts_at__gte=at).delete()
    await theirs.filter(ends_at__gt=at).update(ends_at=at)


async def hold(person_id: int, starts_at: dt.datetime, ends_at: dt.datetime, expires_at: dt.datetime) -> int:
    """Keep a time for somebody who is making up their mind; the hold's id, or Refused("double_booked")."""
    people = await lock([person_id])
    await _check_free(people, starts_at, ends_at, None)
    row = await _take(person_id, starts_at, ends_at, purpose=HOLD, expires_at=expires_at)
    return row.id


async def turn_hold(hold_id: int, session_id: int) -> None:
    """The held time is now this session's; Refused("hold_expired") if it was given to somebody else.

    A hold that has run out but is still there kept everybody else out, so it is honoured.
    """
    turned = await Commitment.filter(id=hold_id, purpose=HOLD).update(
        purpose=SESSION, session_id=session_id, expires_at=None
    )
    if not turned:
        raise Refused(
            "hold_expired",
            "Tiden er ikke længere reserveret til dig. Vælg en tid igen.",
            "The time is no longer kept for you. Choose a time again.",
        )


async def drop_hold(hold_id: int) -> None:
    """Give a held time back; nothing happens if it is gone or has become a session."""
    await Commitment.filter(id=hold_id, purpose=HOLD).delete()


async def clashes(
    person_ids: Iterable[int], starts_at: dt.datetime, ends_at: dt.datetime, but_session: int | None = None
) -> list[Clash]:
    """What these people are committed to in that time, in order; `but_session` does not count."""
    rows = _standing(list(person_ids)).filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    found = await rows.order_by("starts_at", "person_id")
    return [
        Clash(row.person_id, row.starts_at, row.ends_at, row.session_id)
        for row in found
        if but_session is None or row.session_id != but_session
    ]


async def lock(person_ids: Iterable[int]) -> list[Person]:
    """Hold these people's time still until the transaction ends, and sweep their holds that have run out.

    Whoever commits several sessions in one transaction locks everybody concerned at once before.
    """
    people = await db.lock_rows(Person, set(person_ids))
    run_out = Commitment.filter(purpose=HOLD, expires_at__lte=clock.now())
    await run_out.filter(person_id__in=[person.id for person in people]).delete()
    return people


def _standing(person_ids: list[int]) -> QuerySet[Commitment]:
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    return Commitment.filter(stands, person_id__in=person_ids)


async def _check_free(
    people: list[Person], starts_at: dt.datetime, ends_at: dt.datetime, reader: Actor | None
) -> None:
    taken = await clashes([person.id for person in people], starts_at, ends_at)
    if taken:
        names = {person.id: person.name for person in people}
        raise _double_booked(names[taken[0].person_id], reader)


async def _take(
    person_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    purpose: str,
    session_id: int | None = None,
    expires_at: dt.datetime | None = None,
) -> Commitment:
    """Write it down, in UTC: SQLite compares moments as texts."""
    try:
        return await Commitment.create(
            person_id=person_id,
            starts_at=starts_at.astimezone(dt.UTC),
            ends_at=ends_at.astimezone(dt.UTC),
            purpose=purpose,
            session_id=session_id,
            expires_at=expires_at,
        )
    except IntegrityError:
        raise _double_booked("", None) from None


def _double_booked(name: str, reader: Actor | None) -> Refused:
    if name and reader is not None and reader.has(*STAFF):
        return Refused(
            "double_booked",
            f"{name} er optaget af noget andet i det tidsrum.",
            f"{name} is taken by something else at that time.",
        )
    return Refused(
        "double_booked",
        "Tiden er optaget. Vælg en anden.",
        "That time is taken. Choose another.",
    )

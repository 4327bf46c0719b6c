"""Somebody comes to lead a session or no longer does, one at a time and whatever else was planned.

For crafts above that staff sessions: call inside a transaction with the session's row locked, and write the
audit row there. Whoever is named here has been promised: her time is taken even while the session is a draft,
which takes nobody else's.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Collection
from typing import NamedTuple

import msgspec

from hub import clock
from hub.actor import Actor
from hub.errors import Refused
from hub.rota import commitments
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost
from hub.sessions.people import check_leaders
from hub.sessions.planning import check_room
from hub.sessions.states import COMING, State
from hub.sessions.wire import HostForm, Part, wall_time


class Change(msgspec.Struct, frozen=True):
    """What became of a session: whether its time moved, and who led it before, where it had been shown."""

    moved: bool = False
    led: frozenset[int] = frozenset()


Follower = Callable[[Actor, Session, Change], Awaitable[None]]
"""Told in the open transaction that a session's leaders, time or state were changed."""

Keep = Callable[[Session, Collection[int]], Awaitable[None]]

Spent = tuple[tuple[int, int], dt.timedelta]
"""The year and month that somebody's time in a session counts in, and how long it is."""


class Keeper(NamedTuple):
    """A craft above that may refuse that people's time is taken; both in the open transaction.

    `lock` comes before anything of the people is locked or written, `check` when their time is taken.
    """

    lock: Keep
    check: Keep


_followers: list[Follower] = []
_keepers: list[Keeper] = []

STAFFED = frozenset({State.draft, *COMING})


def follower(function: Follower) -> Follower:
    """Register a function of a craft above that staffs sessions."""
    _followers.append(function)
    return function


def keeper(lock: Keep, check: Keep) -> None:
    """Register what a craft above has to say before a planner takes people's time by hand."""
    _keepers.append(Keeper(lock, check))


async def changed(actor: Actor, session: Session, change: Change) -> None:
    """Tell the crafts above, in the open transaction."""
    for function in _followers:
        await function(actor, session, change)


async def shown_leaders(session: Session) -> frozenset[int]:
    """Who leads a session that is shown; nobody for a draft, of which nobody is told."""
    if session.state not in COMING:
        return frozenset()
    rows = SessionHost.filter(session_id=session.id)
    return frozenset(int(str(each)) for each in await rows.values_list("person_id", flat=True))


async def lead(session: Session, person_id: int, part: Part, reader: Actor) -> None:
    """`person_id` leads or speaks from now on.

    BadInput for who may not and when the kind has no room for more, Refused("double_booked") for who is
    taken, Refused("session_over") too late.
    """
    if session.state not in STAFFED or session.ends_at <= clock.now():
        raise Refused("session_over", "Mødet er slut eller aflyst.", "The session is over or cancelled.")
    day = wall_time(session.starts_local).date()
    await check_leaders([HostForm(person_id, part)], session.municipality_id, day)
    others = await SessionHost.filter(session_id=session.id).exclude(person_id=person_id).count()
    check_room(Kind(session.kind), others + 1)
    row, made = await SessionHost.get_or_create(
        session_id=session.id, person_id=person_id, defaults={"part": part.value}
    )
    if not made:
        row.part = part.value
        await row.save(update_fields=["part"])
    await commit(session, reader, person_id)


async def leave(session: Session, person_id: int, reader: Actor) -> None:
    """`person_id` does not lead any more; her time is free again."""
    await SessionHost.filter(session_id=session.id, person_id=person_id).delete()
    await commit(session, reader)


async def hold_still(session: Session, people: Collection[int]) -> None:
    """Before a planner writes who leads: what `take` will have counted does not change any more."""
    for each in _keepers:
        await each.lock(session, people)


async def take(session: Session, reader: Actor) -> None:
    """As `commit`, after `hold_still`; crafts above may refuse what takes more time than was taken before.

    Who has as much of the same month already is not counted again: a planner may have gone beyond a cap.
    """
    before = {each.person_id: _spent(each) for each in await commitments.of_session(session.id)}
    await commit(session, reader)
    after = {each.person_id: _spent(each) for each in await commitments.of_session(session.id)}
    more = sorted(who for who, spent in after.items() if _is_more(spent, before.get(who)))
    for each in _keepers:
        await each.check(session, more)


def _spent(taken: commitments.Clash) -> Spent:
    day = clock.local(taken.starts_at)
    return (day.year, day.month), taken.ends_at - taken.starts_at


def _is_more(spent: Spent, before: Spent | None) -> bool:
    return before is None or before[0] != spent[0] or before[1] < spent[1]


async def commit(session: Session, reader: Actor, *promised: int) -> None:
    """Take the time of all who lead; for a draft of those promised now or before."""
    rows = await SessionHost.filter(session_id=session.id)
    people = {row.person_id for row in rows}
    if session.state not in COMING:
        people &= {*promised, *await commitments.committed(session.id)}
    await commitments.follow(session.id, session.starts_at, session.ends_at, people, reader)

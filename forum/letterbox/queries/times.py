"""The free times among which a citizen chooses when a talk is offered in their letter, or for moving it."""

import datetime as dt
from itertools import groupby

from forum.letterbox.models import Assignment, Letter, Talk
from forum.letterbox.standing import load
from forum.letterbox.states import OPEN, State
from forum.letterbox.wire import OfferedTimes, TimesOfDay
from hub import clock
from hub.accounts.models import Person
from hub.actor import Actor
from hub.booking.direct import movable, times_with
from hub.sessions.models import Session

MINUTES = 30
DAYS, OF_A_DAY, MOST = 3, 4, 120
"""The first times of the first days are shown at first; so many in all to who wants to see more."""


async def offered_times(
    actor: Actor, public_id: str, everything: bool = False, moves: int | None = None
) -> OfferedTimes | None:
    """What the citizen may choose now, soonest first; None when no talk is offered. Missing for others.

    `moves`: a talk of the letter to which another time is wanted; one that cannot be moved is left out.
    """
    letter = await load(actor, public_id, "see_own")
    moved = await to_move(letter, moves) if moves is not None else None
    if moved is not None:
        session, professional = moved
        lasts = int((session.ends_at - session.starts_at).total_seconds()) // 60
        found = await times_with(professional, lasts, session.municipality_id, session.id)
        return await _shown(professional, found, lasts, everything, session)
    offers = await offering(letter)
    if offers is None:
        return None
    found = await times_with(offers, MINUTES, letter.municipality_id)
    return await _shown(offers, found, MINUTES, everything)


async def to_move(letter: Letter, session_id: int) -> tuple[Session, int] | None:
    """A talk of that letter that its citizen may move, and who leads it."""
    if not 0 < session_id < 2**31:
        return None
    talk = await Talk.get_or_none(letter_id=letter.id, session_id=session_id).select_related("session")
    host = (await movable(letter.citizen_id, [session_id])).get(session_id) if talk else None
    return None if talk is None or host is None else (talk.session, host)


async def _shown(
    professional: int,
    found: list[dt.datetime],
    minutes: int,
    everything: bool,
    moved: Session | None = None,
) -> OfferedTimes:
    by_day = groupby([(m, clock.local(m)) for m in found[:MOST]], lambda one: one[1].date())
    days = [TimesOfDay(day=day, times=tuple(times)) for day, times in by_day]
    if not everything:
        days = [TimesOfDay(day=one.day, times=one.times[:OF_A_DAY]) for one in days[:DAYS]]
    more = not everything and len(found) > sum(len(one.times) for one in days)
    return OfferedTimes(
        name=(await Person.get(id=professional)).name,
        minutes=minutes,
        moves=moved.id if moved else None,
        now=moved.starts_at if moved else None,
        days=tuple(days),
        more=more,
    )


async def offering(letter: Letter) -> int | None:
    """Who offers a talk in the letter: it stands with their assignment, and falls with it."""
    if State(letter.state) not in OPEN or letter.professional_id is None:
        return None
    mine = Assignment.filter(letter_id=letter.id, professional_id=letter.professional_id, to_at=None)
    row = await mine.exclude(talk_offered_at=None).first()
    return row.professional_id if row else None


def at(written: str) -> dt.datetime | None:
    """The moment that was pressed; None for nonsense."""
    try:
        moment = dt.datetime.fromisoformat(written[:40])
    except ValueError:
        return None
    inside = moment.tzinfo is not None and 2000 < moment.year < 2200
    return moment.astimezone(dt.UTC) if inside else None

"""The free times among which a citizen chooses when a talk is offered in their letter."""

import datetime as dt
from itertools import groupby

from forum.letterbox.models import Assignment, Letter
from forum.letterbox.standing import load
from forum.letterbox.states import OPEN, State
from forum.letterbox.wire import OfferedTimes, TimesOfDay
from hub import clock
from hub.actor import Actor
from hub.booking.direct import times_with

MINUTES = 30
DAYS, OF_A_DAY, MOST = 3, 4, 120
"""The first times of the first days are shown at first; so many in all to who wants to see more."""


async def offered_times(actor: Actor, public_id: str, everything: bool = False) -> OfferedTimes | None:
    """What the citizen may choose now, soonest first; None when no talk is offered. Missing for others."""
    letter = await load(actor, public_id, "see_own")
    professional = await offering(letter)
    if professional is None:
        return None
    found = await times_with(professional, MINUTES)
    by_day = groupby([(m, clock.local(m)) for m in found[:MOST]], lambda one: one[1].date())
    days = [TimesOfDay(day=day, times=tuple(times)) for day, times in by_day]
    if not everything:
        days = [TimesOfDay(day=one.day, times=one.times[:OF_A_DAY]) for one in days[:DAYS]]
    more = not everything and len(found) > sum(len(one.times) for one in days)
    return OfferedTimes(minutes=MINUTES, days=tuple(days), more=more)


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

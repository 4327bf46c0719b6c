"""How hours are counted: within the planned time and a margin, shared out in whole minutes, and under which
agreement. Pure.

What counts as presence, and that it is merged, is `hub.rooms.attendance`'s matter.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

Stretch = tuple[dt.datetime, dt.datetime]


class Pact(Protocol):
    """What an agreement says of itself."""

    competence_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None


AnyPact = TypeVar("AnyPact", bound=Pact)

MARGIN = dt.timedelta(minutes=15)
"""Counts before the planned start and after the planned end: getting ready, and a session that runs over."""

SETTLED = dt.timedelta(minutes=5)
"""How long after the last minute that can count a session is left alone: connections are still closing."""


def held(merged: Iterable[Stretch], starts: dt.datetime, ends: dt.datetime) -> int:
    """Whole minutes of `merged` stretches within the planned time and its margin, a begun minute counted."""
    first, last = starts - MARGIN, ends + MARGIN
    cut = ((max(joined, first), min(left, last)) for joined, left in merged)
    seconds = sum((left - joined).total_seconds() for joined, left in cut if left > joined)
    return -int(-seconds // 60)


def shared(minutes: int, offered_by: Sequence[int], turn: int) -> dict[int, int]:
    """The same share to each municipality that offers the session; the shares add up to `minutes`.

    Minutes left over go one each to those next in `turn` (the session's number), so that over many sessions
    nobody pays more of them than others. How many citizens came from where plays no part: it would be told.
    """
    receivers = sorted(set(offered_by))
    if not receivers:
        return {}
    whole, over = divmod(minutes, len(receivers))
    begins = turn % len(receivers)
    order = receivers[begins:] + receivers[:begins]
    return {receiver: whole + (place < over) for place, receiver in enumerate(order)}


def covering(pacts: Iterable[AnyPact], skills: Sequence[int | None], day: dt.date) -> AnyPact | None:
    """The agreement that day's work falls under: for the first of `skills` that one names, else for all."""
    in_force = [pact for pact in pacts if pact.valid_from <= day <= (pact.valid_to or day)]
    ranked = {skill: place for place, skill in enumerate(skills) if skill is not None}
    fits = [pact for pact in in_force if pact.competence_id is None or pact.competence_id in ranked]
    return min(fits, key=lambda pact: ranked.get(pact.competence_id or 0, len(ranked)), default=None)

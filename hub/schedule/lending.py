"""Agreements between municipalities as the engine has them: one for each month that has a cap. Pure."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import msgspec

from hub.matching import wire

Month = dt.date
"""A month by its first day."""
DAY = dt.timedelta(days=1)


class Pact(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement between two municipalities. Its cap is a calendar month's; `used`: minutes of it, by the
    first of the month, that lie outside the problem."""

    giver_id: int
    receiver_id: int
    competence_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None
    cap_minutes: int | None
    weight: float
    used: dict[dt.date, int] = {}

    def holds(self, day: dt.date) -> bool:
        """Whether it is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def agreements(pacts: Collection[Pact], days: Collection[dt.date]) -> Iterator[wire.Agreement]:
    """What lends in the months of these days, and of what holds on other days only its own last month.

    Where two hold for the same, the older one does, as in the ledger.
    """
    same: dict[tuple[int, int, int], list[Pact]] = defaultdict(list)
    for each in pacts:
        same[each.giver_id, each.receiver_id, each.competence_id or 0].append(each)
    months = sorted({day.replace(day=1) for day in days})
    for _, those in sorted(same.items()):
        found = [piece for month in months for piece in _of_month(those, month)]
        last = max(each.valid_to or each.valid_from for each in those)
        yield from found or _of_month(those, last.replace(day=1))


def _of_month(those: Sequence[Pact], month: Month) -> Iterator[wire.Agreement]:
    """The month in pieces: what ends or begins in it holds in its part only, each with its own cap."""
    after = (month + 31 * DAY).replace(day=1)
    turns = {each.valid_from for each in those}
    turns |= {each.valid_to + DAY for each in those if each.valid_to is not None}
    cuts = [month, *sorted(day for day in turns if month < day < after), after]
    for first, until in pairwise(cuts):
        pact = next((each for each in those if each.holds(first)), None)
        if pact is not None:
            yield _agreement(pact, first, until - DAY)


def _agreement(pact: Pact, first: dt.date, last: dt.date) -> wire.Agreement:
    cap = pact.cap_minutes
    return wire.Agreement(
        giver=f"m{pact.giver_id}",
        receiver=f"m{pact.receiver_id}",
        competence=None if pact.competence_id is None else f"c{pact.competence_id}",
        cap_minutes=None if cap is None else max(0, cap - pact.used.get(first.replace(day=1), 0)),
        weight=pact.weight,
        valid_from=first,
        valid_to=last,
    )

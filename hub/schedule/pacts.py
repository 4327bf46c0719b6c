"""Reads the agreements between municipalities in force in some months, and how the ledger stood before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection

from tortoise.expressions import Q

from hub.accounts.models import Agreement, Municipality
from hub.ledger import usage
from hub.ledger.queries import surplus
from hub.schedule.lending import Pact
from hub.schedule.weeks import Days, months

Use = usage.Use


async def pacts(
    days: Days, counted: Callable[[Use], bool], receiver_ids: Collection[int] | None = None
) -> list[Pact]:
    """Agreements in force in these months, with what is used of their caps, month by month.

    `counted`: whether the problem itself has these minutes, so that nothing is counted twice. `receiver_ids`:
    what others receive is not asked for: it lends nobody who is not lent already.
    """
    first, last = months(days)[0], usage.next_month(days[1])
    found = Agreement.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lt=last)
    if receiver_ids is not None:
        found = found.filter(receiver_id__in=list(receiver_ids))
    rows = await found.filter(giver__active=True, receiver__active=True).order_by("id")
    used: dict[int, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for use in await usage.uses(*days, receiver_ids):
        if not counted(use):
            used[use.agreement_id][usage.month_of(use.day)] += use.minutes
    return [_pact(row, dict(used[row.id])) for row in rows if row.giver_id != row.receiver_id]


def _pact(row: Agreement, used: dict[dt.date, int]) -> Pact:
    return Pact(
        giver_id=row.giver_id,
        receiver_id=row.receiver_id,
        competence_id=row.competence_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        cap_minutes=row.cap_minutes,
        weight=row.weight,
        used=used,
    )


async def surplus_before(day: dt.date) -> dict[int, int]:
    """Minutes given more than received before `day`, of every municipality there is."""
    known = await surplus(day - dt.timedelta(days=1))
    ids = await Municipality.all().values_list("id", flat=True)
    return {int(str(each)): known.get(int(str(each)), 0) for each in ids}

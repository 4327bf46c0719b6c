"""Reads the agreements between municipalities in force in some weeks, and how the ledger stood before."""

import datetime as dt

from tortoise.expressions import Q

from hub.accounts.models import Agreement, Municipality
from hub.ledger.queries import surplus
from hub.schedule.models import Demand
from hub.schedule.problem import Pact
from hub.schedule.weeks import Days, midnight, months
from hub.sessions.states import State


async def pacts(days: Days) -> list[Pact]:
    """Agreements in force in these weeks, with what is used of their caps outside them."""
    in_force = Q(valid_from__lte=days[1]) & (Q(valid_to=None) | Q(valid_to__gte=days[0]))
    rows = await Agreement.filter(in_force, giver__active=True, receiver__active=True).order_by("id")
    used = {row.id: await _used(row, days) for row in rows if row.cap_minutes is not None}
    return [
        Pact(
            giver_id=row.giver_id,
            receiver_id=row.receiver_id,
            competence_id=row.competence_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            cap_minutes=None if row.cap_minutes is None else row.cap_minutes * len(months(days)),
            weight=row.weight,
            used_minutes=used.get(row.id, 0),
        )
        for row in rows
        if row.giver_id != row.receiver_id
    ]


async def surplus_before(day: dt.date) -> dict[int, int]:
    """Minutes given more than received before `day`, of every municipality there is."""
    known = await surplus(day - dt.timedelta(days=1))
    ids = await Municipality.all().values_list("id", flat=True)
    return {int(str(each)): known.get(int(str(each)), 0) for each in ids}


async def _used(pact: Agreement, days: Days) -> int:
    """Minutes of these months' caps that are lent or promised outside these weeks."""
    first, last = months(days)[0], months(days)[-1]
    lent = Demand.filter(person__municipality_id=pact.giver_id, session__municipality_id=pact.receiver_id)
    if pact.competence_id is not None:
        lent = lent.filter(competence_id=pact.competence_id)
    lent = lent.exclude(session__state=State.cancelled.value)
    lent = lent.filter(session__starts_at__gte=midnight(first))
    lent = lent.filter(session__starts_at__lt=midnight((last + dt.timedelta(days=31)).replace(day=1)))
    outside = Q(session__starts_at__lt=midnight(days[0]))
    outside |= Q(session__starts_at__gte=midnight(days[1] + dt.timedelta(days=1)))
    rows = await lent.filter(outside).select_related("session")
    return sum(int((row.session.ends_at - row.session.starts_at).total_seconds()) // 60 for row in rows)

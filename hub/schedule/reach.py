"""Who could fill a demand by home and competence alone: few of a large partnership, found in few queries.

More than really can, never fewer: days, levels, languages and times are the engine's to look at.
"""

from collections import defaultdict
from collections.abc import Sequence

from tortoise.expressions import Q

from hub.accounts.models import Agreement, Person
from hub.accounts.queries.reach import is_professional
from hub.schedule.models import Demand


async def reach(rows: Sequence[Demand]) -> set[int]:
    """Professionals who could fill one of these demands (sessions loaded), and who has or shall have it."""
    homes = await _homes({row.session.municipality_id for row in rows})
    asked: dict[int | None, set[int]] = defaultdict(set)
    for row in rows:
        asked[row.competence_id] |= homes[row.session.municipality_id]
    found = {who for row in rows for who in (row.person_id, row.pinned_id) if who is not None}
    for competence_id, places in asked.items():
        can = is_professional() & Q(municipality_id__in=list(places))
        if competence_id is not None:
            can &= Q(profession_id=competence_id) | Q(competences__competence_id=competence_id)
        found |= {int(str(each)) for each in await Person.filter(can).distinct().values_list("id", flat=True)}
    return found


async def _homes(receivers: set[int]) -> dict[int, set[int]]:
    """By municipality itself and all that ever lend it somebody."""
    found = {receiver: {receiver} for receiver in receivers}
    lent = Agreement.filter(receiver_id__in=list(receivers))
    for receiver, giver in await lent.values_list("receiver_id", "giver_id"):
        found[int(receiver)].add(int(giver))
    return found

"""What the agreements lend in a month is spent by one at a time, and nobody spends more than there is.

Inside the caller's transaction, with the session's row and then the demand's locked. What a search or a mark
said before is only what was so then: here it is counted again, the new hour in it. The same holds for hosts
whom a planner sets on a session's own page.
"""

from collections import Counter
from collections.abc import Collection

from hub.accounts.models import Agreement, Person
from hub.errors import Refused
from hub.ledger import usage
from hub.matching.explain import BY_NAME
from hub.sessions import staffing
from hub.sessions.models import Session
from hub.sessions.wire import wall_time

FULL = BY_NAME["agreement_cap"]


async def lock(session: Session, person_id: int) -> None:
    """Before people are locked: who else spends what the session's municipality receives waits from here on.

    Nothing is locked for somebody of the same municipality.
    """
    await lock_all(session, [person_id])


async def check(session: Session, person_id: int) -> None:
    """After she was given it: Refused("agreement_cap") if her municipality now lends more than agreed."""
    day = wall_time(session.starts_local).date()
    uses = await usage.uses(day, day, [session.municipality_id])
    hers = {
        each.agreement_id for each in uses if (each.session_id, each.person_id) == (session.id, person_id)
    }
    if not hers:
        return
    spent: Counter[int] = Counter()
    for each in uses:
        spent[each.agreement_id] += each.minutes
    for pact in await Agreement.filter(id__in=list(hers)).exclude(cap_minutes=None):
        if spent[pact.id] > (pact.cap_minutes or 0):
            raise Refused(FULL.name, FULL.da, FULL.en)


async def lock_all(session: Session, people: Collection[int]) -> None:
    """As `lock`, for hosts who are about to be written down."""
    if await Person.filter(id__in=list(people)).exclude(municipality_id=session.municipality_id).exists():
        await usage.lock([session.municipality_id])


async def check_all(session: Session, people: Collection[int]) -> None:
    """As `check`, for hosts who take more than they had."""
    for person_id in people:
        await check(session, person_id)


staffing.keeper(lock_all, check_all)

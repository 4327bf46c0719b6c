"""On which days the agreements lend whom: in force, for the competence, and with hours left in the month.

`lent` is about whoever can what an offer asks for, `hindrance` about one certain professional.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Agreement, Person
from hub.booking.free import Wall
from hub.booking.models import BookingHold, Offer
from hub.booking.rules import expired, month_full, not_lent
from hub.errors import Refused
from hub.ledger import usage
from hub.ledger.counting import covering
from hub.ledger.usage import month_of, used

DAY = dt.timedelta(days=1)


async def lent(
    offer: Offer, first: dt.date, last: dt.date, but_sessions: Collection[int] = ()
) -> dict[int, tuple[Wall, ...]]:
    """Municipalities whose people may be booked from day to day, each with the days on which they may not.

    A day is not lent when no agreement covers it, or when a talk of the offer's length would take the one
    that does over its cap of that month. `but_sessions` use nothing: a talk that is moved makes room for
    itself.
    """
    pacts: dict[int, list[Agreement]] = defaultdict(list)
    in_force = Q(valid_to=None) | Q(valid_to__gte=first)
    in_what = Q(competence_id=None) | Q(competence_id=offer.competence_id)
    rows = Agreement.filter(in_force, in_what, receiver_id=offer.municipality_id, valid_from__lte=last)
    for pact in await rows.exclude(giver_id=offer.municipality_id).order_by("id"):
        pacts[pact.giver_id].append(pact)
    spent = await used(first, last, receiver_id=offer.municipality_id, but_sessions=but_sessions)

    def has_room(pact: Agreement, day: dt.date) -> bool:
        return _room(pact, spent, day, offer.minutes)

    return {
        offer.municipality_id: (),
        **{
            giver: _not_on(first, last, _lends(those, offer.competence_id, has_room))
            for giver, those in pacts.items()
        },
    }


async def hindrance(
    person: Person,
    receiver_id: int,
    minutes: int,
    between: tuple[dt.date, dt.date],
    but_sessions: Collection[int] = (),
) -> Callable[[dt.date], Refused | None]:
    """What keeps the agreements from lending that professional for so many minutes on a day `between` these
    two (both included): not_lent, month_full or, where nothing does, None. Under the agreement that `usage`
    counts a talk with them by. A fixed number of queries."""
    if person.municipality_id == receiver_id:
        return lambda day: None
    in_force = Q(valid_to=None) | Q(valid_to__gte=between[0])
    rows = Agreement.filter(in_force, receiver_id=receiver_id, valid_from__lte=between[1])
    pacts = await rows.filter(giver_id=person.municipality_id or 0).order_by("id")
    skills = (await usage.skills_of([person.id]))[person.id]
    spent = await used(*between, receiver_id=receiver_id, but_sessions=but_sessions)

    def found(day: dt.date) -> Refused | None:
        pact = covering(pacts, skills, day)
        if pact is None:
            return not_lent()
        return None if _room(pact, spent, day, minutes) else month_full()

    return found


async def lock_if_run_out(citizen_id: int) -> bool:
    """Whether the citizen's held time has run out; then others who spend the agreements' hours wait."""
    held = await BookingHold.get_or_none(citizen_id=citizen_id).select_related("offer")
    if held is None or held.expires_at > clock.now():
        return False
    await usage.lock([held.offer.municipality_id])
    return True


async def check(held: BookingHold) -> None:
    """Refused("hold_expired") when others have used the hours: a held time uses them until it runs out."""
    person, day = await Person.get(id=held.person_id), clock.local(held.starts_at).date()
    moved = () if held.moves is None else (held.moves,)
    places = await lent(held.offer, day, day, moved)
    if places.get(person.municipality_id or 0) != ():
        raise expired()


def _room(pact: Agreement, spent: dict[tuple[int, dt.date], int], day: dt.date, minutes: int) -> bool:
    gone = spent.get((pact.id, month_of(day)), 0)
    return pact.cap_minutes is None or gone + minutes <= pact.cap_minutes


def _lends(
    pacts: list[Agreement], competence_id: int, has_room: Callable[[Agreement, dt.date], bool]
) -> Callable[[dt.date], bool]:
    def lends(day: dt.date) -> bool:
        pact = covering(pacts, [competence_id], day)
        return pact is not None and has_room(pact, day)

    return lends


def _not_on(first: dt.date, last: dt.date, lends: Callable[[dt.date], bool]) -> tuple[Wall, ...]:
    """The days that are not lent as wall times; days in a row are one."""
    days = (first + DAY * number for number in range((last - first).days + 1))
    return tuple(joined(day for day in days if not lends(day)))


def joined(days: Iterable[dt.date]) -> list[Wall]:
    """Days in order as wall times from midnight to midnight."""
    found: list[Wall] = []
    for day in days:
        begins = dt.datetime.combine(day, dt.time())
        if found and found[-1][1] == begins:
            found[-1] = found[-1][0], begins + DAY
        else:
            found.append((begins, begins + DAY))
    return found

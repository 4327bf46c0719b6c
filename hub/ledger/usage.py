"""How much of the agreements' monthly caps is used: the one sum that booking, searching and publishing share.

What was held counts as the ledger has it, corrections included, in the month it was held. What the ledger has
not counted yet counts as it is promised: commitments, those of drafts and held times as well, in the month of
their local day and for the municipality that planned the session.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from tortoise.expressions import Q

from hub import clock, db
from hub.accounts.models import Agreement, Person, PersonCompetence
from hub.ledger.asking import Asked, Key, asked, of_commitment, of_session
from hub.ledger.counting import covering
from hub.ledger.models import Counted, Entry
from hub.rota.models import Commitment
from hub.sessions.models import Session

Pair = tuple[int, int]
Month = dt.date
"""A month by its first day."""

NAMED = 500
"""So many sessions are named in a query; of more, everybody's commitments are read and looked through."""


class Use(msgspec.Struct, frozen=True):
    """Minutes of one agreement on one local day, given by one person. `session_id` None: a time held."""

    agreement_id: int
    day: dt.date
    minutes: int
    session_id: int | None
    person_id: int | None


async def used(
    first: dt.date,
    last: dt.date,
    *,
    receiver_id: int | None = None,
    but_sessions: Collection[int] = (),
    but_days: tuple[dt.date, dt.date] | None = None,
) -> dict[tuple[int, Month], int]:
    """Minutes used of every agreement that has a cap, by its id and month, in the months these days lie in.

    `receiver_id`: only agreements by which that municipality receives. Not counted are `but_sessions`, and
    what lies on `but_days` (both included). What is unused is left out. A fixed number of queries, and only
    one if no agreement has a cap.
    """
    sums: dict[tuple[int, Month], int] = defaultdict(int)
    for use in await uses(first, last, None if receiver_id is None else [receiver_id]):
        if use.session_id in but_sessions or (but_days and but_days[0] <= use.day <= but_days[1]):
            continue
        sums[use.agreement_id, month_of(use.day)] += use.minutes
    return dict(sums)


async def uses(first: dt.date, last: dt.date, receiver_ids: Collection[int] | None = None) -> list[Use]:
    """The same, one by one; `receiver_ids`: only agreements by which one of these municipalities receives."""
    begin, end = month_of(first), next_month(last)
    pacts = await _pacts(begin, end, receiver_ids)
    if not pacts:
        return []
    capped = {pact.id for those in pacts.values() for pact in those if pact.cap_minutes is not None}
    promised = await _promised(pacts, _moment(begin), _moment(end))
    return [*await _given(capped, begin, end), *(use for use in promised if use.agreement_id in capped)]


async def lock(receiver_ids: Iterable[int]) -> None:
    """Whoever spends what these municipalities receive queues up here until the transaction ends.

    Before `used` is asked, and before people are locked: two who ask at once do not both spend the last hour.
    """
    rows = Agreement.filter(receiver_id__in=list(receiver_ids)).exclude(cap_minutes=None)
    await db.lock_rows(Agreement, [row.id for row in await rows.only("id")])


def month_of(day: dt.date) -> Month:
    """The month of a day."""
    return day.replace(day=1)


def next_month(day: dt.date) -> Month:
    """The month after that of a day."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


async def skills_of(person_ids: Collection[int]) -> dict[int, list[int]]:
    """Of each of these people: the profession first, then the other competences."""
    found: dict[int, list[int]] = defaultdict(list)
    for person in await Person.filter(id__in=list(person_ids)).exclude(profession_id=None):
        found[person.id].append(person.profession_id or 0)
    for row in await PersonCompetence.filter(person_id__in=list(person_ids)).order_by("id"):
        if row.competence_id not in found[row.person_id]:
            found[row.person_id].append(row.competence_id)
    return found


async def _pacts(
    begin: Month, end: Month, receiver_ids: Collection[int] | None
) -> dict[Pair, list[Agreement]]:
    """Agreements in force in these months, of giver and receiver between whom there is a cap."""
    rows = Agreement.filter(Q(valid_to=None) | Q(valid_to__gte=begin), valid_from__lt=end)
    if receiver_ids is not None:
        rows = rows.filter(receiver_id__in=list(receiver_ids))
    found: dict[Pair, list[Agreement]] = defaultdict(list)
    for row in await rows.order_by("id"):
        found[row.giver_id, row.receiver_id].append(row)
    return {pair: those for pair, those in found.items() if any(p.cap_minutes is not None for p in those)}


async def _given(capped: set[int], begin: Month, end: Month) -> list[Use]:
    """What the ledger has. A correction belongs to the month of what it corrects."""
    counts = Q(kind="held", held_on__gte=begin, held_on__lt=end)
    counts |= Q(kind="correction", corrects__held_on__gte=begin, corrects__held_on__lt=end)
    rows = Entry.filter(counts, agreement_id__in=list(capped)).select_related("agreement", "corrects")
    return [_entered(row) for row in await rows]


def _entered(row: Any) -> Use:
    minutes = row.minutes if row.giver_id == row.agreement.giver_id else -row.minutes
    return Use(row.agreement_id, (row.corrects or row).held_on, minutes, row.session_id, row.person_id)


async def _promised(pacts: dict[Pair, list[Agreement]], since: dt.datetime, until: dt.datetime) -> list[Use]:
    """What people are committed to and the ledger has not counted."""
    owners = await _owners(since, until, {receiver for _, receiver in pacts})
    told = await asked(since, until, owners if len(owners) < NAMED else None)
    found: list[tuple[Commitment, Pair, Asked | None]] = []
    for row, giver in await _taken(since, until, {giver for giver, _ in pacts}, owners):
        what = _told(told, row)
        receiver = (what and what.receiver_id) or owners.get(row.session_id or 0, 0)
        if (giver, receiver) in pacts:
            found.append((row, (giver, receiver), what))
    skills = await skills_of({row.person_id for row, _, what in found if what is None})
    return [
        use
        for row, pair, what in found
        for use in _use(row, pacts[pair], [what.competence_id] if what else skills[row.person_id])
    ]


def _use(row: Commitment, pacts: list[Agreement], skills: Sequence[int | None]) -> list[Use]:
    day = clock.local(row.starts_at).date()
    pact = covering(pacts, skills, day)
    minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
    return [Use(pact.id, day, minutes, row.session_id, row.person_id)] if pact else []


def _told(told: dict[Key, Asked], row: Commitment) -> Asked | None:
    if row.session_id is None:
        return told.get(of_commitment(row.id))
    return told.get(of_session(row.session_id, row.person_id)) or told.get(of_session(row.session_id))


async def _owners(since: dt.datetime, until: dt.datetime, receivers: set[int]) -> dict[int, int]:
    """Which of these planned each session that begins then and is not counted yet."""
    rows = Session.filter(starts_at__gte=since, starts_at__lt=until, municipality_id__in=list(receivers))
    counted = await Counted.filter(session__starts_at__gte=since, session__starts_at__lt=until)
    done = {row.session_id for row in counted}
    found = await rows.values("id", "municipality_id")
    return {row["id"]: row["municipality_id"] for row in found if row["id"] not in done}


async def _taken(
    since: dt.datetime, until: dt.datetime, givers: set[int], owners: Collection[int]
) -> list[tuple[Commitment, int]]:
    """What people of these municipalities are committed to, each with the municipality."""
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    rows = Commitment.filter(stands, starts_at__gte=since, starts_at__lt=until)
    if len(owners) < NAMED:
        rows = rows.filter(Q(session_id=None) | Q(session_id__in=list(owners)))
    rows = rows.filter(person__municipality_id__in=list(givers)).select_related("person")
    return [(row, _home(row)) for row in await rows.order_by("id")]


def _home(row: Any) -> int:
    return int(row.person.municipality_id)


def _moment(day: dt.date) -> dt.datetime:
    return clock.utc(dt.datetime.combine(day, dt.time()))

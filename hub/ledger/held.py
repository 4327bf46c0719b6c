"""Every hour: sessions that are over are counted from their attendance, each once and in one transaction."""

import datetime as dt
import logging
from collections import defaultdict

from tortoise.expressions import Subquery

from hub import clock, db, jobs
from hub.accounts.models import Agreement, Person
from hub.ledger.asking import asked, of_session
from hub.ledger.counting import MARGIN, SETTLED, covering, held, shared
from hub.ledger.models import Counted, Entry
from hub.ledger.usage import skills_of
from hub.rooms.attendance import Stretch, merged
from hub.rooms.models import Attendance
from hub.sessions.models import Session, SessionHost, SessionMunicipality
from hub.sessions.states import State

log = logging.getLogger(__name__)

EVERY = dt.timedelta(hours=1)
BATCH = 200
OVER = (State.open.value, State.live.value, State.ended.value)
"""States of a session that was held; one whose doors never opened has nothing to count."""


async def schedule() -> None:
    """See to it that the next hour's counting is waiting; called when the hub starts."""
    at = clock.now().replace(minute=0, second=0, microsecond=0) + EVERY
    async with db.transaction():
        key = f"ledger:{at:%Y%m%d%H}"
        if not await jobs.Job.exists(key=key):
            await jobs.add("ledger_count", {}, at, key)


@jobs.handler("ledger_count")
async def _hourly(_: jobs.Payload) -> None:
    """The next hour is asked for first: one hour's failure does not end the chain."""
    await schedule()
    done = await count_held()
    if done:
        log.info("Counted in the ledger: %d sessions", done)


async def count_held() -> int:
    """Count every session that is over and not yet counted; how many. One that fails does not stop others."""
    over = clock.now() - MARGIN - SETTLED
    counted = Subquery(Counted.all().values("session_id"))
    failed: list[int] = []
    done = 0
    while True:
        waiting = Session.filter(ends_at__lte=over, state__in=list(OVER)).exclude(id__in=counted)
        found = await waiting.exclude(id__in=[*failed, -1]).order_by("ends_at", "id").limit(BATCH)
        for session in found:
            if not await _tried(session.id):
                failed.append(session.id)
        done += len(found)
        if len(found) < BATCH:
            return done - len(failed)


async def _tried(session_id: int) -> bool:
    try:
        await db.unit(lambda: count(session_id))
    except Exception:
        log.exception("Session %d could not be counted", session_id)
        return False
    return True


async def count(session_id: int) -> None:
    """Write the entries of one session; nothing if it is counted already."""
    async with db.transaction():
        session = await db.lock_row(Session, session_id)
        if session is None or await Counted.exists(session_id=session_id):
            return
        await Counted.create(session_id=session_id, counted_at=clock.now())
        offered = await SessionMunicipality.filter(session_id=session_id)
        receivers = [row.municipality_id for row in offered]
        for person, minutes in await _present(session):
            for receiver, share in shared(minutes, receivers, session.id).items():
                if share and person.municipality_id not in (None, receiver):
                    await _write(session, person, receiver, share)


async def _present(session: Session) -> list[tuple[Person, int]]:
    """Those who led or spoke, and their minutes; what a crash left open ends where it was last seen."""
    hosts = await SessionHost.filter(session_id=session.id).order_by("id").select_related("person")
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    found = Attendance.filter(seat__session_id=session.id, seat__person_id__in=[h.person_id for h in hosts])
    for row in await found.select_related("seat"):
        left = row.left_at or max(row.joined_at, row.seat.last_seen_at)
        stretches[row.seat.person_id or 0].append((row.joined_at, left))
    times = session.starts_at, session.ends_at
    return [(host.person, held(merged(stretches[host.person_id]), *times)) for host in hosts]


async def _write(session: Session, person: Person, receiver_id: int, minutes: int) -> None:
    day = clock.local(session.starts_at).date()
    skills = await _skills(session, person)
    rows = await Agreement.filter(giver_id=person.municipality_id, receiver_id=receiver_id).order_by("id")
    pact = covering(rows, skills, day)
    await Entry.create(
        giver_id=person.municipality_id,
        receiver_id=receiver_id,
        agreement_id=pact.id if pact else None,
        competence_id=(pact.competence_id if pact else None) or next(iter(skills), None),
        session_id=session.id,
        person_id=person.id,
        minutes=minutes,
        held_on=day,
        kind="held",
        made_at=clock.now(),
    )


async def _skills(session: Session, person: Person) -> list[int]:
    """What was asked for first, then what the person is and can do besides."""
    told = await asked(session.starts_at, session.starts_at + dt.timedelta(seconds=1))
    what = told.get(of_session(session.id, person.id)) or told.get(of_session(session.id))
    wanted = what.competence_id if what else None
    found = (await skills_of([person.id])).get(person.id, [])
    return found if wanted is None else [wanted, *(skill for skill in found if skill != wanted)]

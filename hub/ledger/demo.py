"""Talks of the last ten weeks for trying the ledger out: held, attended and counted as real ones are."""

import datetime as dt
import uuid

from hub import clock
from hub.accounts.models import Agreement, Person
from hub.actor import Role
from hub.ledger import held
from hub.rooms.models import Attendance, Seat
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost, SessionMunicipality
from hub.sessions.states import State
from hub.sessions.wire import Visibility, wall_text

WEEKS = 10
TITLE = "Samtale"


async def fill(now: dt.datetime) -> int:
    """One talk a week by each professional whom an agreement lends to somebody; entries made."""
    lent = await _lent()
    for week in range(1, WEEKS + 1):
        for place, (person, receiver_id) in enumerate(lent):
            if (week + place) % 3:
                day = clock.local(now).date() - dt.timedelta(days=7 * week - place % 5)
                await _talk(
                    person, receiver_id, day, hour=9 + place % 6, minutes=25 + 7 * ((week * place) % 6)
                )
    return await held.count_held()


async def _lent() -> list[tuple[Person, int]]:
    """Every professional beside each municipality that borrows them; a receiver comes once for each."""
    found: dict[tuple[int, int], Person] = {}
    for pact in await Agreement.all().order_by("id"):
        people = Person.filter(municipality_id=pact.giver_id, roles__role=Role.professional.value)
        for person in await people.order_by("id"):
            found[person.id, pact.receiver_id] = person
    return [(person, receiver) for (_, receiver), person in found.items()]


async def _talk(person: Person, receiver_id: int, day: dt.date, hour: int, minutes: int) -> None:
    starts = dt.datetime.combine(day, dt.time(hour))
    ends = starts + dt.timedelta(minutes=45)
    session = await Session.create(
        uid=uuid.uuid4().hex,
        kind=Kind.consultation.value,
        language="da",
        title=TITLE,
        title_key=TITLE.casefold(),
        state=State.ended.value,
        starts_local=wall_text(starts),
        ends_local=wall_text(ends),
        starts_at=clock.utc(starts),
        ends_at=clock.utc(ends),
        capacity=1,
        visibility=Visibility.invited.value,
        municipality_id=receiver_id,
        created_at=clock.utc(starts),
    )
    await SessionMunicipality.create(session_id=session.id, municipality_id=receiver_id)
    await SessionHost.create(session_id=session.id, person_id=person.id, part="host")
    await _present(session, person, minutes)


async def _present(session: Session, person: Person, minutes: int) -> None:
    seat = await Seat.create(
        session_id=session.id,
        person_id=person.id,
        public_id=uuid.uuid4().hex[:16],
        name_shown=person.name,
        alias="",
        part="host",
        came_at=session.starts_at,
        last_seen_at=session.ends_at,
    )
    left = session.starts_at + dt.timedelta(minutes=minutes)
    await Attendance.create(seat_id=seat.id, joined_at=session.starts_at, left_at=left)

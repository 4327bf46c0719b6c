"""One's own meetings as a calendar at a secret address: made, taken back, read by whoever has the address.

The address is shown once; here is only a hash of its secret. What the meetings are about is not in it.
"""

import datetime as dt

import msgspec

from hub import audit, clock, db
from hub.accounts import tokens
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.calendars.models import CalendarFeed
from hub.errors import Missing, Refused
from hub.sessions.calendar import Meeting, feed
from hub.sessions.mails import meeting_of, page_url
from hub.sessions.models import Session, SessionHost, SignUp
from hub.sessions.states import COMING, SignUpState

BEHIND, AHEAD = dt.timedelta(days=30), dt.timedelta(days=400)
MOST = 1000


class FeedState(msgspec.Struct, frozen=True):
    """Since when there is an address, and when it was last read."""

    created_at: dt.datetime
    read_at: dt.datetime | None


async def state(actor: Actor) -> FeedState | None:
    """Whether one has an address; None where not."""
    row = await CalendarFeed.get_or_none(person_id=actor.person_id or 0)
    return FeedState(row.created_at, row.read_at) if row else None


async def make(actor: Actor) -> str:
    """A new secret address's secret; an earlier one stops working. Whoever came by a link has none."""
    person_id = _known(actor)
    secret, hashed = tokens.new()
    async with deed(actor, "make_calendar", "calendar", person_id):
        await db.lock_row(Person, person_id)
        await CalendarFeed.filter(person_id=person_id).delete()
        await CalendarFeed.create(person_id=person_id, token_hash=hashed, created_at=clock.now())
        await audit.write(
            actor, "make_calendar", "calendar", person_id, municipality_id=actor.municipality_id
        )
    return secret


async def revoke(actor: Actor) -> None:
    """The address stops working."""
    person_id = _known(actor)
    async with deed(actor, "revoke_calendar", "calendar", person_id):
        await CalendarFeed.filter(person_id=person_id).delete()
        await audit.write(
            actor, "revoke_calendar", "calendar", person_id, municipality_id=actor.municipality_id
        )


async def calendar_at(secret: str) -> bytes:
    """The calendar at a secret address; Missing for one that is none, or no longer one."""
    if not tokens.plausible(secret):
        raise Missing
    row = await CalendarFeed.get_or_none(token_hash=tokens.hashed(secret), person__active=True)
    if row is None:
        raise Missing
    await CalendarFeed.filter(id=row.id).update(read_at=clock.now())
    person = await Person.get(id=row.person_id)
    return feed(await _meetings(person))


async def _meetings(person: Person) -> list[Meeting]:
    """What the person leads or has a seat in."""
    led = await SessionHost.filter(person_id=person.id).values_list("session_id", flat=True)
    held = SignUp.filter(person_id=person.id, state=SignUpState.signed_up.value)
    ids = {int(str(key)) for key in [*led, *await held.values_list("session_id", flat=True)]}
    now = clock.now()
    rows = Session.filter(
        id__in=ids,
        state__in=[state.value for state in COMING],
        ends_at__gt=now - BEHIND,
        starts_at__lt=now + AHEAD,
    )
    found = await rows.order_by("starts_at").limit(MOST)
    return [meeting_of(row, page_url(row.id), person.language) for row in found]


def _known(actor: Actor) -> int:
    if actor.person_id is None or actor.scope_session_id is not None:
        raise Refused("not_allowed", "Det har du ikke adgang til.", "You do not have access to that.")
    return actor.person_id

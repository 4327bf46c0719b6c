"""A consultation of one citizen and one professional, made, moved and ended in the caller's transaction.

For crafts that find the time themselves; what takes the professional's time (`hub.rota`) is theirs to write.
"""

import datetime as dt
import uuid
from typing import Any

from hub import audit, clock
from hub.accounts.models import Person
from hub.actor import Actor
from hub.sessions import mails, staffing
from hub.sessions.links.actions import follow
from hub.sessions.models import Session, SessionHost, SessionMunicipality
from hub.sessions.people import check_leaders
from hub.sessions.planning import columns_of, plan_of, times_of
from hub.sessions.sign_ups.actions import seat
from hub.sessions.staffing import Change
from hub.sessions.states import State
from hub.sessions.wire import HostForm, Part, SessionForm


async def arrange(actor: Actor, form: SessionForm, municipality_id: int, citizen: Person) -> Session:
    """The consultation, published, with its citizen's seat, letter and reminders."""
    columns: dict[str, Any] = plan_of(form, clock.now()).columns()
    await check_leaders(form.hosts, municipality_id, form.starts_local.date())
    session = await Session.create(
        **columns,
        uid=uuid.uuid4().hex,
        state=State.published.value,
        municipality_id=municipality_id,
        created_at=clock.now(),
    )
    await SessionMunicipality.create(session_id=session.id, municipality_id=municipality_id)
    for host in form.hosts:
        await SessionHost.create(session_id=session.id, person_id=host.person_id, part=host.part.value)
    await staffing.changed(actor, session, Change())
    await _written(actor, "create", session)
    await seat(actor, session, citizen)
    return session


async def rearrange(
    actor: Actor, session: Session, starts: dt.datetime, ends: dt.datetime, host_id: int
) -> None:
    """Another time (naive wall times), and perhaps another host; letters, calendar and reminders follow."""
    await check_leaders([HostForm(host_id, Part.host)], session.municipality_id, starts.date())
    change = Change(True, await staffing.shown_leaders(session))
    session.update_from_dict(columns_of(times_of(starts, ends, clock.now())))
    session.ics_sequence += 1
    await session.save()
    await SessionHost.filter(session_id=session.id).delete()
    await SessionHost.create(session_id=session.id, person_id=host_id, part=Part.host.value)
    await follow(session)
    await mails.everyone_told(session, "moved")
    await staffing.changed(actor, session, change)
    await _written(actor, "move", session)


async def _written(actor: Actor, verb: str, session: Session) -> None:
    await audit.write(actor, verb, "session", session.id, municipality_id=session.municipality_id)

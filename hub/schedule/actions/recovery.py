"""Somebody is well sooner than she thought: her time is hers again, and so is what nobody has taken yet.

What a colleague has said yes to stays the colleague's. What was asked and answered stays written down.
"""

import datetime as dt
import logging

from tortoise.expressions import Q

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused, Told
from hub.rota.models import RotaException
from hub.rota.wire import Kind as AwayKind
from hub.schedule import mails
from hub.schedule.actions.covering import announce, written
from hub.schedule.actions.giving import give, locked
from hub.schedule.models import Asked, Call, SickReport
from hub.schedule.rules import Own
from hub.schedule.rules import demand as demanded
from hub.schedule.states import CallState, DemandState
from hub.sessions.wire import wall_text, wall_time

log = logging.getLogger(__name__)


async def end_sickness(actor: Actor, report_id: int, well_from: dt.date | None = None) -> None:
    """She is well from now on, or from the beginning of that day. Refused("already_well") if she is already.

    Each demand of the illness after that which is still asked out goes back to her, if it still fits, and
    those who were asked are told. By her own press she has said yes to it; by a planner's she is asked.
    BadInput("bad_day") for a day that is not sooner than what is written down.
    """
    async with deed(actor, "end", "sickness", report_id):
        found = await SickReport.get_or_none(id=report_id) if 0 < report_id < 2**31 else None
        demanded(actor, "end", "sickness", Own(found.person_id if found is not None else None))
        row = await db.lock_row(SickReport, report_id)
        if row is None:
            raise Missing
        since = await _end(actor, row, well_from)
        await audit.write(actor, "end", "sickness", row.id, subject_id=row.person_id)
    coming = Q(demand__session__starts_at__gt=clock.now(), demand__session__starts_at__gte=since)
    calls = Call.filter(coming, report_id=report_id, state=CallState.open.value)
    for call in await calls.order_by("demand__session__starts_at", "id"):
        await _unless_refused(actor, call)
    bus.publish("schedule.board", {"sick": report_id})


async def _end(actor: Actor, row: SickReport, well_from: dt.date | None) -> dt.datetime:
    """When she is well. Of a later day only the time is cut: until then she still is ill."""
    now = clock.now()
    wall = wall_text(clock.local(now).replace(second=0, microsecond=0))
    if row.ended_at is not None or row.ends_local <= wall:
        raise Refused("already_well", "Sygdommen er allerede slut.", "The illness is over already.")
    later = well_from is not None and well_from > clock.local(now).date()
    ends = wall_text(dt.datetime.combine(well_from, dt.time())) if later and well_from else wall
    if well_from is not None and (well_from < clock.local(now).date() or row.ends_local <= ends):
        raise _bad_day()
    ends = max(ends, row.starts_local)
    await _shorten(row, ends)
    row.expected_local, row.ends_local = row.expected_local or row.ends_local, ends
    row.ended_at, row.ended_by_id = None if later else now, actor.person_id
    await row.save(update_fields=["expected_local", "ends_local", "ended_at", "ended_by_id"])
    return clock.utc(wall_time(ends)) if later else now


def _bad_day() -> BadInput:
    return BadInput(
        "bad_day",
        "well_from",
        "Vælg en dag fra i dag og før den dag, sygdommen slutter.",
        "Choose a day from today on, before the illness ends.",
    )


async def _shorten(row: SickReport, ends: str) -> None:
    """The rota says so too, unless another report of the same time still holds."""
    same = {"person_id": row.person_id, "starts_local": row.starts_local, "ends_local": row.ends_local}
    if await SickReport.filter(**same).exclude(id=row.id).exists():
        return
    away = RotaException.filter(**same, kind=AwayKind.sick.value)
    if ends > row.starts_local:
        await away.update(ends_local=ends)
    else:
        await away.delete()


async def _unless_refused(actor: Actor, call: Call) -> None:
    """Give it back; where she has something else by now, the others stay asked."""
    try:
        await db.unit(lambda: _give_back(actor, call))
    except Told as told:
        log.info("A demand stays asked out after an illness: %s", told.code)


async def _give_back(actor: Actor, found: Call) -> None:
    async with deed(actor, "give_back", "demand", found.demand_id):
        row = await locked(found.demand_id)
        call = await db.lock_row(Call, found.id)
        if call is None or call.state != CallState.open:
            return
        asked = await Asked.filter(call_id=call.id, refused_at=None).order_by("rank")
        hers = actor.person_id == call.leaver_id
        await give(actor, row, call.leaver_id, DemandState.accepted if hers else DemandState.asked)
        for each in asked:
            await mails.write(row.session, each.person_id, "spared", call.id)
        await written(actor, "close", call, row)
    announce(row)

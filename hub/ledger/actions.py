"""Writing the ledger: counting what was held, and correcting by counter-entry. Nothing is ever changed."""

import datetime as dt

from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing
from hub.ledger import rules
from hub.ledger.models import Entry
from hub.ledger.queries import stands
from hub.ledger.wire import MOST_MINUTES, REASON_LONGEST, CorrectionForm
from hub.sessions.wire import line


async def correct(actor: Actor, entry_id: int, form: CorrectionForm) -> int:
    """Say what a held entry should have said; the id of the counter-entry that makes up the difference.

    Refused("only_against_oneself"); BadInput: bad_minutes, no_change, required, too_long.
    """
    reason = line(form.reason, "reason", REASON_LONGEST)
    if not 0 <= form.minutes <= MOST_MINUTES:
        raise _bad(
            "bad_minutes", f"Skriv 0 til {MOST_MINUTES} minutter.", f"Write 0 to {MOST_MINUTES} minutes."
        )
    async with deed(actor, "correct", "ledger_entry", entry_id):
        entry = await _locked(actor, entry_id)
        change = form.minutes - await stands(entry.id, entry.giver_id, entry.minutes)
        if not change:
            raise _bad("no_change", "Det står der allerede.", "That is what it says already.")
        sides = rules.Sides(entry.giver_id, entry.receiver_id, lowers=change < 0)
        rules.demand(actor, "correct", "ledger_entry", sides)
        row = await _counter(actor, entry, change, reason)
        await audit.write(
            actor, "correct", "ledger_entry", row.id, municipality_id=entry.giver_id, reason=reason
        )
    return row.id


async def _locked(actor: Actor, entry_id: int) -> Entry:
    """Under the lock corrections of one entry queue up: each is measured against those before it."""
    entry = await db.lock_row(Entry, entry_id) if 0 < entry_id < 2**31 else None
    if entry is None or entry.kind != "held":
        raise Missing
    rules.demand(actor, "view", "ledger_entry", rules.Sides(entry.giver_id, entry.receiver_id))
    return entry


async def _counter(actor: Actor, entry: Entry, change: int, reason: str) -> Entry:
    giver, receiver = entry.giver_id, entry.receiver_id
    if change < 0:
        giver, receiver = receiver, giver
    return await Entry.create(
        giver_id=giver,
        receiver_id=receiver,
        agreement_id=entry.agreement_id,
        competence_id=entry.competence_id,
        session_id=entry.session_id,
        person_id=entry.person_id,
        minutes=abs(change),
        held_on=_today(),
        kind="correction",
        corrects_id=entry.id,
        reason=reason,
        made_by_id=actor.person_id,
        made_at=clock.now(),
    )


def _today() -> dt.date:
    """A correction belongs to the day it is made: a quarter that has been settled does not change."""
    return clock.local(clock.now()).date()


def _bad(code: str, da: str, en: str) -> BadInput:
    return BadInput(code, "minutes", da, en)

"""What citizens of a municipality may book: offers made and closed."""

from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Competence, Municipality
from hub.actor import Actor
from hub.booking import rules
from hub.booking.models import Offer, WaitingFor
from hub.booking.wire import LONGEST, SHORTEST, OfferForm
from hub.errors import BadInput
from hub.sessions.wire import line


async def make_offer(actor: Actor, form: OfferForm) -> int:
    """Let the citizens of a municipality book; the offer's id. Missing for who may not, BadInput."""
    title_da, title_en = line(form.title_da, "title_da", 80), line(form.title_en, "title_en", 80)
    place = form.municipality_id or actor.municipality_id
    async with deed(actor, "create", "booking_offer"):
        rules.demand(actor, "offer", place)
        if not SHORTEST <= form.minutes <= LONGEST:
            raise _bad(
                "bad_minutes",
                "minutes",
                f"{SHORTEST} til {LONGEST} minutter.",
                f"{SHORTEST}-{LONGEST} minutes.",
            )
        known = 0 < form.competence_id < 2**31 and await Competence.exists(id=form.competence_id)
        if not known or not await Municipality.exists(id=place, active=True):
            raise _bad("unknown_competence", "competence_id", "Vælg en kompetence.", "Choose a competence.")
        row = await Offer.create(
            municipality_id=place,
            competence_id=form.competence_id,
            minutes=form.minutes,
            title_da=title_da,
            title_en=title_en,
            created_at=clock.now(),
        )
        await audit.write(actor, "create", "booking_offer", row.id, municipality_id=place)
    return row.id


async def close_offer(actor: Actor, offer_id: int) -> None:
    """Let nobody book it any more; talks that are booked stand. Missing for another municipality's."""
    async with deed(actor, "close", "booking_offer", offer_id):
        offer = await db.lock_row(Offer, offer_id) if 0 < offer_id < 2**31 else None
        rules.demand(actor, "offer", offer.municipality_id if offer else None)
        await Offer.filter(id=offer_id).update(active=False)
        await WaitingFor.filter(offer_id=offer_id).delete()
        await audit.write(actor, "close", "booking_offer", offer_id)


def _bad(code: str, field: str, da: str, en: str) -> BadInput:
    return BadInput(code, field, da, en)

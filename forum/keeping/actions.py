"""Asking for a copy, deleting what is one's own, and what a municipality decides about keeping."""

from collections.abc import Mapping

from forum.debate import actions as debate
from forum.debate import queries as posts
from forum.debate.models import Draft
from forum.keeping import copying, deleting
from forum.keeping.models import Hold, Retention
from forum.keeping.retention import LONGEST, SHORTEST, Kept
from forum.keeping.rules import administered, own
from forum.letterbox.models import PUBLIC, Letter
from forum.letterbox.states import OURS
from forum.notices.models import Notice
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused


async def ask_for_copy(actor: Actor) -> str:
    """Have a copy of everything made; its public id."""
    person_id = own(actor)
    if actor.municipality_id is None:
        raise Missing
    async with deed(actor, "ask", "copy"):
        public_id = await copying.order(person_id)
        await audit.write(actor, "ask", "copy", public_id, subject_id=person_id)
    return public_id


async def fetch_copy(actor: Actor, public_id: str) -> bytes:
    """The zip of one's own copy."""
    own(actor)
    data = await copying.fetch(actor, public_id)
    async with db.transaction():
        await audit.write(actor, "fetch", "copy", public_id, subject_id=actor.person_id)
    return data


async def delete_letter(actor: Actor, public_id: str) -> None:
    """Delete one's own letter for good. Refused while an answer is due, and while a case needs it."""
    async with deed(actor, "delete", "letter", public_id):
        person_id = own(actor)
        found = await Letter.get_or_none(public_id=public_id[:PUBLIC], citizen_id=person_id)
        letter = await db.lock_row(Letter, found.id) if found else None
        if letter is None:
            raise Missing
        if letter.state in OURS:
            raise Refused(
                "letter_waits",
                "Træk brevet tilbage først. Så kan du slette det.",
                "Take the letter back first. Then you can delete it.",
            )
        await _demand_free(person_id)
        await audit.write(
            actor, "delete", "letter", public_id, municipality_id=letter.municipality_id, subject_id=person_id
        )
        await deleting.delete_letter(letter)


async def delete_written(actor: Actor) -> int:
    """Delete everything one wrote: letters that are over, posts under name and alias, drafts, notices.

    How many letters stay because an answer is due. Refused("held") while a case needs the letters.
    """
    person_id = own(actor)
    async with deed(actor, "delete", "written", person_id):
        await _demand_free(person_id)
        letters = await Letter.filter(citizen_id=person_id).select_for_update()
        for letter in letters:
            if letter.state not in OURS:
                await deleting.delete_letter(letter)
        await Draft.filter(person_id=person_id).delete()
        await Notice.filter(person_id=person_id).delete()
        await audit.write(actor, "delete", "written", person_id, subject_id=person_id)
    await _remove_posts(actor)
    return sum(letter.state in OURS for letter in letters)


async def _remove_posts(actor: Actor) -> None:
    after: str | None = None
    while True:
        page = await posts.my_posts(actor, after)
        for post in page.posts:
            if post.state != "removed":
                await debate.remove(actor, post.key)
        if page.next is None:
            return
        after = page.next


async def set_days(actor: Actor, days: Mapping[Kept, int]) -> None:
    """For how long the actor's municipality keeps what is over. BadInput("bad_period")."""
    municipality_id = administered(actor)
    for kind, number in days.items():
        if not SHORTEST <= number <= LONGEST:
            raise BadInput(
                "bad_period",
                kind.value,
                f"Vælg mellem {SHORTEST} og {LONGEST} dage.",
                f"Choose between {SHORTEST} and {LONGEST} days.",
            )
    async with deed(actor, "set", "retention"):
        for kind, number in days.items():
            await Retention.filter(municipality_id=municipality_id, kind=kind.value).delete()
            await Retention.create(municipality_id=municipality_id, kind=kind.value, days=number)
            reason = f"{kind.value}: {number}"
            await audit.write(actor, "set", "retention", kind.value, reason=reason)


async def place_hold(actor: Actor, email: str, reason: str) -> None:
    """Keep all letters of a citizen of the actor's municipality until further notice. Missing for others'."""
    municipality_id = administered(actor)
    said = " ".join(reason.split())[:200]
    if not said:
        raise BadInput("required", "reason", "Skriv hvorfor.", "Write why.")
    async with deed(actor, "place", "hold"):
        person = await Person.get_or_none(email=email.strip().lower(), municipality_id=municipality_id)
        if person is None:
            raise BadInput(
                "unknown_person",
                "email",
                "Ingen borger i din kommune har den adresse.",
                "No citizen of your municipality has that address.",
            )
        row = await Hold.create(person_id=person.id, reason=said, placed_at=clock.now())
        await audit.write(actor, "place", "hold", row.id, subject_id=person.id, reason=said)


async def lift_hold(actor: Actor, hold_id: int) -> None:
    """The case is over."""
    municipality_id = administered(actor)
    async with deed(actor, "lift", "hold", hold_id):
        row = await Hold.get_or_none(id=hold_id, person__municipality_id=municipality_id, lifted_at=None)
        if row is None:
            raise Missing
        await Hold.filter(id=row.id).update(lifted_at=clock.now())
        await audit.write(actor, "lift", "hold", row.id, subject_id=row.person_id)


async def _demand_free(person_id: int) -> None:
    if await Hold.exists(person_id=person_id, lifted_at=None):
        raise Refused(
            "held",
            "Din kommune skal gemme dine breve på grund af en sag. Ring til os for at høre mere.",
            "Your municipality has to keep your letters because of a case. Call us to hear more.",
        )

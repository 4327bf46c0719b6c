"""What people change about their own account."""

from hub import audit, db
from hub.accounts import clean, passwords, rules, throttle
from hub.accounts.actions import sign_ins
from hub.accounts.actions.deed import deed
from hub.accounts.actions.links import drop_links
from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused


async def change_password(actor: Actor, old: str, new: str) -> None:
    """Change one's own password; every other sign-in and every open link ends.

    Raises BadInput: wrong_password, password_too_short, password_too_long, password_too_simple;
    Refused: not_allowed, too_fast.
    """
    own = rules.Owned(actor.person_id or 0)
    async with deed(actor, "change", "password", own.person_id):
        rules.demand(actor, "change", "password", own)
    throttle.own_password_try(own.person_id)
    person = await Person.get(id=own.person_id)
    if not await passwords.verify(old, person.password_hash):
        await audit.refused(actor, "change", "password", person.id, "wrong_password", subject_id=person.id)
        raise _wrong_password()
    passwords.check_new(new, person.name, person.email or "")
    await _replace(actor, person, await passwords.hashed(new))


async def set_preferences(actor: Actor, language: str, text_size: str) -> None:
    """Language (da, en) and text size (normal, stor, stoerst). Raises BadInput("unknown_choice")."""
    own = rules.Owned(actor.person_id or 0)
    language = clean.choice(language, "language", clean.LANGUAGES)
    text_size = clean.choice(text_size, "text_size", clean.TEXT_SIZES)
    async with deed(actor, "set", "preferences", own.person_id):
        rules.demand(actor, "set", "preferences", own)
        await Person.filter(id=own.person_id).update(language=language, text_size=text_size)
        await audit.write(actor, "set", "preferences", own.person_id, subject_id=own.person_id)


async def _replace(actor: Actor, person: Person, password_hash: str) -> None:
    async with deed(actor, "change", "password", person.id):
        locked = await db.lock_row(Person, person.id)
        if locked is None:
            raise Missing()
        if locked.password_hash != person.password_hash:
            raise _changed_meanwhile()
        locked.password_hash = password_hash
        await locked.save(update_fields=["password_hash"])
        await drop_links(person.id)
        ended = await sign_ins.end(person.id, keep=actor.login_id)
        await audit.write(actor, "change", "password", person.id, subject_id=person.id)
    sign_ins.announce(person.id, ended)


def _wrong_password() -> BadInput:
    return BadInput(
        "wrong_password",
        "old",
        "Din nuværende adgangskode er ikke rigtig.",
        "Your present password is not right.",
    )


def _changed_meanwhile() -> Refused:
    return Refused(
        "changed_meanwhile",
        "Adgangskoden er lige blevet ændret et andet sted.",
        "The password has just been changed elsewhere.",
    )

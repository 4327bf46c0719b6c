"""Signing in and out."""

from hub import audit, db
from hub.accounts import clean, passwords, rules, throttle
from hub.accounts.actions import sign_ins
from hub.accounts.actions.deed import deed
from hub.accounts.models import LoginSession, Person
from hub.accounts.queries.login import may_come_in
from hub.actor import ANONYMOUS, Actor
from hub.errors import BadInput, Missing, Refused


async def sign_in(email: str, password: str, device: str = "", address: str = "") -> str:
    """The token for the cookie of whoever has this address and password.

    Raises Refused: wrong_login (said of everything that is wrong, after the same work), too_fast.
    """
    wanted = _address(email)
    person = await Person.get_or_none(email=wanted) if wanted else None
    await throttle.sign_in_try(person.id if person else None, wanted, address)
    right = await passwords.verify(password, person.password_hash if person else "")
    if person is None or not right or not await may_come_in(person):
        await _record_failure(person)
        raise wrong_login()
    better = await _rehashed(person, password)
    return await _enter(person, better, device, address)


async def sign_out(actor: Actor) -> None:
    """End the sign-in the actor came with; nothing for who has none."""
    if actor.login_id is None or actor.person_id is None:
        return
    await _end(actor, "sign_out", actor.person_id, only=actor.login_id)


async def sign_out_everywhere(actor: Actor) -> None:
    """End every sign-in of the actor, this one too."""
    async with deed(actor, "end_all", "login", "all"):
        rules.demand(actor, "end_all", "login")
    await _end(actor, "end_all", actor.person_id or 0)


async def revoke_login(actor: Actor, login_id: int) -> None:
    """End one of the actor's own sign-ins. Raises Missing for anybody else's."""
    async with deed(actor, "end", "login", login_id):
        row = await db.lock_row(LoginSession, login_id)
        if row is None:
            raise Missing()
        rules.demand(actor, "end", "login", rules.Owned(row.person_id))
        ended = await sign_ins.end(row.person_id, only=login_id)
        await audit.write(actor, "end", "login", login_id, subject_id=row.person_id)
    sign_ins.announce(row.person_id, ended)


def wrong_login() -> Refused:
    """The one answer to every sign-in that fails."""
    return Refused(
        "wrong_login",
        "E-mailadressen eller adgangskoden er forkert. Prøv igen, eller få en ny adgangskode.",
        "The e-mail address or the password is wrong. Try again, or get a new password.",
    )


async def _end(actor: Actor, verb: str, person_id: int, only: int | None = None) -> None:
    async with db.transaction():
        ended = await sign_ins.end(person_id, only=only)
        await audit.write(actor, verb, "login", only or "all", subject_id=person_id)
    sign_ins.announce(person_id, ended)


def _address(email: str) -> str:
    """The address as stored; what cannot be one belongs to nobody."""
    try:
        return clean.email(email) or ""
    except BadInput:
        return ""


async def _record_failure(person: Person | None) -> None:
    async with db.transaction():
        await audit.write(
            ANONYMOUS,
            "sign_in",
            "login",
            person.id if person else "unknown",
            municipality_id=person.municipality_id if person else None,
            subject_id=person.id if person else None,
            outcome="refused:wrong_login",
        )


async def _rehashed(person: Person, password: str) -> str:
    if passwords.needs_rehash(person.password_hash):
        return await passwords.hashed(password)
    return person.password_hash


async def _enter(person: Person, better: str, device: str, address: str) -> str:
    """Begin the sign-in, unless the password was changed while it was being checked."""
    async with db.transaction():
        locked = await db.lock_row(Person, person.id)
        if locked is None or locked.password_hash != person.password_hash or not locked.active:
            raise wrong_login()
        if better != locked.password_hash:
            locked.password_hash = better
            await locked.save(update_fields=["password_hash"])
        await sign_ins.forget_old(person.id)
        token, login_id = await sign_ins.begin(person.id, device, address)
        await _record_entry(person, login_id)
    return token


async def _record_entry(person: Person, login_id: int) -> None:
    actor = Actor(person_id=person.id, municipality_id=person.municipality_id, login_id=login_id)
    await audit.write(actor, "sign_in", "login", login_id, subject_id=person.id)

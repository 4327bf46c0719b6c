"""Links by mail that work once: invitations and new passwords.

A token is never in the database: the job that sends a mail makes the link it writes about.
"""

import datetime as dt
from typing import Literal

from hub import audit, clock, db, jobs, notify, site
from hub.accounts import clean, mails, passwords, rules, throttle, tokens
from hub.accounts.actions import sign_ins
from hub.accounts.actions.deed import deed
from hub.accounts.models import OneTimeLink, Person
from hub.accounts.queries.login import load_link, may_come_in
from hub.accounts.queries.people import load
from hub.actor import ANONYMOUS, Actor
from hub.errors import BadInput, Missing, Refused

Purpose = Literal["invitation", "password_reset"]


async def invite(actor: Actor, person_id: int, *, mail: bool = True) -> str:
    """Invite the person, or let them choose a new password; by mail if there is an address (and `mail`).

    The token returned is a second link with the same power, for handing over in person.
    Raises Missing, Refused: not_allowed, not_active.
    """
    async with deed(actor, "invite", "person", person_id):
        person, subject = await load(actor, person_id)
        rules.demand(actor, "invite", "person", subject)
        _check_active(person)
        token = await _new_link(person, _purpose(person))
        if mail:
            await _mail(person)
        await audit.write(
            actor,
            "invite",
            "person",
            person_id,
            municipality_id=person.municipality_id,
            subject_id=person_id,
        )
    return token


async def ask_password_reset(email: str, address: str = "") -> None:
    """Mail a link to whoever has this address. Same answer and same work whether anybody has.

    Raises BadInput("bad_email") by its looks alone, Refused("too_fast").
    """
    throttle.reset_try(address)
    wanted = clean.email(email)
    if wanted is None:
        raise BadInput("missing_text", "email", "Skriv din e-mailadresse.", "Write your e-mail address.")
    person = await Person.get_or_none(email=wanted)
    found = person.id if person else 0
    async with db.transaction():
        await jobs.add("account_reset", {"person_id": found}, clock.now(), key=f"account_reset:{found}")


async def use_link(token: str, new_password: str, device: str = "", address: str = "") -> str:
    """Set the password and sign in: the token for the cookie.

    This and every other link of the person is then used up, and their other sign-ins end.
    Raises Missing("link_over"), BadInput (password_...), Refused("too_fast").
    """
    throttle.link_try(address)
    link = await load_link(token)
    passwords.check_new(new_password, link.person.name, link.person.email or "")
    password_hash = await passwords.hashed(new_password)
    person_id = link.person_id
    async with deed(ANONYMOUS, "use_link", "password", person_id):
        person = await db.lock_row(Person, person_id)
        await load_link(token)
        if person is None:
            raise Missing()
        person.password_hash = password_hash
        await person.save(update_fields=["password_hash"])
        await drop_links(person_id)
        ended = await sign_ins.end(person_id)
        login, login_id = await sign_ins.begin(person_id, device, address)
        await _record_use(link, login_id)
    sign_ins.announce(person_id, ended)
    return login


async def drop_links(person_id: int) -> None:
    """Use up every open link of the person; inside a transaction."""
    await OneTimeLink.filter(person_id=person_id, used_at=None).update(used_at=clock.now())


@jobs.handler("account_reset")
async def _reset_asked(payload: jobs.Payload) -> None:
    person = await Person.get_or_none(id=payload["person_id"])
    found = person is not None and await may_come_in(person)
    async with db.transaction():
        if person is not None and found:
            await _mail(person)
        await audit.write(
            ANONYMOUS,
            "ask_reset",
            "password",
            person.id if person else "unknown",
            municipality_id=person.municipality_id if person else None,
            subject_id=person.id if person else None,
            outcome="done" if found else "refused:no_account",
        )


@jobs.handler("account_mail")
async def _send(payload: jobs.Payload) -> None:
    """Make the link and send it. Tried again, it makes another; the one that was not sent just runs out."""
    person = await Person.get_or_none(id=payload["person_id"], active=True)
    if person is None or not person.email:
        return
    purpose = _purpose(person)
    async with db.transaction():
        token = await _new_link(person, purpose)
    await notify.send(mails.link(person.email, person.language, purpose, token, _lasts(purpose)))


async def _mail(person: Person) -> None:
    if person.email:
        key = f"account_mail:{person.id}"
        await jobs.add("account_mail", {"person_id": person.id}, clock.now(), key=key)


async def _new_link(person: Person, purpose: Purpose) -> str:
    token, token_hash = tokens.new()
    now = clock.now()
    await OneTimeLink.create(
        person=person,
        purpose=purpose,
        token_hash=token_hash,
        created_at=now,
        expires_at=now + _lasts(purpose),
    )
    return token


async def _record_use(link: OneTimeLink, login_id: int) -> None:
    actor = Actor(person_id=link.person_id, municipality_id=link.person.municipality_id, login_id=login_id)
    await audit.write(
        actor, "use_link", "password", link.person_id, subject_id=link.person_id, reason=link.purpose
    )


def _purpose(person: Person) -> Purpose:
    return "password_reset" if person.password_hash else "invitation"


def _lasts(purpose: Purpose) -> dt.timedelta:
    return site.facts().invitation if purpose == "invitation" else site.facts().reset


def _check_active(person: Person) -> None:
    if not person.active:
        raise Refused(
            "not_active",
            "Personen er ikke aktiv. Åbn for kontoen først.",
            "The person is not active. Open the account first.",
        )

"""Writes of people: made, edited, closed and opened again."""

import msgspec
from tortoise.exceptions import IntegrityError

from hub import audit, clock
from hub.accounts import clean, rules
from hub.accounts.actions import person_parts, sign_ins
from hub.accounts.actions.deed import deed
from hub.accounts.actions.links import drop_links
from hub.accounts.models import Person, RoleGrant
from hub.accounts.queries.people import load
from hub.accounts.wire import PersonForm
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing, Refused


async def create_person(actor: Actor, form: PersonForm) -> int:
    """Make a person; the id. Who names no municipality means the own one.

    Raises Refused("not_allowed"); BadInput: email_taken, municipality_required, unknown_municipality,
    unknown_competence, and those of `clean`.
    """
    wanted = person_parts.read(_placed(actor, form))
    async with deed(actor, "create", "person"):
        _demand_all(actor, "create", wanted, rules.Subject(municipality_id=wanted.municipality_id))
        _demand_grants(actor, wanted, frozenset())
        await person_parts.check_references(wanted)
        person = Person(created_at=clock.now())
        await _save(person, wanted)
        await _record(actor, "create", person, "roles " + " ".join(sorted(wanted.roles)))
    return person.id


async def edit_person(actor: Actor, person_id: int, form: PersonForm) -> None:
    """Replace what is known of the person by the form. Open links end if the address changes.

    Raises Missing, Refused: not_allowed, last_administrator; BadInput as `create_person`.
    """
    wanted = person_parts.read(_placed(actor, form))
    async with deed(actor, "edit", "person", person_id):
        person, subject = await _locked(actor, person_id)
        rules.demand(actor, "edit", "person", subject)
        _demand_all(actor, "edit", wanted, subject)
        _demand_grants(actor, wanted, subject.roles)
        await person_parts.check_references(wanted)
        if Role.platform_administrator not in wanted.roles:
            await _keep_an_administrator(subject)
        if (person.email or None) != wanted.email:
            await drop_links(person_id)
        changed = _what_changed(person, subject, wanted)
        await _save(person, wanted)
        await _record(actor, "edit", person, changed)
    sign_ins.announce_rights(person_id)


async def deactivate_person(actor: Actor, person_id: int) -> None:
    """Close the account: sign-ins and links end at once, the person stays in what has happened.

    Raises Missing, Refused: not_allowed (also for oneself), last_administrator.
    """
    async with deed(actor, "deactivate", "person", person_id):
        person, subject = await _locked(actor, person_id)
        rules.demand(actor, "deactivate", "person", subject)
        await _keep_an_administrator(subject)
        person.active = False
        await person.save(update_fields=["active"])
        await drop_links(person_id)
        ended = await sign_ins.end(person_id)
        await _record(actor, "deactivate", person)
    sign_ins.announce(person_id, ended)
    sign_ins.announce_rights(person_id)


async def reactivate_person(actor: Actor, person_id: int) -> None:
    """Open a closed account again. Raises Missing, Refused("not_allowed")."""
    async with deed(actor, "reactivate", "person", person_id):
        person, subject = await _locked(actor, person_id)
        rules.demand(actor, "reactivate", "person", subject)
        person.active = True
        await person.save(update_fields=["active"])
        await _record(actor, "reactivate", person)


def _placed(actor: Actor, form: PersonForm) -> PersonForm:
    """A municipal administrator's form is about the own municipality when it names none."""
    if form.municipality_id is None and not rules.runs_platform(actor):
        return msgspec.structs.replace(form, municipality_id=actor.municipality_id)
    return form


def _demand_all(actor: Actor, verb: str, wanted: person_parts.Wanted, subject: rules.Subject) -> None:
    """The person must be the actor's to manage where they come from and where they go."""
    there = msgspec.structs.replace(subject, municipality_id=wanted.municipality_id)
    rules.demand(actor, verb, "person", there)


def _demand_grants(actor: Actor, wanted: person_parts.Wanted, had: frozenset[Role]) -> None:
    for role in had ^ wanted.roles:
        rules.demand(actor, "grant", "role", rules.Grant(role, wanted.municipality_id))


async def _locked(actor: Actor, person_id: int) -> tuple[Person, rules.Subject]:
    """The row, locked. Platform administrators are locked together, in order, so that they can be counted."""
    runs = RoleGrant.filter(role=Role.platform_administrator.value)
    wanted = [person_id]
    if await runs.filter(person_id=person_id).exists():
        wanted = [grant.person_id for grant in await runs]
    locked = await Person.filter(id__in=wanted).order_by("id").select_for_update()
    if person_id not in {person.id for person in locked}:
        raise Missing()
    return await load(actor, person_id)


async def _keep_an_administrator(subject: rules.Subject) -> None:
    """The platform is never left without an administrator who can come in."""
    if Role.platform_administrator not in subject.roles:
        return
    others = Person.filter(active=True, roles__role=Role.platform_administrator.value)
    if not await others.exclude(id=subject.person_id).exists():
        raise Refused(
            "last_administrator",
            "Der skal altid være mindst én platformsadministrator.",
            "There must always be at least one platform administrator.",
        )


def _what_changed(person: Person, subject: rules.Subject, wanted: person_parts.Wanted) -> str:
    """Which fields changed, for the log: their names, and of roles the values."""
    names = [field for field in person_parts.COLUMNS if getattr(person, field) != getattr(wanted, field)]
    came = [f"+{role}" for role in sorted(wanted.roles - subject.roles)]
    went = [f"-{role}" for role in sorted(subject.roles - wanted.roles)]
    return " ".join(names + came + went)


async def _save(person: Person, wanted: person_parts.Wanted) -> None:
    for field in person_parts.COLUMNS:
        setattr(person, field, getattr(wanted, field))
    person.name_key = clean.key(wanted.name)
    if wanted.email and await Person.filter(email=wanted.email).exclude(id=person.id or 0).exists():
        raise _taken()
    try:
        await person.save()
    except IntegrityError as error:
        raise _taken() from error
    await person_parts.replace(person.id, wanted)


async def _record(actor: Actor, verb: str, person: Person, reason: str = "") -> None:
    await audit.write(
        actor,
        verb,
        "person",
        person.id,
        municipality_id=person.municipality_id,
        subject_id=person.id,
        reason=reason,
    )


def _taken() -> BadInput:
    return BadInput(
        "email_taken",
        "email",
        "E-mailadressen er allerede i brug.",
        "The e-mail address is already in use.",
    )

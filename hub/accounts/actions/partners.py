"""Writes of municipalities, agreements and competences."""

import datetime as dt
from typing import Any, TypeVar

from tortoise.exceptions import IntegrityError

from hub import audit, clock, db
from hub.accounts import clean, rules
from hub.accounts.actions import sign_ins
from hub.accounts.actions.deed import deed
from hub.accounts.models import Agreement, Competence, Municipality, Person
from hub.accounts.queries import reach
from hub.accounts.wire import AgreementForm, CompetenceForm, MunicipalityForm
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused

CAP_MOST = 600_000
WEIGHT_MOST = 100
Row = TypeVar("Row", Municipality, Competence)


async def create_municipality(actor: Actor, form: MunicipalityForm) -> int:
    """Make a partner municipality; the id. Raises Refused("not_allowed"), BadInput("slug_taken")."""
    values = _municipality(form)
    async with deed(actor, "create", "municipality"):
        rules.demand(actor, "create", "municipality")
        await _check_slug(Municipality, values["slug"])
        row = await _create(Municipality(created_at=clock.now(), **values))
        await audit.write(actor, "create", "municipality", row.id, municipality_id=row.id)
    return row.id


async def edit_municipality(actor: Actor, municipality_id: int, form: MunicipalityForm) -> None:
    """Replace what is known of a municipality; not active shuts its people out.

    Raises Missing, Refused("not_allowed"), BadInput.
    """
    values = _municipality(form)
    async with deed(actor, "edit", "municipality", municipality_id):
        row = await db.lock_row(Municipality, municipality_id)
        if row is None:
            raise Missing()
        rules.demand(actor, "edit", "municipality", rules.Place(row.id, row.active))
        await _check_slug(Municipality, values["slug"], row.id)
        leaves = row.active and not form.active
        await row.update_from_dict(values).save()
        await audit.write(actor, "edit", "municipality", row.id, municipality_id=row.id)
    if leaves:
        for person in await Person.filter(municipality_id=municipality_id, active=True).only("id"):
            sign_ins.announce_rights(person.id)


async def create_agreement(actor: Actor, form: AgreementForm) -> int:
    """Let giver's professionals serve receiver; the id.

    Two municipalities may lend to one another, by an agreement each way. Raises Refused("not_allowed");
    BadInput: same_municipality, ends_before_it_begins, bad_cap, bad_weight, unknown_municipality,
    unknown_competence.
    """
    async with deed(actor, "create", "agreement"):
        rules.demand(actor, "create", "agreement", rules.Pact(form.giver_id, form.receiver_id))
        await _check_agreement(form)
        row = await Agreement.create(
            giver_id=form.giver_id,
            receiver_id=form.receiver_id,
            competence_id=form.competence_id,
            valid_from=form.valid_from,
            valid_to=form.valid_to,
            cap_minutes=form.cap_minutes,
            weight=form.weight,
        )
        await _record(actor, "create", row)
    return row.id


async def end_agreement(actor: Actor, agreement_id: int) -> None:
    """End an agreement with yesterday as its last day, so that it does not hold from now on.

    Raises Missing, Refused: not_allowed, already_ended.
    """
    async with deed(actor, "end", "agreement", agreement_id):
        row = await db.lock_row(Agreement, agreement_id)
        if row is None:
            raise Missing()
        rules.demand(actor, "end", "agreement", rules.Pact(row.giver_id, row.receiver_id))
        yesterday = reach.today() - dt.timedelta(days=1)
        if row.valid_to is not None and row.valid_to <= yesterday:
            raise Refused("already_ended", "Aftalen er allerede slut.", "The agreement has already ended.")
        row.valid_to = yesterday
        await row.save(update_fields=["valid_to"])
        await _record(actor, "end", row)


async def create_competence(actor: Actor, form: CompetenceForm) -> int:
    """Make a competence; the id. Raises Refused("not_allowed"), BadInput("slug_taken") and `clean`'s."""
    fields = ("name_da", "name_en", "title_da", "title_en")
    values = {field: clean.line(getattr(form, field), field, 80) for field in fields}
    values["slug"] = clean.slug(form.slug or form.name_da)
    async with deed(actor, "create", "competence"):
        rules.demand(actor, "create", "competence")
        await _check_slug(Competence, values["slug"])
        row = await _create(Competence(**values))
        await audit.write(actor, "create", "competence", row.id)
    return row.id


def _municipality(form: MunicipalityForm) -> dict[str, Any]:
    return {
        "name": clean.name(form.name, maximum=80),
        "slug": clean.slug(form.slug or form.name),
        "accent": clean.choice(form.accent, "accent", clean.ACCENTS),
        "phone": clean.phone(form.phone),
        "acute_phone": clean.phone(form.acute_phone, "acute_phone"),
        "active": form.active,
    }


async def _check_slug(model: type[Municipality] | type[Competence], slug: str, own: int = 0) -> None:
    if await model.filter(slug=slug).exclude(id=own).exists():
        raise _slug_taken()


async def _create(row: Row) -> Row:
    try:
        await row.save()
    except IntegrityError as error:
        raise _slug_taken() from error
    return row


async def _check_agreement(form: AgreementForm) -> None:
    if form.giver_id == form.receiver_id:
        raise BadInput(
            "same_municipality", "receiver_id", "Vælg to forskellige kommuner.", "Choose two municipalities."
        )
    if form.valid_to is not None and form.valid_to < form.valid_from:
        raise BadInput(
            "ends_before_it_begins",
            "valid_to",
            "Slutdatoen skal ligge efter startdatoen.",
            "The end must come after the beginning.",
        )
    _check_terms(form)
    if await Municipality.filter(id__in=[form.giver_id, form.receiver_id], active=True).count() != 2:
        raise BadInput("unknown_municipality", "receiver_id", "Vælg en kommune.", "Choose a municipality.")
    if form.competence_id is not None and not await Competence.exists(id=form.competence_id):
        raise BadInput("unknown_competence", "competence_id", "Vælg en kompetence.", "Choose a competence.")


async def _record(actor: Actor, verb: str, row: Agreement) -> None:
    sides = f"from {row.giver_id} to {row.receiver_id}"
    await audit.write(actor, verb, "agreement", row.id, municipality_id=row.giver_id, reason=sides)


def _slug_taken() -> BadInput:
    return BadInput(
        "slug_taken", "slug", "Kortnavnet er allerede i brug.", "The short name is already in use."
    )


def _check_terms(form: AgreementForm) -> None:
    if form.cap_minutes is not None and not 0 <= form.cap_minutes <= CAP_MOST:
        raise BadInput(
            "bad_cap",
            "cap_minutes",
            "Skriv et loft på 0 timer eller mere, eller lad feltet stå tomt.",
            "Write a limit of 0 hours or more, or leave the field empty.",
        )
    if not 0 <= form.weight <= WEIGHT_MOST:
        raise BadInput(
            "bad_weight",
            "weight",
            f"Skriv en vægt fra 0 til {WEIGHT_MOST}.",
            f"Write a weight from 0 to {WEIGHT_MOST}.",
        )

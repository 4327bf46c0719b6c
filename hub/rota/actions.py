"""Writing the rota. Each action: load, may they, check, write with its audit row, announce.

What one is away for is not asked and not written. Feeds are named here and read in hub.calendars.
"""

from tortoise.models import Model

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person, RoleGrant
from hub.actor import Actor, Role
from hub.errors import Missing, Refused
from hub.rota import queries, reading
from hub.rota.models import BusyFeed, Employment, RotaException, RotaRule
from hub.rota.rules import Owner, demand
from hub.rota.wire import EmploymentForm, ExceptionForm, Kind, RuleForm

MOST: dict[type[Model], int] = {RotaRule: 60, RotaException: 500, Employment: 40, BusyFeed: 5}
"""How many of each somebody can have: nobody needs more, and nobody fills a table."""


async def add_rule(actor: Actor, person_id: int, form: RuleForm) -> int:
    """Hours of work every week or every second; its id. BadInput as `reading` says."""
    async with deed(actor, "add_rule", "rota", person_id):
        await _locked(actor, "rules", person_id, RotaRule)
        there = [queries.rule_of(row) for row in await RotaRule.filter(person_id=person_id)]
        rule = reading.rule_of(form, there, clock.now())
        row = await RotaRule.create(
            person_id=person_id,
            weekday=rule.weekday,
            starts=f"{rule.starts:%H:%M}",
            ends=f"{rule.ends:%H:%M}",
            weeks=rule.weeks.value,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
        )
        await _written(actor, "add_rule", person_id)
    _announce(person_id)
    return row.id


async def add_exception(actor: Actor, person_id: int, form: ExceptionForm) -> int:
    """A stretch of extra work, absence, sickness, or one somebody would rather be spared; its id."""
    async with deed(actor, "add_exception", "rota", person_id):
        verb = "wish" if form.kind == Kind.rather_not else "exceptions"
        await _locked(actor, verb, person_id, RotaException)
        there = [queries.exception_of(row) for row in await RotaException.filter(person_id=person_id)]
        kind, span = reading.exception_of(form, there, clock.now())
        row = await RotaException.create(
            person_id=person_id,
            starts_local=span.starts.isoformat(timespec="minutes"),
            ends_local=span.ends.isoformat(timespec="minutes"),
            kind=kind.value,
        )
        await _written(actor, "add_exception", person_id)
    _announce(person_id)
    return row.id


async def employ(actor: Actor, person_id: int, form: EmploymentForm) -> int:
    """Contracted hours and limits for a period; its id."""
    async with deed(actor, "employ", "rota", person_id):
        await _locked(actor, "employ", person_id, Employment)
        there = [queries.job_of(row) for row in await Employment.filter(person_id=person_id)]
        job = reading.job_of(form, there, clock.now())
        told = {name: getattr(job, name) for name in job.__struct_fields__}
        row = await Employment.create(person_id=person_id, **told)
        await _written(actor, "employ", person_id)
    _announce(person_id)
    return row.id


async def remove_rule(actor: Actor, rule_id: int) -> None:
    """These hours are no hours of work any more."""
    await _remove(actor, RotaRule, rule_id, "rules", "remove_rule")


async def remove_exception(actor: Actor, exception_id: int) -> None:
    """It does not differ any more."""
    await _remove(actor, RotaException, exception_id, "exceptions", "remove_exception")


async def remove_employment(actor: Actor, employment_id: int) -> None:
    """That employment was never so."""
    await _remove(actor, Employment, employment_id, "employ", "remove_employment")


async def _remove(
    actor: Actor, model: type[RotaRule | RotaException | Employment], key: int, verb: str, name: str
) -> None:
    row = await model.get_or_none(id=key) if 0 < key < 2**31 else None
    if row is None:
        raise Missing
    async with deed(actor, name, "rota", row.person_id):
        if isinstance(row, RotaException) and row.kind == Kind.rather_not:
            verb = "wish"
        await _locked(actor, verb, row.person_id)
        await model.filter(id=row.id).delete()
        await _written(actor, name, row.person_id)
    _announce(row.person_id)


async def _locked(actor: Actor, verb: str, person_id: int, model: type[Model] | None = None) -> None:
    """Whose rota it is, locked: two forms sent at once are held against one another."""
    person = await db.lock_row(Person, person_id) if 0 < person_id < 2**31 else None
    if person is None or not await RoleGrant.exists(person_id=person_id, role=Role.professional.value):
        raise Missing
    demand(actor, verb, Owner(person.id, person.municipality_id))
    if model is not None and await model.filter(person_id=person_id).count() >= MOST[model]:
        raise Refused(
            "too_many", "Der er ikke plads til flere. Slet nogle først.", "There is no room for more."
        )


async def _written(actor: Actor, verb: str, person_id: int) -> None:
    owner = await Person.get(id=person_id)
    await audit.write(
        actor, verb, "rota", person_id, municipality_id=owner.municipality_id, subject_id=person_id
    )


def _announce(person_id: int) -> None:
    bus.publish(f"rota.person.{person_id}", {"person": person_id})

"""What stands around the letters: functions and teams, fixed answers, absences."""

import datetime as dt
import secrets

from forum.letterbox import merge, names
from forum.letterbox.actions.watching import watch_absence
from forum.letterbox.models import (
    Absence,
    Function,
    FunctionMunicipality,
    LetterTemplate,
    TeamMember,
)
from forum.letterbox.rules import Place, keeps_absence, keeps_functions, keeps_templates, not_allowed
from forum.letterbox.wire import (
    ABOUT_LONGEST,
    TEMPLATE_LONGEST,
    TITLE_LONGEST,
    WORKDAYS_MOST,
    FunctionForm,
    TemplateForm,
)
from hub import audit, jobs
from hub.accounts.actions.deed import deed
from hub.accounts.models import Competence, Person, RoleGrant
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing
from hub.sessions.people import check_municipalities
from hub.sessions.wire import line, words


async def create_function(actor: Actor, form: FunctionForm) -> str:
    """A function common to all (the platform's administrators) or a team of one's own; its slug."""
    owner = None if actor.has(Role.platform_administrator) else actor.municipality_id
    async with deed(actor, "create", "letter_function"):
        if not keeps_functions(actor, Place(owner)):
            raise not_allowed()
        row = Function(slug=secrets.token_hex(6), owner_id=owner)
        await _fill(actor, row, form)
        await _written(actor, "create", "letter_function", row.slug, owner)
    return row.slug


async def edit_function(actor: Actor, slug: str, form: FunctionForm) -> None:
    """Change a function; letters on their way are not touched."""
    async with deed(actor, "edit", "letter_function", slug):
        row = await Function.get_or_none(slug=slug[:40])
        if row is None or not keeps_functions(actor, Place(row.owner_id)):
            raise Missing
        await _fill(actor, row, form)
        await _written(actor, "edit", "letter_function", row.slug, row.owner_id)


async def _fill(actor: Actor, row: Function, form: FunctionForm) -> None:
    row.title_da = line(form.title_da, "title_da", TITLE_LONGEST)
    row.title_en = line(form.title_en, "title_en", TITLE_LONGEST)
    row.about_da = line(form.about_da, "about_da", ABOUT_LONGEST, required=False)
    row.about_en = line(form.about_en, "about_en", ABOUT_LONGEST, required=False)
    row.competence_id = await _competence(form.competence_id)
    row.answer_workdays = _workdays(form.answer_workdays)
    row.pooled, row.open = form.pooled, form.open
    await check_municipalities(form.municipality_ids)
    members = await _members(row, form) if row.competence_id is None else []
    await row.save()
    await FunctionMunicipality.filter(function_id=row.id).delete()
    await TeamMember.filter(function_id=row.id).delete()
    for municipality_id in sorted(set(form.municipality_ids)):
        await FunctionMunicipality.create(function_id=row.id, municipality_id=municipality_id)
    for person_id in members:
        await TeamMember.create(function_id=row.id, person_id=person_id)


async def _competence(wanted: int | None) -> int | None:
    if wanted is not None and not await Competence.exists(id=wanted):
        raise BadInput("unknown_competence", "competence_id", "Vælg fra listen.", "Choose one from the list.")
    return wanted


def _workdays(wanted: int) -> int:
    if not 1 <= wanted <= WORKDAYS_MOST:
        raise BadInput(
            "bad_workdays",
            "answer_workdays",
            f"Vælg mellem 1 og {WORKDAYS_MOST} hverdage.",
            f"Choose between 1 and {WORKDAYS_MOST} working days.",
        )
    return wanted


async def _members(row: Function, form: FunctionForm) -> list[int]:
    """The team: professionals, of the owning municipality if there is one."""
    found = RoleGrant.filter(role=Role.professional.value, person__active=True)
    found = found.filter(person_id__in=[one for one in form.members if 0 < one < 2**31])
    if row.owner_id is not None:
        found = found.filter(person__municipality_id=row.owner_id)
    able = {grant["person_id"] for grant in await found.values("person_id")}
    if not able or able != set(form.members):
        raise BadInput(
            "unknown_member",
            "members",
            "Vælg en kompetence, eller vælg fagpersoner til teamet.",
            "Choose a competence, or choose professionals for the team.",
        )
    return sorted(able)


async def save_template(actor: Actor, form: TemplateForm, public_id: str | None = None) -> str:
    """Keep a fixed answer of one's municipality; its public id. BadInput("unknown_merge_word")."""
    title = line(form.title, "title", TITLE_LONGEST)
    text = words(form.text, "text", TEMPLATE_LONGEST, required=True)
    merge.check(text)
    async with deed(actor, "save", "letter_template", public_id or "new"):
        row = await _template(actor, public_id) if public_id else None
        if row is None:
            if not keeps_templates(actor, Place(actor.municipality_id)):
                raise not_allowed()
            row = LetterTemplate(public_id=names.new(), owner_id=actor.municipality_id)
        row.title, row.text = title, text
        row.language = "en" if form.language == "en" else "da"
        await row.save()
        await _written(actor, "save", "letter_template", row.public_id, row.owner_id)
    return row.public_id


async def delete_template(actor: Actor, public_id: str) -> None:
    """Remove a fixed answer; what was written with it stays."""
    async with deed(actor, "delete", "letter_template", public_id):
        row = await _template(actor, public_id)
        await row.delete()
        await _written(actor, "delete", "letter_template", public_id, row.owner_id)


async def _template(actor: Actor, public_id: str) -> LetterTemplate:
    row = await LetterTemplate.get_or_none(public_id=public_id[:16])
    if row is None or not keeps_templates(actor, Place(row.owner_id)):
        raise Missing
    return row


async def be_absent(actor: Actor, person_id: int, starts: dt.date, ends: dt.date | None) -> str:
    """Somebody answers no letters on these days; letters that would be late are given on. Its public id."""
    if ends is not None and ends < starts:
        raise BadInput(
            "ends_before_start",
            "ends",
            "Sidste dag ligger før den første.",
            "The last day is before the first.",
        )
    async with deed(actor, "create", "letter_absence"):
        person = await Person.get_or_none(id=person_id) if 0 < person_id < 2**31 else None
        if person is None or not keeps_absence(actor, person.id, Place(person.municipality_id)):
            raise Missing
        if not await RoleGrant.exists(person_id=person.id, role=Role.professional.value):
            raise Missing
        row = await Absence.create(public_id=names.new(), person_id=person.id, starts=starts, ends=ends)
        await watch_absence(row.public_id, person.id, starts)
        await _written(actor, "create", "letter_absence", row.public_id, person.municipality_id)
    return row.public_id


async def end_absence(actor: Actor, public_id: str) -> None:
    """Take an absence back; letters given on stay where they are."""
    async with deed(actor, "delete", "letter_absence", public_id):
        row = await Absence.get_or_none(public_id=public_id[:16])
        person = await Person.get(id=row.person_id) if row else None
        if row is None or person is None:
            raise Missing
        if not keeps_absence(actor, person.id, Place(person.municipality_id)):
            raise Missing
        await row.delete()
        await jobs.cancel(f"absence:{public_id}")
        await _written(actor, "delete", "letter_absence", public_id, person.municipality_id)


async def _written(actor: Actor, verb: str, noun: str, name: str, municipality_id: int | None) -> None:
    await audit.write(actor, verb, noun, name, municipality_id=municipality_id)

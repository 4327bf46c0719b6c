"""A person's form, read; and the rows around a person (roles, competences, languages)."""

import msgspec

from hub.accounts import clean
from hub.accounts.models import Competence, Municipality, PersonCompetence, PersonLanguage, RoleGrant
from hub.accounts.queries import views
from hub.accounts.wire import PersonForm, Skill
from hub.actor import Role
from hub.errors import BadInput

LEVEL_MOST = 5
COLUMNS = ("municipality_id", "name", "email", "phone", "language", "profession_id")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A form whose every field can be used."""

    municipality_id: int | None
    name: str
    email: str | None
    phone: str
    language: str
    profession_id: int | None
    roles: frozenset[Role]
    competences: frozenset[int]
    languages: tuple[str, ...]
    skills: dict[int, Skill]


def read(form: PersonForm) -> Wanted:
    """The form, cleaned. Raises BadInput."""
    wanted = Wanted(
        municipality_id=form.municipality_id,
        name=clean.name(form.name),
        email=clean.email(form.email),
        phone=clean.phone(form.phone),
        language=clean.choice(form.language, "language", clean.LANGUAGES),
        profession_id=form.profession_id,
        roles=clean.roles(form.roles),
        competences=frozenset(form.competences),
        languages=clean.language_codes(form.languages),
        skills={skill.competence_id: _skill(skill) for skill in form.skills},
    )
    if wanted.municipality_id is None and wanted.roles != {Role.platform_administrator}:
        raise BadInput(
            "municipality_required",
            "municipality_id",
            "Vælg en kommune.",
            "Choose a municipality.",
        )
    return wanted


async def check_references(wanted: Wanted) -> None:
    """Raise BadInput for a municipality or competence that is not there."""
    place = wanted.municipality_id
    if place is not None and not await Municipality.exists(id=place):
        raise BadInput(
            "unknown_municipality", "municipality_id", "Vælg en kommune.", "Choose a municipality."
        )
    named = wanted.competences | ({wanted.profession_id} - {None})
    if len(named) != await Competence.filter(id__in=named).count():
        raise BadInput(
            "unknown_competence",
            "competences",
            "Vælg kompetencer fra listen.",
            "Choose competences from the list.",
        )


async def replace(person_id: int, wanted: Wanted) -> None:
    """Make the rows around the person those of the form."""
    await RoleGrant.filter(person_id=person_id).delete()
    rows = await PersonCompetence.filter(person_id=person_id)
    known = {row.competence_id: views.skill(row) for row in rows}
    await PersonCompetence.filter(person_id=person_id).delete()
    await PersonLanguage.filter(person_id=person_id).delete()
    for role in sorted(wanted.roles):
        await RoleGrant.create(person_id=person_id, role=role.value)
    for competence_id in sorted(wanted.competences):
        skill = (known | wanted.skills).get(competence_id) or Skill(competence_id=competence_id)
        await PersonCompetence.create(person_id=person_id, **msgspec.structs.asdict(skill))
    for code in wanted.languages:
        await PersonLanguage.create(person_id=person_id, code=code)


def _skill(skill: Skill) -> Skill:
    if not 0 <= skill.level <= LEVEL_MOST:
        raise BadInput("bad_level", "skills", "Vælg et niveau fra 0 til 5.", "Choose a level from 0 to 5.")
    if skill.valid_from and skill.valid_to and skill.valid_to < skill.valid_from:
        raise BadInput(
            "ends_before_it_begins",
            "skills",
            "Slutdatoen skal ligge efter startdatoen.",
            "The end must come after the beginning.",
        )
    return skill

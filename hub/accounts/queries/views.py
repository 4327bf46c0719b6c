"""Rows made into views. What is fetched beforehand is said where a view is made."""

from hub.accounts import wire
from hub.accounts.models import Competence, LoginSession, Municipality, Person, PersonCompetence
from hub.actor import Actor, Role

ORDER = list(Role)


def municipality(row: Municipality) -> wire.MunicipalityView:
    """A municipality."""
    return wire.MunicipalityView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        accent=row.accent,
        phone=row.phone,
        acute_phone=row.acute_phone,
        active=row.active,
    )


def competence(row: Competence, language: str) -> wire.CompetenceView:
    """A competence, named in `language`."""
    return wire.CompetenceView(
        id=row.id,
        slug=row.slug,
        name=row.name_en if language == "en" else row.name_da,
        title=row.title_en if language == "en" else row.title_da,
        name_da=row.name_da,
        name_en=row.name_en,
        title_da=row.title_da,
        title_en=row.title_en,
    )


def skill(row: PersonCompetence) -> wire.Skill:
    """What is said of a competence somebody has."""
    return wire.Skill(
        competence_id=row.competence_id, level=row.level, valid_from=row.valid_from, valid_to=row.valid_to
    )


def title(person: Person, language: str) -> str:
    """What a professional is presented as; the profession is fetched. Empty for others."""
    profession = person.profession
    if profession is not None:
        return profession.title_en if language == "en" else profession.title_da
    return ""


def role_values(person: Person) -> tuple[str, ...]:
    """The fetched roles, in the order of the enumeration."""
    held = {grant.role for grant in person.roles}
    return tuple(role.value for role in ORDER if role.value in held)


def municipality_name(person: Person) -> str:
    """Of the fetched municipality; empty for a platform administrator without one."""
    return person.municipality.name if person.municipality is not None else ""


def person_row(person: Person, actor: Actor) -> wire.PersonRow:
    """Fetched: municipality, profession, roles."""
    return wire.PersonRow(
        id=person.id,
        name=person.name,
        email=person.email or "",
        municipality_id=person.municipality_id,
        municipality=municipality_name(person),
        roles=role_values(person),
        title=title(person, actor.language),
        active=person.active,
        has_password=bool(person.password_hash),
    )


def professional(person: Person, actor: Actor) -> wire.ProfessionalView:
    """Fetched: municipality, profession, competences with theirs, languages."""
    named = (competence(link.competence, actor.language).name for link in person.competences)
    return wire.ProfessionalView(
        id=person.id,
        name=person.name,
        title=title(person, actor.language),
        municipality_id=person.municipality_id or 0,
        municipality=municipality_name(person),
        competences=tuple(sorted(named)),
        languages=tuple(sorted(language.code for language in person.languages)),
        own=person.municipality_id == actor.municipality_id,
    )


def login(row: LoginSession, actor: Actor) -> wire.LoginView:
    """A sign-in."""
    return wire.LoginView(
        id=row.id,
        device=row.device,
        created_at=row.created_at,
        seen_at=row.seen_at,
        current=row.id == actor.login_id,
    )

"""Reads of people. Each begins from those whom the actor may see at all."""

import datetime as dt

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hub import clock
from hub.accounts import clean, rules, wire
from hub.accounts.models import OneTimeLink, Person
from hub.accounts.queries import reach, views
from hub.actor import Actor, Role
from hub.errors import Missing

PAGE = 50
VERBS = ("edit", "deactivate", "reactivate", "invite")


async def people_for(actor: Actor, search: str = "", page: int = 1) -> wire.PersonPage:
    """People the actor keeps or plans with, by name; `search` is part of a name or an address.

    Raises Refused("not_allowed").
    """
    rules.demand(actor, "list", "person")
    found = await _visible(actor)
    words = clean.search(search)
    if words:
        found = found.filter(Q(name_key__contains=words) | Q(email__contains=words))
    total = await found.count()
    page = max(1, min(page, pages(total)))
    rows = await found.order_by("name_key", "id").offset((page - 1) * PAGE).limit(PAGE)
    await Person.fetch_for_list(rows, "municipality", "profession", "roles")
    people = tuple(views.person_row(row, actor) for row in rows)
    return wire.PersonPage(people=people, page=page, pages=pages(total), total=total)


async def person_for(actor: Actor, person_id: int) -> wire.PersonView:
    """One person. Raises Missing for whom the actor may not see."""
    person, subject = await load(actor, person_id)
    await person.fetch_related("municipality", "profession", "roles", "competences__competence", "languages")
    return wire.PersonView(
        id=person.id,
        name=person.name,
        email=person.email or "",
        phone=person.phone,
        municipality_id=person.municipality_id,
        municipality=views.municipality_name(person),
        language=person.language,
        text_size=person.text_size,
        profession_id=person.profession_id,
        title=views.title(person, actor.language),
        roles=views.role_values(person),
        competences=tuple(views.competence(link.competence, actor.language) for link in person.competences),
        skills=tuple(views.skill(link) for link in person.competences),
        languages=tuple(sorted(language.code for language in person.languages)),
        active=person.active,
        has_password=bool(person.password_hash),
        invited_until=await _invited_until(person),
        created_at=person.created_at,
        can={verb: rules.may(actor, verb, "person", subject) for verb in VERBS},
    )


async def professionals_for(actor: Actor, competence: int | None = None) -> list[wire.ProfessionalView]:
    """Professionals the actor may choose as hosts: of the own municipality, and of others by agreement.

    `competence` (an id) leaves those who have it and whom an agreement lends out for it.
    """
    rules.demand(actor, "list", "professional")
    found = Person.filter(await _professionals(actor, competence)).distinct()
    rows = await found.order_by("name_key", "id").prefetch_related(
        "municipality", "profession", "competences__competence", "languages"
    )
    return [views.professional(row, actor) for row in rows]


async def load(actor: Actor, person_id: int) -> tuple[Person, rules.Subject]:
    """The row and what the rules need of it. Raises Missing for whom the actor may not see."""
    person = await Person.get_or_none(id=person_id)
    if person is None:
        raise Missing()
    subject = await reach.subject_of(person)
    if not rules.may(actor, "view", "person", subject):
        raise Missing()
    return person, subject


def pages(total: int, size: int = PAGE) -> int:
    """How many pages `total` lines fill; an empty list has one."""
    return max(1, -(-total // size))


async def _visible(actor: Actor) -> QuerySet[Person]:
    if rules.runs_platform(actor):
        return Person.all()
    seen = Q(id__in=[])
    if actor.has(Role.municipal_administrator):
        seen |= Q(municipality_id=actor.municipality_id)
    if rules.coordinates(actor):
        seen |= await _professionals(actor, None)
    return Person.filter(seen).distinct()


async def _professionals(actor: Actor, competence: int | None) -> Q:
    if actor.municipality_id is None:
        return reach.is_professional(competence) if rules.runs_platform(actor) else Q(id__in=[])
    return await reach.professionals_of(actor.municipality_id, competence)


async def _invited_until(person: Person) -> dt.datetime | None:
    open_links = OneTimeLink.filter(
        person_id=person.id, purpose="invitation", used_at=None, expires_at__gt=clock.now()
    )
    link = await open_links.order_by("-expires_at").first()
    return link.expires_at if link else None

"""A small world for accounts: two municipalities that share, one that does not, and their people."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from config.settings import Settings
from hub import clock, site
from hub.accounts import clean
from hub.accounts.models import (
    Agreement,
    Competence,
    Municipality,
    Person,
    PersonCompetence,
    RoleGrant,
)
from hub.actor import Actor, Role

PASSWORD = "blå hest i regnvejr"


@dataclass
class World:
    """Municipalities by name, competences by slug, and how to get people."""

    settings: Settings
    place: dict[str, int]
    competence: dict[str, int]

    async def person(
        self, name: str, place: str | None, *roles: Role, email: str | None = None, work: str | None = None
    ) -> Person:
        """Somebody new, without a password."""
        competence = self.competence[work] if work else None
        person = await Person.create(
            name=name,
            name_key=clean.key(name),
            email=email,
            municipality_id=self.place[place] if place else None,
            profession_id=competence,
            created_at=clock.now(),
        )
        for role in roles:
            await RoleGrant.create(person=person, role=role.value)
        if competence:
            await PersonCompetence.create(person=person, competence_id=competence)
        return person

    async def actor(self, name: str, place: str | None, *roles: Role, language: str = "da") -> Actor:
        """Somebody new, as one who has signed in."""
        return as_actor(await self.person(name, place, *roles), *roles, language=language)


def as_actor(person: Person, *roles: Role, language: str = "da", login_id: int | None = None) -> Actor:
    """The person as one who has signed in."""
    return Actor(
        person_id=person.id,
        municipality_id=person.municipality_id,
        roles=frozenset(roles),
        name=person.name,
        language="en" if language == "en" else "da",
        login_id=login_id,
    )


async def build(settings: Settings) -> World:
    """Kolding lends physiotherapists to Varde; Ærø stands alone."""
    site.configure(settings)
    place = {}
    for name in ("Kolding", "Varde", "Ærø"):
        row = await Municipality.create(slug=clean.slug(name), name=name, created_at=clock.now())
        place[name] = row.id
    competence = {}
    for slug in ("physiotherapist", "dietician"):
        named = {key: f"{slug} {key}" for key in ("name_da", "name_en", "title_da", "title_en")}
        competence[slug] = (await Competence.create(slug=slug, **named)).id
    await Agreement.create(
        giver_id=place["Kolding"],
        receiver_id=place["Varde"],
        competence_id=competence["physiotherapist"],
        valid_from=dt.date(2026, 1, 1),
        valid_to=dt.date(2026, 12, 31),
    )
    return World(settings, place, competence)


@pytest.fixture
async def world(frozen_clock: Callable[[], dt.datetime], sqlite_database: Settings) -> World:
    """The world on SQLite."""
    return await build(sqlite_database)


@pytest.fixture
async def both(frozen_clock: Callable[[], dt.datetime], database: Settings) -> World:
    """The world once on each kind of database."""
    return await build(database)

"""Two municipalities with their professionals, for the tests of the rota."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import clock, site
from hub.accounts import clean
from hub.accounts.models import Competence, Municipality, Person, RoleGrant
from hub.actor import Actor, Role


def at(text: str) -> dt.datetime:
    """A moment from Danish wall time: "2026-03-24 19:00"."""
    return clock.utc(dt.datetime.fromisoformat(text))


class World:
    """Kolding with a physiotherapist and a coordinator, Varde with a nurse and a coordinator."""

    kolding: Municipality
    varde: Municipality
    nursing: Competence
    physio: Actor
    nurse: Actor
    coordinator: Actor
    neighbour: Actor
    citizen: Actor

    async def fill(self) -> None:
        now = clock.now()
        self.kolding = await Municipality.create(slug="kolding", name="Kolding", created_at=now)
        self.varde = await Municipality.create(slug="varde", name="Varde", created_at=now)
        self.nursing = await Competence.create(
            slug="nursing", name_da="Sygepleje", name_en="Nursing", title_da="Sygeplejerske", title_en="Nurse"
        )
        self.physio = await self.person(self.kolding, "Per Lindgaard", Role.professional)
        self.nurse = await self.person(self.varde, "Anne Holm", Role.professional, self.nursing)
        self.coordinator = await self.person(self.kolding, "Karl Plan", Role.coordinator)
        self.neighbour = await self.person(self.varde, "Vera Plan", Role.coordinator)
        self.citizen = await self.person(self.kolding, "Kirsten Borg", Role.citizen)

    async def person(
        self, municipality: Municipality, name: str, role: Role, profession: Competence | None = None
    ) -> Actor:
        """Somebody new, as one who has signed in."""
        row = await Person.create(
            municipality=municipality,
            name=name,
            name_key=clean.key(name),
            email=f"{name.lower().replace(' ', '.')}@demo.invalid",
            profession=profession,
            created_at=clock.now(),
        )
        await RoleGrant.create(person=row, role=role.value)
        return Actor(person_id=row.id, municipality_id=municipality.id, roles=frozenset({role}), name=name)


async def _filled(settings: Settings) -> World:
    site.configure(settings)
    world = World()
    await world.fill()
    return world


@pytest.fixture
async def world(frozen_clock: object, sqlite_database: Settings) -> World:
    """The world on SQLite, where the kind of database makes no difference."""
    return await _filled(sqlite_database)


@pytest.fixture
async def each_world(frozen_clock: object, database: Settings) -> World:
    """The world, once on each kind of database."""
    return await _filled(database)

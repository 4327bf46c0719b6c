"""A small world of three municipalities and the people the tests of sessions need."""

import datetime as dt
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from config.settings import Settings
from hub import clock, site
from hub.accounts import clean
from hub.accounts.models import Agreement, Competence, Municipality, Person, RoleGrant
from hub.actor import Actor, Role
from hub.sessions import actions
from hub.sessions.kinds import Kind
from hub.sessions.wire import HostForm, Part, SessionForm


class World:
    """Kolding plans; Varde lends it nurses until the end of April; Svendborg has no agreement with anyone."""

    kolding: Municipality
    varde: Municipality
    svendborg: Municipality
    nursing: Competence
    physio: Actor
    nurse: Actor
    dietician: Actor
    coordinator: Actor
    neighbour: Actor
    citizen: Actor
    other: Actor
    far: Actor
    evenings = 0

    async def fill(self) -> None:
        now = clock.now()
        self.kolding = await Municipality.create(slug="kolding", name="Kolding", created_at=now)
        self.varde = await Municipality.create(slug="varde", name="Varde", created_at=now)
        self.svendborg = await Municipality.create(slug="svendborg", name="Svendborg", created_at=now)
        names = {"name_da": "Sygepleje", "name_en": "Nursing"}
        self.nursing = await Competence.create(
            slug="nursing", title_da="Sygeplejerske", title_en="Nurse", **names
        )
        await Agreement.create(
            giver=self.varde,
            receiver=self.kolding,
            competence=self.nursing,
            valid_from=dt.date(2026, 1, 1),
            valid_to=dt.date(2026, 4, 30),
        )
        await self._people()

    async def _people(self) -> None:
        self.physio = await self.person(self.kolding, "Per Lindgaard", Role.professional)
        self.nurse = await self.person(self.varde, "Anne Holm", Role.professional, self.nursing)
        self.dietician = await self.person(self.varde, "Ida Bech", Role.professional)
        self.coordinator = await self.person(self.kolding, "Karl Plan", Role.coordinator)
        self.neighbour = await self.person(self.varde, "Vera Plan", Role.coordinator)
        self.citizen = await self.person(self.kolding, "Kirsten Borg", Role.citizen)
        self.other = await self.person(self.varde, "Ove Vang", Role.citizen)
        self.far = await self.person(self.svendborg, "Sara Fjern", Role.citizen)

    async def person(
        self, municipality: Municipality, name: str, role: Role, profession: Competence | None = None
    ) -> Actor:
        """A person with an address, and the actor they are when signed in."""
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


def form(world: World, **changes: object) -> SessionForm:
    """A webinar in Kolding on Tuesday 24 March 2026, 19.00 to 20.00, led by the physiotherapist."""
    plan = SessionForm(
        kind=Kind.webinar,
        title="Frokost og blodsukker",
        description="Fem frokoster",
        course="Type 2-diabetes",
        starts_local=dt.datetime(2026, 3, 24, 19, 0),
        ends_local=dt.datetime(2026, 3, 24, 20, 0),
        capacity=20,
        hosts=(HostForm(world.physio.person_id or 0, Part.host),),
        municipality_ids=(world.kolding.id, world.varde.id),
    )
    return msgspec.structs.replace(plan, **changes)


Publish = Callable[..., Awaitable[int]]


async def published(world: World, **changes: object) -> int:
    """A session as `form` says, shown to those it is for; each an evening later than the one before, since
    nobody leads two at once."""
    plan = form(world, **changes)
    if "starts_local" not in changes:
        later = dt.timedelta(days=world.evenings)
        ends = plan.ends_local + later
        plan = msgspec.structs.replace(plan, starts_local=plan.starts_local + later, ends_local=ends)
        world.evenings += 1
    session_id = await actions.create(world.coordinator, plan)
    await actions.publish(world.coordinator, session_id)
    return session_id


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

"""The small world of the tests of sessions, with demands, for the tests of the schedule."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import site
from hub.accounts.models import Competence, Municipality
from hub.actor import Actor, Role
from hub.rota.models import RotaRule
from hub.schedule.models import Demand
from hub.sessions import actions
from tests.hub.sessions.conftest import World, form

DAY = dt.datetime(2026, 3, 24)
EVENING = DAY.replace(hour=19)
HOURS = {"starts": "08:00", "ends": "20:00", "weeks": "every", "valid_from": dt.date(2026, 1, 1)}


class Rostered(World):
    """The same world, where professionals work on weekdays from 8 to 20."""

    async def person(
        self, municipality: Municipality, name: str, role: Role, profession: Competence | None = None
    ) -> Actor:
        made = await super().person(municipality, name, role, profession)
        if role is Role.professional:
            for weekday in range(1, 6):
                await RotaRule.create(person_id=made.person_id, weekday=weekday, **HOURS)
        return made


async def rostered(settings: Settings) -> World:
    """The world, filled."""
    site.configure(settings)
    world = Rostered()
    await world.fill()
    return world


async def planned(world: World, at: dt.datetime = EVENING, **changes: object) -> int:
    """A draft that nobody leads yet, an hour long."""
    times = {"starts_local": at, "ends_local": at + dt.timedelta(hours=1)}
    return await actions.create(world.coordinator, form(world, **({"hosts": ()} | times | changes)))


async def demanded(session_id: int, **columns: object) -> Demand:
    """A demand as a row."""
    return await Demand.create(**({"session_id": session_id, "role": "host", "language": "da"} | columns))


@pytest.fixture
async def world(frozen_clock: object, sqlite_database: Settings) -> World:
    """The world on SQLite, where the kind of database makes no difference."""
    return await rostered(sqlite_database)


@pytest.fixture
async def each_world(frozen_clock: object, database: Settings) -> World:
    """The world, once on each kind of database."""
    return await rostered(database)


@pytest.fixture
def reader(world: World) -> Actor:
    """The coordinator, reading English."""
    return Actor(
        person_id=world.coordinator.person_id,
        municipality_id=world.kolding.id,
        roles=frozenset({Role.coordinator}),
        language="en",
    )

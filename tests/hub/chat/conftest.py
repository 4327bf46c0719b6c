"""A live room to write in, without media."""

from collections.abc import AsyncIterator

import pytest

from config.settings import Settings
from hub.rooms import actions
from tests.doubles.live_world import LiveWorld


@pytest.fixture
async def world(frozen_clock: object, sqlite_database: Settings) -> AsyncIterator[LiveWorld]:
    """An open webinar with nobody in it yet."""
    actions.start(sqlite_database, None)
    world = LiveWorld()
    await world.fill()
    yield world
    await actions.stop()


@pytest.fixture
async def each_world(frozen_clock: object, database: Settings) -> AsyncIterator[LiveWorld]:
    """The same, once on each kind of database."""
    actions.start(database, None)
    world = LiveWorld()
    await world.fill()
    yield world
    await actions.stop()

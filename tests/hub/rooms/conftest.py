"""A live room on a database of the test's own, with a media plane that only remembers."""

from collections.abc import AsyncIterator

import pytest

from config.settings import Settings
from hub.rooms import actions
from tests.doubles.live_world import Ears, FakeMedia, LiveWorld


@pytest.fixture
def media() -> FakeMedia:
    return FakeMedia()


@pytest.fixture
async def world(
    frozen_clock: object, sqlite_database: Settings, media: FakeMedia
) -> AsyncIterator[LiveWorld]:
    """An open webinar with nobody in it yet."""
    actions.start(sqlite_database, media)
    world = LiveWorld()
    await world.fill()
    yield world
    await actions.stop()


@pytest.fixture
async def each_world(frozen_clock: object, database: Settings, media: FakeMedia) -> AsyncIterator[LiveWorld]:
    """The same, once on each kind of database."""
    actions.start(database, media)
    world = LiveWorld()
    await world.fill()
    yield world
    await actions.stop()


@pytest.fixture
def ears(world: LiveWorld) -> Ears:
    return Ears(f"room.{world.session}.")

"""Municipalities to seal for."""

import pytest

from config.settings import Settings
from hub import clock
from hub.accounts.models import Municipality


async def _two() -> tuple[int, int]:
    kolding = await Municipality.create(slug="kolding", name="Kolding", created_at=clock.now())
    varde = await Municipality.create(slug="varde", name="Varde", created_at=clock.now())
    return kolding.id, varde.id


@pytest.fixture
async def places(database: Settings) -> tuple[int, int]:
    """Ids of Kolding and Varde, once on each kind of database."""
    return await _two()


@pytest.fixture
async def sqlite_places(sqlite_database: Settings) -> tuple[int, int]:
    return await _two()

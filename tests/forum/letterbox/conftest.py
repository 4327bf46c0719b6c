"""Fixtures of the letterbox's tests."""

import pytest

from config.settings import Settings
from hub import site
from tests.conftest import Clock
from tests.doubles.letters import Letters


@pytest.fixture
async def letters(frozen_clock: Clock, database: Settings) -> Letters:
    """The world, on each kind of database. Monday 2 March 2026, 9.00 in Copenhagen."""
    site.configure(database)
    return await Letters().fill()

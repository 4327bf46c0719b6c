"""The letters' world, with a data folder for copies."""

import pytest

from config.settings import Settings
from forum.keeping import copying
from hub import site
from tests.conftest import Clock
from tests.doubles.letters import Letters


@pytest.fixture
async def letters(frozen_clock: Clock, database: Settings) -> Letters:
    """Monday 2 March 2026, 9.00 in Copenhagen, on each kind of database."""
    site.configure(database)
    copying.configure(database)
    return await Letters().fill()

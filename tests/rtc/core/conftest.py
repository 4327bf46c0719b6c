"""A room at two workers."""

import pytest

from tests.doubles.two_workers import Pair


@pytest.fixture
def pair() -> Pair:
    return Pair()

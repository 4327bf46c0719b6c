"""Danish local time at both clock changes (Europe/Copenhagen, tz database)."""

import datetime as dt

import pytest

from hub import clock
from hub.errors import BadInput


def test_the_hour_that_spring_skips_is_refused() -> None:
    with pytest.raises(BadInput) as told:
        clock.utc(dt.datetime(2026, 3, 29, 2, 30))
    assert told.value.code == "no_such_time"


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        (dt.datetime(2026, 3, 29, 1, 59), dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC)),
        (dt.datetime(2026, 3, 29, 3, 0), dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)),
        (dt.datetime(2026, 10, 25, 2, 30), dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),
        (dt.datetime(2026, 10, 25, 3, 0), dt.datetime(2026, 10, 25, 2, 0, tzinfo=dt.UTC)),
    ],
)
def test_wall_time_becomes_the_moment_and_back(wall: dt.datetime, moment: dt.datetime) -> None:
    assert clock.utc(wall) == moment
    assert clock.local(moment) == wall

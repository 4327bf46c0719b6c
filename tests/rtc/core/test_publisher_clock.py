"""A publisher's clock that drifts, is set, or tells nonsense."""

from random import Random

import pytest

from rtc.core.publisher_clock import LEAP, WINDOW, PublisherClock
from rtc.core.rtcp import ntp_time


def test_the_quickest_report_of_late_is_nearest_the_truth() -> None:
    clock = PublisherClock()
    assert clock.offset is None
    for at, delay in ((1.0, 0.2), (2.0, 0.05), (3.0, 0.4)):
        assert clock.reported(ntp_time(at + 500), at + delay) == ntp_time(at + 500)
    assert clock.offset == pytest.approx(-500 + 0.05, abs=1e-6)


@pytest.mark.parametrize("parts_per_million", [-100, 100])
def test_distance_follows_a_clock_that_drifts(parts_per_million: int) -> None:
    clock, drift, chance = PublisherClock(), 1 + parts_per_million / 1e6, Random(1)
    for at in range(4 * 3600):
        clock.reported(ntp_time(at * drift), at + 0.03 + 0.02 * chance.random())
        assert clock.offset == pytest.approx(at - at * drift + 0.03, abs=0.02 + 2 * WINDOW * 1e-4)


@pytest.mark.parametrize("leap", [-3600.0, 3600.0, 1e9, -LEAP - 1])
def test_nobody_sees_that_a_clock_was_set(leap: float) -> None:
    clock = PublisherClock()
    clock.reported(ntp_time(5e9), 10.05)
    before = clock.offset
    for at in range(2, 9):  # sound and picture report in turns
        told = clock.reported(ntp_time(5e9 + leap + at), 10.05 + at)
        assert abs(told - ntp_time(5e9 + at)) < 2**20
        assert clock.offset == pytest.approx(before, abs=1e-4)

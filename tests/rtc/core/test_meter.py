import pytest

from rtc.core.meter import LAYERS, Meter


def test_rates_are_those_of_the_last_window_by_layer() -> None:
    meter = Meter()
    for tick in range(101):
        meter.add(tick % 2, 125, tick / 100)
    assert meter.rates(1.0)[:3] == pytest.approx([50_000, 50_000, 0])


def test_nothing_is_known_in_the_first_window_and_nothing_is_left_after_silence() -> None:
    meter = Meter()
    meter.add(0, 1000, 0.0)
    assert meter.rates(0.1) == [0] * LAYERS
    meter.add(0, 1000, 0.5)
    assert meter.rates(0.6)[0] == pytest.approx(16_000)
    assert meter.rates(2.0) == [0] * LAYERS

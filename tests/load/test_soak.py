"""The soak: what it calls flat, and a short run."""

import pytest

from load.soak import Samples, measure, verdict


def sampled(rss: list[float], files: list[float], tasks: list[float]) -> Samples:
    count = len(rss)
    return Samples([5.0 * i for i in range(count)], list(range(count)), rss, files, tasks)


def test_steady_figures_are_flat_whatever_happened_while_it_warmed_up() -> None:
    rss = [20_000.0 * (1 + i / 5) for i in range(5)] + [50_000.0 + i % 3 for i in range(35)]
    found = verdict(sampled(rss, [12.0] * 40, [4.0] * 40))
    assert found["flat"]
    assert found["rss_mb"] == pytest.approx(48.83, abs=0.01)


@pytest.mark.parametrize("what", ["rss", "files", "tasks"])
def test_anything_that_grows_is_told(what: str) -> None:
    steady, growing = [50_000.0] * 40, [50_000.0 + 100 * i for i in range(40)]
    few, more = [12.0] * 40, [12.0 + i // 10 for i in range(40)]
    given = {"rss": steady, "files": few, "tasks": few} | {what: growing if what == "rss" else more}
    assert not verdict(sampled(**given))["flat"]


def test_short_run_lets_people_come_and_go() -> None:
    result = measure(0.15)
    assert result["joins"] >= 10
    assert result["rss_mb"] > 0

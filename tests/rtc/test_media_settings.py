"""How many workers a node starts by itself."""

import os

import pytest

from rtc.settings import MediaSettings


@pytest.mark.parametrize(("cores", "count"), [(1, 1), (2, 2), (3, 2), (4, 3), (16, 15)])
def test_every_further_core_has_a_worker_and_two_cores_two(
    monkeypatch: pytest.MonkeyPatch, cores: int, count: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert MediaSettings(folder="").worker_count == count
    assert MediaSettings(folder="", workers=5).worker_count == 5

"""Partnerships made up from a seed: the same for the same seed, of the size asked for, mostly fillable."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from load import matching, partnership


def test_the_same_seed_makes_the_same_partnership() -> None:
    size = partnership.SIZES["small"]
    assert partnership.make(size, 3) == partnership.make(size, 3)
    assert partnership.make(size, 3) != partnership.make(size, 4)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_partnership_has_the_size_asked_for_and_can_be_staffed(seed: int, tmp_path: Path) -> None:
    size = partnership.SIZES["small"]
    problem = partnership.make(size, seed)
    assert len(problem["municipalities"]) == size.municipalities
    assert len(problem["professionals"]) == size.professionals
    assert len({each["session"] for each in problem["demands"]}) == size.sessions
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem))
    answer = json.loads(
        subprocess.run(
            [sys.executable, "-m", "hub", "schedule", "solve", str(file), "--seconds", "2", "--json"],
            capture_output=True,
            check=True,
        ).stdout
    )
    assert answer["filled"] >= 0.97 * answer["demands"]
    assert answer["bound"] < answer["points"]


def test_a_run_reports_what_the_judge_said() -> None:
    figures = matching.run("small", 2, 1)
    assert figures["verdict"].startswith("It holds")
    assert figures["gap_of_what_can_change"] >= figures["gap"] >= 0
    assert figures["peak_mb"] > 20
    ill = figures["illness"]
    assert len(ill["of"]) == 2
    for each in ill["of"]:
        assert each["verdict"].startswith("It holds")
        assert each["moved"] <= ill["moved"] <= 3
        assert each["lost"] > 0
    assert figures["free_times"]["times"] > 0
    pages = figures["illness_by_pages"]
    assert len(pages["of"]) == 2
    for each in pages["of"]:
        assert each["lost"] > 0
        assert 0 < each["ask_each_ms"] <= each["ask_ms"]
        assert 0 <= each["repair_s"] <= pages["repair_s"]
        assert 0 <= each["moved"] <= pages["moved"] <= 3


def test_growth_compares_the_largest_size_with_the_smallest() -> None:
    small, nation = (
        {"sessions": 200, "first_ms_per_session": 0.2},
        {"sessions": 12000, "first_ms_per_session": 0.5},
    )
    assert matching.growth([nation, small]) == 2.5
    assert matching.growth([small]) is None

"""`hub schedule` as somebody at a terminal meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main

FILE = "Jobs = 3\n0 10\n10 20\n5 15\nQualifications = 3\n3: 0 1 2\n1: 2\n1: 0\n"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "instance.dat"
    path.write_text(FILE)
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["schedule", *map(str, words)])


def test_an_instance_is_solved_and_proven(instance: Path) -> None:
    answer = json.loads(run("solve", instance, "--json").output)
    assert (answer["status"], answer["value"], answer["bound"], answer["assignment"]) == (
        "optimal",
        2,
        2,
        [0, 0, 1],
    )


def test_what_is_written_can_be_checked(instance: Path, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    assert "2 workers, and nobody can do with fewer" in run("solve", instance, "--output", answer).output
    checked = run("check", instance, answer)
    assert (checked.exit_code, checked.output) == (0, "It holds, with 2 workers.\n")


def test_a_wrong_answer_is_told_and_ends_with_1(instance: Path, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    answer.write_text("0\n0\n0\n")
    checked = run("check", instance, answer)
    assert checked.exit_code == 1
    assert "worker 0: jobs 0 and 2 clash" in checked.output


def test_a_job_that_nobody_may_do_is_infeasible(tmp_path: Path) -> None:
    path = tmp_path / "instance.dat"
    path.write_text("Jobs = 1\n0 10\nQualifications = 1\n0:\n")
    assert json.loads(run("solve", path, "--json").output)["status"] == "infeasible"
    assert "nobody is qualified" in run("solve", path).output


def test_no_answer_in_time_is_said(tmp_path: Path) -> None:
    path = tmp_path / "instance.dat"
    path.write_text("Jobs = 2\n0 10\n0 10\nQualifications = 1\n2: 0 1\n")
    answer = json.loads(run("solve", path, "--json", "--seconds", "0.1").output)
    assert (answer["status"], answer["value"]) == ("unknown", None)


def test_an_unreadable_file_names_the_line_and_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "instance.dat"
    path.write_text("Jobs = 1\nten eleven\n")
    result = run("solve", path)
    assert result.exit_code == 2
    assert "line 2: This line cannot be read. (unreadable_line)" in result.output

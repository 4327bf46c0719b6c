"""`hub schedule` as somebody at a terminal meets it."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.matching.wire import Proposal
from tests.hub.matching.tiny import demand, person, raw

FILE = "Jobs = 3\n0 10\n10 20\n5 15\nQualifications = 3\n3: 0 1 2\n1: 2\n1: 0\n"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "instance.dat"
    path.write_text(FILE)
    return path


def run(*words: str | Path) -> Result:
    """The command on the format of the public instances."""
    return CliRunner().invoke(main, ["schedule", *map(str, words), "--format", "smptsp"])


def run_hub(*words: str | Path) -> Result:
    """The command on the hub's own format."""
    return CliRunner().invoke(main, ["schedule", *map(str, words)])


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """Two nurses and three demands, one of them for a language that nobody speaks."""
    demands = [demand("one", series="s"), demand("two", "2026-03-03T10:00:00", series="s")]
    path = tmp_path / "week.json"
    path.write_bytes(
        msgspec.json.encode(
            raw([person("a"), person("b")], [*demands, demand("three", "2026-03-04T10:00:00", language="ar")])
        )
    )
    return path


def test_a_week_is_matched_and_what_is_unfilled_has_its_reason(week: Path) -> None:
    answer = json.loads(run_hub("solve", week, "--json", "--seconds", "1").output)
    assert (answer["demands"], answer["filled"]) == (3, 2)
    assert answer["assignments"]["one"] == answer["assignments"]["two"]
    assert answer["bound"] <= answer["points"]
    [reason] = answer["unfilled"]
    assert (reason["demand"], reason["constraint"], reason["nearly"]) == ("three", "language", 2)


def test_a_proposal_that_is_written_can_be_checked(week: Path, tmp_path: Path) -> None:
    proposal = tmp_path / "proposal.json"
    said = run_hub("solve", week, "--seconds", "1", "--output", proposal).output
    assert "2 of 3 demands filled" in said
    assert "Each of 2 professionals could do it, but does not speak the language." in said
    checked = run_hub("check", week, proposal)
    assert checked.exit_code == 0
    assert "It holds: 2 of 3 demands filled" in checked.output


def test_a_proposal_that_breaks_a_rule_is_told_and_ends_with_1(week: Path, tmp_path: Path) -> None:
    proposal = tmp_path / "proposal.json"
    proposal.write_bytes(msgspec.json.encode(Proposal(assignments={"three": "a"})))
    checked = run_hub("check", week, proposal)
    assert checked.exit_code == 1
    assert "three: a breaks language" in checked.output


def test_a_plan_is_repaired_written_and_held_by_the_judge(week: Path, tmp_path: Path) -> None:
    proposal, after = tmp_path / "proposal.json", tmp_path / "after.json"
    proposal.write_bytes(msgspec.json.encode(Proposal(assignments={"one": "a", "two": "a"})))
    words = ("repair", week, proposal, "--sick", "a", "--from", "2026-03-02", "--to", "2026-03-02")
    answer = json.loads(run_hub(*words, "--json", "--output", after).output)
    assert [each["person"] for each in answer["substitutes"]["one"]] == ["b"]
    assert (answer["lost"], answer["moved"], answer["unfilled"], answer["faults"]) == (1, [], [], 0)
    assert set(answer["seconds"]) == {"reading", "plan", "substitutes", "repair"}
    assert json.loads(after.read_bytes())["assignments"] == {"one": "b", "two": "a"}
    assert run_hub("check", week, after).exit_code == 0


def test_what_nobody_can_take_over_is_said(week: Path, tmp_path: Path) -> None:
    proposal = tmp_path / "proposal.json"
    proposal.write_bytes(msgspec.json.encode(Proposal(assignments={"three": "a", "two": "a"})))
    said = run_hub("repair", week, proposal, "--sick", "a").output
    assert "1 of 2 demands filled again, 0 others moved." in said
    assert "three: nobody can" in said


def test_somebody_unknown_cannot_be_ill(week: Path, tmp_path: Path) -> None:
    proposal = tmp_path / "proposal.json"
    proposal.write_bytes(msgspec.json.encode(Proposal(assignments={})))
    refused = run_hub("repair", week, proposal, "--sick", "nobody")
    assert refused.exit_code == 2
    assert "--sick" in refused.output
    backwards = run_hub("repair", week, proposal, "--sick", "a", "--from", "2026-03-03", "--to", "2026-03-02")
    assert backwards.exit_code == 2
    assert "ends before it begins" in backwards.output


def test_a_file_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "nobody.json"
    path.write_bytes(msgspec.json.encode(raw([], [])))
    refused = run_hub("solve", path)
    assert refused.exit_code == 2
    assert "professionals" in refused.output


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
    answer = json.loads(run("solve", path, "--json").output)
    assert answer["status"] == "infeasible"
    assert answer["reason"] == {"jobs": [0], "lines": [2], "workers": []}
    assert run("solve", path).output == "It cannot be done: nobody may do job 0 (line 2).\n"


def test_too_few_workers_at_one_instant_are_told_with_the_jobs_and_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "instance.dat"
    path.write_text("# three\nJobs = 3\n0 10\n20 30\n5 15\nQualifications = 2\n3: 0 1 2\n1: 1\n")
    answer = json.loads(run("solve", path, "--json").output)
    assert (answer["status"], answer["reason"]) == (
        "infeasible",
        {"jobs": [0, 2], "lines": [3, 5], "workers": [0]},
    )
    assert run("solve", path).output == (
        "It cannot be done: jobs 0, 2 (lines 3, 5) overlap, and only worker 0 may do any of them.\n"
    )


def test_a_long_reason_is_read_out_in_part(tmp_path: Path) -> None:
    path = tmp_path / "instance.dat"
    worker = f"12: {' '.join(map(str, range(12)))}\n"
    path.write_text("Jobs = 12\n" + "0 9\n" * 12 + "Qualifications = 11\n" + worker * 11)
    said = run("solve", path).output
    assert "jobs 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more" in said
    assert "only 11 workers may do any of them: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more." in said


@pytest.mark.parametrize(
    ("jobs", "workers", "value"),
    [
        ([], [], 0),
        ([], ["0:"], 0),
        (["0 1", "1 2", "2 3"], ["3: 0 1 2"], 1),
        (["0 9"] * 4, ["4: 0 1 2 3"] * 5, 4),
        (["0 999999999", "999999998 999999999"], ["1: 0", "1: 1"], 2),
        (["0 1"], ["2: 0 0"], 1),
    ],
    ids=["nothing", "no jobs", "touching ends", "the same times", "long", "told twice"],
)
def test_odd_instances_are_answered_and_hold(
    tmp_path: Path, jobs: list[str], workers: list[str], value: int
) -> None:
    path, answer = tmp_path / "instance.dat", tmp_path / "answer"
    lines = [f"Jobs = {len(jobs)}", *jobs, f"Qualifications = {len(workers)}", *workers]
    path.write_text("\n".join(lines) + "\n")
    told = json.loads(run("solve", path, "--json", "--output", answer).output)
    assert (told["status"], told["value"]) == ("optimal", value)
    assert run("check", path, answer).exit_code == 0


def test_no_answer_in_time_is_said(tmp_path: Path) -> None:
    """At every instant there are workers enough, but each of the two would have to be in two places."""
    path = tmp_path / "instance.dat"
    path.write_text("Jobs = 3\n0 2\n2 4\n1 3\nQualifications = 2\n2: 0 2\n2: 1 2\n")
    answer = json.loads(run("solve", path, "--json", "--seconds", "0.1").output)
    assert (answer["status"], answer["value"]) == ("unknown", None)


def test_an_unreadable_file_names_the_line_and_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "instance.dat"
    path.write_text("Jobs = 1\nten eleven\n")
    result = run("solve", path)
    assert result.exit_code == 2
    assert "line 2: This line cannot be read. (unreadable_line)" in result.output

"""Public instances by the benchmark: solved, judged, and beside the best value published."""

from pathlib import Path

import pytest

from load import instances

FILE = """Type = 1
Jobs = 3
  0  10
 10  20
  5  15
Qualifications = 2
 2: 0 1
 1: 2
"""


def test_each_file_is_solved_judged_and_beside_what_was_published(tmp_path: Path) -> None:
    (tmp_path / "first.dat").write_text(FILE)
    (tmp_path / "known.csv").write_text("instance,lower_bound,best_known\nfirst,2,3\n")
    (found,) = instances.run(tmp_path, 5)
    assert (found["instance"], found["status"]) == ("first", "optimal")
    assert (found["workers"], found["bound"], found["best_published"]) == (2, 2, 3)
    assert found["verdict"] == "It holds, with 2 workers."
    assert "2 workers" in instances.sentence(found)


def test_a_file_that_is_no_instance_is_said(tmp_path: Path) -> None:
    (tmp_path / "wrong.dat").write_text("Jobs = x")
    with pytest.raises(RuntimeError, match="hub schedule solve"):
        instances.run(tmp_path, 5)

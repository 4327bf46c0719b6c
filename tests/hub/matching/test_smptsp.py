"""Reading and writing the format of the public instances."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import BadInput
from hub.matching import smptsp
from hub.matching.jobs import Instance, Job

FILE = """# a comment
Type = 1
Jobs = 3
  0  10
 10  20
  5  15
Qualifications = 2
 2:   0  1
 1: 2
"""


def test_jobs_and_qualifications_are_read() -> None:
    assert smptsp.parse(FILE) == Instance(
        (Job(0, 10), Job(10, 20), Job(5, 15)), (frozenset({0, 1}), frozenset({2}))
    )


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (" 10  20", " 10  x", "line 5"),
        (" 10  20", " 10", "line 5"),
        (" 10  20", " -1  20", "line 5"),
        (" 10  20", " 10  nan", "line 5"),
        ("Jobs = 3", "Jobs = 4", "line 7"),
        ("Jobs = 3", "Jobs = 99999999", "line 3"),
        (" 2:   0  1", " 3:   0  1", "line 8"),
        ("Qualifications = 2", "Qualifications = 9", "line 9"),
        ("Type = 1", "Something else", "line 2"),
        (" 10  20", " 20  10", "jobs[1]"),
        (" 1: 2", " 1: 7", "workers[1]"),
    ],
)
def test_a_wrong_file_names_the_place(old: str, new: str, place: str) -> None:
    with pytest.raises(BadInput) as refused:
        smptsp.parse(FILE.replace(old, new))
    assert refused.value.field == place


@given(st.text(alphabet="JobsQualifctn =0123456789:#\n \x00é", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert isinstance(smptsp.parse(text), Instance)


@given(st.lists(st.integers(0, 999)))
def test_an_assignment_comes_back_as_it_was_written(assignment: list[int]) -> None:
    assert smptsp.parse_assignment(smptsp.write(assignment)) == assignment


def test_an_answer_that_is_no_number_is_refused() -> None:
    with pytest.raises(BadInput):
        smptsp.parse_assignment("0\nx\n")

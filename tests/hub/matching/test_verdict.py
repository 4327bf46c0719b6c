"""The judge finds what is wrong with an answer."""

import pytest

from hub.matching.jobs import Instance, Job
from hub.matching.verdict import judge

INSTANCE = Instance((Job(0, 10), Job(10, 20), Job(5, 15)), (frozenset({0, 1, 2}), frozenset({2})))


def test_a_job_may_begin_when_the_last_one_ends() -> None:
    assert (judge(INSTANCE, [0, 0, 1]).faults, judge(INSTANCE, [0, 0, 1]).workers) == ((), 2)


@pytest.mark.parametrize(
    ("assignment", "faults"),
    [
        ([0, 0, 0], ("worker 0: jobs 0 and 2 clash", "worker 0: jobs 2 and 1 clash")),
        ([1, 0, 1], ("job 0: worker 1 is not qualified", "worker 1: jobs 0 and 2 clash")),
        ([0, 0, 2], ("job 2: there is no worker 2",)),
        ([0, 0, -1], ("job 2: there is no worker -1",)),
        ([0, 0], ("2 answers for 3 jobs",)),
    ],
)
def test_every_broken_rule_is_named(assignment: list[int], faults: tuple[str, ...]) -> None:
    assert judge(INSTANCE, assignment).faults == faults

"""The search for the fewest workers: always a valid answer, and the best one where that can be known."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from hub.matching.fewest import Search
from hub.matching.jobs import Instance, Job, most_at_once
from hub.matching.verdict import judge

HORIZON = 1440


def planted(workers: int, spare: int, level: float, seed: int) -> Instance:
    """An instance that `workers` can do because their days were cut into jobs with breaks."""
    chance = random.Random(seed)
    jobs: list[Job] = []
    owner: list[int] = []
    for worker in range(workers):
        at = 0
        while at < HORIZON - 60:
            end = min(HORIZON, at + chance.randrange(80, 300))
            jobs.append(Job(at, end))
            owner.append(worker)
            at = end + chance.randrange(0, 60)
    qualified = tuple(
        frozenset(job for job in range(len(jobs)) if owner[job] == worker or chance.random() < level)
        for worker in range(workers + spare)
    )
    return Instance(tuple(jobs), qualified)


def search(instance: Instance, steps: int, seed: int = 0) -> Search:
    found = Search(instance, random.Random(seed))
    found.run(steps)
    return found


def fewest_by_trying_everything(instance: Instance) -> int | None:
    able = [
        [worker for worker, jobs in enumerate(instance.qualified) if job in jobs]
        for job in range(len(instance.jobs))
    ]
    valid = (
        len(set(answer)) for answer in itertools.product(*able) if not judge(instance, list(answer)).faults
    )
    return min(valid, default=None)


JOBS = st.builds(lambda start, length: Job(start, start + length), st.integers(0, 20), st.integers(1, 10))


@st.composite
def tiny_instances(draw: st.DrawFn) -> Instance:
    jobs = tuple(draw(st.lists(JOBS, min_size=1, max_size=6)))
    abilities = st.frozensets(st.integers(0, len(jobs) - 1))
    return Instance(jobs, tuple(draw(st.lists(abilities, min_size=1, max_size=4))))


@given(tiny_instances(), st.integers(0, 3))
def test_tiny_instances_get_the_answer_that_trying_everything_gives(instance: Instance, seed: int) -> None:
    fewest = fewest_by_trying_everything(instance)
    found = Search(instance, random.Random(seed))
    while not found.impossible and not found.proven and found.steps < 400 and found.workers != fewest:
        found.run(20)
    assert (found.workers if found.best is not None else None) == fewest
    assert found.best is None or judge(instance, found.best).faults == ()


def test_hidden_days_are_found_among_spare_workers() -> None:
    instance = planted(workers=40, spare=10, level=0.3, seed=1)
    found = search(instance, 200_000)
    assert found.proven
    assert found.best is not None
    verdict = judge(instance, found.best)
    assert (verdict.workers, verdict.faults) == (most_at_once(instance.jobs), ())


def test_the_same_seed_takes_the_same_steps() -> None:
    instance = planted(workers=15, spare=5, level=0.3, seed=2)
    first, second = search(instance, 300, seed=7), search(instance, 300, seed=7)
    assert (first.best, first.steps) == (second.best, second.steps)
    assert first.best != search(instance, 300, seed=8).best


def test_a_job_that_nobody_may_do_is_named() -> None:
    instance = Instance((Job(0, 1), Job(1, 2)), (frozenset({0}),))
    assert search(instance, 10).impossible == [1]


def test_no_jobs_need_no_workers() -> None:
    found = search(Instance((), (frozenset(),)), 5)
    assert (found.best, found.workers, found.proven) == ([], 0, True)


def test_a_worker_more_is_kept_where_the_bound_cannot_be_reached() -> None:
    """Two at once at most, but three jobs that need three different people."""
    instance = Instance((Job(0, 2), Job(1, 3), Job(2, 4)), (frozenset({0}), frozenset({1}), frozenset({2})))
    found = search(instance, 2000)
    assert (found.workers, found.bound, found.proven) == (3, 2, False)

"""Too few workers at one instant: found wherever it is so, with nothing in the reason that can be left."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from hub.matching.jobs import Instance, Job
from hub.matching.shortage import Shortage, shortage

MOST = 6


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to six jobs and four workers, with touching ends, equal times and jobs nobody may do."""
    times = st.tuples(st.integers(0, 5), st.integers(1, 3))
    jobs = tuple(Job(start, start + length) for start, length in draw(st.lists(times, max_size=MOST)))
    numbers = st.frozensets(st.sampled_from(range(len(jobs)))) if jobs else st.just(frozenset[int]())
    return Instance(jobs, tuple(draw(st.lists(numbers, max_size=4))))


def who_may(instance: Instance, jobs: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(w for w, able in enumerate(instance.qualified) if able & set(jobs))


def at_once(instance: Instance, jobs: tuple[int, ...]) -> bool:
    return max(instance.jobs[j].start for j in jobs) < min(instance.jobs[j].end for j in jobs)


def short(instance: Instance, jobs: tuple[int, ...]) -> bool:
    return at_once(instance, jobs) and len(who_may(instance, jobs)) < len(jobs)


@given(instances())
def test_it_is_told_where_there_is_one_and_nothing_can_be_left_out(instance: Instance) -> None:
    numbers = range(len(instance.jobs))
    sets = [each for size in range(1, MOST + 1) for each in combinations(numbers, size)]
    there = [each for each in sets if short(instance, each)]
    found = shortage(instance)
    assert (found is not None) == bool(there)
    if found is not None:
        assert short(instance, found.jobs)
        assert found.workers == who_may(instance, found.jobs)
        assert not any(set(each) < set(found.jobs) for each in there)


def test_of_several_the_smallest_is_told_and_of_those_the_earliest() -> None:
    jobs = (Job(0, 9), Job(0, 9), Job(0, 9), Job(20, 29), Job(20, 29), Job(40, 49), Job(40, 49))
    workers = (frozenset({0, 1, 2, 3, 4}), frozenset({0, 1, 2}), frozenset({5, 6}))
    assert shortage(Instance(jobs, workers)) == Shortage((3, 4), (0,))


def test_what_ends_when_another_begins_does_not_clash() -> None:
    assert shortage(Instance((Job(0, 5), Job(5, 9)), (frozenset({0, 1}),))) is None

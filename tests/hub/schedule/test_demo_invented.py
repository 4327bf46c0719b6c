"""The invented partnership: as large as asked, the same for the same seed, and mostly possible."""

from itertools import pairwise

import pytest

from hub.accounts.demo import COMPETENCES
from hub.schedule.demo import invented
from hub.schedule.demo.data import PLACES
from hub.schedule.demo.invented import LITTLE, QUARTER, Size

KNOWN = {slug for slug, *_ in COMPETENCES}


@pytest.mark.parametrize("size", [LITTLE, QUARTER], ids=["little", "quarter"])
def test_it_is_as_large_as_asked_and_ends_in_time(size: Size) -> None:
    courses = invented.courses(size)
    assert sum(course.times for course in courses) == size.sessions
    last = max(course.day + 7 * course.template.gap * (course.times - 1) for course in courses)
    assert last < 7 * size.weeks
    assert len({each.name for each in invented.colleagues(size)}) == size.professionals


def test_the_same_seed_gives_the_same_partnership() -> None:
    assert invented.colleagues(QUARTER) == invented.colleagues(QUARTER)
    assert invented.courses(QUARTER) == invented.courses(QUARTER)
    assert invented.lent(QUARTER) == invented.lent(QUARTER)


def test_everybody_has_a_home_competences_and_hours_that_do_not_overlap() -> None:
    people = invented.colleagues(QUARTER)
    assert {each.place for each in people} == set(PLACES)
    assert all({slug for slug, _ in each.work} <= KNOWN for each in people)
    for each in people:
        for (day, _, ends), (next_day, starts, _) in pairwise(each.hours):
            assert (day, ends) <= (next_day, starts)


def test_one_session_is_beyond_everybody() -> None:
    spoken = {
        (slug, code) for each in invented.colleagues(QUARTER) for slug, _ in each.work for code in each.speaks
    }
    [impossible] = [
        course
        for course in invented.courses(QUARTER)
        if any((need.competence, need.language) not in spoken for need in course.template.needs)
    ]
    assert impossible.template.title == "Mad og diabetes på arabisk"

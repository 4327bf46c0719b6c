"""Letters as numbers: what is counted, for whom, and what is too small to be told."""

import pytest

from forum.letterbox import actions, queries, tallies
from forum.letterbox.wire import Counted
from hub.actor import ANONYMOUS
from hub.errors import Refused
from tests.conftest import Clock
from tests.doubles.letters import Letters


def counted(function: str = "En diætist", municipality: str = "Svendborg", **more: object) -> Counted:
    plain = {"answered": False, "in_time": True, "waits": True, "overdue": False, "days": None}
    return Counted(function=function, municipality=municipality, **{**plain, **more})


async def test_a_period_is_counted_by_function_and_municipality(
    letters: Letters, frozen_clock: Clock
) -> None:
    sent = [await letters.sent() for _ in range(11)]
    for letter in sent[:5]:
        await actions.answer(letters[await letters.holder(letter)], letter, "Svar")
    frozen_clock.forward(days=9)
    page = await queries.figures(letters["henrik"], 30)
    assert (page.total.sent, page.total.answered, page.total.in_time) == (11, 5, 5)
    assert (page.total.waiting, page.total.overdue, page.total.median_workdays) == (6, 6, 0)
    assert [(row.name, row.sent) for row in page.functions] == [("En diætist", 11)]
    assert {row.name for row in page.municipalities} == {"Svendborg", "Halsnæs"}
    everybodys = await queries.figures(letters["anders"], 30)
    assert [(row.name, row.sent) for row in everybodys.municipalities] == [("Kolding", 11)]


async def test_time_is_told_to_the_first_answer_though_there_are_more(
    letters: Letters, frozen_clock: Clock
) -> None:
    for letter in [await letters.sent() for _ in range(5)]:
        sofie = letters[await letters.holder(letter)]
        await actions.answer(sofie, letter, "Svar")
        await actions.follow_up(letters["inger"], letter, "Og hvad så?")
    frozen_clock.forward(days=2)
    page = await queries.figures(letters["henrik"], 30)
    assert (page.total.median_workdays, page.total.waiting, page.total.overdue) == (0, 5, 0)


async def test_neighbours_and_earlier_times_do_not_count(letters: Letters, frozen_clock: Clock) -> None:
    for _ in range(5):
        await letters.sent()
    assert (await queries.figures(letters["tine"], 30)).functions == ()
    await actions.start(letters["inger"], letters.function)
    withdrawn = await letters.sent()
    await actions.withdraw(letters["inger"], withdrawn)
    assert (await queries.figures(letters["henrik"], 30)).total.sent == 5
    frozen_clock.forward(days=31)
    assert (await queries.figures(letters["henrik"], 30)).total.sent == 0
    assert (await queries.figures(letters["henrik"], 90)).total.sent == 5


async def test_figures_are_for_those_who_follow_letters(letters: Letters) -> None:
    for who in (letters["mads"], letters["sofie"], letters["inger"], letters["mona"], ANONYMOUS):
        with pytest.raises(Refused, match="not_allowed"):
            await queries.figures(who, 30)
    assert (await queries.figures(letters["birgitte"], 10**9)).days == 30


def test_small_numbers_are_not_told() -> None:
    assert [tallies.small(number) for number in (0, 1, 4, 5)] == [0, None, None, 5]
    made = tallies.row("", [counted()] * 4 + [counted(answered=True, waits=False, days=3)])
    assert (made.sent, made.waiting, made.answered, made.median_workdays) == (5, None, None, None)


def test_one_small_number_is_not_given_away_by_the_sum() -> None:
    letters = [counted("a")] * 20 + [counted("b")] * 7 + [counted("c")] * 2
    assert [(row.name, row.sent) for row in tallies.rows(letters, lambda one: one.function)] == [
        ("a", 20),
        ("b", None),
        ("c", None),
    ]
    letters += [counted("d")] * 3
    told = {row.name: row.sent for row in tallies.rows(letters, lambda one: one.function)}
    assert told == {"a": 20, "b": 7, "c": None, "d": None}


def test_the_median_is_of_the_answered() -> None:
    days = [1, 1, 2, 9, 9]
    made = tallies.row("", [counted(answered=True, days=number) for number in days] + [counted()])
    assert made.median_workdays == 2
    assert tallies.row("", []).median_workdays is None

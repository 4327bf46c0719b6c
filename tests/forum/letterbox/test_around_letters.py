"""What is pure around the letters: absences, merge words, traces of persons, states."""

import datetime as dt

import pytest

from forum.letterbox import anonymity, merge
from forum.letterbox.absences import is_away
from forum.letterbox.states import MOVES, State, check_move
from hub.errors import BadInput, Refused

MONDAY, TUESDAY, FRIDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3), dt.date(2026, 3, 6)


@pytest.mark.parametrize(
    ("starts", "ends", "away"),
    [
        (MONDAY, None, True),
        (MONDAY, FRIDAY, True),
        (MONDAY, dt.date(2026, 3, 5), False),  # back on the last day
        (TUESDAY, FRIDAY, False),  # here today
        (dt.date(2026, 2, 2), dt.date(2026, 2, 6), False),  # over
    ],
)
def test_away_is_who_has_no_working_day_left_before_the_deadline(
    starts: dt.date, ends: dt.date | None, away: bool
) -> None:
    assert is_away([(starts, ends)], MONDAY, FRIDAY) is away


def test_two_absences_count_together_and_weekends_are_no_working_days() -> None:
    assert is_away([(MONDAY, TUESDAY), (dt.date(2026, 3, 4), FRIDAY)], MONDAY, dt.date(2026, 3, 8))
    assert not is_away([], MONDAY, FRIDAY)


def test_for_a_late_letter_today_decides() -> None:
    assert is_away([(TUESDAY, TUESDAY)], TUESDAY, MONDAY)
    assert not is_away([(MONDAY, MONDAY)], TUESDAY, MONDAY)


@pytest.mark.parametrize("text", ["Kære {navm}", "Kære {navn", "Kære navn}", "{}", "{{navn}}", "{navn:x}"])
def test_unknown_merge_words_are_refused(text: str) -> None:
    with pytest.raises(BadInput) as told:
        merge.check(text)
    assert told.value.code == "unknown_merge_word"


def test_merge_words_are_filled_once() -> None:
    merge.check("Kære {navn} i {hjemkommune}")
    assert merge.filled("{navn}: {fagperson}", {"navn": "{fagperson}", "fagperson": "Sofie"}) == (
        "{fagperson}: Sofie"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jeg hedder Inger",
        "hilsen SØRENSEN",
        "Mit nummer er 010155-1234",
        "ring 70 12 34 56",
        "ring +4570123456",
        "skriv til a.b@example.dk",
    ],
)
def test_what_points_at_somebody_is_found(text: str) -> None:
    assert anonymity.traces(text, ["Inger Sørensen"])
    with pytest.raises(BadInput) as told:
        anonymity.check([("title", "Frugt"), ("question", text)], ["Inger Sørensen"])
    assert (told.value.code, told.value.field) == ("names_somebody", "question")


def test_ordinary_words_point_at_nobody() -> None:
    assert anonymity.traces("Mit blodsukker var 12,5 kl. 14.30 den 24.11.2026", ["Inger Sørensen"]) == []


@pytest.mark.parametrize("old", State)
@pytest.mark.parametrize("new", State)
def test_only_moves_of_the_table_are_made(old: State, new: State) -> None:
    if new in MOVES[old]:
        check_move(old, new)
    else:
        with pytest.raises(Refused):
            check_move(old, new)


def test_what_is_over_stays_over() -> None:
    assert [state for state in State if not MOVES[state]] == [State.closed, State.withdrawn]

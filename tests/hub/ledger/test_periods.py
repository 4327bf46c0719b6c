"""Quarters and years, forwards and back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import BadInput
from hub.ledger.periods import Period, of_day, read


def test_a_quarter_has_its_first_and_last_day() -> None:
    assert (read("2026-4").first, read("2026-4").last) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert (read("2028-1").first, read("2028-1").last) == (dt.date(2028, 1, 1), dt.date(2028, 3, 31))
    assert (read("2026").first, read("2026").last) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(st.integers(2001, 2198), st.integers(0, 4))
def test_the_next_begins_where_this_one_ends(year: int, quarter: int) -> None:
    period = Period(year, quarter)

    assert period.next.first == period.last + dt.timedelta(days=1)
    assert period.next.before == period
    assert read(period.key) == period


@given(st.dates(dt.date(2000, 1, 1), dt.date(2199, 12, 31)))
def test_a_day_lies_in_its_quarter(day: dt.date) -> None:
    assert of_day(day).first <= day <= of_day(day).last


@pytest.mark.parametrize(
    "written", ["", "26", "2026-5", "2026-0", "2026-", "1999-1", "2026-11", "²026", "20261"]
)
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(written)
    assert refused.value.code == "bad_period"

"""Fuzz target: calendars from elsewhere. Only Unreadable may escape, and what comes out is in order."""

import datetime as dt
import itertools
import sys

import atheris

with atheris.instrument_imports(include=["hub.calendars"]):
    from hub.calendars.spans import Unreadable, spans

FIRST, LAST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def one_input(data: bytes) -> None:
    try:
        found = spans(data, FIRST, LAST)
    except Unreadable:
        return
    assert all(FIRST <= starts < ends <= LAST for starts, ends in found)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(found))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

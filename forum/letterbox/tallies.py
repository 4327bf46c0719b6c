"""Letters as numbers: counted together and line by line, with small numbers left out. Pure.

A number from 1 to 4 could point at somebody, so it is not told. Nor is a second one of the same column when
only one was left out, for the sum would give it away.
"""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

import msgspec

from forum.letterbox.wire import Counted, FigureRow

FEWEST = 5
_COLUMNS = ("sent", "answered", "in_time", "waiting", "overdue")


def row(name: str, letters: Sequence[Counted]) -> FigureRow:
    """One line; every number as it is told by itself."""
    days = [letter.days for letter in letters if letter.days is not None]
    told = {column: small(number) for column, number in _numbers(letters).items()}
    return FigureRow(name=name, median_workdays=round(median(days)) if len(days) >= FEWEST else None, **told)


def rows(letters: Iterable[Counted], by: Callable[[Counted], str]) -> tuple[FigureRow, ...]:
    """A line for each value of `by`, the most letters first."""
    groups: dict[str, list[Counted]] = {}
    for letter in letters:
        groups.setdefault(by(letter), []).append(letter)
    names = sorted(groups, key=lambda name: (-len(groups[name]), name))
    made = [row(name, groups[name]) for name in names]
    for column in _COLUMNS:
        numbers = [_numbers(groups[name])[column] for name in names]
        one_more = _betrayer(numbers)
        if one_more is not None:
            made[one_more] = msgspec.structs.replace(made[one_more], **{column: None})
    return tuple(made)


def small(number: int) -> int | None:
    """The number, unless it is so small that it is not told."""
    return None if 0 < number < FEWEST else number


def _numbers(letters: Sequence[Counted]) -> dict[str, int]:
    return {
        "sent": len(letters),
        "answered": sum(letter.answered for letter in letters),
        "in_time": sum(letter.answered and letter.in_time for letter in letters),
        "waiting": sum(letter.waits for letter in letters),
        "overdue": sum(letter.overdue for letter in letters),
    }


def _betrayer(numbers: list[int]) -> int | None:
    """Which told number would give away the only one that is not; the smallest of them."""
    told = [place for place, number in enumerate(numbers) if number >= FEWEST]
    if sum(small(number) is None for number in numbers) != 1 or not told:
        return None
    return min(told, key=lambda place: numbers[place])

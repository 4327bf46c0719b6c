"""A colleague is at a letter while their page says so, and no longer than two of its signs after."""

import pytest

from forum.letterbox import actions, queries
from forum.letterbox.models import Reading
from hub.errors import Missing
from tests.conftest import Clock
from tests.doubles.letters import Letters


async def two_at(letters: Letters) -> tuple[str, str, str]:
    """A letter whose answer waits for a second reader: it, who has it, and who reads."""
    letter = await letters.sent()
    holder = await letters.holder(letter)
    await actions.answer(letters[holder], letter, "Drik vand.", True)
    for reader in ("sofie", "rasmus", "ida", "mads"):
        if (await queries.who_reads([letters[reader]], letter))[0] and reader != holder:
            return letter, holder, reader
    raise LookupError("nobody reads")


async def names(letters: Letters, who: str, letter: str) -> list[str]:
    return [one.who.name for one in (await queries.nearby(letters[who], letter)).company]


async def test_an_open_page_counts_until_it_has_been_silent(letters: Letters, frozen_clock: Clock) -> None:
    letter, holder, reader = await two_at(letters)
    frozen_clock.forward(seconds=151)
    assert await names(letters, holder, letter) == []
    await actions.open_letter(letters[reader], letter)
    reads = await Reading.all().count()
    for _ in range(12):
        frozen_clock.forward(seconds=60)
        await queries.still_here(letters[reader], letter)
        assert await names(letters, holder, letter) == [letters[reader].name]
    frozen_clock.forward(seconds=150)
    assert await names(letters, holder, letter) == [letters[reader].name]
    frozen_clock.forward(seconds=1)
    assert await names(letters, holder, letter) == []
    assert await Reading.all().count() == reads


async def test_nobody_sees_themselves_and_looking_once_is_no_staying(
    letters: Letters, frozen_clock: Clock
) -> None:
    letter, holder, reader = await two_at(letters)
    frozen_clock.forward(minutes=5)
    found = await queries.still_here(letters[reader], letter)
    assert found.company == ()
    frozen_clock.forward(minutes=5)
    await queries.nearby(letters[reader], letter)
    assert await names(letters, holder, letter) == []


async def test_whoever_may_not_have_it_open_is_not_there(letters: Letters, frozen_clock: Clock) -> None:
    letter, holder, _ = await two_at(letters)
    frozen_clock.forward(minutes=5)
    for stranger in ("henrik", "anders", "inger", "poul"):
        with pytest.raises(Missing):
            await queries.still_here(letters[stranger], letter)
    assert await names(letters, holder, letter) == []


async def test_who_waits_for_a_second_reader_is_not_writing(letters: Letters) -> None:
    letter, holder, reader = await two_at(letters)
    [seen] = (await queries.nearby(letters[reader], letter)).company
    assert (seen.who.name, seen.writes) == (letters[holder].name, False)

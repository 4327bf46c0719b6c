"""Aliases: what may be one, what looks alike, and that there are enough."""

import random

import pytest

from hub.errors import BadInput
from hub.sessions.sign_ups import aliases


def test_every_word_may_be_used_and_no_two_look_alike() -> None:
    keys = {aliases.key(aliases.checked(word)) for word in aliases.WORDS}
    assert len(keys) == len(aliases.WORDS)


def test_every_longer_word_may_be_used() -> None:
    longest = [before + word.lower() for before in aliases.PREFIXES for word in aliases.WORDS]
    assert [aliases.checked(word) for word in longest] == longest


@pytest.mark.parametrize(
    "alias",
    [
        "",
        "a",
        " ",
        "12",
        "-- --",
        "a" * 31,
        "a" * 10_000,
        "<b>Sol</b>",
        "Sol\u202elos",
        "Solsort\x00",
        "Ѕоlsort",
        "Σολ sort",
        "مرحبا",
        "Sol 🌞",
        "a@b.dk",
        "Vært",
        "VÆRT 2",
        "Lægen",
        "L-æ-g-e",
        "Din sygeplejerske",
        "Kolding Kommune",
    ],
)
def test_what_could_mislead_is_refused(alias: str) -> None:
    with pytest.raises(BadInput) as told:
        aliases.checked(alias)
    assert (told.value.code, told.value.field) == ("bad_alias", "alias")


def test_spaces_and_forms_of_letters_are_made_one() -> None:
    assert aliases.checked("  Bla\u030a   Mejse ") == "Blå Mejse"


def test_a_short_name_of_a_leader_blocks_only_itself() -> None:
    assert aliases.checked("Regnbue", ["Bu"]) == "Regnbue"
    with pytest.raises(BadInput):
        aliases.checked("Bu", ["Bu"])


@pytest.mark.parametrize("taken", [0, 100, 5000])
def test_suggestions_differ_and_can_be_used(taken: int) -> None:
    found = aliases.suggestions(random.Random(7), 40, taken)
    assert len({aliases.key(alias) for alias in found}) == 40
    assert [aliases.checked(alias) for alias in found] == found

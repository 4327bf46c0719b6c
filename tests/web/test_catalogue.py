"""The English catalogue holds every text that is used, and nothing else."""

import string

from web import catalogue
from web.i18n import CATALOGUE, choose_language

FIELDS = string.Formatter()


def test_every_text_has_its_english() -> None:
    known = {message.id: message.string for message in catalogue.written() if message.id}
    missing = [text for text in catalogue.used() if not all(_both(known.get(text, "")))]
    assert missing == []


def _both(english: str | tuple[str, ...]) -> tuple[str, ...]:
    return english if isinstance(english, tuple) else (english,)


def test_no_english_is_doubtful_or_left_over() -> None:
    messages = [message for message in catalogue.written() if message.id]
    assert [message.id for message in messages if message.fuzzy] == []
    assert {message.id for message in messages} - set(catalogue.used()) == set()


def test_placeholders_are_the_same_in_both_languages() -> None:
    differences = []
    for message in catalogue.written():
        danish, english = _both(message.id)[-1], _both(message.string)[-1]
        if message.id and _places(danish) != _places(english):
            differences.append(danish)
    assert differences == []


def _places(text: str) -> list[str]:
    percent = [part.split(")")[0] for part in text.split("%(")[1:]]
    braces = [] if percent else [name for _, name, _, _ in FIELDS.parse(text) if name]
    return sorted(percent + braces)


def test_the_file_is_sorted_so_that_changes_merge() -> None:
    before = CATALOGUE.read_bytes()
    catalogue.save(catalogue.rewritten())
    after = CATALOGUE.read_bytes()
    CATALOGUE.write_bytes(before)
    assert after == before


def test_language_is_danish_unless_a_browser_asks_for_english_alone() -> None:
    assert choose_language(None, "") == "da"
    assert choose_language(None, "en-US,en;q=0.9") == "en"
    assert choose_language(None, "en-US,en;q=0.9,da;q=0.1") == "da"
    assert choose_language(None, "en,da;q=0") == "en"
    assert choose_language(None, "nb-NO,en;q=0.9") == "da"
    assert choose_language(None, "de,fr;q=0.5") == "da"
    assert choose_language("en", "da") == "en"
    assert choose_language("xx", "da") == "da"

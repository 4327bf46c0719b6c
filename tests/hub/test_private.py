"""Private text prints REDACTED in every way a log line is made."""

import logging

import pytest

from hub.private import Private

WORDS = Private("mit blodsukker er højt")


def test_no_way_of_printing_shows_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.info("got %s and %r", WORDS, WORDS)
        logging.info(f"got {WORDS}")
    assert "blodsukker" not in caplog.text
    assert caplog.text.count("REDACTED") == 3


def test_whoever_needs_it_says_so() -> None:
    assert WORDS.reveal() == "mit blodsukker er højt"

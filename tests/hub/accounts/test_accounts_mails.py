"""Mails: a link, when it ends, whom to call; in the receiver's language and with nothing about health."""

import datetime as dt
import re

import pytest

from config.settings import Settings
from hub import site
from hub.accounts import mails

TOKEN = "t" * 43
PURPOSES = ("invitation", "password_reset")


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    site.configure(settings)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_mail_has_the_link_the_name_and_the_telephone(purpose: str, language: str) -> None:
    mail = mails.link("inger@example.dk", language, purpose, TOKEN, dt.timedelta(hours=2))
    assert mail.to == "inger@example.dk"
    assert f"\nhttp://127.0.0.1:8000/password/{TOKEN}\n" in mail.text
    assert "Det Digitale Sundhedscenter" in mail.subject
    assert "70 00 00 00" in mail.text
    assert not re.search(r"[{}]", mail.subject + mail.text)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_an_unknown_language_reads_danish(purpose: str) -> None:
    danish, unknown = (mails.link("a@b.dk", code, purpose, TOKEN, dt.timedelta(1)) for code in ("da", "xx"))
    assert danish == unknown
    assert danish.text.startswith("Hej\n")


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_tells_of_health(purpose: str, language: str) -> None:
    mail = mails.link("a@b.dk", language, purpose, TOKEN, dt.timedelta(1))
    words = (mail.subject + mail.text).replace("Det Digitale Sundhedscenter", "").lower()
    for word in ("diabetes", "hjerte", "heart", "kol", "copd", "sygdom", "patient", "forløb", "webinar"):
        assert not re.search(rf"\b{word}", words)


@pytest.mark.parametrize(
    ("hours", "danish", "english"),
    [
        (1, "1 time", "1 hour"),
        (2, "2 timer", "2 hours"),
        (24, "1 dag", "1 day"),
        (168, "7 dage", "7 days"),
        (36, "36 timer", "36 hours"),
    ],
)
def test_how_long_it_lasts_is_said_in_words(hours: int, danish: str, english: str) -> None:
    lasts = dt.timedelta(hours=hours)
    assert f"i {danish}." in mails.link("a@b.dk", "da", "invitation", TOKEN, lasts).text
    assert f"for {english}." in mails.link("a@b.dk", "en", "invitation", TOKEN, lasts).text

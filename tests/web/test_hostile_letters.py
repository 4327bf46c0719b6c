"""Every hostile text in every field of a letter: shown as it was written, and no tag or attribute more."""

import html
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from config.settings import Limits
from forum.keeping.archive import readable
from forum.keeping.collect import Everything
from hub import limits
from tests.doubles.hostile_texts import ALL
from tests.web.conftest import Browser
from tests.web.world import World

Element = tuple[str, tuple[str, ...]]


class Elements(HTMLParser):
    """Every element of a page: its tag and the names of its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[Element] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(sorted(name for name, _ in attrs))))


def elements(page: str) -> set[Element]:
    return Elements(page).found


@pytest.fixture
async def kirsten(world: World, browser: Callable[..., Browser]) -> Browser:
    await world.furnish_writing()
    limits.configure(Limits(**dict.fromkeys(Limits.__struct_fields__, "99999/minute")))
    return browser("citizen")


def test_there_are_at_least_150_of_them_and_they_differ() -> None:
    assert len(set(ALL)) == len(ALL) >= 150


async def test_in_the_form_with_and_without_an_error(kirsten: Browser, world: World) -> None:
    write = f"/letters/{world.letters['draft_letter']}/write"
    plain = elements((await kirsten.get(write)).text)
    plain |= elements((await kirsten.post(write, {"subject": "", "text": "", "do": "send"})).text)
    for text in ALL:
        refused = await kirsten.post(write, {"subject": "", "text": text, "do": "send"})
        assert elements(refused.text) <= plain, text
        await kirsten.post(write, {"subject": text[:120], "text": text, "do": "save"})
        assert elements((await kirsten.get(write)).text) <= plain, text


@pytest.mark.timeout(240)
async def test_in_a_letter_that_was_sent_and_in_the_list(kirsten: Browser, world: World) -> None:
    letter = f"/letters/{world.letters['letter']}"
    await kirsten.send(letter, f"{letter}/write", {"text": "Fredeligt", "do": "send"})
    plain = elements((await kirsten.get(letter)).text) | elements((await kirsten.get("/letters")).text)
    sent = []
    for text in ALL:
        answer = await kirsten.post(f"{letter}/write", {"text": text, "do": "send"})
        sent += [text] if answer.status_code == 303 else []
    page = (await kirsten.get(letter)).text
    assert elements(page) <= plain
    assert len(sent) > 150
    shown = html.unescape(page)
    for text in sent:
        if text.isprintable():
            assert text.strip() in shown
    assert elements((await kirsten.get("/letters")).text) <= plain


def test_in_the_copy_that_one_takes_home() -> None:
    plain = elements(readable(Everything({"letters": [{"text": "x"}], "x": []}, []), "da"))
    for text in ALL:
        page = readable(Everything({"letters": [{"text": text, text: "x"}], text: []}, []), "da")
        assert elements(page) <= plain, text

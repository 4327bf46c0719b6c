"""Words of danger in a letter: whom to call is said at once, and nothing is stopped. In both languages."""

import re
from collections.abc import Callable

import pytest

from forum.notices.models import Notice
from hub.accounts.models import Person
from tests.web.conftest import Browser
from tests.web.world import World

Make = Callable[..., Browser]
DANGER = "Jeg vil ikke leve mere."
CALM = "Jeg sover dårligt."
BOX = {"da": "Ring til Livslinien på 70 201 201.", "en": "Livslinien on 70 201 201"}


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def box(language: str) -> str:
    return BOX[language]


@pytest.fixture
async def kirsten(language: str, world: World, browser: Make) -> Browser:
    await world.furnish_writing()
    await Person.filter(id=world.people["citizen"].person_id).update(language=language)
    made = browser("citizen", language)
    await made.get("/letters")
    return made


def seen(page: str) -> str:
    """What of a page is shown: templates wait for a script to take them out."""
    return re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)


async def alarmed(world: World) -> bool:
    return await Notice.filter(
        kind="emergency_alert", person_id=world.people["professional"].person_id
    ).exists()


async def test_a_draft_is_kept_and_the_box_shown(kirsten: Browser, world: World, box: str) -> None:
    letter = f"/letters/{world.letters['draft_letter']}"
    for subject, text, shown in (("Søvn", CALM, False), ("Søvn", DANGER, True), (DANGER, CALM, True)):
        answer = await kirsten.post(f"{letter}/write", {"subject": subject, "text": text, "do": "save"})
        page = seen((await kirsten.get(answer.headers["location"])).text)
        assert (box in page) is shown
        assert f">{text}</textarea>" in page
    assert not await alarmed(world)


async def test_a_form_that_is_refused_shows_it_too(kirsten: Browser, world: World, box: str) -> None:
    letter = f"/letters/{world.letters['draft_letter']}"
    answer = await kirsten.post(f"{letter}/write", {"subject": "", "text": DANGER, "do": "send"})
    assert answer.status_code == 400
    assert box in seen(answer.text)


@pytest.mark.parametrize(("subject", "text"), [("Søvn", DANGER), (DANGER, CALM)])
async def test_a_letter_is_sent_the_box_shown_and_its_reader_alarmed(
    kirsten: Browser, world: World, box: str, subject: str, text: str
) -> None:
    letter = f"/letters/{world.letters['draft_letter']}"
    answer = await kirsten.post(f"{letter}/write", {"subject": subject, "text": text, "do": "send"})
    page = (await kirsten.get(answer.headers["location"])).text
    assert box in page
    assert 'role="alert"' in page
    assert "tel:70201201" in page
    assert await alarmed(world)
    assert box not in (await kirsten.get(letter)).text


async def test_more_in_a_letter_likewise(kirsten: Browser, world: World, box: str) -> None:
    letter = f"/letters/{world.letters['letter']}"
    answer = await kirsten.post(f"{letter}/write", {"text": CALM, "do": "send"})
    assert box not in (await kirsten.get(answer.headers["location"])).text
    assert not await alarmed(world)
    answer = await kirsten.post(f"{letter}/write", {"text": DANGER, "do": "send"})
    assert box in seen((await kirsten.get(answer.headers["location"])).text)
    assert await alarmed(world)

"""A sign-in that is over while somebody writes: the text comes back to who wrote it, and to nobody else."""

import logging
import re
from collections.abc import Callable

import httpx
import pytest

from forum.debate.models import Post, Thread
from forum.letterbox import queries as letters
from hub.accounts.models import LoginSession
from tests.conftest import Clock
from tests.web.conftest import Browser
from tests.web.world import PASSWORD, World

Browsers = Callable[..., Browser]
SECRET = "Mit kiwiblodsukker <b>stiger</b>\nom morgenen"
FORM = {"title": "Højt blodsukker om morgenen", "text": SECRET, "as": "own", "step": "send"}
NEW = "/forum/open-topic/new"


@pytest.fixture
async def writing(world: World, browser: Browsers) -> Browser:
    """The citizen with a form open, when her sign-in ends."""
    await world.topics()
    inger = browser("citizen")
    await inger.get(NEW)
    await LoginSession.filter(person_id=world.people["citizen"].person_id).delete()
    return inger


def kept(answer: httpx.Response) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', answer.text)
    return found[1] if found else ""


async def sign_in(visitor: Browser, answer: httpx.Response, who: str = "citizen") -> httpx.Response:
    """Sign in on the page that was answered."""
    token = re.search(r'name="token" value="([0-9a-f]+)"', answer.text)
    visitor.token = token[1] if token else ""
    form = {"email": f"{who}@demo.invalid", "password": PASSWORD, "kept": kept(answer), "next": "/forum"}
    return await visitor.post("/login", form)


async def ended(world: World, inger: Browser) -> httpx.Response:
    """What is answered to a form after the sign-in was ended elsewhere (the cookie still names it)."""
    await world.topics()
    await inger.get(NEW)
    await LoginSession.all().update(revoked_at="2026-03-02T08:00:00+00:00")
    return await inger.post(NEW, FORM)


async def test_the_text_comes_back_after_signing_in_and_is_sent(
    world: World, browser: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    inger = browser("citizen")
    asked = await ended(world, inger)
    assert asked.status_code == 401
    assert "kiwi" not in asked.text
    back = await sign_in(inger, asked)
    assert back.status_code == 200
    assert "Mit kiwiblodsukker &lt;b&gt;stiger&lt;/b&gt;\nom morgenen</textarea>" in back.text
    inger.token = re.findall(r'name="token" value="([0-9a-f]+)"', back.text)[-1]
    sent = await inger.post(NEW, FORM)
    assert sent.status_code == 303
    assert await Post.filter(source=SECRET).count() == 1
    assert "kiwi" not in caplog.text


async def test_a_wrong_password_loses_nothing(world: World, browser: Browsers) -> None:
    inger = browser("citizen")
    asked = await ended(world, inger)
    inger.token = re.findall(r'name="token" value="([0-9a-f]+)"', asked.text)[-1]
    form = {"email": "citizen@demo.invalid", "password": "nej", "kept": kept(asked)}
    again = await inger.post("/login", form)
    assert again.status_code == 400
    assert kept(again) == kept(asked)


async def test_nobody_else_is_given_it(world: World, browser: Browsers) -> None:
    inger = browser("citizen")
    back = await sign_in(inger, await ended(world, inger), "other_citizen")
    assert (back.status_code, back.headers["location"]) == (303, "/forum")


async def test_it_is_over_after_an_hour_and_cannot_be_made_up(
    world: World, browser: Browsers, frozen_clock: Clock
) -> None:
    inger = browser("citizen")
    asked = await ended(world, inger)
    for wrong in (kept(asked)[:-8] + "AAAAAAA=", "x", "æ", kept(asked) * 2):
        answer = httpx.Response(200, text=asked.text.replace(kept(asked), wrong))
        assert (await sign_in(browser(), answer)).status_code in (303, 400)
    frozen_clock.forward(minutes=61)
    assert (await sign_in(inger, asked)).status_code == 303


async def test_without_a_cookie_the_text_stays_in_its_tab(writing: Browser, world: World) -> None:
    writing.client.cookies.delete("hub")
    asked = await writing.post(NEW, FORM)
    assert asked.status_code == 401
    assert SECRET.split()[1] in (await sign_in(writing, asked)).text
    assert await Thread.filter(title=FORM["title"]).count() == 0


async def test_scripts_and_short_presses_are_sent_to_sign_in_as_before(writing: Browser) -> None:
    script = await writing.post("/forum/open-topic/draft", FORM, headers={"X-Form-Token": "x"})
    pressed = await writing.post("/forum/open-topic/follow", {"way": "follow"})
    for answer in (script, pressed):
        assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login")
    foreign = await writing.client.post(NEW, data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 400


async def test_a_letter_goes_on_where_it_stopped(world: World, browser: Browsers) -> None:
    await world.furnish_writing()
    draft, inger = world.letters["draft_letter"], browser("citizen")
    path = f"/letters/{draft}/write"
    await inger.get(path)
    await LoginSession.all().update(revoked_at="2026-03-02T08:00:00+00:00")
    form = {"subject": "Mit knæ", "text": SECRET, "do": "save"}
    back = await sign_in(inger, await inger.post(path, form))
    inger.token = re.findall(r'name="token" value="([0-9a-f]+)"', back.text)[-1]
    assert 'name="do" value="save"' in back.text
    assert (await inger.post(path, form)).status_code == 303
    letter = await letters.my_letter(world.people["citizen"], draft)
    assert letter.draft is not None
    assert letter.draft.text == SECRET


def written(page: httpx.Response) -> dict[str, str]:
    """The form of a page as its writer left it."""
    mark = re.search(r'name="whose" value="([0-9a-f]+)"', page.text)
    assert mark
    return {**FORM, "whose": mark[1]}


async def become(inger: Browser, world: World, who: str) -> None:
    """In another tab of the same browser somebody signs in."""
    inger.client.cookies.delete("hub")
    inger.client.cookies.set("hub", world.tokens[who], domain="127.0.0.1")


async def test_a_form_of_one_who_was_here_before_is_hers_alone(world: World, browser: Browsers) -> None:
    await world.topics()
    inger = browser("citizen")
    form = written(await inger.get(NEW))
    await become(inger, world, "other_citizen")
    asked = await inger.post(NEW, form)
    assert asked.status_code == 409
    assert "En anden er logget ind" in asked.text
    assert "kiwiblodsukker" not in asked.text
    assert "kiwi" not in (await sign_in(inger, asked, "other_citizen")).text
    assert await Thread.filter(title=FORM["title"]).count() == 0
    inger.token = ""
    back = await sign_in(inger, await inger.post(NEW, form))
    assert back.status_code == 200
    assert "kiwiblodsukker" in back.text
    assert 'name="whose" value="' + form["whose"] not in back.text


async def test_one_who_signed_in_anew_goes_on_at_once(world: World, browser: Browsers) -> None:
    await world.topics()
    inger = browser("citizen")
    form = written(await inger.get(NEW))
    again = {"email": "citizen@demo.invalid", "password": PASSWORD, "next": "/forum"}
    assert (await inger.post("/login", again)).status_code == 303
    back = await inger.post(NEW, form)
    assert back.status_code == 409
    assert "kiwiblodsukker" in back.text
    inger.token = re.findall(r'name="token" value="([0-9a-f]+)"', back.text)[-1]
    assert (await inger.post(NEW, FORM)).status_code == 303
    assert await Post.filter(thread__title=FORM["title"]).count() == 1


async def test_who_signs_in_after_she_signed_out_is_not_given_it(world: World, browser: Browsers) -> None:
    await world.topics()
    inger = browser("citizen")
    form = written(await inger.get(NEW))
    inger.client.cookies.delete("hub")
    asked = await inger.post(NEW, form)
    assert asked.status_code == 401
    assert (await sign_in(inger, asked, "other_citizen")).status_code == 303
    inger.client.cookies.delete("hub")
    assert "kiwiblodsukker" in (await sign_in(inger, await inger.post(NEW, form))).text


@pytest.mark.parametrize("made_up", ["", "ff" * 36, "kiwi", "0" * 4000])
async def test_a_form_without_a_mark_of_ours_is_refused_and_kept_by_nobody(
    world: World, browser: Browsers, made_up: str
) -> None:
    await world.topics()
    inger = browser("citizen")
    await inger.get(NEW)
    await become(inger, world, "other_citizen")
    answer = await inger.post(NEW, {**FORM, "whose": made_up})
    assert answer.status_code == 400
    assert kept(answer) == ""

"""The forum as a browser without scripts meets it: reading, writing, what each is shown."""

import html
import re
from collections.abc import Callable

import pytest

from forum.debate import queries
from forum.moderation import actions as moderation
from forum.moderation.wire import Deed
from tests.doubles.counting import counted
from tests.web.conftest import Browser
from tests.web.forum.conftest import Debate
from tests.web.world import World

Make = Callable[..., Browser]


def texts(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


async def test_strangers_read_open_topics_and_no_others(browser: Make, debate: Debate) -> None:
    stranger = browser()
    assert "Mad" in (await stranger.get("/forum")).text
    assert "For os" not in (await stranger.get("/forum")).text
    assert "Højt blodsukker" in (await stranger.get("/forum/open")).text
    page = (await stranger.get(debate.thread)).text
    assert "Det oplever mange." in page
    assert "Svar fra en fagperson" in page
    assert "Log ind for at svare" in page
    assert "<textarea" not in page
    assert (await stranger.get("/forum/members")).status_code == 404


async def test_a_professional_is_shown_with_role_and_municipality(browser: Make, debate: Debate) -> None:
    page = (await browser().get(debate.thread)).text
    assert '<span class="hub-role">Fysioterapeut · Varde</span>' in page


async def test_a_thread_is_looked_at_then_sent(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get("/forum/open/new")
    written = {"title": "Blodsukker og morgenmad", "text": "Hvad **spiser** I?", "as": "own"}
    looked = await citizen.post("/forum/open/new", written | {"step": "preview"})
    assert looked.status_code == 200
    assert "<strong>spiser</strong>" in looked.text
    assert "Har nogen allerede spurgt?" in looked.text
    assert f"/forum/posts/{debate.first.post}" in looked.text
    sent = await citizen.post("/forum/open/new", written | {"step": "send"})
    assert sent.status_code == 303
    page = await citizen.get(sent.headers["location"])
    assert "Dit indlæg er sendt." in page.text
    assert "<strong>spiser</strong>" in page.text


async def test_what_is_wrong_is_said_and_the_text_kept(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get("/forum/open/new")
    answer = await citizen.post("/forum/open/new", {"title": "?", "text": "En tekst.", "step": "send"})
    assert answer.status_code == 400
    assert "Skriv en overskrift" in answer.text
    assert "En tekst." in answer.text
    answer = await citizen.post(f"{debate.thread}/reply", {"text": "", "step": "send"})
    assert answer.status_code == 400


@pytest.mark.parametrize("step", ["preview", "send"])
async def test_an_emergency_word_shows_at_once_whom_to_call(browser: Make, debate: Debate, step: str) -> None:
    citizen = browser("citizen")
    await citizen.get(debate.thread)
    answer = await citizen.post(f"{debate.thread}/reply", {"text": "Jeg vil ikke leve mere", "step": step})
    page = answer.text if step == "preview" else (await citizen.get(answer.headers["location"])).text
    shown = re.sub(r"<template.*?</template>", "", page, flags=re.S)
    assert "Livslinien" in shown
    assert 'href="tel:70201201"' in shown
    assert step == "preview" or answer.headers["location"].endswith("#guidance")


async def test_drafts_are_kept_and_shown_again(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get(debate.thread)
    kept = await citizen.post(f"{debate.thread}/draft", {"text": "Et halvt svar. Brystsmerter!"})
    assert kept.json()["saved"] is True
    assert kept.json()["emergency"] == "call_112"
    assert "Et halvt svar." in (await citizen.get(debate.thread)).text
    assert "Et halvt svar." in (await citizen.get("/forum/mine")).text
    assert "Et halvt svar." not in (await browser("other_citizen").get(debate.thread)).text


async def test_a_script_hears_of_similar_threads(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get("/forum/open/new")
    kept = await citizen.post("/forum/open/draft", {"title": "Mit blodsukker", "text": ""})
    assert kept.json()["similar"] == [
        {"title": "Højt blodsukker om morgenen", "href": f"/forum/posts/{debate.first.post}"}
    ]


async def test_quoting_works_without_scripts(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    page = await citizen.get(f"{debate.thread}/answer?quote={debate.answer.post}")
    assert "Det oplever mange." in texts(page.text)
    assert f'name="reply_to" value="{debate.answer.post}"' in page.text


async def test_an_alias_is_taken_and_written_under(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get("/forum/open/alias")
    taken = await citizen.post("/forum/open/alias", {"own": "Strandskade", "back": debate.thread})
    assert taken.headers["location"] == f"{debate.thread}?done=alias_taken"
    await citizen.get(debate.thread)
    await citizen.post(f"{debate.thread}/reply", {"text": "Under alias.", "as": "alias", "step": "send"})
    page = (await browser("other_citizen").get(debate.thread)).text
    assert "Strandskade" in page
    assert "Under alias." in page


async def test_reading_moves_the_mark_and_shows_what_is_new(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get(debate.thread)
    await debate.reply("other_citizen", "Nyt svar.")
    assert "1 nyt indlæg" in texts((await citizen.get("/forum/open")).text)
    assert "Nyt siden sidst" in (await citizen.get(debate.thread)).text
    assert "Nyt siden sidst" not in (await citizen.get(debate.thread)).text


async def test_deeds_on_posts(browser: Make, debate: Debate) -> None:
    citizen = browser("citizen")
    await citizen.get(debate.thread)
    helped = await citizen.post(f"/forum/posts/{debate.answer.post}/helpful", {"on": "yes"})
    assert helped.headers["location"].startswith(debate.thread)
    assert "Tak, det hjalp mig" in (await citizen.get(debate.thread)).text
    await citizen.post(f"{debate.thread}/solved", {"post": debate.answer.post})
    assert "Svaret, der hjalp" in (await browser().get(debate.thread)).text
    edited = await citizen.post(f"/forum/posts/{debate.first.post}/edit", {"text": "Rettet tekst."})
    assert edited.status_code == 303
    assert "Rettet tekst." in (await browser().get(debate.thread)).text
    assert "Kender I det?" in (await citizen.get(f"/forum/posts/{debate.first.post}/history")).text
    await citizen.post(f"{debate.thread}/follow", {"way": "mute"})
    assert "Giv mig besked igen" in (await citizen.get(debate.thread)).text
    mine = await debate.reply("citizen", "Det fortryder jeg.")
    await citizen.post(f"/forum/posts/{mine.post}/remove")
    assert "Det fortryder jeg." not in (await browser().get(debate.thread)).text


async def test_a_permalink_leads_to_the_post(browser: Make, debate: Debate) -> None:
    answer = await browser().get(f"/forum/posts/{debate.answer.post}")
    assert answer.headers["location"] == f"{debate.thread}?at=2#post-2"
    assert (await browser().get("/forum/posts/nothing")).status_code == 404


async def test_searching(browser: Make, debate: Debate) -> None:
    page = (await browser().get("/forum/search?q=blodsukkeret")).text
    assert debate.first.post in page
    for words in ('"', "%00", "a" * 400, "%F0%9F%92%A4", "(OR*"):
        assert (await browser().get(f"/forum/search?q={words}&after={words}")).status_code == 200
    assert "Vi fandt ikke noget" in (await browser().get("/forum/search?q=elefant")).text
    strange = '<script>alert("x")</script> blodsukker'
    await debate.reply("citizen", strange)
    page = (await browser().get("/forum/search?q=alert")).text
    assert "<script>alert" not in page


async def test_a_public_answer_is_found_and_leads_to_itself(browser: Make, world: World) -> None:
    await world.write_letters()
    key = world.letters["answer"]
    page = (await browser().get("/forum/search?q=cykle")).text
    link = re.search(rf'href="(/[^"]*{key})"', page)
    assert link
    assert "Besvaret brev" in page
    assert "Må man cykle?" in (await browser().get(link[1])).text


async def test_long_threads_come_in_pages(browser: Make, debate: Debate) -> None:
    for number in range(25):
        await debate.reply(("moderator", "other_citizen")[number % 2], f"Nummer {number}")
    first = (await browser().get(debate.thread)).text
    assert "Flere indlæg" in first
    assert "Nummer 24" not in first
    link = re.search(r'href="\?(after=\d+)"', first)
    assert link
    second = (await browser().get(f"{debate.thread}?{link[1]}")).text
    assert "Nummer 24" in second
    assert (await browser().get(f"{debate.thread}?after=x")).status_code == 400


@pytest.mark.parametrize("who", ["", "citizen", "moderator"])
async def test_every_page_asks_the_database_as_often_for_three_as_for_one(
    browser: Make, debate: Debate, who: str
) -> None:
    visitor = browser(who)
    paths = ["/forum", "/forum/open", debate.thread, "/forum/search?q=blodsukker"]
    before = [await counted(visitor.get, path) for path in paths + paths][len(paths) :]
    for number in range(2):
        await debate.start("other_citizen", f"Mere om blodsukker {number}")
        await debate.reply("other_citizen", f"Om blodsukker {number}")
    await visitor.get(debate.thread)
    after = [await counted(visitor.get, path) for path in paths]
    assert after == before


async def test_in_english(browser: Make, debate: Debate) -> None:
    page = (await browser("", language="en").get("/forum")).text
    assert "Forum" in page
    assert "Emner" not in page
    assert await queries.categories(debate.world.people["citizen"])


async def test_a_hidden_post_leads_its_writer_to_the_reason(browser: Make, debate: Debate) -> None:
    moderator = debate.world.people["moderator"]
    deed = await moderation.act(
        moderator, debate.first.post, Deed(kind="hide", reason="rude", words="Roligt.")
    )
    way = f'href="/forum/moderation/why/{deed}"'
    citizen = browser("citizen")
    assert way in (await citizen.get(debate.thread)).text
    assert way in (await citizen.get("/forum/mine")).text
    for other in ("other_citizen", "moderator"):
        assert way not in (await browser(other).get(debate.thread)).text

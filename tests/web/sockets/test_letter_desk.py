"""Colleagues at the same letter, over a real socket: that something happens is told, who it is is asked."""

import pytest

from forum.letterbox import actions as letters
from forum.letterbox import queries
from hub.errors import Missing
from tests.web.sockets.conftest import Client, Served
from tests.web.sockets.test_forum_news import news_of


@pytest.fixture
async def desks(served: Served) -> Served:
    """The server, with letters."""
    await served.world.write_letters()
    return served


async def watching(served: Served, who: str, letter: str) -> Client:
    client = served.client()
    await client.connect(who, "", namespace="/forum")
    client.reply = await client.ask("watch", {"letter": served.world.letters[letter]})
    return client


async def test_the_open_page_hears_of_a_colleague_and_asks_who(desks: Served) -> None:
    people, letter = desks.world.people, desks.world.letters["waiting"]
    page = await watching(desks, "professional", "waiting")
    assert page.reply == {"ok": True, "last": 1}
    await letters.open_letter(people["other_professional"], letter)
    assert await page.until(lambda event, data: event == "news") == {"kind": "desk", "number": 0}
    told = await queries.nearby(people["professional"], letter)
    assert [(one.who.name, one.writes) for one in told.company] == [("Anne Holm", False)]
    assert [event for event, _ in page.events] == ["news"]


async def test_who_writes_an_answer_is_told_as_it_is_kept(desks: Served) -> None:
    people, letter = desks.world.people, desks.world.letters["waiting"]
    page = await watching(desks, "other_professional", "waiting")
    await letters.take_answer_back(people["professional"], letter)
    reader = await queries.nearby(people["professional"], letter)
    assert reader.company == ()
    with pytest.raises(Missing):
        await queries.nearby(people["other_professional"], letter)
    await news_of(desks).look()
    assert await page.until(lambda event, data: event == "closed") == {}


async def test_more_from_the_citizen_is_told_without_a_word_of_it(desks: Served) -> None:
    page = await watching(desks, "professional", "asked")
    await letters.follow_up(desks.world.people["citizen"], desks.world.letters["asked"], "Hemmelig kiwi")
    assert await page.until(lambda event, data: event == "news") == {"kind": "desk", "number": 0}
    assert (await queries.nearby(desks.world.people["professional"], desks.world.letters["asked"])).last == 2
    assert "kiwi" not in str(page.events)


@pytest.mark.parametrize("who", ["citizen", "other_professional", "coordinator", "administrator", "platform"])
async def test_whoever_may_not_have_it_open_may_not_watch(desks: Served, who: str) -> None:
    page = await watching(desks, who, "asked")
    assert page.reply["error"]["code"] == "missing"
    await letters.open_letter(desks.world.people["professional"], desks.world.letters["asked"])
    await page.ask("unwatch", {})
    assert page.events == []


async def test_a_letter_given_back_is_watched_no_more(desks: Served) -> None:
    page = await watching(desks, "professional", "asked")
    await letters.give_back(desks.world.people["professional"], desks.world.letters["asked"], "Ikke mit fag")
    assert await page.until(lambda event, data: True) == {}
    assert [event for event, _ in page.events] == ["closed"]


async def test_a_letter_is_named_alone(desks: Served) -> None:
    page = await watching(desks, "professional", "asked")
    both = {"letter": desks.world.letters["asked"], "category": "a"}
    assert (await page.ask("watch", both))["error"]["code"] == "bad_message"

"""An alias stays a mask: after 200 random acts, nothing that anybody can fetch leads from it to the person.

Every page, form, feed and search that any role can open, and every frame that a socket of theirs is sent
meanwhile, is looked through; and leaks that are planted are found.
"""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from starlette.types import ASGIApp

from config.settings import Settings
from forum.debate import shown
from forum.debate.models import Post, Thread
from forum.debate.wire import AuthorShown
from forum.moderation import writers
from forum.moderation.wire import Writer
from hub import audit, bus, db, jobs
from tests.conftest import Clock
from tests.doubles.leaks import Answer, links
from tests.web.conftest import Browser
from tests.web.crawl import everything
from tests.web.listeners import Listeners
from tests.web.masked_forum import TOPICS, Forum
from tests.web.sockets.conftest import Served, served
from tests.web.test_permission_matrix import wide
from tests.web.world import PEOPLE, World
from web.app import configure, create_pages
from web.security import armoured
from web.sockets.forum import ForumNamespace
from web.sockets.speaking import Speaker

__all__ = ["served"]

ACTS, FEW = 200, 40
MOVE_AFTER = 20
EVERYBODY = ["stranger", *PEOPLE, "second_moderator"]
STARTS = ["/", "/me", "/forum", "/forum/moderation", "/forum/moderation/flags", "/admin", "/notices"]

Plant = Callable[["Grown", pytest.MonkeyPatch], Awaitable[None]]


@dataclass
class Grown:
    """A forum that things happen in while others listen."""

    forum: Forum
    listeners: Listeners

    async def happen(self, acts: int, readers: list[str]) -> None:
        """So many acts; now and then everybody who listens goes on to another topic and thread."""
        chance = random.Random(11)
        for who in readers:
            await self.listeners.come(who)
        await self.forum.start()
        for number in range(acts):
            if number % MOVE_AFTER == 0:
                thread = chance.choice(await Thread.all().order_by("id"))
                await self.listeners.move(TOPICS[number // MOVE_AFTER % 2], thread.public_id)
            await self.forum.act()
        await self.listeners.hear_all(TOPICS[0])
        await jobs.run_due()


@pytest.fixture
async def app(sqlite_database: Settings, served: Served) -> ASGIApp:
    """Pages for the browsers; what runs beside them runs with `served`."""
    configure(sqlite_database)
    pages = create_pages(sqlite_database)
    pages.state.ready = True
    return armoured(pages, sqlite_database)


@pytest.fixture
async def grown(world: World, served: Served, frozen_clock: Clock) -> AsyncIterator[Grown]:
    """Before anything happens."""
    wide()
    made = Forum(world, frozen_clock, random.Random(7))
    await made.fill()
    stop = bus.subscribe("forum", made.told)
    yield Grown(made, Listeners(served))
    stop()


async def fetched(grown: Grown, browser: Callable[..., Browser], readers: list[str]) -> list[Answer]:
    """What the readers can fetch, what their sockets were sent, and what went over the bus."""
    words = ["spørgsmål", "Gåsefod", "Kirsten"]
    answers = [Answer("bus", "event", event) for event in grown.forum.events] + grown.listeners.heard
    for who in readers:
        answers += await everything(who, browser("" if who == "stranger" else who), STARTS, words)
    return answers


@pytest.mark.timeout(600)
async def test_nothing_anybody_can_fetch_leads_from_an_alias_to_the_person(
    grown: Grown, browser: Callable[..., Browser]
) -> None:
    await grown.happen(ACTS, EVERYBODY)
    answers = await fetched(grown, browser, EVERYBODY)
    people = await grown.forum.masked()
    for person in people:
        for name, _ in person.aliases:
            assert any(name in answer.text for answer in answers if answer.reader != person.who), name
        assert any(person.name in answer.text for answer in answers if answer.reader != person.who), person
    assert grown.forum.done > ACTS / 3
    assert len(grown.forum.events) > ACTS / 4
    for who in EVERYBODY:
        assert (
            sum('"news"' in frame.text for frame in grown.listeners.heard if frame.reader == who) > ACTS / 8
        )
    assert "\n".join(links(answers, people)) == ""


async def at_the_moderators_table(grown: Grown, patch: pytest.MonkeyPatch) -> None:
    """Moderators are shown the person beside the alias."""
    plain = writers.shown
    patch.setattr(writers, "shown", lambda row: Writer(f"{plain(row).name} Kirsten Madsen", True, "citizen"))


async def in_the_log(grown: Grown, patch: pytest.MonkeyPatch) -> None:
    """The log of deeds names the post beside the person."""
    people = grown.forum.world.people
    async with db.transaction():
        for post in await Post.exclude(alias_id=None):
            person = await writers.person_of(post)
            if person == people["citizen"].person_id:
                await audit.write(
                    people["moderator"], "hide", "moderation", post.public_id, subject_id=person
                )


async def in_the_key(grown: Grown, patch: pytest.MonkeyPatch) -> None:
    """The alias's key stands in the log beside the person."""
    people = grown.forum.world.people
    [kirsten] = [person for person in await grown.forum.masked() if person.who == "citizen"]
    async with db.transaction():
        for _, key in kirsten.aliases:
            await audit.write(people["citizen"], "take", "sign_up", key)


async def in_the_name(grown: Grown, patch: pytest.MonkeyPatch) -> None:
    """Readers of a thread are shown the person beside the alias."""
    plain, [kirsten, *_] = shown.author, await grown.forum.masked()

    def leaky(actor: Any, row: Any, category_id: int) -> AuthorShown:
        author = plain(actor, row, category_id)
        hers = author.key in dict(kirsten.aliases).values()
        return msgspec.structs.replace(author, name=f"{author.name} ({kirsten.name})") if hers else author

    patch.setattr(shown, "author", leaky)


async def in_what_is_told(grown: Grown, patch: pytest.MonkeyPatch) -> None:
    """The event says whose page it is beside the alias; no page and no message of the bus does."""
    plain, [kirsten, *_] = Speaker._emit, await grown.forum.masked()

    def leaky(self: Speaker, event: str, data: dict[str, Any], room: str) -> None:
        by = {"by": kirsten.aliases[0][0], "avatar": f"/people/{kirsten.person_id}"}
        plain(self, event, data | (by if event == "news" else {}), room)

    patch.setattr(Speaker, "_emit", leaky)


async def in_what_is_answered(grown: Grown, patch: pytest.MonkeyPatch) -> None:
    """Whoever begins to watch is told to the second when the alias wrote."""
    plain = ForumNamespace.on_watch

    async def leaky(self: ForumNamespace, connection: Any, message: Any) -> Any:
        last = await Post.exclude(alias_id=None).order_by("-id").select_related("alias").first()
        by = {"by": last.alias.name, "at": last.created_at.isoformat()} if last and last.alias else {}
        return dict(await plain(self, connection, message) or {}) | by

    patch.setattr(ForumNamespace, "on_watch", leaky)


IN_PAGES: list[tuple[Plant, list[str]]] = [
    (at_the_moderators_table, ["moderator"]),
    (in_the_log, ["moderator", "administrator"]),
    (in_the_key, ["moderator", "administrator", "professional"]),
    (in_the_name, ["professional", "administrator"]),
]
IN_FRAMES: list[Plant] = [in_what_is_told, in_what_is_answered]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("leak", "readers"), IN_PAGES, ids=lambda value: getattr(value, "__name__", ""))
async def test_a_leak_planted_in_pages_is_found(
    grown: Grown,
    browser: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
    leak: Plant,
    readers: list[str],
) -> None:
    await grown.happen(ACTS, [])
    people = await grown.forum.masked()
    await leak(grown, monkeypatch)
    assert links(await fetched(grown, browser, readers), people) != []


@pytest.mark.parametrize("leak", IN_FRAMES, ids=lambda value: value.__name__)
async def test_a_leak_planted_in_frames_is_found(
    grown: Grown, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, leak: Plant
) -> None:
    await leak(grown, monkeypatch)
    await grown.happen(FEW, ["stranger", "professional"])
    people = await grown.forum.masked()
    assert links([Answer("bus", "event", event) for event in grown.forum.events], people) == []
    assert links(grown.listeners.heard, people) != []

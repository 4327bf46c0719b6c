"""An alias stays a mask: after 200 random acts, nothing that anybody can fetch leads from it to the person.

Every page, form, feed, search and event that any role is sent is looked through; and each kind of leak, when
one is planted, is found.
"""

import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from forum.debate import actions as debate
from forum.debate import queries as reading
from forum.debate.models import Post, Thread
from forum.debate.wire import CategoryForm, PostForm, ThreadForm
from forum.moderation import actions, writers
from forum.moderation.models import Action, Appeal
from forum.moderation.wire import Deed, Tool, Writer
from hub import audit, bus, db, jobs
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.errors import Told
from tests.conftest import Clock
from tests.doubles.leaks import Answer, Masked, links
from tests.web.conftest import Browser
from tests.web.crawl import everything
from tests.web.test_permission_matrix import wide
from tests.web.world import PEOPLE, World

ACTS = 200
NAMES = {
    "citizen": ("Gåsefod", "Havblik"),
    "other_citizen": ("Lyngbakke", "Tårnfalk"),
    "relative": ("Okseøje", "Vibe"),
}
STARTS = ["/", "/me", "/forum", "/forum/moderation", "/forum/moderation/flags", "/admin", "/notices"]
TEXTS = [
    "Jeg har prøvet det.",
    "Det er svært om morgenen.",
    "Hvad spiser I?",
    "Jeg har ondt i brystet",
    "Tak for det.",
]


@dataclass
class Forum:
    """The forum as it comes to be: who may do what next is drawn with a fixed seed."""

    world: World
    clock: Clock
    chance: random.Random
    events: list[str] = field(default_factory=list)
    done: int = 0

    async def fill(self) -> None:
        people = self.world.people
        for n, slug in enumerate(("hverdag", "hjerte")):
            form = CategoryForm(slug=slug, title_da=slug.title(), title_en=slug.title())
            await debate.create_category(people["platform"], form)
            for who, names in NAMES.items():
                await debate.take_alias(people[who], slug, names[n])
        await self.world.add("second_moderator", "Mogens Friis", "varde", Role.moderator)

    async def masked(self) -> list[Masked]:
        """Who hides behind which names."""
        found = []
        for who in NAMES:
            actor = self.world.people[who]
            pages = [await reading.category(actor, slug) for slug in ("hverdag", "hjerte")]
            pairs = tuple((page.alias.name, page.alias.key) for page in pages if page.alias)
            person = await Person.get(id=actor.person_id)
            found.append(Masked(who, person.name, person.email or "", person.id, pairs))
        return found

    async def act(self) -> None:
        """One of everything that can happen, an odd number of seconds after the last."""
        self.clock.forward(seconds=61.37 + self.chance.random() * 40)
        often = [self.start, self.reply, self.edit, self.flag, self.moderate]
        act: Callable[[], Awaitable[Any]] = self.chance.choice(
            [*often, *often, self.reply, self.tool, self.small, self.appeal, self.name]
        )
        try:
            await act()
        except Told:
            return
        self.done += 1

    def citizen(self) -> Actor:
        return self.world.people[self.chance.choice(list(NAMES))]

    def moderator(self) -> Actor:
        return self.world.people[self.chance.choice(["moderator", "second_moderator"])]

    def anybody(self) -> Actor:
        return self.world.people[self.chance.choice(list(PEOPLE))]

    async def post(self) -> Post:
        return self.chance.choice(await Post.all().order_by("id").select_related("thread"))

    async def start(self) -> None:
        form = ThreadForm(
            title=f"Et spørgsmål nummer {self.done}", text=self.chance.choice(TEXTS), alias=True
        )
        await debate.start_thread(self.citizen(), self.chance.choice(["hverdag", "hjerte"]), form)

    async def reply(self) -> None:
        thread = self.chance.choice(await Thread.all().order_by("id"))
        who = self.citizen() if self.chance.random() < 0.8 else self.world.people["professional"]
        form = PostForm(text=self.chance.choice(TEXTS), alias=who.has(Role.citizen, Role.relative))
        await debate.reply(who, thread.public_id, form)

    async def edit(self) -> None:
        await debate.edit(
            self.citizen(), (await self.post()).public_id, self.chance.choice(TEXTS) + " Rettet."
        )

    async def flag(self) -> None:
        reason = self.chance.choice(["rude", "dangerous", "other"])
        await actions.flag(self.anybody(), (await self.post()).public_id, reason, "Se lige på det.")

    async def moderate(self) -> None:
        kind = self.chance.choice(["hide", "show", "keep", "warn", "pause", "edit"])
        deed = Deed(kind=kind, reason="rude", words="Skriv pænt.", days=1, text="Rettet af os.")
        await actions.act(self.moderator(), (await self.post()).public_id, deed)

    async def tool(self) -> None:
        kind = self.chance.choice(["lock", "unlock", "pin", "slow"])
        tool = Tool(kind=kind, reason="off_topic", seconds=0)
        await actions.use_tool(self.moderator(), (await self.post()).thread.public_id, tool)

    async def small(self) -> None:
        who, post = self.anybody(), await self.post()
        await debate.mark_read(who, post.thread.public_id, 1)
        await debate.follow(who, thread=post.thread.public_id)
        await debate.helpful(who, post.public_id)

    async def appeal(self) -> None:
        action = self.chance.choice(await Action.all().order_by("id"))
        await actions.appeal(self.citizen(), action.public_id, "Det var ikke sådan ment.")
        appeal = await Appeal.all().order_by("-id").first()
        if appeal and self.chance.random() < 0.5:
            await actions.decide_appeal(self.moderator(), appeal.public_id, True, "Det er lavet om.")

    async def name(self) -> None:
        """A name is asked for, granted and shown, as it may be."""
        people, post = self.world.people, await self.post()
        wish = await actions.ask_name(people["moderator"], post.public_id, "Der er fare for liv i tråden.")
        await actions.decide_name(people["second_moderator"], wish, True)
        await actions.open_name(people["moderator"], wish)


@pytest.fixture
async def forum(world: World, frozen_clock: Clock) -> Forum:
    """Two hundred acts later."""
    wide()
    made = Forum(world, frozen_clock, random.Random(7))
    await made.fill()
    stop = bus.subscribe("forum", lambda topic, message: made.events.append(f"{topic} {json.dumps(message)}"))
    await made.start()
    for _ in range(ACTS):
        await made.act()
    await jobs.run_due()
    stop()
    return made


async def fetched(forum: Forum, browser: Callable[..., Browser], readers: list[str]) -> list[Answer]:
    """What the readers can fetch, and what went out as events."""
    words = ["spørgsmål", "Gåsefod", "Kirsten"]
    answers = [Answer("bus", "event", event) for event in forum.events]
    for who in readers:
        answers += await everything(who, browser("" if who == "stranger" else who), STARTS, words)
    return answers


@pytest.mark.timeout(600)
async def test_nothing_anybody_can_fetch_leads_from_an_alias_to_the_person(
    forum: Forum, browser: Callable[..., Browser]
) -> None:
    answers = await fetched(forum, browser, ["stranger", *PEOPLE, "second_moderator"])
    people = await forum.masked()
    for person in people:
        for name, _ in person.aliases:
            assert any(name in answer.text for answer in answers if answer.reader != person.who), name
        assert any(person.name in answer.text for answer in answers if answer.reader != person.who), person
    assert forum.done > ACTS / 3
    assert len(forum.events) > ACTS / 4
    assert "\n".join(links(answers, people)) == ""


async def at_the_moderators_table(forum: Forum, patch: pytest.MonkeyPatch) -> None:
    """Moderators are shown the person beside the alias."""
    plain = writers.shown
    patch.setattr(writers, "shown", lambda row: Writer(f"{plain(row).name} Kirsten Madsen", True, "citizen"))


async def in_the_log(forum: Forum, patch: pytest.MonkeyPatch) -> None:
    """The log of deeds names the post beside the person."""
    people = forum.world.people
    async with db.transaction():
        for post in await Post.exclude(alias_id=None):
            person = await writers.person_of(post)
            if person == people["citizen"].person_id:
                await audit.write(
                    people["moderator"], "hide", "moderation", post.public_id, subject_id=person
                )


async def in_the_key(forum: Forum, patch: pytest.MonkeyPatch) -> None:
    """The alias's key stands in the log beside the person."""
    people = forum.world.people
    [kirsten] = [person for person in await forum.masked() if person.who == "citizen"]
    async with db.transaction():
        for _, key in kirsten.aliases:
            await audit.write(people["citizen"], "take", "sign_up", key)


LEAKS = [
    (at_the_moderators_table, ["moderator"]),
    (in_the_log, ["moderator", "administrator"]),
    (in_the_key, ["moderator", "administrator", "professional"]),
]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("leak", "readers"), LEAKS, ids=lambda value: getattr(value, "__name__", ""))
async def test_a_planted_leak_is_found(
    forum: Forum,
    browser: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
    leak: Callable[[Forum, pytest.MonkeyPatch], Awaitable[None]],
    readers: list[str],
) -> None:
    people = await forum.masked()
    await leak(forum, monkeypatch)
    assert links(await fetched(forum, browser, readers), people) != []


KIRSTEN = Masked(
    "citizen",
    "Kirsten Madsen",
    "k@x.dk",
    7,
    (("Gåsefod", "aB3dE5gH7jK9mN1p"), ("Havblik", "zY9xW7vU5tS3rQ1o")),
)
OVE = Masked(
    "other", "Ove Vang", "o@x.dk", 8, (("Lyngbakke", "qQ1wW2eE3rR4tT5y"), ("Tårnfalk", "mM1nN2bB3vV4cC5x"))
)
ALIAS = '<span class="hub-avatar"> GF </span>Gåsefod <a href="/forum/posts/pP1oO2iI3uU4yY5t">kl. 10.31</a>'
CLEAN = [
    Answer("moderator", "/a", ALIAS),
    Answer("office", "/b", '<a href="/admin/people/7">Kirsten Madsen</a>'),
]


@pytest.mark.parametrize(
    "leak",
    [
        Answer("office", "/c", "Gåsefod er Kirsten Madsen"),
        Answer("office", "/c", '{"key": "aB3dE5gH7jK9mN1p", "person": "person:7"}'),
        Answer("office", "/c", '<i data-k="pP1oO2iI3uU4yY5t"></i> k@x.dk'),
        Answer("office", "/c", 'Gåsefod <a href="/people/7">skrev</a>'),
        Answer("office", "/c", "<span class='hub-avatar'> KM </span>Gåsefod"),
        Answer("office", "/c", "<name>Gåsefod</name><updated>2026-03-02T08:14:37Z</updated>"),
        Answer("office", "/c", "Gåsefod 10.31.07"),
        Answer("office", "/c", "Gåsefod kom 2026-03-02 08:14:00.370000"),
    ],
)
def test_each_kind_of_leak_is_told(leak: Answer) -> None:
    assert links(CLEAN, [KIRSTEN, OVE]) == []
    assert links([*CLEAN, leak], [KIRSTEN, OVE]) != []


def test_an_identifier_that_all_aliases_of_one_person_share_is_told() -> None:
    face = '<b data-face="fF1aA2cC3eE4hH5j"></b>'
    shared = [Answer("x", "/1", f"Gåsefod {face}"), Answer("x", "/2", f"Havblik {face}")]
    assert links(shared[:1], [KIRSTEN, OVE]) == []
    assert links(shared, [KIRSTEN, OVE]) != []
    assert links([*shared, Answer("x", "/3", f"Lyngbakke {face}")], [KIRSTEN, OVE]) == []

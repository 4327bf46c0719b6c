"""Two hundred things that people under aliases, professionals and moderators do, drawn with a fixed seed."""

import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from forum.debate import actions as debate
from forum.debate import queries as reading
from forum.debate.models import Post, Thread
from forum.debate.wire import CategoryForm, PostForm, ThreadForm
from forum.moderation import actions
from forum.moderation.models import Action, Appeal
from forum.moderation.wire import Deed, Tool
from hub import bus
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.errors import Told
from tests.conftest import Clock
from tests.doubles.leaks import Masked
from tests.web.world import PEOPLE, World

TOPICS = ("hverdag", "hjerte")
NAMES = {
    "citizen": ("Gåsefod", "Havblik"),
    "other_citizen": ("Lyngbakke", "Tårnfalk"),
    "relative": ("Okseøje", "Vibe"),
}
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
        for n, slug in enumerate(TOPICS):
            form = CategoryForm(slug=slug, title_da=slug.title(), title_en=slug.title())
            await debate.create_category(people["platform"], form)
            for who, names in NAMES.items():
                await debate.take_alias(people[who], slug, names[n])
        await self.world.add("second_moderator", "Mogens Friis", "varde", Role.moderator)

    def told(self, topic: str, message: bus.Message) -> None:
        """Keep what goes over the bus, with its letters as they are."""
        self.events.append(f"{topic} {json.dumps(message, ensure_ascii=False)}")

    async def masked(self) -> list[Masked]:
        """Who hides behind which names."""
        found = []
        for who in NAMES:
            actor = self.world.people[who]
            pages = [await reading.category(actor, slug) for slug in TOPICS]
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
        await debate.start_thread(self.citizen(), self.chance.choice(TOPICS), form)

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

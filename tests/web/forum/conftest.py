"""A forum beside the world of the page tests: an open topic and one for Kolding's members."""

import pytest

from forum.debate import actions
from forum.debate.states import Audience
from forum.debate.wire import CategoryForm, Posted, PostForm, ThreadForm
from hub.actor import SYSTEM
from tests.web.world import World


class Debate:
    """`open` is for all, `members` for Kolding; `first` is the citizen's thread with an answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.first: Posted
        self.answer: Posted

    async def fill(self) -> None:
        await actions.create_category(SYSTEM, CategoryForm(slug="open", title_da="Mad", title_en="Food"))
        members = CategoryForm(
            slug="members",
            title_da="For os",
            title_en="For us",
            audience=Audience.members,
            municipality_ids=(self.world.places["kolding"],),
        )
        await actions.create_category(SYSTEM, members)
        self.first = await self.start("citizen", "Højt blodsukker om morgenen")
        self.answer = await self.reply("other_professional", "Det oplever mange.")

    async def start(self, who: str, title: str, slug: str = "open", text: str = "Kender I det?") -> Posted:
        return await actions.start_thread(self.world.people[who], slug, ThreadForm(title=title, text=text))

    async def reply(self, who: str, text: str, thread: str = "") -> Posted:
        key = thread or self.first.thread
        return await actions.reply(self.world.people[who], key, PostForm(text=text))

    @property
    def thread(self) -> str:
        return f"/forum/threads/{self.first.thread}"


@pytest.fixture
async def debate(world: World) -> Debate:
    made = Debate(world)
    await made.fill()
    return made

"""A little forum in the world of the page tests: a thread under an alias, and what moderators had to do."""

import datetime as dt
from typing import TYPE_CHECKING

from forum.debate import actions as debate
from forum.debate.wire import CategoryForm, ThreadForm
from forum.moderation import actions
from forum.moderation.wire import Deed
from forum.safety import actions as safety
from forum.safety.wire import WordForm
from hub import clock

if TYPE_CHECKING:
    from tests.web.world import World


async def furnish(world: "World") -> None:
    """`world.keys`: names of the parts of addresses, and what stands there."""
    people, keys = world.people, world.keys
    form = CategoryForm(slug="hverdag", title_da="Hverdag", title_en="Everyday life")
    keys["slug"] = await debate.create_category(people["platform"], form)
    await debate.take_alias(people["citizen"], keys["slug"], "Gåsefod")
    posted = await debate.start_thread(
        people["citizen"],
        keys["slug"],
        ThreadForm(title="Højt blodsukker om morgenen", text="Er der nogen, der kender det?", alias=True),
    )
    keys |= {"thread": posted.thread, "post": posted.post}
    moderator = people["moderator"]
    keys["action"] = await actions.act(moderator, posted.post, Deed(kind="warn", reason="rude"))
    keys["appeal"] = await actions.appeal(people["citizen"], keys["action"], "Det var ikke sådan ment.")
    keys["reveal"] = await actions.ask_name(moderator, posted.post, "Der er fare for liv i tråden.")
    starts = clock.local(clock.now()) + dt.timedelta(hours=4)
    keys["duty"] = await actions.take_turn(moderator, starts, starts + dt.timedelta(hours=4))
    word = WordForm(
        phrase="kryptovaluta", language="da", kind="hold", municipality_id=world.places["kolding"]
    )
    keys["word"] = await safety.add_word(people["administrator"], word)

"""A forum with moderators of two municipalities, and the shapes of things that moderation's tests need."""

from dataclasses import dataclass

import pytest

from forum.debate import actions as debate
from forum.moderation import actions
from forum.moderation.wire import Deed
from forum.notices.models import Notice
from hub.actor import Actor, Role
from tests.forum.debate.conftest import Forum, answered, forum, started

__all__ = ["forum"]


@dataclass
class Watch:
    """The forum, two moderators, four citizens more, and a thread that Ove started as Gåsefod."""

    forum: Forum
    mette: Actor
    jonas: Actor
    others: list[Actor]
    thread: str = ""
    post: str = ""

    async def written(self, actor: Actor, text: str = "Glem alt om medicinen.", **form: object) -> str:
        """An answer in the thread; its public id."""
        return (await answered(actor, self.thread, text, **form)).post

    async def flagged(self, post: str, times: int, reason: str = "rude") -> None:
        for actor in self.others[:times]:
            await actions.flag(actor, post, reason)


async def watch_over(forum: Forum) -> Watch:
    jonas = await forum.person(forum.kolding, "Jonas Friis", Role.moderator)
    names = ["Bodil Kjær", "Erik Lund", "Grethe Møl", "Hans Ny", "Inge Osk"]
    others = [await forum.person(forum.varde, name) for name in names]
    made = Watch(forum, forum.mette, jonas, others)
    await debate.take_alias(forum.ove, "open", "Gåsefod")
    posted = await started(forum.ove, alias=True)
    made.thread, made.post = posted.thread, posted.post
    return made


@pytest.fixture
async def watch(forum: Forum) -> Watch:
    """With the forum, once on each kind of database."""
    return await watch_over(forum)


async def told(actor: Actor) -> list[tuple[str, str]]:
    """Kind and path of every notice a person has, the oldest first."""
    rows = await Notice.filter(person_id=actor.person_id).order_by("id")
    return [(row.kind, row.path) for row in rows]


async def act(watch: Watch, post: str, kind: str, **more: object) -> str:
    """Mette does something, with a reason."""
    return await actions.act(watch.mette, post, Deed(kind=kind, **{"reason": "rude", **more}))

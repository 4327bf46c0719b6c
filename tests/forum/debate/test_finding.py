"""What the forum's search finds, for whom, through everything that can happen to a post."""

import asyncio
import contextvars
from collections.abc import Sequence

import pytest
from click.testing import CliRunner

from config.settings import Settings
from forum import commands
from forum.debate import actions, counting, filing, queries, steering
from forum.debate.models import Post, Thread
from forum.debate.states import Audience, By, State
from forum.debate.wire import CategoryForm
from forum.search import Document, Scope
from forum.search.index import forget_all
from hub import db
from hub.actor import ANONYMOUS, Actor
from tests.doubles.command_line import at_the_command_line
from tests.forum.debate.conftest import PLATFORM, Forum, answered, started


async def found(actor: Actor, words: str, **asked: object) -> list[str]:
    return [hit.key for hit in (await queries.find(actor, words, **asked)).found]  # type: ignore[arg-type]


async def test_who_sees_a_category_finds_what_is_in_it(forum: Forum) -> None:
    keys = {
        slug: (await started(forum.mette, slug, "Rundt om søen")).post
        for slug in ("open", "members", "course")
    }
    for actor, seen in {
        ANONYMOUS: ["open"],
        forum.ove: ["open"],
        forum.kirsten: ["members", "open"],
        forum.mette: ["course", "members", "open"],
    }.items():
        assert await found(actor, "søen") == [keys[slug] for slug in seen]
        assert [hit.key for hit in await queries.similar(actor, "Søen")] == [keys[slug] for slug in seen]


async def test_a_changed_audience_holds_at_once(forum: Forum) -> None:
    await started(forum.kirsten, "open", "Rundt om søen")
    form = CategoryForm(slug="open", title_da="A", title_en="A", audience=Audience.members)
    await actions.edit_category(PLATFORM, "open", form)
    assert await found(ANONYMOUS, "søen") == []


async def test_edited_removed_hidden_and_shown_again(forum: Forum) -> None:
    posted = await started(forum.kirsten, "open", "Rundt om søen")
    reply = await answered(forum.ove, posted.thread, "Tag en madpakke med.")
    assert await found(ANONYMOUS, "madpakken") == [reply.post]
    await actions.edit(forum.ove, reply.post, "Tag en termokande med.")
    assert await found(ANONYMOUS, "madpakken") == []
    assert await found(ANONYMOUS, "termokande") == [reply.post]
    for state, seen in ((State.hidden, []), (State.published, [posted.post, reply.post])):
        async with db.transaction():
            thread = await counting.lock(await Thread.get(public_id=posted.thread))
            await counting.set_thread_state(thread, state)
        assert await found(ANONYMOUS, "søen") + await found(ANONYMOUS, "termokande") == seen
    async with db.transaction():
        post = await Post.get(public_id=reply.post)
        await counting.take_away(post, await counting.lock(thread), State.hidden, By.moderator)
    assert await found(ANONYMOUS, "termokande") == []
    async with db.transaction():
        await counting.publish(post, await counting.lock(thread))
    assert await found(ANONYMOUS, "termokande") == [reply.post]
    await actions.remove(forum.ove, reply.post)
    assert await found(ANONYMOUS, "termokande") == []


async def test_what_waits_is_not_found_until_it_is_published(forum: Forum) -> None:
    await forum.change("open", approve="all")
    posted = await started(forum.kirsten, "open", "Rundt om søen")
    assert await found(forum.mette, "søen") == []
    async with db.transaction():
        post = await Post.get(public_id=posted.post)
        await counting.publish(post, await counting.lock(await Thread.get(public_id=posted.thread)))
    assert await found(ANONYMOUS, "søen") == [posted.post]


async def test_only_professionals_answers(forum: Forum) -> None:
    posted = await started(forum.kirsten, "open", "Rundt om søen")
    reply = await answered(forum.anne, posted.thread, "Ja, gå rundt om søen.")
    assert await found(ANONYMOUS, "søen", professional_only=True) == [reply.post]


async def test_reindex_files_everything_anew(
    forum: Forum, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = await started(forum.kirsten, "open", "Rundt om søen")
    reply = await answered(forum.ove, posted.thread, "Ja, søen.")
    await forget_all()
    assert await found(ANONYMOUS, "søen") == []
    await db.close()
    at_the_command_line(database, monkeypatch)
    result = await asyncio.to_thread(CliRunner().invoke, commands.forum, ["reindex"])
    assert result.exit_code == 0, result.output
    assert "2 documents" in result.output
    await db.connect(database)
    assert await found(ANONYMOUS, "søen") == [posted.post, reply.post]


async def test_what_is_hidden_while_the_search_is_built_anew_stays_hidden(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = await started(forum.kirsten, "open", "Rundt om søen")
    reply = await answered(forum.ove, posted.thread, "Ja, søen.")
    await forget_all()
    plain, hiding = filing.file_many, list[asyncio.Task[None]]()

    async def hide() -> None:
        async with db.transaction():
            await steering.set_post_state(forum.mette, reply.post, State.hidden)

    async def meanwhile(documents: Sequence[tuple[Document, Scope]]) -> int:
        hiding.append(asyncio.create_task(hide(), context=contextvars.Context()))
        await asyncio.wait(hiding, timeout=0.3)  # it is done now, or waits for what reads here
        return await plain(documents)

    monkeypatch.setattr(filing, "file_many", meanwhile)
    assert await filing.file_anew(0) == ((await Post.get(public_id=reply.post)).id, 2)
    await hiding[0]
    assert await found(forum.kirsten, "søen") == [posted.post]

"""The debate in any order of acts, on both databases, beside a model of a few lines.

Numbers are dense and never given twice, counts are right, nothing is lost, read positions hold, and what
waits, is hidden or removed is shown to nobody who may not.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, ClassVar

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from config.settings import Settings
from forum.debate import actions, queries, steering
from forum.debate.models import Category, Post, PostVersion, Thread
from forum.debate.states import MOVES, Approve, State
from forum.debate.wire import PostForm
from hub import clock, db, limits, site
from hub.actor import ANONYMOUS, Actor
from hub.errors import Told
from tests.conftest import Clock, _new_database, _open
from tests.doubles import nightly
from tests.forum.debate.conftest import Forum, started

WAYS = st.sampled_from(["none", "first", "all"])
PICK = st.integers(0, 99)


@dataclass
class Known:
    """A post as it should be."""

    writer: Actor
    thread: str
    text: str
    state: State
    number: int | None
    second: bool = False
    versions: int = 0


@dataclass
class Topic:
    """A thread as it should be."""

    writer: Actor
    state: State = State.published
    last: int = 0
    gaps: bool = False
    into: str = ""
    read: dict[int, int] = field(default_factory=dict)


class Debate(RuleBasedStateMachine):
    """Three citizens, two professionals and a moderator in a category of its own."""

    runner: ClassVar[asyncio.Runner]
    time: ClassVar[Clock]
    forum: ClassVar[Forum]
    examples: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, Known] = {}
        self.threads: dict[str, Topic] = {}
        self.words = 0

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run it a minute after the last; None when it was refused."""
        self.time.forward(seconds=61)
        try:
            return self.runner.run(work) or True
        except Told:
            return None

    async def steer(self, work: Coroutine[Any, Any, Any]) -> Any:
        async with db.transaction():
            return await work

    @initialize(approve=WAYS, second=st.booleans())
    def open(self, approve: str, second: bool) -> None:
        type(self).examples += 1
        self.slug = f"topic-{self.examples}"
        self.runner.run(self.forum.category(self.slug, approve=Approve(approve), second_professional=second))
        forum = self.forum
        self.writers = [forum.kirsten, forum.ove, forum.sara, forum.anne, forum.ida, forum.mette]
        self.aliased = [self.do(actions.take_alias(w, self.slug, f"Mask{'ABC'[n]}e"))
                        for n, w in enumerate(self.writers[:3])]  # fmt: skip

    def word(self) -> str:
        self.words += 1
        return f"ord{self.words}x"

    def note(self, writer: Actor, posted: Any, text: str) -> None:
        thread = self.threads.setdefault(posted.thread, Topic(writer, posted.state))
        second = posted.waits_for == "second"
        self.posts[posted.post] = Known(writer, posted.thread, text, posted.state, posted.number, second)
        if posted.number is not None:
            assert posted.number == thread.last + 1
            thread.last = posted.number
            thread.read[writer.person_id or 0] = max(posted.number, thread.read.get(writer.person_id or 0, 0))
        else:
            person = writer.person_id or 0
            thread.read[person] = max(thread.last, thread.read.get(person, 0))

    @rule(who=PICK, alias=st.booleans())
    def start(self, who: int, alias: bool) -> None:
        writer, text = self.writers[who % 6], self.word()
        posted = self.do(started(writer, self.slug, text=text, alias=alias))
        assert (posted is None) is (alias and who % 6 >= 3)
        if posted:
            self.note(writer, posted, text)

    @precondition(lambda self: self.threads)
    @rule(who=PICK, where=PICK, alias=st.booleans())
    def reply(self, who: int, where: int, alias: bool) -> None:
        writer, text = self.writers[who % 6], self.word()
        key = sorted(self.threads)[where % len(self.threads)]
        posted = self.do(actions.reply(writer, key, PostForm(text=text, alias=alias)))
        thread = self.threads[self.threads[key].into or key]
        assert (posted is not None) is (thread.state is State.published and not (alias and who % 6 >= 3))
        if posted:
            self.note(writer, posted, text)

    def pick(self, which: int) -> tuple[str, Known]:
        key = sorted(self.posts)[which % len(self.posts)]
        return key, self.posts[key]

    @precondition(lambda self: self.posts)
    @rule(which=PICK, who=PICK)
    def edit(self, which: int, who: int) -> None:
        key, post = self.pick(which)
        writer, text = self.writers[who % 6], self.word()
        done = self.do(actions.edit(writer, key, text))
        may = writer is post.writer and post.state in (State.published, State.waiting)
        assert (done is not None) is may
        if done:
            post.text, post.versions = text, post.versions + 1

    @precondition(lambda self: self.posts)
    @rule(which=PICK, who=PICK)
    def remove(self, which: int, who: int) -> None:
        key, post = self.pick(which)
        writer = self.writers[who % 6]
        done = self.do(actions.remove(writer, key))
        assert (done is not None) is (
            writer is post.writer and post.state in (State.published, State.waiting)
        )
        if done:
            self.gone(post, State.removed)
            alone = self.published(post.thread) == 0 and post.number == 1
            if (alone and self.threads[post.thread].state is State.published) or (
                alone and self.threads[post.thread].state is State.hidden
            ):
                self.threads[post.thread].state = State.removed

    def gone(self, post: Known, state: State) -> None:
        thread = self.threads[post.thread]
        if post.state is State.waiting and thread.state is State.waiting:
            thread.state = state
        post.state = state

    def published(self, thread: str) -> int:
        return sum(p.thread == thread and p.state is State.published for p in self.posts.values())

    @precondition(lambda self: self.posts)
    @rule(which=PICK, state=st.sampled_from([State.published, State.hidden, State.removed]))
    def moderate(self, which: int, state: State) -> None:
        key, post = self.pick(which)
        done = self.do(self.steer(steering.set_post_state(self.forum.mette, key, state)))
        assert (done is not None) is (state in MOVES[post.state])
        if done and state is State.published:
            self.seen(post)
        elif done:
            self.gone(post, state)

    def seen(self, post: Known) -> None:
        thread = self.threads[post.thread]
        if thread.state is State.waiting or (thread.state is State.hidden and thread.last == 0):
            thread.state = State.published
        if post.number is None:
            thread.last += 1
            post.number = thread.last
        post.state = State.published

    @precondition(lambda self: self.posts)
    @rule(which=PICK, who=st.integers(3, 5))
    def second(self, which: int, who: int) -> None:
        key, post = self.pick(which)
        if self.do(actions.second(self.writers[who], key)):
            assert (post.state, post.second, who == 5) == (State.waiting, True, False)
            assert self.writers[who] is not post.writer
            self.seen(post)

    @precondition(lambda self: self.threads)
    @rule(where=PICK, state=st.sampled_from([State.published, State.hidden]))
    def moderate_thread(self, where: int, state: State) -> None:
        key = sorted(self.threads)[where % len(self.threads)]
        thread = self.threads[key]
        if thread.state is State.waiting:
            return
        done = self.do(self.steer(steering.set_thread_state(self.forum.mette, key, state)))
        assert (done is not None) is (state in MOVES[thread.state])
        if done:
            thread.state = state

    @precondition(lambda self: self.posts)
    @rule(which=PICK, other=PICK)
    def split(self, which: int, other: int) -> None:
        key, post = self.pick(which)
        keys = sorted({key, self.pick(other)[0]})
        done = self.do(self.steer(steering.split(self.forum.mette, post.thread, keys, "Noget for sig selv")))
        if not done:
            return
        moved = sorted((self.posts[k] for k in keys), key=lambda p: p.number or 0)
        assert {p.thread for p in moved} == {post.thread}
        old = self.threads[post.thread]
        old.gaps = True
        made = self.threads[done[0]] = Topic(moved[0].writer, old.state)
        for p in moved:
            made.last += 1
            p.thread, p.number = done[0], made.last

    @precondition(lambda self: len(self.threads) > 1)
    @rule(one=PICK, two=PICK)
    def merge(self, one: int, two: int) -> None:
        keys = sorted(self.threads)
        gone, kept = keys[one % len(keys)], keys[two % len(keys)]
        done = self.do(self.steer(steering.merge(self.forum.mette, gone, kept)))
        both = {self.threads[gone].state, self.threads[kept].state} == {State.published}
        assert (done is not None) is (both and gone != kept)
        if not done:
            return
        moved = [p for p in self.posts.values() if p.thread == gone]
        for p in sorted(moved, key=lambda p: p.number or 10**6):
            p.thread = kept
            if p.number is not None:
                self.threads[kept].last += 1
                p.number = self.threads[kept].last
        self.threads[gone].state, self.threads[gone].into = State.removed, kept
        for thread in self.threads.values():
            thread.into = kept if thread.into == gone else thread.into

    @precondition(lambda self: self.threads)
    @rule(where=PICK, who=PICK, number=st.integers(-1, 9))
    def read(self, where: int, who: int, number: int) -> None:
        key, reader = sorted(self.threads)[where % len(self.threads)], self.writers[who % 6]
        thread = self.threads[self.threads[key].into or key]
        if self.do(actions.mark_read(reader, key, number)) and min(number, thread.last) > 0:
            person = reader.person_id or 0
            thread.read[person] = max(thread.read.get(person, 0), min(number, thread.last))

    @invariant()
    def rows_are_as_they_should_be(self) -> None:
        if self.threads:
            self.runner.run(self.check_rows())

    async def check_rows(self) -> None:
        rows = await Post.filter(thread__category__slug=self.slug).select_related("thread")
        told = {row.public_id: (row.thread.public_id, row.source, row.state, row.number) for row in rows}
        assert told == {k: (p.thread, p.text, p.state, p.number) for k, p in self.posts.items()}
        for row in rows:
            assert await PostVersion.filter(post_id=row.id).count() == self.posts[row.public_id].versions
        for thread in await Thread.filter(category__slug=self.slug):
            known = self.threads[thread.public_id]
            numbers = sorted(
                p.number for p in self.posts.values() if p.thread == thread.public_id and p.number
            )
            assert (thread.state, thread.last_number, thread.merged_into) == (
                known.state,
                known.last,
                known.into,
            )
            assert known.gaps or known.into or numbers == list(range(1, known.last + 1))
            assert len(set(numbers)) == len(numbers)
            assert thread.post_count == self.published(thread.public_id)
        stood = [k for k, t in self.threads.items() if t.state is State.published]
        category = await Category.get(slug=self.slug)
        assert (category.thread_count, category.post_count) == (len(stood), sum(map(self.published, stood)))

    @invariant()
    def pages_show_what_they_may(self) -> None:
        for reader in (ANONYMOUS, self.forum.kirsten, self.forum.anne, self.forum.mette):
            for key, thread in self.threads.items():
                if not thread.into:
                    self.check_page(reader, key, thread)

    def check_page(self, reader: Actor, key: str, thread: Topic) -> None:
        moderator = reader is self.forum.mette
        page = self.do(queries.thread(reader, key))
        wrote = reader is thread.writer
        assert (page is not None) is (moderator or wrote or thread.state is State.published)
        if not page:
            return
        shown = {post.key: post.html for post in (*page.posts, *page.waiting) if post.html}
        assert shown == {
            k: f"<p>{p.text}</p>"
            for k, p in self.posts.items()
            if p.thread == key and self.readable(reader, moderator, thread, p)
        }
        assert page.read == thread.read.get(reader.person_id or 0, 0)
        assert page.read <= page.last_number

    def readable(self, reader: Actor, moderator: bool, thread: Topic, post: Known) -> bool:
        if moderator:
            return post.number is not None or post.state in (State.waiting, State.hidden)
        if post.writer is reader:
            return post.state in (State.published, State.waiting, State.hidden)
        if thread.state is not State.published:
            return False
        to_second = post.state is State.waiting and post.second and reader is self.forum.anne
        return post.state is State.published or to_second


@pytest.mark.timeout(nightly.seconds(600))
@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 10), ("postgres", 3)])
def test_the_debate_in_any_order(
    kind: str,
    examples: int,
    make_settings: Callable[..., Settings],
    request: pytest.FixtureRequest,
    frozen_clock: Clock,
) -> None:
    with asyncio.Runner() as runner:
        settings = make_settings()
        if kind == "postgres":
            server = request.getfixturevalue("postgres_url")
            settings = make_settings(database={"url": runner.run(_new_database(server))})
        runner.run(_open(settings))
        site.configure(settings)
        rates = settings.limits.__struct_fields__
        limits.configure(type(settings.limits)(**dict.fromkeys(rates, "9999/minute")))
        Debate.runner, Debate.time, Debate.forum = runner, frozen_clock, Forum()
        runner.run(Debate.forum.fill())
        how = hypothesis.settings(max_examples=nightly.many(examples), stateful_step_count=20, deadline=None)
        try:
            run(Debate, settings=how)
        finally:
            runner.run(db.close())
            clock.set_clock(None)

"""Moderation and aliases in any order of acts, on both databases.

What is hidden is seen by nobody who may not; reasons always reach the writer; counts are right; a name is
shown only after two said yes; each reporter hears once of each flag; no page leads from an alias to its name.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, ClassVar

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from config.settings import Settings
from forum import search
from forum.debate import actions as debate
from forum.debate import models as debate_models
from forum.debate import queries as reading
from forum.debate.holders import AliasHolder
from forum.debate.queries.finding import reach
from forum.debate.wire import PostForm
from forum.moderation import actions, queries
from forum.moderation.models import Action, Appeal, Flag, Look, Reveal
from forum.moderation.wire import Deed, Kind
from forum.notices.models import Notice
from forum.safety.models import Alert, Sanction
from forum.search.index import forget_all
from hub import clock, db, limits, site
from hub.accounts.models import Competence, Municipality, Person, RoleGrant
from hub.actor import ANONYMOUS, Actor, Role
from hub.errors import Missing, Told
from tests.conftest import Clock, _new_database, _open
from tests.doubles import nightly
from tests.forum.debate.conftest import Forum, started

KINDS = [kind.value for kind in (Kind.hide, Kind.show, Kind.keep, Kind.warn, Kind.edit)]
WHY = "Der er fare for liv, og vi skal kunne ringe."
MONDAY = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
CLEARED = [
    Notice, Reveal, Appeal, Action, Flag, Look, Alert, Sanction,
    debate_models.Helpful, debate_models.Following, debate_models.ReadPosition, debate_models.PostVersion,
    debate_models.Post, debate_models.Thread, AliasHolder, debate_models.Alias,
    debate_models.CategoryMunicipality, debate_models.Category, RoleGrant, Person, Competence, Municipality,
]  # fmt: skip
"""Tables in the order their rows can go."""


@dataclass
class Known:
    """A post as the test knows it."""

    writer: Actor
    alias: bool
    text: str
    state: str = "published"
    flags: dict[int, str] = field(default_factory=dict)


class Moderation(RuleBasedStateMachine):
    """Four citizens under aliases and names, a professional, two moderators, one thread."""

    runner: ClassVar[asyncio.Runner]
    time: ClassVar[Clock]

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, Known] = {}
        self.deeds: dict[str, tuple[str, str]] = {}
        self.appeals: dict[str, str] = {}
        self.wishes: dict[str, tuple[str, Actor, Actor | None]] = {}
        self.outcomes: Counter[int] = Counter()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run it an hour and a bit after the last; None when it was refused."""
        self.time.forward(minutes=67)
        try:
            return self.runner.run(work) or True
        except Told:
            return None

    @initialize()
    def open(self) -> None:
        self.time.moment = MONDAY
        self.runner.run(self.fill())

    async def fill(self) -> None:
        for model in CLEARED:
            await model.all().delete()
        await forget_all()
        forum = Forum()
        await forum.fill()
        jonas = await forum.person(forum.kolding, "Jonas Friis", Role.moderator)
        self.moderators = [forum.mette, jonas]
        self.citizens = [
            forum.kirsten,
            forum.ove,
            forum.sara,
            await forum.person(forum.varde, "Bodil Kjærulf"),
        ]
        self.readers = [ANONYMOUS, forum.anne]
        for number, citizen in enumerate(self.citizens):
            await debate.take_alias(citizen, "open", f"Maske {'ABCD'[number]}")
        posted = await started(forum.ove, alias=True, text="unik0x fælles ord")
        self.thread = posted.thread
        self.posts = {posted.post: Known(forum.ove, True, "unik0x")}

    @rule(who=st.integers(0, 3), alias=st.booleans())
    def reply(self, who: int, alias: bool) -> None:
        text = f"unik{len(self.posts)}x"
        work = debate.reply(self.citizens[who], self.thread, PostForm(text=f"{text} fælles ord", alias=alias))
        posted = self.do(work)
        if posted:
            self.posts[posted.post] = Known(self.citizens[who], alias, text)

    @rule(who=st.integers(0, 3), data=st.data())
    def flag(self, who: int, data: st.DataObject) -> None:
        key, actor = self.some(data), self.citizens[who]
        post = self.posts[key]
        if self.do(actions.flag(actor, key, "rude")):
            assert actor is not post.writer
            assert actor.person_id not in post.flags
            post.flags[actor.person_id or 0] = ""
            waiting = [outcome for outcome in post.flags.values() if not outcome]
            if len(waiting) >= 3 and post.state == "published":
                post.state = "hidden"
                self.deeds[self.last_deed()] = (key, "")

    @rule(who=st.integers(0, 1), kind=st.sampled_from(KINDS), baseless=st.booleans(), data=st.data())
    def act(self, who: int, kind: str, baseless: bool, data: st.DataObject) -> None:
        key = self.some(data)
        text = f"unik{len(self.posts)}r{len(self.deeds)}x"
        deed = Deed(kind=kind, reason="rude", words="Fordi.", text=f"{text} fælles ord", baseless=baseless)
        action = self.do(actions.act(self.moderators[who], key, deed))
        if not action:
            return
        post = self.posts[key]
        if kind != "keep":
            self.deeds[action] = (key, "rude")
        post.state = {"hide": "hidden", "show": "published"}.get(kind, post.state)
        post.text = text if kind == "edit" else post.text
        for person, outcome in post.flags.items():
            if not outcome:
                post.flags[person] = "done"
                self.outcomes[person] += 1

    @rule(who=st.integers(0, 3), data=st.data())
    def nobody_else_acts(self, who: int, data: st.DataObject) -> None:
        key, actor = self.some(data), data.draw(st.sampled_from([self.citizens[who], *self.readers]))
        assert self.do(actions.act(actor, key, Deed(kind="hide", reason="rude"))) is None
        assert self.do(actions.ask_name(actor, key, WHY)) is None

    @rule(who=st.integers(0, 3), data=st.data())
    def remove(self, who: int, data: st.DataObject) -> None:
        key = self.some(data)
        if self.do(debate.remove(self.citizens[who], key)):
            assert self.posts[key].writer is self.citizens[who]
            self.posts[key].state = "removed"

    @precondition(lambda self: self.deeds)
    @rule(who=st.integers(0, 3), data=st.data())
    def appeal(self, who: int, data: st.DataObject) -> None:
        action = data.draw(st.sampled_from(sorted(self.deeds)))
        made = self.do(actions.appeal(self.citizens[who], action, "Det var ikke sådan ment."))
        if made:
            assert self.posts[self.deeds[action][0]].writer is self.citizens[who]
            assert self.deeds[action][1] == "rude"
            self.appeals[made] = action

    @precondition(lambda self: self.appeals)
    @rule(who=st.integers(0, 1), data=st.data())
    def decide(self, who: int, data: st.DataObject) -> None:
        appeal = data.draw(st.sampled_from(sorted(self.appeals)))
        moderator = self.moderators[who]
        row = self.runner.run(_first(Action.filter(public_id=self.appeals[appeal])))
        if self.do(actions.decide_appeal(moderator, appeal, True, "Det er lavet om.")):
            assert row.moderator_id != moderator.person_id
            post = self.posts[self.deeds[self.appeals[appeal]][0]]
            if row.kind == "hide" and post.state == "hidden":
                post.state = "published"
            row = self.runner.run(_first(debate_models.Post.filter(id=row.post_id)))
            post.text = row.source.split()[0]

    @rule(who=st.integers(0, 1), data=st.data())
    def ask(self, who: int, data: st.DataObject) -> None:
        key = self.some(data)
        wish = self.do(actions.ask_name(self.moderators[who], key, WHY))
        if wish:
            assert self.posts[key].alias
            self.wishes[wish] = (key, self.moderators[who], None)

    @precondition(lambda self: self.wishes)
    @rule(who=st.integers(0, 1), data=st.data())
    def grant(self, who: int, data: st.DataObject) -> None:
        wish = data.draw(st.sampled_from(sorted(self.wishes)))
        key, asker, granted = self.wishes[wish]
        if self.do(actions.decide_name(self.moderators[who], wish, True)):
            assert self.moderators[who] is not asker
            assert granted is None
            self.wishes[wish] = (key, asker, self.moderators[who])

    @precondition(lambda self: self.wishes)
    @rule(who=st.integers(0, 1), data=st.data())
    def open_name(self, who: int, data: st.DataObject) -> None:
        wish = data.draw(st.sampled_from(sorted(self.wishes)))
        key, asker, granted = self.wishes[wish]
        identity = self.do(actions.open_name(self.moderators[who], wish))
        if identity:
            assert (self.moderators[who], granted is None) == (asker, False)
            assert granted is not asker
            assert identity.name == self.posts[key].writer.name
            del self.wishes[wish]

    def some(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.posts, key=list(self.posts).index)))

    def last_deed(self) -> str:
        rows = Action.all().order_by("-id")
        return str(self.runner.run(_first(rows)).public_id)

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if self.posts:
            self.runner.run(self.check())

    async def check(self) -> None:
        await self.check_states_and_counts()
        for reader in [*self.readers, *self.citizens]:
            await self.check_reader(reader)
        await self.check_told()

    async def check_states_and_counts(self) -> None:
        rows = await debate_models.Post.all()
        assert {row.public_id: row.state for row in rows} == {k: p.state for k, p in self.posts.items()}
        thread = await debate_models.Thread.get(public_id=self.thread).select_related("category")
        stood = sum(post.state == "published" for post in self.posts.values())
        assert (thread.post_count, thread.category.post_count) == (stood, stood)

    async def check_reader(self, reader: Actor) -> None:
        try:
            page = str(await reading.thread(reader, self.thread, last=True))
        except Missing:
            assert not any(post.state == "published" for post in self.posts.values())
            page = ""
        found = str(await search.find(await reach(reader), "fælles"))
        for post in self.posts.values():
            if post.writer is not reader and post.state != "published":
                assert post.text not in page
                assert post.text not in found
            if post.alias and post.writer is not reader:
                assert post.writer.name not in page + found

    async def check_told(self) -> None:
        for action, (key, reason) in self.deeds.items():
            writer = self.posts[key].writer
            path = f"/forum/moderation/why/{action}"
            assert await Notice.filter(person_id=writer.person_id, path=path).exists()
            assert (await queries.why(writer, action)).reason == reason
        for citizen in self.citizens:
            heard = await Notice.filter(person_id=citizen.person_id, kind="flag_outcome").count()
            assert heard == self.outcomes[citizen.person_id or 0]


async def _first(rows: Any) -> Any:
    return await rows.first()


@pytest.mark.timeout(nightly.seconds(600))
@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 6), ("postgres", 4)])
def test_moderation_in_any_order(
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
        limits.configure(
            type(settings.limits)(**dict.fromkeys(settings.limits.__struct_fields__, "9999/minute"))
        )
        Moderation.runner, Moderation.time = runner, frozen_clock
        how = hypothesis.settings(max_examples=nightly.many(examples), stateful_step_count=20, deadline=None)
        try:
            run(Moderation, settings=how)
        finally:
            runner.run(db.close())
            clock.set_clock(None)

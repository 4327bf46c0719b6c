"""Removed posts lose their text on the day their writer's municipality says, and drafts left alone go."""

import datetime as dt
import os

import pytest

from config.settings import Settings
from forum.debate import actions as debate
from forum.debate import queries as debate_queries
from forum.debate.models import Draft, Post, PostVersion, Thread
from forum.keeping import actions, copying, nightly
from forum.keeping.models import Hold
from forum.keeping.retention import DAYS, SHORTEST, Kept
from forum.search.models import SearchEntry
from hub import clock, jobs, migrate
from hub.actor import Role
from hub.audit import AuditRow
from tests.conftest import Clock
from tests.forum.debate.conftest import Forum, answered, forum, started

__all__ = ["forum"]


@pytest.fixture(autouse=True)
async def _night(forum: Forum, database: Settings) -> None:
    """The next night's work is waiting."""
    copying.configure(database)
    await nightly.schedule()


async def nights_later(frozen_clock: Clock, days: int) -> None:
    """The clock stands at four in the night that many days on, and what is due is carried out."""
    day = dt.date(2026, 3, 2) + dt.timedelta(days=days)
    frozen_clock.moment = dt.datetime.combine(day, dt.time(9), dt.UTC)
    await jobs.run_due()


async def text_of(post: str) -> str:
    row = await Post.get(public_id=post)
    assert bool(row.source) == bool(row.html)
    return row.source


async def test_text_goes_on_its_day_and_the_rest_of_the_thread_stays(
    forum: Forum, frozen_clock: Clock
) -> None:
    made = await started(forum.ove)
    mine = await answered(forum.kirsten, made.thread, "Kiwi hjalp mig.")
    await debate.edit(forum.kirsten, mine.post, "Kiwi hjalp mig meget.")
    await debate.remove(forum.kirsten, mine.post)
    await nights_later(frozen_clock, DAYS[Kept.posts] - 1)
    assert await text_of(mine.post) == "Kiwi hjalp mig meget."
    await nights_later(frozen_clock, DAYS[Kept.posts])
    assert await text_of(mine.post) == ""
    assert await PostVersion.all().count() == 0
    assert await text_of(made.post) != ""
    row = await AuditRow.get(noun="forum_text")
    assert (row.verb, row.subject_id, row.reason) == ("expire", None, "posts: 1")


async def test_the_writers_municipality_says_how_long_under_an_alias_too(
    forum: Forum, frozen_clock: Clock
) -> None:
    karen = await forum.person(forum.kolding, "Karen Leth", Role.municipal_administrator)
    await actions.set_days(karen, {Kept.posts: 30})
    await debate.take_alias(forum.kirsten, "open", "Gåsefod")
    thread = (await started(forum.anne)).thread
    posts = [
        (await answered(forum.kirsten, thread, alias=True)).post,
        (await answered(forum.kirsten, thread)).post,
        (await answered(forum.ove, thread)).post,
    ]
    for actor, post in zip((forum.kirsten, forum.kirsten, forum.ove), posts, strict=True):
        await debate.remove(actor, post)
    await nights_later(frozen_clock, 30)
    assert [bool(await text_of(post)) for post in posts] == [False, False, True]


async def test_a_thread_that_went_loses_its_title(forum: Forum, frozen_clock: Clock) -> None:
    made = await started(forum.kirsten, title="Mit kiwiblodsukker")
    await debate.remove(forum.kirsten, made.post)
    await nights_later(frozen_clock, DAYS[Kept.posts])
    assert (await Thread.get(public_id=made.thread)).title == "–"


async def test_a_title_goes_with_the_first_post_though_others_have_answered(
    forum: Forum, frozen_clock: Clock
) -> None:
    made = await started(forum.kirsten, title="Mit kiwiblodsukker")
    await answered(forum.ove, made.thread, "Spis havregrød.")
    await debate.remove(forum.kirsten, made.post)
    await nights_later(frozen_clock, DAYS[Kept.posts] - 1)
    assert (await Thread.get(public_id=made.thread)).title == "Mit kiwiblodsukker"
    await nights_later(frozen_clock, DAYS[Kept.posts])
    assert (await Thread.get(public_id=made.thread)).title == "–"
    [found] = (await debate_queries.find(forum.ove, "havregrød")).found
    assert (found.title, found.kind) == ("–", "post")
    assert await SearchEntry.filter(title__icontains="kiwi").count() == 0


async def test_the_title_stays_while_its_writer_does(forum: Forum, frozen_clock: Clock) -> None:
    made = await started(forum.kirsten, title="Mit kiwiblodsukker")
    mine = await answered(forum.ove, made.thread)
    await debate.remove(forum.ove, mine.post)
    await nights_later(frozen_clock, DAYS[Kept.posts])
    assert await text_of(mine.post) == ""
    assert (await Thread.get(public_id=made.thread)).title == "Mit kiwiblodsukker"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_backup_goes_when_the_setting_says(
    forum: Forum, frozen_clock: Clock, database: Settings
) -> None:
    folder, days = database.data.path, database.database.backup_days
    for name in (
        "hub.db.before-0001_old",
        "hub.db.before-0002_new",
        "hub.db.backup-working",
        "other.before-1",
    ):
        (folder / name).write_bytes(b"x")
        old = frozen_clock.moment + dt.timedelta(hours="new" in name)
        os.utime(folder / name, (old.timestamp(), old.timestamp()))
    await nights_later(frozen_clock, days - 1)
    assert (folder / "hub.db.before-0001_old").exists()
    frozen_clock.moment += dt.timedelta(days=1, hours=-1)
    assert await migrate.drop_old_backups(database) == 1
    assert not (folder / "hub.db.before-0001_old").exists()
    await nights_later(frozen_clock, days + 1)
    left = sorted(path.name for path in folder.iterdir() if path.name.endswith(("_new", "working", "-1")))
    assert left == ["hub.db.backup-working", "other.before-1"]


def test_no_backup_outlives_what_a_municipality_may_have_deleted(settings: Settings) -> None:
    assert settings.database.backup_days <= SHORTEST


async def test_a_case_keeps_what_was_removed(forum: Forum, frozen_clock: Clock) -> None:
    made = await started(forum.kirsten)
    await debate.remove(forum.kirsten, made.post)
    await Hold.create(person_id=forum.kirsten.person_id, reason="Sag", placed_at=clock.now())
    await nights_later(frozen_clock, DAYS[Kept.posts])
    assert await text_of(made.post) != ""
    await Hold.all().update(lifted_at=clock.now())
    await nights_later(frozen_clock, DAYS[Kept.posts] + 1)
    assert await text_of(made.post) == ""


async def test_drafts_left_alone_go(forum: Forum, frozen_clock: Clock) -> None:
    karen = await forum.person(forum.kolding, "Karen Leth", Role.municipal_administrator)
    await actions.set_days(karen, {Kept.forum_drafts: 40})
    for actor in (forum.kirsten, forum.ove):
        await debate.save_draft(actor, "category:open", "En kladde")
    await nights_later(frozen_clock, 39)
    assert await Draft.all().count() == 2
    await nights_later(frozen_clock, 40)
    assert [row.person_id for row in await Draft.all()] == [forum.ove.person_id]

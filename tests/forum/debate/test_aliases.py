"""Aliases: who may take which, how they are shown, and that nothing leads from one to its person."""

import asyncio

import msgspec
import pytest
from tortoise import Tortoise

from forum.debate import actions, aliases, queries, steering
from forum.debate.models import Alias, Post, Thread
from forum.notices.models import Notice
from hub import db
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Refused
from tests.forum.debate.conftest import Forum, answered, started


async def test_under_an_alias_nothing_else_of_a_person_is_shown(forum: Forum) -> None:
    alias = await actions.take_alias(forum.kirsten, "open", "Solsikke")
    made = await started(forum.kirsten, alias=True)
    own = await answered(forum.kirsten, made.thread, "Her skriver jeg som mig selv.")

    page = await queries.thread(ANONYMOUS, made.thread)
    author = page.posts[0].author
    assert author is not None
    assert (author.name, author.key, author.kind) == ("Solsikke", alias.key, "alias")
    assert (author.role, author.municipality) == ("", "")
    assert page.posts[1].author is not None
    assert page.posts[1].author.key != alias.key
    post = await Post.get(public_id=made.post)
    thread = await Thread.get(public_id=made.thread)
    assert (post.author_id, thread.author_id) == (None, None)
    assert (await Post.get(public_id=own.post)).alias_id is None
    mine = await queries.thread(forum.kirsten, made.thread)
    assert [view.mine for view in mine.posts] == [True, True]
    assert mine.alias is not None
    assert (mine.alias.key, mine.alias.name) == (alias.key, "Solsikke")
    theirs = await queries.thread(forum.ove, made.thread)
    assert [view.mine for view in theirs.posts] == [False, False]
    assert theirs.alias is None
    assert [(post.alias, post.number) for post in (await queries.my_posts(forum.kirsten)).posts] == [
        ("", 2),
        ("Solsikke", 1),
    ]


async def test_no_line_of_the_log_and_no_other_row_connects_alias_and_person(forum: Forum) -> None:
    await actions.take_alias(forum.kirsten, "open", "Solsikke")
    made = await started(forum.kirsten, alias=True)
    await actions.edit(forum.kirsten, made.post, "Et andet spørgsmål")
    await actions.remove(forum.kirsten, made.post)
    rows = await AuditRow.filter(person_id=forum.kirsten.person_id)
    assert rows == []
    with pytest.raises(Refused):
        await actions.take_alias(forum.kirsten, "open", "Solsort")
    assert await AuditRow.filter(person_id=forum.kirsten.person_id).count() == 0


async def test_a_person_has_another_key_in_each_category(forum: Forum) -> None:
    await forum.category("other")
    one, two = await started(forum.kirsten), await started(forum.kirsten, "other")
    pages = [await queries.thread(ANONYMOUS, made.thread) for made in (one, two)]
    keys = [page.posts[0].author.key for page in pages]
    assert len(set(keys)) == 2
    assert all(len(key) == 16 for key in keys)
    again = await started(forum.kirsten)
    assert (await queries.thread(ANONYMOUS, again.thread)).posts[0].author.key == keys[0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("S0lsikke", "alias_taken"),
        ("Sol sikke", "alias_taken"),
        ("Sólsìkke", "alias_taken"),
        ("Sоlsikke", "bad_alias"),
        ("Sol\u200bsikke", "alias_taken"),
        ("Anne Holm", "bad_alias"),
        ("Anne H0lm", "bad_alias"),
        ("Mette Krogh", "bad_alias"),
        ("admin", "bad_alias"),
        ("Adm1n", "bad_alias"),
        ("Den gode Moderator", "bad_alias"),
        ("m0derat0r", "bad_alias"),
        ("Redaktøren", "bad_alias"),
        ("psyko-log", "bad_alias"),
        ("Din rare psykolog", "bad_alias"),
        ("Rare-redaktør", "bad_alias"),
        ("Psykolog 2", "bad_alias"),
        ("x", "bad_alias"),
        ("\u202eSol", "alias_ok"),
        ("<b>Sol</b>", "bad_alias"),
        ("a" * 5_000, "bad_alias"),
    ],
)
async def test_names_that_could_be_taken_for_others_are_refused(forum: Forum, name: str, code: str) -> None:
    await actions.take_alias(forum.ove, "open", "Solsikke")
    if code == "alias_ok":
        assert (await actions.take_alias(forum.kirsten, "open", name)).name == "Sol"
        return
    with pytest.raises(BadInput, match=code):
        await actions.take_alias(forum.kirsten, "open", name)
    assert await aliases.own(forum.kirsten.person_id, 1) is None


async def test_the_same_name_is_free_in_another_category(forum: Forum) -> None:
    await forum.category("other")
    one = await actions.take_alias(forum.ove, "open", "Solsikke")
    two = await actions.take_alias(forum.kirsten, "other", "Solsikke")
    assert one.key != two.key


async def test_two_who_want_one_name_at_once_get_one_and_a_refusal(forum: Forum) -> None:

    async def take(actor: Actor) -> str:
        try:
            return (await actions.take_alias(actor, "open", "Solsikke")).name
        except BadInput as error:
            return error.code

    took = await asyncio.gather(*(take(actor) for actor in (forum.kirsten, forum.ove, forum.sara)))
    assert sorted(took) == ["Solsikke", "alias_taken", "alias_taken"]


async def test_an_alias_changes_only_while_nothing_stands_under_it(forum: Forum) -> None:
    first = await actions.take_alias(forum.kirsten, "open", "Solsikke")
    second = await actions.take_alias(forum.kirsten, "open", "Solsort")
    assert (first.key != second.key, second.fixed) == (True, False)
    made = await started(forum.kirsten, alias=True)
    with pytest.raises(Refused, match="alias_in_use"):
        await actions.take_alias(forum.kirsten, "open", "Solsikke")
    await actions.remove(forum.kirsten, made.post)
    with pytest.raises(Refused, match="alias_in_use"):
        await actions.take_alias(forum.kirsten, "open", "Solsikke")

    async with db.transaction():
        await steering.rename_alias(forum.mette, second.key, "Solnedgang")
    assert (await Alias.get(public_id=second.key)).name == "Solnedgang"
    async with db.transaction():
        with pytest.raises(BadInput, match="bad_alias"):
            await steering.rename_alias(forum.mette, second.key, "Admin")


async def test_staff_and_categories_without_aliases(forum: Forum) -> None:
    for actor in (forum.anne, ANONYMOUS):
        with pytest.raises(Refused, match="not_allowed"):
            await actions.take_alias(actor, "open", "Solsikke")
    await actions.take_alias(forum.kirsten, "open", "Solsikke")
    await forum.change("open", alias_allowed=False)
    with pytest.raises(Refused, match="alias_not_allowed"):
        await started(forum.kirsten, alias=True)
    with pytest.raises(Refused, match="alias_not_allowed"):
        await started(forum.anne, alias=True)


async def test_whoever_becomes_a_professional_writes_under_their_name(forum: Forum) -> None:
    await actions.take_alias(forum.kirsten, "open", "Solsikke")
    now = msgspec.structs.replace(forum.kirsten, roles=frozenset({Role.professional, Role.citizen}))
    with pytest.raises(Refused, match="alias_not_allowed"):
        await started(now, alias=True)


async def test_who_has_muted_hears_nothing_though_called_by_name(forum: Forum) -> None:
    made = await started(forum.kirsten)
    await actions.mute(forum.kirsten, thread=made.thread)
    await answered(forum.ove, made.thread, "Hej @Kirsten")
    assert await Notice.all().count() == 0


async def test_writing_under_an_alias_one_does_not_have(forum: Forum) -> None:
    with pytest.raises(Refused, match="no_alias"):
        await started(forum.kirsten, alias=True)


async def test_suggestions_are_free(forum: Forum) -> None:
    names = await queries.alias_suggestions(forum.kirsten, "open")
    assert len(set(names)) == 5
    for name, actor in zip(names, (forum.kirsten, forum.ove, forum.sara), strict=False):
        assert (await actions.take_alias(actor, "open", name)).name == name


async def test_calling_an_alias_tells_its_person_and_nobody_else(forum: Forum) -> None:
    await actions.take_alias(forum.kirsten, "open", "Solsikke 4")
    made = await started(forum.kirsten, alias=True)
    await actions.unfollow(forum.kirsten, thread=made.thread)
    reply = await answered(forum.ove, made.thread, 'Hej @"Solsikke 4", @Kirsten og @Sara')
    told = await Notice.all().values("person_id", "kind", "path")
    assert told == [
        {"person_id": forum.kirsten.person_id, "kind": "mention", "path": f"/forum/posts/{reply.post}"}
    ]


async def test_followers_hear_of_answers_but_for_who_wrote_or_muted(forum: Forum) -> None:
    made = await started(forum.kirsten)
    for actor in (forum.sara, forum.anne, forum.ida):
        await actions.follow(actor, thread=made.thread)
    await actions.mute(forum.ida, thread=made.thread)
    await actions.mute(forum.kirsten, category="open")
    await answered(forum.anne, made.thread)
    told = await Notice.all().order_by("person_id").values("person_id", "kind", "path")
    path = f"/forum/threads/{made.thread}"
    assert told == [
        {"person_id": actor.person_id, "kind": "thread_reply", "path": path}
        for actor in (forum.kirsten, forum.sara)
    ]


async def test_whose_alias_it_is_stands_in_one_table(forum: Forum) -> None:
    """No other table has a reference to an alias beside one to a person, but for who wrote (never both)."""
    both = set()
    for model in Tortoise.apps["hub"].values():
        fields = [model._meta.fields_map[name] for name in model._meta.fk_fields | model._meta.o2o_fields]
        names = {str(field.model_name) for field in fields}
        if {"hub.Alias", "hub.Person"} <= names:
            both.add(model.__name__)
    assert both == {"AliasHolder", "Thread", "Post"}


async def test_views_hold_no_row_numbers(forum: Forum) -> None:
    made = await started(forum.kirsten)
    await answered(forum.anne, made.thread)
    told = msgspec.to_builtins(await queries.thread(forum.mette, made.thread))
    assert not [key for key in _keys(told) if key == "id" or key.endswith("_id")]


def _keys(told: object) -> list[str]:
    if isinstance(told, dict):
        return [str(key) for key in told] + [key for value in told.values() for key in _keys(value)]
    return [key for value in told for key in _keys(value)] if isinstance(told, list) else []

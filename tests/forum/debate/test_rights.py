"""Who may see, write, mark and mend, category by category; and what a category may be."""

import pytest

from forum.debate import actions, queries
from forum.debate.states import Audience, State
from forum.debate.wire import CategoryForm
from hub import clock
from hub.accounts.models import RoleGrant
from hub.actor import ANONYMOUS, Actor, Role
from hub.errors import BadInput, Missing, Refused
from hub.sessions.models import Session, SessionHost, SignUp
from tests.forum.debate.conftest import PLATFORM, Forum, answered, started

EVERYBODY = ("stranger", "kirsten", "ove", "sara", "anne", "ida", "mette")


def people(forum: Forum) -> dict[str, Actor]:
    """By name; kirsten and ida are of Kolding, ove and anne of Varde, sara and mette of Svendborg."""
    return {"stranger": ANONYMOUS, **{name: getattr(forum, name) for name in EVERYBODY[1:]}}


async def course(forum: Forum, name: str) -> None:
    """A session of the course, taken by sara and led by ida; ove has withdrawn."""
    now = clock.now()
    row = await Session.create(
        uid="u", kind="webinar", language="da", title="T", title_key="t", course=name, state="published",
        starts_local="2026-03-03T10:00", ends_local="2026-03-03T11:00", starts_at=now, ends_at=now,
        capacity=9, municipality=forum.kolding, created_at=now,
    )  # fmt: skip
    for order, (actor, state) in enumerate(((forum.sara, "signed_up"), (forum.ove, "withdrawn"))):
        await SignUp.create(
            session=row, person_id=actor.person_id, state=state, order_key=order, alias=f"A{order}",
            alias_key=f"a{order}", created_at=now,
        )  # fmt: skip
    await SessionHost.create(session=row, person_id=forum.ida.person_id, part="host")


@pytest.mark.parametrize(
    ("slug", "readers", "writers"),
    [
        ("open", EVERYBODY, EVERYBODY[1:]),
        ("members", ("kirsten", "ida", "mette"), ("kirsten", "ida", "mette")),
        ("course", ("sara", "ida", "mette"), ("sara", "ida", "mette")),
    ],
)
async def test_who_reads_and_who_writes(
    forum: Forum, slug: str, readers: tuple[str, ...], writers: tuple[str, ...]
) -> None:
    await course(forum, "Lev livet")
    made = await started(forum.mette, slug)
    for name, actor in people(forum).items():
        if name not in readers:
            for ask in (
                queries.category(actor, slug),
                queries.thread(actor, made.thread),
                queries.post(actor, made.post),
            ):
                with pytest.raises(Missing):
                    await ask
            with pytest.raises(Missing):
                await answered(actor, made.thread)
            assert slug not in {row.slug for row in await queries.categories(actor)}
            continue
        page = await queries.thread(actor, made.thread)
        assert page.can["reply"] is (name in writers)
        if name in writers:
            assert (await answered(actor, made.thread)).state is State.published
        else:
            with pytest.raises(Refused, match="not_allowed"):
                await answered(actor, made.thread)


async def test_an_open_category_of_one_municipality_is_read_by_all_and_written_by_its_own(
    forum: Forum,
) -> None:
    await forum.category("local", municipality_ids=(forum.kolding.id,))
    made = await started(forum.kirsten, "local")
    assert (await queries.thread(ANONYMOUS, made.thread)).key == made.thread
    with pytest.raises(Refused, match="not_allowed"):
        await answered(forum.ove, made.thread)
    assert (await answered(forum.anne, made.thread)).number == 2


async def test_coordinators_and_guests_do_not_write(forum: Forum) -> None:
    made = await started(forum.kirsten)
    coordinator = await forum.person(forum.kolding, "Karl Plan", Role.coordinator)
    guest = Actor(
        person_id=forum.ove.person_id, link_id=1, scope_session_id=1, roles=frozenset({Role.citizen})
    )
    for actor in (coordinator, guest):
        with pytest.raises(Refused, match="not_allowed"):
            await answered(actor, made.thread)


async def test_a_closed_category_is_read_only(forum: Forum) -> None:
    made = await started(forum.kirsten)
    await forum.change("open", closed=True)
    for actor in (forum.kirsten, forum.anne, forum.mette):
        with pytest.raises(Refused, match="category_closed"):
            await answered(actor, made.thread)
        with pytest.raises(Refused, match="category_closed"):
            await started(actor)
    assert (await queries.thread(ANONYMOUS, made.thread)).post_count == 1


async def test_only_ones_own_posts_are_edited_and_removed(forum: Forum) -> None:
    made = await started(forum.kirsten)
    reply = await answered(forum.anne, made.thread, "Først")
    for actor in (forum.ove, forum.mette, forum.ida):
        for act in (actions.edit(actor, reply.post, "x"), actions.remove(actor, reply.post)):
            with pytest.raises(Refused, match="not_allowed"):
                await act
    await actions.edit(forum.anne, reply.post, "Så")
    await actions.edit(forum.anne, reply.post, "Så")
    [version] = await queries.versions(ANONYMOUS, reply.post)
    assert (version.number, version.html, version.edited_by) == (1, "<p>Først</p>", "writer")
    await actions.remove(forum.anne, reply.post)
    place = (await queries.thread(ANONYMOUS, made.thread)).posts[1]
    assert (place.state, place.taken_by, place.html, place.author) == (State.removed, "writer", "", None)
    assert (await queries.thread(forum.anne, made.thread)).posts[1].html == ""
    with pytest.raises(Missing):
        await queries.versions(ANONYMOUS, "AAAAAAAAAAAAAAAA")
    with pytest.raises(Refused, match="not_allowed"):
        await queries.versions(ANONYMOUS, reply.post)


async def test_helpful_is_told_to_the_writer_alone_and_counted_once(forum: Forum) -> None:
    made = await started(forum.kirsten)
    for actor in (forum.ove, forum.ove, forum.anne):
        await actions.helpful(actor, made.post)
    assert [
        (await queries.post(actor, made.post)).post.helpful_count
        for actor in (forum.kirsten, forum.ove, forum.mette)
    ] == [2, None, None]
    assert (await queries.post(forum.ove, made.post)).post.helpful is True
    await actions.helpful(forum.ove, made.post, on=False)
    await actions.helpful(forum.ove, made.post, on=False)
    assert (await queries.post(forum.kirsten, made.post)).post.helpful_count == 1
    for actor in (forum.kirsten, ANONYMOUS):
        with pytest.raises(Refused, match="not_allowed"):
            await actions.helpful(actor, made.post)


async def test_who_asked_and_staff_mark_the_answer(forum: Forum) -> None:
    made = await started(forum.kirsten)
    reply = await answered(forum.ove, made.thread)
    for actor in (forum.ove, forum.sara, ANONYMOUS):
        with pytest.raises(Refused, match="not_allowed"):
            await actions.mark_solved(actor, made.thread, reply.post)
    for actor in (forum.kirsten, forum.anne, forum.mette):
        await actions.mark_solved(actor, made.thread, reply.post)
        assert (await queries.thread(ANONYMOUS, made.thread)).posts[1].solves is True
        await actions.mark_solved(actor, made.thread, None)
    other = await started(forum.ove)
    for post in (made.post, other.post, "AAAAAAAAAAAAAAAA"):
        with pytest.raises(Missing):
            await actions.mark_solved(forum.kirsten, made.thread, post)
    await actions.mark_solved(forum.kirsten, made.thread, reply.post)
    await actions.remove(forum.ove, reply.post)
    assert (await queries.thread(ANONYMOUS, made.thread)).solved_by == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "Åben"}, "bad_slug"),
        ({"slug": "threads"}, "bad_slug"),
        ({"slug": "answers"}, "bad_slug"),
        ({"slug": "a/b"}, "bad_slug"),
        ({"slug": "open"}, "slug_taken"),
        ({"title_da": " "}, "required"),
        ({"audience": Audience.course}, "required"),
        ({"slow_seconds": -1}, "bad_number"),
        ({"about_da": "a" * 301}, "too_long"),
        ({"municipality_ids": (99,)}, "bad_municipality"),
    ],
)
async def test_what_a_category_may_not_be(forum: Forum, changes: dict[str, object], code: str) -> None:
    form = {"slug": "new-one", "title_da": "Nyt", "title_en": "New", **changes}
    with pytest.raises(BadInput, match=code):
        await actions.create_category(PLATFORM, CategoryForm(**form))


async def test_only_platform_administrators_make_categories(forum: Forum) -> None:
    form = CategoryForm(slug="new-one", title_da="Nyt", title_en="New")
    for actor in (forum.mette, forum.anne, forum.kirsten, ANONYMOUS):
        with pytest.raises(Refused, match="not_allowed"):
            await actions.create_category(actor, form)
        with pytest.raises(Refused, match="not_allowed"):
            await actions.edit_category(actor, "open", form)


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("Hej", "Tekst", "title_too_short"),
        ("\u202e\u200b\u200b\u200b\u200b\u200b", "Tekst", "title_too_short"),
        ("a" * 121, "Tekst", "too_long"),
        ("a" * 5_000_000, "Tekst", "too_long"),
        ("En overskrift", " \u200b\n", "required"),
        ("En overskrift", "a" * 20_001, "too_long"),
        ("En overskrift", "> " * 1_000 + "x", "too_nested"),
    ],
)
async def test_what_cannot_be_posted(forum: Forum, title: str, text: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        await started(forum.kirsten, title=title, text=text)


async def test_a_relative_writes_as_one(forum: Forum) -> None:
    relative = await forum.person(forum.kolding, "Rikke Borg", Role.relative)
    assert await RoleGrant.filter(person_id=relative.person_id, role="relative").exists()
    made = await started(relative)
    assert (await queries.thread(ANONYMOUS, made.thread)).posts[0].part == "relative"

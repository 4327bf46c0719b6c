"""Who makes and changes categories, what cannot be undone, and where professionals alone write."""

import pytest

from forum.debate import actions, queries
from forum.debate.models import Category
from forum.debate.states import Approve, Audience
from forum.debate.wire import CategoryForm
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from tests.forum.debate.conftest import PLATFORM, Forum, answered, started


async def keeper(forum: Forum, role: Role = Role.coordinator) -> Actor:
    """One of Kolding's."""
    return await forum.person(forum.kolding, f"Karen {role.value}", role)


def form(forum: Forum, **changes: object) -> CategoryForm:
    told = {"slug": "gaa-tur", "title_da": "Gå tur", "title_en": "Walks", **changes}
    return CategoryForm(**{"municipality_ids": (forum.kolding.id,), **told})


@pytest.mark.parametrize("role", [Role.coordinator, Role.municipal_administrator])
async def test_a_municipality_keeps_its_own(forum: Forum, role: Role) -> None:
    karen = await keeper(forum, role)
    await actions.create_category(karen, form(forum, owner_id=forum.varde.id))
    made = await queries.category_form(karen, "gaa-tur")
    assert made.owner_id == forum.kolding.id
    await actions.edit_category(karen, "gaa-tur", form(forum, title_da="På tur", closed=True, owner_id=None))
    row = await Category.get(slug="gaa-tur")
    assert (row.title_da, row.closed, row.owner_id) == ("På tur", True, forum.kolding.id)
    told = await AuditRow.get(noun="forum_category", verb="edit")
    assert (told.municipality_id, told.reason) == (forum.kolding.id, "title_da, closed")


async def test_nobody_changes_what_others_keep(forum: Forum) -> None:
    karen = await keeper(forum)
    vera = await forum.person(forum.varde, "Vera Plan", Role.coordinator)
    await actions.create_category(karen, form(forum))
    for actor in (vera, forum.anne, forum.mette, forum.kirsten, ANONYMOUS):
        with pytest.raises(Missing):
            await queries.category_form(actor, "gaa-tur")
        with pytest.raises(Refused, match="not_allowed"):
            await actions.edit_category(actor, "gaa-tur", form(forum))
    with pytest.raises(Refused, match="not_allowed"):
        await actions.edit_category(karen, "open", form(forum))
    assert await AuditRow.filter(noun="forum_category", outcome="refused:not_allowed").count() == 6


async def test_the_list_holds_ones_own_and_the_common(forum: Forum) -> None:
    karen = await keeper(forum)
    vera = await forum.person(forum.varde, "Vera Plan", Role.coordinator)
    await actions.create_category(karen, form(forum))
    found = {row.slug: (row.owner, row.may_edit) for row in await queries.categories_to_keep(karen)}
    common = {"open": ("", False), "members": ("", False), "course": ("", False)}
    assert found == common | {"gaa-tur": ("Kolding", True)}
    assert {row.slug for row in await queries.categories_to_keep(vera)} == set(common)
    assert {row.slug for row in await queries.categories_to_keep(PLATFORM) if row.may_edit} == set(found)
    for actor in (forum.anne, forum.mette, forum.kirsten, ANONYMOUS):
        with pytest.raises(Missing):
            await queries.categories_to_keep(actor)


async def test_a_municipality_speaks_for_itself_not_for_all(forum: Forum) -> None:
    karen = await keeper(forum)
    for places in ((), (forum.varde.id,)):
        with pytest.raises(BadInput, match="own_municipality"):
            await actions.create_category(karen, form(forum, municipality_ids=places))
    both = (forum.kolding.id, forum.varde.id)
    await actions.create_category(karen, form(forum, municipality_ids=both))
    assert (await queries.category_form(karen, "gaa-tur")).municipality_ids == both


async def test_what_was_written_to_few_is_not_shown_to_more(forum: Forum) -> None:
    wider = CategoryForm(slug="members", title_da="A", title_en="A", municipality_ids=(forum.kolding.id,))
    await started(forum.kirsten, "members")
    with pytest.raises(Refused, match="audience_wider"):
        await actions.edit_category(PLATFORM, "members", wider)
    assert (await Category.get(slug="members")).audience == "members"
    course = CategoryForm(
        slug="course", title_da="A", title_en="A", course="Lev livet", audience=Audience.members
    )
    await actions.edit_category(PLATFORM, "course", course)
    assert (await Category.get(slug="course")).audience == "members"


async def test_where_professionals_alone_write_citizens_read_along(forum: Forum) -> None:
    await forum.category("news", professional_only=True)
    made = await started(forum.anne, "news")
    await answered(forum.mette, made.thread)
    page = await queries.category(forum.kirsten, "news")
    assert (page.professional_only, page.can["start"], page.can["take_alias"]) == (True, False, False)
    assert len((await queries.thread(forum.kirsten, made.thread)).posts) == 2
    with pytest.raises(Refused, match="not_allowed"):
        await started(forum.kirsten, "news")
    with pytest.raises(Refused, match="not_allowed"):
        await answered(forum.kirsten, made.thread)


async def test_a_form_gives_back_what_was_saved(forum: Forum) -> None:
    told = form(
        forum,
        about_da="Hvor og hvornår",
        audience=Audience.members,
        approve=Approve.all,
        slow_seconds=300,
        second_professional=True,
        professional_only=True,
        alias_allowed=False,
        position=7,
        owner_id=forum.varde.id,
    )
    await actions.create_category(PLATFORM, told)
    assert await queries.category_form(PLATFORM, "gaa-tur") == told


async def test_a_name_of_any_length_is_missing(forum: Forum) -> None:
    for slug in ("", "a" * 300, "æ\u202e"):
        with pytest.raises(Missing):
            await queries.category_form(PLATFORM, slug)
        with pytest.raises(Missing):
            await actions.edit_category(PLATFORM, slug, form(forum))


async def test_an_unknown_owner_is_refused(forum: Forum) -> None:
    with pytest.raises(BadInput, match="bad_municipality"):
        await actions.create_category(PLATFORM, form(forum, owner_id=999))

"""Categories as those see them who make and change them: the list, and one as a form."""

from forum.debate.keepers import keeps, keeps_some, runs_all
from forum.debate.models import Category, CategoryMunicipality
from forum.debate.states import Approve, Audience
from forum.debate.wire import CategoryAdminRow, CategoryForm
from hub.accounts.models import Municipality
from hub.actor import Actor
from hub.errors import Missing


async def categories_to_keep(actor: Actor) -> tuple[CategoryAdminRow, ...]:
    """Every category for the platform; for a municipality's keepers its own and the common ones."""
    if not keeps_some(actor):
        raise Missing
    rows = await Category.all().order_by("position", "title_da")
    if not runs_all(actor):
        rows = [row for row in rows if row.owner_id in (None, actor.municipality_id)]
    places = {row["id"]: row["name"] for row in await Municipality.all().values("id", "name")}
    links = await CategoryMunicipality.all().order_by("municipality_id").values()
    return tuple(
        CategoryAdminRow(
            slug=row.slug,
            title=row.title_en if actor.language == "en" else row.title_da,
            owner=places.get(row.owner_id or 0, ""),
            audience=Audience(row.audience),
            closed=row.closed,
            professional_only=row.professional_only,
            approve=Approve(row.approve),
            position=row.position,
            thread_count=row.thread_count,
            municipalities=tuple(
                places[link["municipality_id"]] for link in links if link["category_id"] == row.id
            ),
            may_edit=keeps(actor, row.owner_id),
        )
        for row in rows
    )


async def category_form(actor: Actor, slug: str) -> CategoryForm:
    """A category as its keeper may change it; Missing for everybody else."""
    row = await Category.get_or_none(slug=slug) if 0 < len(slug) <= 40 else None
    if row is None or not keeps(actor, row.owner_id):
        raise Missing
    links = CategoryMunicipality.filter(category_id=row.id).order_by("municipality_id")
    return CategoryForm(
        slug=row.slug,
        title_da=row.title_da,
        title_en=row.title_en,
        about_da=row.about_da,
        about_en=row.about_en,
        audience=Audience(row.audience),
        course=row.course,
        alias_allowed=row.alias_allowed,
        approve=Approve(row.approve),
        slow_seconds=row.slow_seconds,
        second_professional=row.second_professional,
        position=row.position,
        closed=row.closed,
        municipality_ids=tuple(link["municipality_id"] for link in await links.values("municipality_id")),
        professional_only=row.professional_only,
        owner_id=row.owner_id,
    )

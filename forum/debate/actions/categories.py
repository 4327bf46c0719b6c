"""Making, changing and closing categories, as the platform and each municipality do with their own."""

import re
from typing import Any

from forum import search, text
from forum.debate import announcing, filing, keepers, paths
from forum.debate.models import Category, CategoryMunicipality, Thread
from forum.debate.rules import not_allowed
from forum.debate.states import Audience
from forum.debate.wire import CategoryForm
from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.accounts.models import Municipality
from hub.actor import Actor
from hub.errors import BadInput, Missing

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
SLOWEST = 24 * 60 * 60
_LONGEST = {"title_da": 80, "title_en": 80, "about_da": 300, "about_en": 300, "course": 80}


async def create_category(actor: Actor, form: CategoryForm) -> str:
    """Make a category; its slug. BadInput names the field that cannot be used."""
    async with deed(actor, "create", "forum_category", form.slug[:40]):
        if not keepers.keeps_some(actor):
            raise not_allowed()
        owner_id = form.owner_id if keepers.runs_all(actor) else actor.municipality_id
        columns = await _columns(actor, form, owner_id)
        if await Category.filter(slug=form.slug).exists():
            raise BadInput("slug_taken", "slug", "Det navn er i brug.", "That name is in use.")
        row = await Category.create(slug=form.slug, created_at=clock.now(), **columns)
        await _name(row.id, form)
        await search.set_scope(await filing.scope(row))
        await audit.write(actor, "create", "forum_category", row.slug, municipality_id=owner_id)
    return form.slug


async def edit_category(actor: Actor, slug: str, form: CategoryForm) -> None:
    """Change a category; its slug stays, since it stands in links. Closing it is a change like others."""
    async with deed(actor, "edit", "forum_category", slug[:40]):
        row = await _kept(actor, slug)
        owner_id = form.owner_id if keepers.runs_all(actor) else row.owner_id
        columns = await _columns(actor, form, owner_id)
        if await Thread.exists(category_id=row.id):
            keepers.check_audience(Audience(row.audience), form.audience)
        changed = [name for name, value in columns.items() if getattr(row, name) != value]
        await row.update_from_dict(columns).save(update_fields=list(columns))
        await _name(row.id, form)
        await search.set_scope(await filing.scope(row))
        told = ", ".join(changed)
        await audit.write(actor, "edit", "forum_category", row.slug, municipality_id=owner_id, reason=told)
    announcing.announce([announcing.News("", row.slug, "state", 0)])


async def _kept(actor: Actor, slug: str) -> Category:
    """The category, locked; Missing unless it is there, not_allowed for those who do not keep it."""
    if not keepers.keeps_some(actor):
        raise not_allowed()
    found = await Category.get_or_none(slug=slug) if 0 < len(slug) <= 40 else None
    row = await db.lock_row(Category, found.id) if found else None
    if row is None:
        raise Missing
    if not keepers.keeps(actor, row.owner_id):
        raise not_allowed()
    return row


async def _columns(actor: Actor, form: CategoryForm, owner_id: int | None) -> dict[str, Any]:
    keepers.check_places(actor, owner_id, form.municipality_ids)
    if owner_id is not None and not await Municipality.exists(id=owner_id):
        raise BadInput("bad_municipality", "owner_id", "Ukendt kommune.", "Unknown municipality.")
    return _checked(form) | {"owner_id": owner_id}


def _checked(form: CategoryForm) -> dict[str, Any]:
    if not _SLUG.fullmatch(form.slug) or form.slug in paths.RESERVED:
        raise BadInput(
            "bad_slug",
            "slug",
            "Brug små bogstaver, tal og bindestreg.",
            "Use a to z, digits and hyphens.",
        )
    lines = {name: _line(getattr(form, name), name, longest) for name, longest in _LONGEST.items()}
    for name in ("title_da", "title_en"):
        if not lines[name]:
            raise BadInput("required", name, "Feltet skal udfyldes.", "This field must be filled in.")
    if form.audience is Audience.course and not lines["course"]:
        raise BadInput("required", "course", "Skriv, hvilket forløb det er.", "Write which course it is.")
    if not 0 <= form.slow_seconds <= SLOWEST:
        raise BadInput("bad_number", "slow_seconds", "Højst et døgn.", "At most a day.")
    return {
        **lines,
        "audience": form.audience.value,
        "alias_allowed": form.alias_allowed,
        "approve": form.approve.value,
        "slow_seconds": form.slow_seconds,
        "second_professional": form.second_professional,
        "professional_only": form.professional_only,
        "position": max(-1000, min(form.position, 1000)),
        "closed": form.closed,
    }


def _line(wanted: str, field: str, longest: int) -> str:
    kept = " ".join(text.neutral(wanted[: 10 * longest]).split())
    if len(kept) > longest:
        raise BadInput("too_long", field, f"Højst {longest} tegn.", f"At most {longest} characters.")
    return kept


async def _name(category_id: int, form: CategoryForm) -> None:
    wanted = set(form.municipality_ids)
    if await Municipality.filter(id__in=list(wanted) or [0]).count() != len(wanted):
        raise BadInput("bad_municipality", "municipality_ids", "Ukendt kommune.", "Unknown municipality.")
    await CategoryMunicipality.filter(category_id=category_id).delete()
    for municipality_id in sorted(wanted):
        await CategoryMunicipality.create(category_id=category_id, municipality_id=municipality_id)

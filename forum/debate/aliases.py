"""The one file that knows whose alias it is. Actions and queries ask here, and hand no answer on to others.

Two directions: from a person to their own aliases, and from an alias to its person, which only whoever tells,
sanctions or reveals may ask for. Nothing here is written to the audit log or to any other: a line saying that
somebody took an alias at a certain time would be the link itself.
"""

import secrets
from collections.abc import Iterable
from typing import NamedTuple

from forum import text
from forum.debate.holders import AliasHolder
from forum.debate.models import Alias, Post, Thread
from forum.debate.wire import AliasView
from hub.accounts.models import Person
from hub.actor import Role
from hub.errors import BadInput, Refused
from hub.sessions.sign_ups import aliases as names

RESERVED = (
    "admin",
    "administrator",
    "ansvarlig",
    "redaktør",
    "redaktion",
    "psykolog",
    "jordemoder",
    "farmaceut",
    "apotek",
    "behandler",
    "terapeut",
    "overlæge",
    "professor",
    "hospital",
    "lægevagt",
    "sundhedshub",
    "sundhedsstyrelsen",
    "regionen",
    "teamet",
    "official",
    "officiel",
    "staff",
    "doktor",
    "anonym",
    "slettet",
)
"""Words that pass for somebody in charge, besides those the aliases of sessions refuse."""


class Held(NamedTuple):
    """An alias as its own person has it."""

    id: int
    key: str
    name: str


async def own(person_id: int | None, category_id: int) -> Alias | None:
    """The alias the person has in the category. One query, or none for strangers."""
    if person_id is None:
        return None
    held = (
        await AliasHolder.filter(person_id=person_id, category_id=category_id).select_related("alias").first()
    )
    return held.alias if held else None


async def own_ids(person_id: int | None) -> list[int]:
    """Row numbers of every alias the person has. One query, or none for strangers."""
    if person_id is None:
        return []
    rows = await AliasHolder.filter(person_id=person_id).values_list("alias_id", flat=True)
    return [int(str(row)) for row in rows]


async def held(person_id: int | None) -> dict[int, Held]:
    """Every alias the person has, by category. One query, or none for strangers."""
    if person_id is None:
        return {}
    rows = AliasHolder.filter(person_id=person_id)
    found = await rows.values("category_id", "alias_id", "alias__public_id", "alias__name")
    return {
        row["category_id"]: Held(row["alias_id"], row["alias__public_id"], row["alias__name"])
        for row in found
    }


async def view(alias: Held | None) -> AliasView | None:
    """A person's own alias as they see it where they may change it. Two queries at most."""
    return AliasView(alias.key, alias.name, await written_under(alias.id)) if alias else None


async def person_behind(alias_id: int) -> int | None:
    """Whose alias it is; None when their account is gone."""
    held = await AliasHolder.get_or_none(alias_id=alias_id)
    return held.person_id if held else None


async def people_behind(alias_ids: Iterable[int]) -> dict[int, int]:
    """The person of each alias that still has one. One query."""
    rows = await AliasHolder.filter(alias_id__in=list(alias_ids) or [0]).values("alias_id", "person_id")
    return {row["alias_id"]: row["person_id"] for row in rows}


async def take(person_id: int, category_id: int, wanted: str) -> Alias:
    """Under the category's lock: give the person the alias, or another instead of one nothing stands under.

    BadInput("bad_alias") for what passes for staff, BadInput("alias_taken") for what looks like another's,
    Refused("alias_in_use") when something stands under the one they have.
    """
    name = await allowed(wanted)
    had = await own(person_id, category_id)
    if had is not None and had.name == name:
        return had
    if had is not None and await written_under(had.id):
        raise in_use()
    look = text.skeleton(name)
    if await _others(category_id, look, had):
        raise alias_taken()
    if had is not None:
        had.name, had.skeleton, had.public_id = name, look, new_key()
        await had.save(update_fields=["name", "skeleton", "public_id"])
        return had
    made = await Alias.create(category_id=category_id, public_id=new_key(), name=name, skeleton=look)
    await AliasHolder.create(alias_id=made.id, person_id=person_id, category_id=category_id)
    return made


async def rename(alias: Alias, wanted: str) -> None:
    """Under the category's lock: give an alias another name, as moderators may. Errors as in `take`."""
    name = await allowed(wanted)
    look = text.skeleton(name)
    if await _others(alias.category_id, look, alias):
        raise alias_taken()
    alias.name, alias.skeleton = name, look
    await alias.save(update_fields=["name", "skeleton"])


async def allowed(wanted: str) -> str:
    """The name as it will be shown; BadInput("bad_alias") for what could be taken for staff."""
    name = names.checked(text.neutral(wanted[:200]), await _staff())
    looks = [text.skeleton(part) for part in (name, *name.replace("-", " ").split())]
    if any(look.startswith(text.skeleton(word)) for word in RESERVED for look in looks):
        raise BadInput(
            "bad_alias",
            "alias",
            "Det dæknavn kan forveksles med nogen, der har ansvar her. Vælg et andet.",
            "That alias could be taken for somebody in charge here. Choose another.",
        )
    return name


async def count(category_id: int) -> int:
    """How many aliases there are in the category."""
    return await Alias.filter(category_id=category_id).count()


async def taken(category_id: int, skeletons: Iterable[str]) -> set[str]:
    """Which of the skeletons belong to somebody in the category."""
    rows = Alias.filter(category_id=category_id, skeleton__in=list(skeletons))
    return {str(row) for row in await rows.values_list("skeleton", flat=True)}


async def written_under(alias_id: int) -> bool:
    """Whether anything stands, or ever stood, under the alias."""
    if await Post.filter(alias_id=alias_id).exists():
        return True
    return await Thread.filter(alias_id=alias_id).exists()


def new_key() -> str:
    """A public id: 16 url-safe characters of chance."""
    return secrets.token_urlsafe(12)


def in_use() -> Refused:
    """The refusal of a new name when others know the old one."""
    return Refused(
        "alias_in_use",
        "Du har allerede skrevet under dit dæknavn her. En moderator kan ændre det for dig.",
        "You have already written under your alias here. A moderator can change it for you.",
    )


def alias_taken() -> BadInput:
    """The refusal of a name that looks like another's."""
    return BadInput(
        "alias_taken",
        "alias",
        "Det dæknavn ligner et, som en anden har valgt. Vælg et andet.",
        "That alias is too much like one somebody else has. Choose another.",
    )


async def _others(category_id: int, look: str, had: Alias | None) -> bool:
    found = Alias.filter(category_id=category_id, skeleton=look)
    return await (found.exclude(id=had.id) if had else found).exists()


async def _staff() -> list[str]:
    """Full names of those who answer and moderate, of all municipalities."""
    roles = [Role.professional.value, Role.moderator.value]
    rows = Person.filter(active=True, roles__role__in=roles).distinct()
    return [str(name) for name in await rows.values_list("name", flat=True)]

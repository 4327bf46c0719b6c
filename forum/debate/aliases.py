"""The one file that knows whose alias it is. Actions and queries ask here, and hand no answer on to others.

Two directions: from a person to their own aliases, and from an alias to its person, which only whoever tells,
sanctions or reveals may ask for.
"""

from forum.debate.holders import AliasHolder
from forum.debate.models import Alias


async def own(person_id: int | None, category_id: int) -> Alias | None:
    """The alias the person has in the category."""
    if person_id is None:
        return None
    held = (
        await AliasHolder.filter(person_id=person_id, category_id=category_id).select_related("alias").first()
    )
    return held.alias if held else None


async def own_ids(person_id: int | None) -> list[int]:
    """Row numbers of every alias the person has."""
    if person_id is None:
        return []
    rows = await AliasHolder.filter(person_id=person_id).values_list("alias_id", flat=True)
    return [int(str(row)) for row in rows]


async def person_behind(alias_id: int) -> int | None:
    """Whose alias it is; None when their account is gone."""
    held = await AliasHolder.get_or_none(alias_id=alias_id)
    return held.person_id if held else None

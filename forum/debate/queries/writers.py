"""Names of those who wrote what a page shows, asked for once for all its rows.

A statement that joins a row to its writer, the writer's profession and municipality, and the same again for
whoever seconds, joins nine tables: PostgreSQL then works longer on how to go about it than on doing it.
"""

from collections.abc import Iterable
from typing import Any

from forum.debate import shown
from hub.accounts.models import Person

_PERSON = ("name", "profession__title_da", "profession__title_en", "municipality__name")
_STARTERS = tuple(f"author__{column}" for column in _PERSON)
_SECONDERS = tuple(f"seconded_by__{column}" for column in _PERSON)

POST = tuple(name for name in shown.POST if name != "author__name" and name not in _SECONDERS)
THREAD = tuple(name for name in shown.THREAD if name not in _STARTERS)
"""The columns of `shown` without those of people."""


async def fill_writers(posts: list[dict[str, Any]]) -> None:
    """Add to rows of posts what `shown.POST` has beyond `POST`. One query."""
    people = await _people(row[key] for row in posts for key in ("author_id", "seconded_by_id"))
    for row in posts:
        row["author__name"] = people.get(row["author_id"], _NOBODY)["name"]
        row.update(_told("seconded_by", people.get(row["seconded_by_id"], _NOBODY)))


async def fill_starters(threads: list[dict[str, Any]]) -> None:
    """Add to rows of threads what `shown.THREAD` has beyond `THREAD`. One query."""
    people = await _people(row["author_id"] for row in threads)
    for row in threads:
        row.update(_told("author", people.get(row["author_id"], _NOBODY)))


_NOBODY: dict[str, Any] = dict.fromkeys(_PERSON)


def _told(part: str, person: dict[str, Any]) -> dict[str, Any]:
    return {f"{part}__{column}": person[column] for column in _PERSON}


async def _people(ids: Iterable[int | None]) -> dict[int | None, dict[str, Any]]:
    wanted = {number for number in ids if number is not None}
    rows = await Person.filter(id__in=padded(sorted(wanted))).values("id", *_PERSON)
    return {row["id"]: row for row in rows}


def padded(ids: list[int]) -> list[int]:
    """The numbers with the last said again until there are 1, 2, 4, 8 ... of them, so that lists of all
    lengths are a few statements, which the database knows already. 0 is no row's number."""
    wanted = 1 << max(len(ids) - 1, 0).bit_length()
    return ids + (ids[-1:] or [0]) * (wanted - len(ids))

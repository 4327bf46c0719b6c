"""Threads and posts as rows, and the quick way to write very many of them."""

import datetime as dt
from html import escape
from typing import Any

from tortoise.connection import get_connection
from tortoise.models import Model

from forum.debate.wire import minute
from forum.scale.people import Cast, Voice
from forum.scale.plan import Planned
from hub import db

Row = dict[str, Any]


def html(paragraphs: tuple[str, ...]) -> str:
    """What forum.text would render: plain paragraphs without a sign that means anything (a test compares)."""
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)


def thread_row(planned: Planned, cast: Cast, thread_id: int) -> Row:
    """The thread with its counts."""
    asks = cast.citizens[planned.topic][planned.voices[0] % len(cast.citizens[planned.topic])]
    posts = len(planned.words.posts)
    staff = [n for n, post in enumerate(planned.words.posts) if post.part == "professional"]
    solved = planned.post_keys[staff[0]] if staff and planned.number % 3 == 0 else ""
    return {
        "id": thread_id,
        "public_id": planned.key,
        "category_id": cast.categories[planned.topic].id,
        "title": planned.words.title,
        "author_id": asks.author_id,
        "alias_id": asks.alias_id,
        "solved_by": solved,
        "answered_by_id": _voice(planned, cast, staff[-1]).profession_id if staff else None,
        "created_at": planned.moments[0],
        "last_post_at": minute(planned.moments[-1]),
        "post_count": posts,
        "last_number": posts,
    }


def post_rows(planned: Planned, cast: Cast, thread_id: int, first_id: int) -> list[Row]:
    """Every post of the thread, numbered."""
    rows = []
    for n, post in enumerate(planned.words.posts):
        voice = _voice(planned, cast, n)
        rows.append(
            {
                "id": first_id + n,
                "public_id": planned.post_keys[n],
                "thread_id": thread_id,
                "number": n + 1,
                "author_id": voice.author_id,
                "alias_id": voice.alias_id,
                "part": "professional" if post.part == "professional" else "citizen",
                "profession_id": voice.profession_id,
                "municipality_id": voice.municipality_id,
                "source": post.source,
                "html": html(post.paragraphs),
                "created_at": planned.moments[n],
            }
        )
    return rows


def _voice(planned: Planned, cast: Cast, number: int) -> Voice:
    staff = planned.words.posts[number].part == "professional"
    voices = (cast.professionals if staff else cast.citizens)[planned.topic]
    return voices[planned.voices[number] % len(voices)]


async def write(model: type[Model], rows: list[Row]) -> None:
    """Insert rows told by their columns; what is not told has the model's default."""
    meta = model._meta
    named = {meta.fields_db_projection[name]: meta.fields_map[name] for name in meta.fields_db_projection}
    columns = [column for column, field in named.items() if column in rows[0] or not callable(field.default)]
    places = [f"${n}" if db.on_postgres() else "?" for n in range(1, len(columns) + 1)]
    listed = ", ".join(f'"{column}"' for column in columns)
    sql = f'INSERT INTO "{meta.db_table}" ({listed}) VALUES ({", ".join(places)})'  # noqa: S608 - our names
    values = [[_stored(row.get(column, named[column].default)) for column in columns] for row in rows]
    await get_connection("default").execute_many(sql, values)


def _stored(value: Any) -> Any:
    if isinstance(value, dt.datetime) and not db.on_postgres():
        return value.isoformat(sep=" ")
    return value


async def next_id(model: type[Model]) -> int:
    """The first number no row has."""
    newest = await model.all().order_by("-id").first()
    return int(newest.pk) + 1 if newest else 1


async def continue_numbers(*models: type[Model]) -> None:
    """Let PostgreSQL number on after the rows written with numbers of their own."""
    if not db.on_postgres():
        return
    for model in models:
        table = model._meta.db_table
        sql = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), $1, false)"
        await get_connection("default").execute_query(sql, [await next_id(model)])

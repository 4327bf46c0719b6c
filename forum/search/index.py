"""Filing what can be found. Call it inside the transaction that writes what is filed."""

from collections.abc import Sequence
from typing import Any

from tortoise.connection import get_connection

from forum.search import stems, tables, terms
from forum.search.models import SearchEntry, SearchPlace, SearchScope
from forum.search.wire import Document, Scope
from hub import db

TITLE = 140


async def index(document: Document, scope: Scope) -> None:
    """File the document, or file it anew when it is filed already. The scope is made if it is new."""
    row = await _scope(scope)
    old = await SearchEntry.filter(kind=document.kind, key=document.key).first()
    if old is None:
        entry = await SearchEntry.create(**_columns(document), scope_id=row.id)
    else:
        await tables.take_out(old.id, await _filed(old))
        entry = old.update_from_dict({**_columns(document), "scope_id": row.id})
        await entry.save()
    await tables.file(entry.id, terms.of(_shown(entry), scope.name))


async def remove(kind: str, key: str) -> None:
    """Let nobody find the document any more; nothing happens when it is not filed."""
    old = await SearchEntry.filter(kind=kind, key=key).first()
    if old is not None:
        await tables.take_out(old.id, await _filed(old))
        await old.delete()


async def set_scope(scope: Scope) -> None:
    """Change who may find what is in the scope; it is true at once for everything in it."""
    row = await _scope(scope)
    row.audience, row.everywhere = scope.audience, not scope.municipalities
    await row.save()
    await SearchPlace.filter(scope_id=row.id).delete()
    await _add_places(row, scope)


async def file_many(documents: Sequence[tuple[Document, Scope]]) -> int:
    """File many at once, those already filed left as they are; how many were filed. One transaction."""
    async with db.transaction():
        keys = [document.key for document, _ in documents]
        there = set(await SearchEntry.filter(key__in=keys).values_list("kind", "key"))
        new = [(d, s) for d, s in documents if (d.kind, d.key) not in there]
        scopes = {scope.name: (await _scope(scope)).id for scope in {scope for _, scope in new}}
        entries = [
            SearchEntry(**_columns(d), id=number, scope_id=scopes[s.name])
            for number, (d, s) in zip(await _next_ids(len(new)), new, strict=True)
        ]
        await SearchEntry.bulk_create(entries)
        await tables.file_many(
            [(entry.id, terms.of(_shown(entry), s.name)) for entry, (_, s) in zip(entries, new, strict=True)]
        )
    return len(new)


async def forget_all() -> None:
    """Empty the index; who may find what stays known."""
    async with db.transaction():
        await tables.take_all_out()
        await SearchEntry.all().delete()


async def _scope(scope: Scope) -> SearchScope:
    found = await SearchScope.filter(name=scope.name).first()
    if found is None:
        found = await SearchScope.create(
            name=scope.name, audience=scope.audience, everywhere=not scope.municipalities
        )
        await _add_places(found, scope)
    return found


async def _add_places(row: SearchScope, scope: Scope) -> None:
    await SearchPlace.bulk_create(
        [SearchPlace(scope_id=row.id, municipality_id=place) for place in sorted(scope.municipalities)]
    )


def _columns(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "key": document.key,
        "title": _storable(document.title)[:TITLE],
        "text": _storable(document.text)[: terms.MOST_TEXT],
        "professional": document.professional,
        "at": document.at,
        "analysis": stems.VERSION,
    }


def _storable(text: str) -> str:
    """Without what a database refuses: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _shown(entry: SearchEntry) -> Document:
    return Document(entry.kind, entry.key, entry.title, entry.text, entry.at, entry.professional)


async def _filed(entry: SearchEntry) -> list[str]:
    """The terms an entry is filed under: of what is stored, so that they are the very same."""
    scope = await SearchScope.get(id=entry.scope_id)
    return terms.of(_shown(entry), scope.name)


async def _next_ids(amount: int) -> list[int]:
    """Ids that nobody else gets: PostgreSQL counts them off, on SQLite nobody else writes meanwhile."""
    if db.on_postgres():
        sql = "SELECT nextval(pg_get_serial_sequence('search_entry', 'id')) AS id FROM generate_series(1, $1)"
        _, rows = await get_connection("default").execute_query(sql, [amount])
        return [int(row["id"]) for row in rows]
    newest = await SearchEntry.all().order_by("-id").first()
    first = newest.id + 1 if newest else 1
    return list(range(first, first + amount))

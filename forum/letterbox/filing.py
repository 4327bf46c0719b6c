"""Public answers as the search knows them; nothing else of a letter can ever be found."""

import json

from tortoise.queryset import QuerySet

from forum import search
from forum.letterbox.models import Letter, LetterPublication
from forum.letterbox.states import Published
from forum.search.index import file_many
from hub import clock, db

KIND = "letter"
EVERYBODY = search.Scope(name="answers", audience="open")
"""Who may find public answers."""
BATCH = 200


def document(row: LetterPublication) -> search.Document:
    """A published answer as it is filed."""
    copy = json.loads(row.shown)
    return search.Document(
        kind=KIND,
        key=row.public_id,
        title=copy["title"],
        text=f"{copy['question']}\n{copy['answer']}",
        at=row.published_at or clock.now(),
        professional=True,
    )


async def file_anew(after: int) -> tuple[int, int]:
    """File the next answers behind the id `after`: the last id looked at (0: no more), how many were filed.

    Whoever takes an answer back locks its letter first, and so do we: it is not filed again behind them.
    """
    async with db.transaction():
        near = published().filter(id__gt=after).order_by("id").limit(BATCH)
        ids: dict[int, int] = dict(await near.values_list("id", "letter_id"))
        if not ids:
            return 0, 0
        await Letter.filter(id__in=set(ids.values())).order_by("id").select_for_update().values_list("id")
        rows = await published().filter(id__in=list(ids)).order_by("id")
        return max(ids), await file_many([(document(row), EVERYBODY) for row in rows])


def published() -> QuerySet[LetterPublication]:
    """The answers everybody may read."""
    return LetterPublication.filter(state=Published.published.value)

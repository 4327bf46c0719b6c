"""Public answers as the search knows them; nothing else of a letter can ever be found."""

import json
from collections.abc import AsyncIterator

from tortoise.queryset import QuerySet

from forum import search
from forum.letterbox.models import LetterPublication
from forum.letterbox.states import Published
from hub import clock

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


async def everything() -> AsyncIterator[list[tuple[search.Document, search.Scope]]]:
    """All public answers, the oldest first, in batches; for building the index anew."""
    last = 0
    while rows := await published().filter(id__gt=last).order_by("id").limit(BATCH):
        last = rows[-1].id
        yield [(document(row), EVERYBODY) for row in rows]


def published() -> QuerySet[LetterPublication]:
    """The answers everybody may read."""
    return LetterPublication.filter(state=Published.published.value)

"""Parts of a letter's page, for its citizen and for professionals: messages, people, talks, the copy."""

import json
from collections import defaultdict
from collections.abc import Iterable

from forum.letterbox.models import Letter, LetterAttachment, LetterMessage, LetterPublication, Talk
from forum.letterbox.reasons import Who
from forum.letterbox.sealing import opened
from forum.letterbox.states import Published
from forum.letterbox.wire import CopyView, FileView, MessageView, TalkView
from hub import clock
from hub.accounts.models import Person
from hub.booking.direct import movable
from hub.sessions.states import State as SessionState

NOBODY = Who("", "", "")


async def people(ids: Iterable[int | None], language: str) -> dict[int, Who]:
    """Name, profession and municipality of these people. One query."""
    wanted = {one for one in ids if one is not None}
    title = f"profession__title_{'en' if language == 'en' else 'da'}"
    rows = Person.filter(id__in=list(wanted)).values("id", "name", "municipality__name", title)
    return {
        row["id"]: Who(row["name"], row[title] or "", row["municipality__name"] or "")
        for row in (await rows if wanted else [])
    }


async def messages(letter: Letter, reader_id: int | None, known: dict[int, Who]) -> list[MessageView]:
    """What was sent, oldest first, opened. Two queries."""
    rows = await LetterMessage.filter(letter_id=letter.id).exclude(number=None).order_by("number")
    files = await _files(letter, [row.id for row in rows])
    return [await message(letter, row, reader_id, known, files[row.id]) for row in rows]


async def message(
    letter: Letter,
    row: LetterMessage,
    reader_id: int | None,
    known: dict[int, Who],
    files: list[FileView] | None = None,
) -> MessageView:
    """One message, opened."""
    if files is None:
        files = (await _files(letter, [row.id]))[row.id]
    return MessageView(
        public_id=row.public_id,
        number=row.number,
        kind=row.kind,
        author=known.get(row.author_id, NOBODY),
        mine=row.author_id == reader_id,
        text=await opened(letter, f"message:{row.public_id}", row.sealed),
        at=row.sent_at or row.changed_at,
        files=tuple(files),
    )


async def authors(letter: Letter) -> set[int]:
    """Who has written in the letter."""
    rows = await LetterMessage.filter(letter_id=letter.id).values("author_id")
    return {row["author_id"] for row in rows}


async def _files(letter: Letter, message_ids: list[int]) -> dict[int, list[FileView]]:
    found: dict[int, list[FileView]] = defaultdict(list)
    columns = ("public_id", "name", "kind", "size", "message_id")
    for row in await LetterAttachment.filter(message_id__in=message_ids).order_by("id").values(*columns):
        name = await opened(letter, f"file-name:{row['public_id']}", row["name"])
        view = FileView(public_id=row["public_id"], name=name, kind=row["kind"], size=row["size"])
        found[row["message_id"]].append(view)
    return found


async def talks(letter: Letter) -> tuple[TalkView, ...]:
    """Consultations offered in the letter, in the order they were offered."""
    columns = ("session_id", "session__starts_at", "session__ends_at", "session__state")
    rows = await Talk.filter(letter_id=letter.id).order_by("id").values(*columns)
    hers = await movable(letter.citizen_id, [row["session_id"] for row in rows]) if rows else {}
    return tuple(
        TalkView(
            session_id=row["session_id"],
            starts_at=row["session__starts_at"],
            cancelled=row["session__state"] == SessionState.cancelled,
            over=row["session__state"] == SessionState.ended or row["session__ends_at"] < clock.now(),
            movable=row["session_id"] in hers,
        )
        for row in rows
    )


async def copy_view(letter: Letter, row: LetterPublication | None) -> CopyView | None:
    """The anonymous copy as those see it who may read the letter."""
    if row is None:
        return None
    told = json.loads(await opened(letter, f"copy:{row.public_id}", row.sealed))
    return CopyView(
        public_id=row.public_id,
        state=Published(row.state),
        title=told["title"],
        question=told["question"],
        answer=told["answer"],
        consented=row.consent_at is not None,
        approved=row.approved_at is not None,
    )

"""Everything the hub holds about one person, as plain data, and the files of their letters.

`PLAIN` and `ELSEWHERE` say of every table with a person in it where it is in the copy, or why it is not: a
test fails when a new table is forgotten.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec
from tortoise import Tortoise
from tortoise.models import Model

from forum.debate import queries as debate
from forum.debate.models import Post
from forum.letterbox import queries as letterbox
from hub.accounts.models import Person
from hub.accounts.queries import as_actor, audit_about_me
from hub.actor import Actor

Tell = Callable[[int, int], Awaitable[None]]

PLAIN: dict[str, str] = {
    "Booking": "citizen",
    "WaitingFor": "citizen",
    "PersonCompetence": "person",
    "PersonLanguage": "person",
    "RoleGrant": "person",
    "LoginSession": "person",
    "Commitment": "person",
    "Employment": "person",
    "RotaRule": "person",
    "RotaException": "person",
    "BusyFeed": "person",
    "CalendarFeed": "person",
    "SignUp": "person",
    "SessionHost": "person",
    "Seat": "person",
    "Draft": "person",
    "Following": "person",
    "ReadPosition": "person",
    "Helpful": "person",
    "Flag": "person",
    "Notice": "person",
    "NoticeChoice": "person",
    "Absence": "person",
    "TeamMember": "person",
    "Duty": "person",
    "Sanction": "person",
    "PersonalCopy": "person",
    "Demand": "person",
    "Declined": "person",
    "SickReport": "person",
    "Asked": "person",
}
"""Tables copied row by row, and the field that holds the person."""

ELSEWHERE: dict[str, str] = {
    "Letter": "letters, as the citizen reads them",
    "LetterMessage": "letters",
    "Assignment": "letters",
    "Reading": "letters",
    "Talk": "letters",
    "LetterPublication": "letters",
    "Post": "posts",
    "Thread": "posts",
    "PostVersion": "posts",
    "AliasHolder": "posts, each with the alias it stands under",
    "InternalNote": "work on another person's letter",
    "Note": "work on others' posts",
    "OneTimeLink": "opens the account and is over in hours",
    "JoinLink": "opens a session and is over with it",
    "NoticeStop": "a key",
    "PushSubscription": "keys of a browser; listed on the page of notices",
    "Hold": "placed by the municipality, which answers for it",
    "ChatMessage": "hangs on the seat",
    "Action": "told to the writer in the notice and on the post",
    "Appeal": "told with the action",
    "Look": "work of moderators",
    "Reveal": "in the log of who has looked",
    "Alert": "work of those on duty",
    "Entry": "work, counted between municipalities; each session led is under SessionHost",
    "BookingHold": "gone in five minutes",
    "Session": "who planned it; not about that person",
    "Proposal": "who made it; not about that person",
    "Suggestion": "a plan nobody was told of; what came of it is a demand",
    "Call": "asks for somebody to take over; who was asked is copied, and so is an illness",
    "WeightSet": "who set it; not about that person",
}
SECRET = frozenset({"password_hash", "token_hash", "network_key", "endpoint", "p256dh", "auth", "key"})


class File(NamedTuple):
    """A file of the copy: path inside it, bytes."""

    path: str
    data: bytes


class Everything(NamedTuple):
    """`parts` by name, each plain data; `files` of letters."""

    parts: dict[str, Any]
    files: list[File]


async def everything(person: Person, tell: Tell) -> Everything:
    """All of it; `tell(done, total)` after each part."""
    actor = as_actor(person, person.roles)
    steps: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
        ("letters", lambda: _letters(actor, files)),
        ("posts", lambda: _posts(actor)),
        ("seen_by", lambda: _seen_by(actor)),
    ]
    files: list[File] = []
    parts: dict[str, Any] = {"account": _row(person)}
    for done, (name, step) in enumerate(steps):
        await tell(done, len(steps) + 1)
        parts[name] = await step()
    for name, field in PLAIN.items():
        parts[name] = await _rows(name, field, person.id)
    await tell(len(steps) + 1, len(steps) + 1)
    return Everything(parts, files)


async def _letters(actor: Actor, files: list[File]) -> list[Any]:
    found: list[Any] = []
    after: str | None = None
    while True:
        rows = await letterbox.my_letters(actor, after)
        for row in rows.letters:
            letter = await letterbox.my_letter(actor, row.public_id)
            written = [*letter.messages, *([letter.draft] if letter.draft else [])]
            for file in (file for message in written for file in message.files):
                opened = await letterbox.my_file(actor, letter.public_id, file.public_id)
                files.append(File(f"files/{file.public_id}-{opened.name}", opened.data))
            found.append(msgspec.to_builtins(letter))
        if rows.next is None:
            return found
        after = rows.next


async def _posts(actor: Actor) -> list[Any]:
    found: list[Any] = []
    after: str | None = None
    while True:
        page = await debate.my_posts(actor, after)
        sources = await Post.filter(public_id__in=[post.key for post in page.posts]).values(
            "public_id", "source"
        )
        whole = {row["public_id"]: row["source"] for row in sources}
        found += [{**msgspec.to_builtins(post), "text": whole.get(post.key, "")} for post in page.posts]
        if page.next is None:
            return found
        after = page.next


async def _seen_by(actor: Actor) -> list[Any]:
    found: list[Any] = []
    number = 1
    while True:
        page = await audit_about_me(actor, number)
        told = [msgspec.to_builtins(line) for line in page.lines]
        found += [{name: value for name, value in line.items() if name != "id"} for line in told]
        if number >= page.pages:
            return found
        number += 1


async def _rows(name: str, field: str, person_id: int) -> list[Any]:
    model: type[Model] = (Tortoise.apps or {})["hub"][name]
    return [_row(row) for row in await model.filter(**{f"{field}_id": person_id})]


def _row(row: Model) -> dict[str, Any]:
    """A row's columns without row numbers, secrets and bytes."""
    found: dict[str, Any] = {}
    for name in sorted(row._meta.db_fields):
        value = getattr(row, name, None)
        if name == "id" or name.endswith("_id") or name in SECRET or isinstance(value, bytes):
            continue
        found[name] = value.isoformat() if isinstance(value, dt.datetime | dt.date) else value
    return found

"""Who else is at a letter just now, for colleagues who have it open. No letter is opened, no text read."""

import datetime as dt
from collections.abc import Sequence

from forum.letterbox import presence
from forum.letterbox.models import Letter, LetterMessage, Reading
from forum.letterbox.queries.parts import NOBODY, people
from forum.letterbox.reasons import Who
from forum.letterbox.rules import may
from forum.letterbox.standing import find, standing_in
from forum.letterbox.states import Sending
from forum.letterbox.wire import Company, Nearby
from hub import clock
from hub.actor import Actor
from hub.errors import Missing


async def nearby(actor: Actor, public_id: str) -> Nearby:
    """Who is there, how far the letter is, and whether it can still be answered by the actor. Missing for
    everybody who may not have it open: not to be opened by broken glass, which is one look, not a watch."""
    letter = await find(public_id)
    if not await _reads(actor, letter):
        raise Missing
    near = await at_letter(actor, letter)
    sent = LetterMessage.filter(letter_id=letter.id).exclude(number=None)
    last = await sent.order_by("-number").first()
    return Nearby(
        public_id=letter.public_id,
        company=tuple(await company(letter, near, await people(set(near), actor.language))),
        last=last.number or 0 if last else 0,
    )


async def still_here(actor: Actor, public_id: str) -> Nearby:
    """The same, asked by the page that stays open: its reader is at the letter for a little longer."""
    found = await nearby(actor, public_id)
    presence.still(public_id, actor.person_id or 0, clock.now())
    return found


async def who_reads(actors: Sequence[Actor], public_id: str) -> list[bool]:
    """Of each actor, whether they may have the letter open now."""
    letter = await Letter.get_or_none(public_id=public_id)
    return [letter is not None and await _reads(actor, letter) for actor in actors]


async def _reads(actor: Actor, letter: Letter) -> bool:
    standing = await standing_in(actor, letter)
    return may(actor, "read", standing) or may(actor, "second_read", standing)


async def at_letter(actor: Actor, letter: Letter) -> dict[int, dt.datetime]:
    """Others who opened it, wrote in it or had it open a moment ago, and when."""
    now = clock.now()
    since = now - presence.HERE
    rows = Reading.filter(letter_id=letter.id, read_at__gte=since).exclude(reader_id=actor.person_id)
    near = {row.reader_id: row.read_at for row in await rows.order_by("id")}
    near |= {who: at for who, at in presence.at(letter.public_id, now).items() if who != actor.person_id}
    drafts = LetterMessage.filter(letter_id=letter.id, kind="answer", number=None, changed_at__gte=since)
    for draft in await drafts.exclude(author_id=actor.person_id):
        near[draft.author_id] = max(draft.changed_at, near.get(draft.author_id, draft.changed_at))
    return near


async def company(letter: Letter, near: dict[int, dt.datetime], known: dict[int, Who]) -> list[Company]:
    """Those of `near` as they are shown, who was there last first. An answer that waits to be read by a
    second reader is not being written."""
    since = clock.now() - presence.HERE
    drafts = LetterMessage.filter(letter_id=letter.id, kind="answer", state=Sending.draft.value)
    writing = {row["author_id"] for row in await drafts.filter(changed_at__gte=since).values("author_id")}
    return [
        Company(who=known.get(person_id, NOBODY), writes=person_id in writing, at=at)
        for person_id, at in sorted(near.items(), key=lambda item: item[1], reverse=True)
    ]

"""Changing the word lists, ringing the bell, sanctions as rows. Who may sanction is moderation's question."""

import datetime as dt
import secrets
from typing import Any

from forum.safety.defaults import STANDARD
from forum.safety.keys import known
from forum.safety.models import Alert, Sanction, WordList
from forum.safety.rules import demand_keeper
from forum.safety.wire import Guidance, SanctionKind, Verdict, WordForm, WordKind
from hub import audit, clock, db, jobs
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing

ANSWER_WITHIN = dt.timedelta(minutes=15)
WORDS_AT_MOST = 500
PHRASE_LONGEST = 160
UNLESS_LONGEST = 400
PLACES_AT_MOST = 8
JOB = "forum.alert"


def public_id() -> str:
    """A name for a row that tells nothing: 16 url-safe characters of chance."""
    return secrets.token_urlsafe(12)


async def alert(actor: Actor, verdict: Verdict, path: str, about: str = "") -> None:
    """In the caller's transaction: an emergency word was written; who is on duty is told at once.

    path: where it stands. about: the post's public id. If nobody answers in time, everybody is told.
    """
    if verdict.emergency is None:
        return
    now = clock.now()
    row = await Alert.create(
        public_id=public_id(),
        guidance=Guidance(verdict.emergency).value,
        path=path[:200],
        about=about,
        created_at=now,
        due_at=now + ANSWER_WITHIN,
    )
    await jobs.add(JOB, {"alert": row.public_id, "everybody": False}, now)
    again = {"alert": row.public_id, "everybody": True}
    await jobs.add(JOB, again, row.due_at, key=f"{JOB}:{row.public_id}")


async def answered(actor: Actor, about: str) -> int:
    """In the caller's transaction: somebody has seen to the alerts about a post; how many there were."""
    open_ones = await Alert.filter(about=about, answered_at=None)
    for row in open_ones:
        row.answered_at, row.answered_by_id = clock.now(), actor.person_id
        await row.save(update_fields=["answered_at", "answered_by_id"])
        await jobs.cancel(f"{JOB}:{row.public_id}")
    return len(open_ones)


async def sanction(
    actor: Actor,
    person_id: int,
    category_id: int | None,
    kind: SanctionKind,
    until: dt.datetime | None,
    reason: str,
) -> str:
    """In the caller's transaction: stop somebody from writing; the sanction's public id."""
    row = await Sanction.create(
        public_id=public_id(),
        person_id=person_id,
        category_id=category_id,
        kind=kind.value,
        until=until,
        reason=reason,
        given_by_id=actor.person_id,
        given_at=clock.now(),
    )
    return row.public_id


async def lift(person_id: int, category_id: int | None) -> int:
    """In the caller's transaction: let somebody write again there; how many sanctions there were."""
    lasting = Sanction.filter(person_id=person_id, category_id=category_id, lifted_at=None)
    return await lasting.update(lifted_at=clock.now())


async def add_word(actor: Actor, form: WordForm) -> str:
    """Put an entry on a list; its key. BadInput names what cannot be used."""
    async with deed(actor, "add", "word_list"):
        demand_keeper(actor, form.municipality_id)
        columns = _columns(form)
        if await WordList.filter(municipality_id=form.municipality_id).count() >= WORDS_AT_MOST:
            raise BadInput("too_many_words", "phrase", "Listen er fuld.", "The list is full.")
        key = public_id()
        await WordList.create(
            public_id=key, municipality_id=form.municipality_id, created_at=clock.now(), **columns
        )
        await audit.write(actor, "add", "word_list", key, municipality_id=form.municipality_id)
    return key


async def remove_word(actor: Actor, key: str) -> None:
    """Take an added entry off its list."""
    async with deed(actor, "remove", "word_list", key):
        row = await WordList.get_or_none(public_id=known(key, 24), standard="")
        if row is None:
            raise Missing
        demand_keeper(actor, row.municipality_id)
        await row.delete()
        await audit.write(actor, "remove", "word_list", key, municipality_id=row.municipality_id)


async def switch_standard(actor: Actor, key: str, on: bool) -> None:
    """Switch a standard entry off or on again, for everybody."""
    async with deed(actor, "switch", "word_list", key[:40]):
        demand_keeper(actor, None)
        rule = next((rule for rule in STANDARD if rule.key == key), None)
        if rule is None:
            raise Missing
        await db.lock_row(audit.AuditTail, 1)  # one at a time, so that an entry is switched off once
        await WordList.filter(standard=key).delete()
        if not on:
            await WordList.create(
                public_id=public_id(),
                language=rule.language,
                kind=rule.kind.value,
                phrase=rule.phrase[:PHRASE_LONGEST],
                standard=key,
                created_at=clock.now(),
            )
        await audit.write(actor, "switch_on" if on else "switch_off", "word_list", key[:40])


def _columns(form: WordForm) -> dict[str, Any]:
    phrase = " ".join(form.phrase.split())
    kind, guidance = _kind(form), _guidance(form)
    if form.language not in ("da", "en"):
        raise BadInput("bad_language", "language", "Vælg et sprog.", "Choose a language.")
    _check_phrase(phrase)
    unless = ", ".join(" ".join(part.split()) for part in form.unless.split(",") if part.strip())
    if len(unless) > UNLESS_LONGEST:
        raise BadInput("too_long", "unless", "Skriv lidt kortere.", "Write a little less.")
    return {"phrase": phrase, "unless": unless, "language": form.language, "kind": kind, "guidance": guidance}


def _kind(form: WordForm) -> str:
    if form.kind not in {kind.value for kind in WordKind}:
        raise BadInput("bad_kind", "kind", "Vælg en liste.", "Choose a list.")
    return form.kind


def _guidance(form: WordForm) -> str:
    if form.kind == WordKind.hold:
        return ""
    if form.guidance not in {guidance.value for guidance in Guidance}:
        raise BadInput(
            "required", "guidance", "Vælg, hvad den, der skriver, skal se.", "Choose what to show."
        )
    return form.guidance


def _check_phrase(phrase: str) -> None:
    words = phrase.replace("/", " ").split()
    longest = max((len(word.rstrip("*")) for word in words), default=0)
    if longest < 4 or any("*" in word and len(word) < 5 for word in words):
        raise BadInput(
            "too_short",
            "phrase",
            "Skriv mindst ét ord på 4 bogstaver. Korte ord rammer for meget.",
            "Write at least one word of 4 letters. Short words match too much.",
        )
    if len(phrase) > PHRASE_LONGEST or len(phrase.split()) > PLACES_AT_MOST:
        raise BadInput("too_long", "phrase", "Skriv højst 8 ord.", "Write at most 8 words.")

"""A citizen's own letters. Reads only; everything here begins from whose letter it is."""

from collections import Counter
from typing import Any

from tortoise.expressions import Q

from forum.letterbox.models import (
    Assignment,
    Function,
    Letter,
    LetterAttachment,
    LetterMessage,
    Reading,
)
from forum.letterbox.queries.functions import shown
from forum.letterbox.queries.parts import NOBODY, authors, copy_view, message, messages, people, talks
from forum.letterbox.reasons import Who, Why, left, to_citizen
from forum.letterbox.rules import signed_in
from forum.letterbox.sealing import opened, opened_bytes, subject_of
from forum.letterbox.standing import load, publication_of
from forum.letterbox.states import OURS, WRITABLE, Published, Sending, State
from forum.letterbox.wire import (
    EventView,
    LetterRow,
    LetterRows,
    LetterView,
    Opened,
    ReadingView,
)
from hub.accounts.models import Municipality
from hub.actor import Actor
from hub.errors import Missing

PAGE = 20


async def my_letters(actor: Actor, after: str | None = None) -> LetterRows:
    """One's own letters, changed last first. Three queries, whatever their number."""
    if not signed_in(actor):
        return LetterRows(letters=(), next=None)
    found = Letter.filter(citizen_id=actor.person_id)
    last = await Letter.get_or_none(public_id=after[:16], citizen_id=actor.person_id) if after else None
    if last is not None:
        found = found.filter(
            Q(changed_at__lt=last.changed_at) | Q(changed_at=last.changed_at, id__lt=last.id)
        )
    rows = await found.order_by("-changed_at", "-id").limit(PAGE + 1).select_related("function")
    known = await people([row.professional_id for row in rows], actor.language)
    more = len(rows) > PAGE
    letters = [await _row(actor, row, known) for row in rows[:PAGE]]
    return LetterRows(letters=tuple(letters), next=letters[-1].public_id if more else None)


async def _row(actor: Actor, letter: Letter, known: dict[int, Who]) -> LetterRow:
    function: Any = letter.function
    return LetterRow(
        public_id=letter.public_id,
        subject=await subject_of(letter),
        function=shown(function, actor.language).title,
        state=State(letter.state),
        turn=turn(State(letter.state)),
        due_at=letter.due_at if letter.state in OURS else None,
        changed_at=letter.changed_at,
        professional=known.get(letter.professional_id or 0),
        news=letter.state == State.answered,
    )


def turn(state: State) -> str:
    """Whose turn it is: ours while we owe an answer, hers when she can write or close, else over."""
    if state in OURS:
        return "ours"
    return "hers" if state in (State.draft, State.answered) else "over"


async def my_letter(actor: Actor, public_id: str) -> LetterView:
    """One's own letter with everything that happened to it, and who has read it. Missing for others'."""
    letter = await load(actor, public_id, "see_own")
    moves = await Assignment.filter(letter_id=letter.id).order_by("id")
    readings = await Reading.filter(letter_id=letter.id).order_by("id")
    ids = {row.professional_id for row in moves} | {row.reader_id for row in readings} | await authors(letter)
    known = await people(ids, actor.language)
    copy = await publication_of(letter)
    draft = await _draft(letter)
    return LetterView(
        **_facts(letter),
        subject=await subject_of(letter),
        function=shown(await Function.get(id=letter.function_id), actor.language),
        professional=known.get(letter.professional_id or 0),
        municipality=(await Municipality.get(id=letter.municipality_id)).name,
        messages=tuple(await messages(letter, actor.person_id, known)),
        draft=await message(letter, draft, actor.person_id, known) if draft else None,
        events=tuple(await _events(letter, moves, known, actor.language)),
        readings=tuple(await _readings(letter, readings, known)),
        talks=await talks(letter),
        copy=await copy_view(letter, copy),
        can=_can(
            State(letter.state), Published(copy.state) if copy else None, bool(copy and copy.consent_at)
        ),
    )


def _facts(letter: Letter) -> dict[str, Any]:
    state = State(letter.state)
    return {
        "public_id": letter.public_id,
        "state": state,
        "turn": turn(state),
        "origin": letter.origin,
        "sent_at": letter.sent_at,
        "due_at": letter.due_at if state in OURS else None,
        "answered_at": letter.answered_at,
        "closed_at": letter.closed_at,
        "late": letter.late,
    }


def _can(state: State, copy: Published | None, consented: bool) -> dict[str, bool]:
    return {
        "send": state is State.draft,
        "follow_up": state in WRITABLE,
        "withdraw": state in OURS | {State.draft},
        "close": state in (State.answered, State.follow_up),
        "consent": copy is Published.proposed and not consented,
        "unpublish": copy is Published.published or (copy is Published.proposed and consented),
    }


async def _draft(letter: Letter) -> LetterMessage | None:
    drafts = LetterMessage.filter(letter_id=letter.id, kind="letter", state=Sending.draft.value)
    return await drafts.first()


async def _events(
    letter: Letter, moves: list[Assignment], known: dict[int, Who], language: str
) -> list[EventView]:
    """Every change of hands with its reason, in order."""
    found: list[EventView] = []
    before: Who | None = None
    for row in moves:
        who = known.get(row.professional_id, NOBODY)
        sentence = to_citizen(Why(row.why), who, before, language)
        said = await opened(letter, f"assignment:{row.public_id}", row.words)
        found.append(EventView(at=row.from_at, sentence=sentence, words=said))
        before = who
        if row.left and row.to_at is not None:
            said = await opened(letter, f"assignment-end:{row.public_id}", row.ended_words)
            found.append(EventView(at=row.to_at, sentence=left(Why(row.ended), who, language), words=said))
            before = None
    return found


async def _readings(letter: Letter, rows: list[Reading], known: dict[int, Who]) -> list[ReadingView]:
    """Who has read, newest first; the same person for the same reason once, with how often."""
    times = Counter((row.reader_id, row.reason) for row in rows)
    told: dict[tuple[int, str], Reading] = {}
    for row in rows:
        if row.reason == "break_glass":
            told[row.id, row.public_id] = row
        else:
            told[row.reader_id, row.reason] = row
    newest = sorted(told.values(), key=lambda row: (row.read_at, row.id), reverse=True)
    return [
        ReadingView(
            reader=known.get(row.reader_id, NOBODY),
            reason=row.reason,
            words=await opened(letter, f"reading:{row.public_id}", row.words),
            at=row.read_at,
            times=1 if row.reason == "break_glass" else times[row.reader_id, row.reason],
        )
        for row in newest
    ]


async def my_file(actor: Actor, public_id: str, file_id: str) -> Opened:
    """One file of one's own letter, opened. Missing for others'."""
    letter = await load(actor, public_id, "see_own")
    return await open_attachment(letter, file_id)


async def open_attachment(letter: Letter, file_id: str, *, sent_only: bool = False) -> Opened:
    """A file of this letter, or Missing. Whoever calls has asked for the right."""
    files = LetterAttachment.filter(public_id=file_id[:16], message__letter_id=letter.id)
    row = await (files.filter(message__state=Sending.sent.value) if sent_only else files).first()
    if row is None:
        raise Missing
    return Opened(
        name=await opened(letter, f"file-name:{row.public_id}", row.name),
        kind=row.kind,
        data=await opened_bytes(letter, f"file:{row.public_id}", row.sealed),
    )

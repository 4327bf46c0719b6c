"""What a citizen does with her own letters: begin, write, attach, send, write more, withdraw, close."""

from typing import Protocol

from forum.letterbox import deadlines, names, telling
from forum.letterbox.actions.announcing import announce
from forum.letterbox.actions.assigning import over, owed, route, saved, written
from forum.letterbox.candidates import away, ranking
from forum.letterbox.models import Function, Letter, LetterAttachment, LetterMessage
from forum.letterbox.queries.functions import open_to
from forum.letterbox.reasons import Why
from forum.letterbox.rules import not_allowed, writes_letters
from forum.letterbox.sealing import opened, seal, seal_bytes, subject_of
from forum.letterbox.standing import locked
from forum.letterbox.states import WRITABLE, Sending, State, check_move, illegal_move
from forum.letterbox.telling import Kind
from forum.letterbox.wire import FILES_MOST, SUBJECT_LONGEST, TEXT_LONGEST
from forum.safety import queries as safety
from hub import clock, limits
from hub.accounts import queries as accounts
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Refused
from hub.sessions.wire import line, words

DRAFTS_MOST = 10


async def start(actor: Actor, function: str, origin: str = "own", session_id: int | None = None) -> str:
    """Begin a letter to a function (its slug); the draft's public id. Missing for one not open to her."""
    async with deed(actor, "start", "letter"):
        if not writes_letters(actor):
            raise not_allowed()
        to = await open_to(actor, function)
        drafts = Letter.filter(citizen_id=actor.person_id, state=State.draft.value)
        if await drafts.count() >= DRAFTS_MOST:
            raise Refused(
                "too_many_drafts",
                "Du har mange breve, du ikke har sendt. Send eller slet et af dem først.",
                "You have many letters you have not sent. Send or delete one of them first.",
            )
        letter = await draft_for(actor, to, origin, session_id)
    return letter.public_id


async def draft_for(actor: Actor, function: Function, origin: str, session_id: int | None = None) -> Letter:
    """An empty letter of `actor`'s, in the open transaction."""
    now = clock.now()
    letter = Letter(
        public_id=names.new(),
        citizen_id=actor.person_id or 0,
        municipality_id=actor.municipality_id or 0,
        function_id=function.id,
        language=actor.language,
        state=State.draft.value,
        origin=origin,
        session_id=session_id,
        created_at=now,
        changed_at=now,
    )
    letter.subject = await seal(letter, "subject", "")
    await letter.save()
    return letter


async def save_draft(actor: Actor, public_id: str, text: str, subject: str | None = None) -> None:
    """Keep what she has written so far; the subject only as long as the letter has not been sent."""
    kept = words(text, "text", TEXT_LONGEST)
    async with deed(actor, "save_draft", "letter", public_id):
        letter = await _hers(actor, public_id)
        if subject is not None and letter.state == State.draft:
            title = line(subject, "subject", SUBJECT_LONGEST, required=False)
            letter.subject = await seal(letter, "subject", title)
            await saved(letter)
        await _write(letter, actor, kept)


class Clean(Protocol):
    """A file as forum.files has made it harmless."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> bytes: ...


async def attach(actor: Actor, public_id: str, file: Clean) -> None:
    """Add a picture or PDF to what she is writing. BadInput("too_many_files")."""
    async with deed(actor, "attach", "letter", public_id):
        letter = await _hers(actor, public_id)
        draft = await draft_of(letter) or await _write(letter, actor, "")
        if await LetterAttachment.filter(message_id=draft.id).count() >= FILES_MOST:
            raise BadInput(
                "too_many_files",
                "file",
                f"Der kan højst være {FILES_MOST} filer i et brev.",
                f"A letter can hold {FILES_MOST} files at most.",
            )
        own = names.new()
        await LetterAttachment.create(
            public_id=own,
            message_id=draft.id,
            name=await seal(letter, f"file-name:{own}", file.name),
            sealed=await seal_bytes(letter, f"file:{own}", file.data),
            kind=file.kind,
            size=len(file.data),
            added_at=clock.now(),
        )


async def detach(actor: Actor, public_id: str, file_id: str) -> None:
    """Take a file out of what has not been sent yet."""
    async with deed(actor, "detach", "letter", public_id):
        draft = await draft_of(await _hers(actor, public_id))
        if draft is not None:
            await LetterAttachment.filter(message_id=draft.id, public_id=file_id[:16]).delete()


async def send(actor: Actor, public_id: str) -> None:
    """Send the draft: from now on a deadline runs. BadInput("required") without subject or text."""
    limits.hit("letter", limits.who(actor))
    async with deed(actor, "send", "letter", public_id):
        letter = await _hers(actor, public_id)
        await send_now(actor, letter)


async def send_now(actor: Actor, letter: Letter) -> None:
    """The sending itself, the letter locked. The home municipality is where she lives now."""
    if letter.state != State.draft:  # an assigned letter goes back to sent too, but not by being sent again
        raise illegal_move()
    if letter.municipality_id != actor.municipality_id:
        raise not_allowed()
    subject = line(await subject_of(letter), "subject", SUBJECT_LONGEST)
    message = await _complete(letter)
    function = await Function.get(id=letter.function_id)
    letter.state, letter.sent_at = State.sent.value, clock.now()
    closed = await accounts.closed_in(letter.municipality_id)
    letter.due_at = deadlines.due(clock.now(), function.answer_workdays, closed)
    await _sent(message)
    await saved(letter)
    await written(actor, "send", letter)
    if function.pooled and await _somebody(letter):
        await deadlines.watch(letter)
        await deadlines.watch_untaken(letter)
    else:
        await route(actor, letter, Why.routing)
    await _alarm(letter, message, subject)


async def _alarm(letter: Letter, message: LetterMessage, subject: str = "") -> None:
    """Words that sound of danger: whoever has the letter is told at once, whatever they chose to be told."""
    text = await opened(letter, f"message:{message.public_id}", message.sealed)
    if (await safety.judge(f"{subject}\n\n{text}", letter.municipality_id)).emergency is None:
        return
    if letter.professional_id is None:
        await telling.coordinators(letter)
    else:
        await telling.professional(letter, letter.professional_id, Kind.emergency_alert)


async def follow_up(actor: Actor, public_id: str, text: str | None = None) -> None:
    """Send what she has written more. After an answer a new deadline runs; before one the old stays."""
    limits.hit("letter", limits.who(actor))
    kept = None if text is None else words(text, "text", TEXT_LONGEST, required=True)
    async with deed(actor, "follow_up", "letter", public_id):
        letter = await _hers(actor, public_id)
        if State(letter.state) not in WRITABLE:
            check_move(State(letter.state), State.follow_up)
        if kept is not None:
            await _write(letter, actor, kept)
        message = await _complete(letter)
        await _sent(message)
        await written(actor, "follow_up", letter)
        if owed(letter):
            await saved(letter)
        else:
            await _asked_again(actor, letter)
        await _alarm(letter, message)
    announce(public_id)


async def _asked_again(actor: Actor, letter: Letter) -> None:
    """A new deadline; the professional who answered has it again, unless she is away."""
    check_move(State(letter.state), State.follow_up)
    function = await Function.get(id=letter.function_id)
    letter.state, letter.late = State.follow_up.value, False
    closed = await accounts.closed_in(letter.municipality_id)
    letter.due_at = deadlines.due(clock.now(), function.answer_workdays, closed)
    await saved(letter)
    able = {match.person_id for match in await ranking(letter)}
    if letter.professional_id in able:
        await deadlines.watch(letter)
        await telling.professional(letter, letter.professional_id, Kind.letter_assigned)
        return
    gone = letter.professional_id is not None and await away(letter, letter.professional_id)
    await route(actor, letter, Why.absence if gone else Why.unable)


async def withdraw(actor: Actor, public_id: str) -> None:
    """Take the letter back: nobody but she reads it from now on. A draft is deleted."""
    async with deed(actor, "withdraw", "letter", public_id):
        letter = await _hers(actor, public_id)
        if letter.state == State.draft:
            await letter.delete()
            return
        check_move(State(letter.state), State.withdrawn)
        letter.state, letter.closed_at = State.withdrawn.value, clock.now()
        await saved(letter)
        await over(letter)
        await written(actor, "withdraw", letter)


async def close(actor: Actor, public_id: str) -> None:
    """She has what she asked for."""
    async with deed(actor, "close", "letter", public_id):
        letter = await _hers(actor, public_id)
        check_move(State(letter.state), State.closed)
        letter.state, letter.closed_at = State.closed.value, clock.now()
        await saved(letter)
        await over(letter)
        await written(actor, "close", letter)


async def draft_of(letter: Letter) -> LetterMessage | None:
    """What the citizen has begun and not sent."""
    return await LetterMessage.filter(letter_id=letter.id, kind="letter", state=Sending.draft.value).first()


async def next_number(letter: Letter) -> int:
    """The number of the next message; exact while the letter is locked."""
    last = await LetterMessage.filter(letter_id=letter.id).exclude(number=None).order_by("-number").first()
    return (last.number or 0) + 1 if last else 1


async def _hers(actor: Actor, public_id: str) -> Letter:
    return await locked(actor, public_id, "write_own")


async def _write(letter: Letter, actor: Actor, text: str) -> LetterMessage:
    if State(letter.state) not in WRITABLE | {State.draft}:
        check_move(State(letter.state), State.follow_up)
    draft = await draft_of(letter) or LetterMessage(
        public_id=names.new(),
        letter_id=letter.id,
        author_id=actor.person_id,
        kind="letter",
        state=Sending.draft.value,
    )
    draft.sealed = await seal(letter, f"message:{draft.public_id}", text)
    draft.changed_at = clock.now()
    await draft.save()
    return draft


async def _complete(letter: Letter) -> LetterMessage:
    draft = await draft_of(letter)
    text = await opened(letter, f"message:{draft.public_id}", draft.sealed) if draft else ""
    words(text, "text", TEXT_LONGEST, required=True)
    assert draft is not None  # noqa: S101 - an empty text was refused
    draft.number = await next_number(letter)
    return draft


async def _sent(message: LetterMessage) -> None:
    message.state, message.sent_at = Sending.sent.value, clock.now()
    message.changed_at = clock.now()
    await message.save(update_fields=["number", "state", "sent_at", "changed_at"])


async def _somebody(letter: Letter) -> bool:
    return bool(await ranking(letter))

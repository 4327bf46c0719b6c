"""Letters that others begin: a professional invites a citizen to write, a session leaves a question over."""

from forum.letterbox import names, telling
from forum.letterbox.actions.assigning import saved, written
from forum.letterbox.actions.writing import draft_for, send_now
from forum.letterbox.candidates import reach_of
from forum.letterbox.models import Function, Letter, LetterMessage
from forum.letterbox.queries.functions import for_competence, open_to
from forum.letterbox.rules import is_professional, not_allowed, writes_letters
from forum.letterbox.sealing import seal
from forum.letterbox.states import Sending
from forum.letterbox.telling import Kind
from forum.letterbox.wire import SUBJECT_LONGEST, TEXT_LONGEST
from hub import clock, limits
from hub.accounts import clean
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person, RoleGrant
from hub.actor import Actor, Role
from hub.errors import Missing
from hub.sessions.models import SessionHost
from hub.sessions.queries import standing_for
from hub.sessions.wire import Part, line, words


async def invite(actor: Actor, email: str, function: str, subject: str, text: str) -> str:
    """Invite a citizen whom one knows by mail address to write; the public id of her draft.

    Missing for any address that is not a citizen's whose municipality one serves: people are not found by
    guessing. She is told; the letter is routed to whoever invited her, if that can be.
    """
    limits.hit("letter", limits.who(actor))
    title = line(subject, "subject", SUBJECT_LONGEST)
    kept = words(text, "text", TEXT_LONGEST, required=True)
    async with deed(actor, "invite", "letter"):
        if not is_professional(actor):
            raise not_allowed()
        citizen = await _citizen(actor, email)
        letter = await draft_for(citizen, await open_to(citizen, function), "invitation")
        letter.invited_by_id = actor.person_id
        letter.subject = await seal(letter, "subject", title)
        await saved(letter)
        await _said(actor, letter, kept)
        await written(actor, "invite", letter)
        await telling.citizen(letter, Kind.invitation_to_write)
    return letter.public_id


async def from_question(actor: Actor, session_id: int, text: str) -> str:
    """A question that was not reached in a session becomes a letter of whoever asked it, sent; its public id.

    It goes to the profession of the session's host, and to the host before others. `actor` is the citizen.
    """
    kept = words(text, "text", TEXT_LONGEST, required=True)
    standing = await standing_for(actor, session_id)
    async with deed(actor, "from_question", "letter", session_id):
        if not writes_letters(actor):
            raise not_allowed()
        host = await SessionHost.filter(session_id=standing.session_id, part=Part.host.value).first()
        person = await Person.get_or_none(id=host.person_id) if host else None
        to = await for_competence(actor, person.profession_id if person else None)
        letter = await _from_session(actor, to, session_id, person)
        await _draft(actor, letter, kept)
        await send_now(actor, letter)
    return letter.public_id


async def _from_session(actor: Actor, to: Function, session_id: int, host: Person | None) -> Letter:
    letter = await draft_for(actor, to, "session_question", session_id)
    letter.invited_by_id = host.id if host else None
    title = "Question from a session" if actor.language == "en" else "Spørgsmål fra et møde"
    letter.subject = await seal(letter, "subject", title)
    await saved(letter)
    return letter


async def _draft(actor: Actor, letter: Letter, text: str) -> None:
    name = names.new()
    await LetterMessage.create(
        public_id=name,
        letter_id=letter.id,
        author_id=actor.person_id,
        kind="letter",
        state=Sending.draft.value,
        sealed=await seal(letter, f"message:{name}", text),
        changed_at=clock.now(),
    )


async def _said(actor: Actor, letter: Letter, text: str) -> None:
    """The invitation's own words, the first message of the letter."""
    name, now = names.new(), clock.now()
    await LetterMessage.create(
        public_id=name,
        letter_id=letter.id,
        number=1,
        author_id=actor.person_id,
        kind="invitation",
        state=Sending.sent.value,
        sealed=await seal(letter, f"message:{name}", text),
        changed_at=now,
        sent_at=now,
    )


async def _citizen(actor: Actor, email: str) -> Actor:
    """The citizen behind an address, as the one who will write; Missing for everybody else."""
    address = clean.email(email)
    person = await Person.get_or_none(email=address, active=True) if address else None
    if person is None or person.municipality_id is None or person.id == actor.person_id:
        raise Missing
    roles = RoleGrant.filter(person_id=person.id, role__in=[Role.citizen.value, Role.relative.value])
    if not await roles.exists() or not (await reach_of(actor)).serves(person.municipality_id):
        raise Missing
    return Actor(
        person_id=person.id,
        municipality_id=person.municipality_id,
        roles=frozenset({Role.citizen}),
        language="en" if person.language == "en" else "da",
    )

"""Who is told that something has happened to a letter. Inside the open transaction; never what is in it.

A mail of one fixed sentence for each kind, in the reader's language, and a link to where it can be read.
"""

from enum import StrEnum

from forum.letterbox.models import Letter
from forum.letterbox.names import GLASS_PATH, LATE_PATH, desk_path, own_path
from hub import notify
from hub.accounts.models import Person, RoleGrant
from hub.actor import Role
from hub.site import facts


class Kind(StrEnum):
    """What there is to tell."""

    letter_answered = "letter_answered"
    letter_assigned = "letter_assigned"
    letter_due = "letter_due"
    letter_overdue = "letter_overdue"
    letter_handed_over = "letter_handed_over"
    letter_published = "letter_published"
    review_waiting = "review_waiting"
    invitation_to_write = "invitation_to_write"
    reading_break_glass = "reading_break_glass"
    emergency_alert = "emergency_alert"


_SENTENCES: dict[Kind, tuple[str, str]] = {
    Kind.letter_answered: ("Der er svar til dig.", "There is an answer for you."),
    Kind.letter_assigned: ("Der er et brev til dig.", "There is a letter for you."),
    Kind.letter_due: ("Et brev skal snart besvares.", "A letter is soon to be answered."),
    Kind.letter_overdue: ("Et brev mangler svar.", "A letter lacks an answer."),
    Kind.letter_handed_over: ("En anden svarer dig nu.", "Somebody else answers you now."),
    Kind.letter_published: ("Der er nyt om et offentligt svar.", "There is news of a public answer."),
    Kind.review_waiting: ("En kollega beder dig læse med.", "A colleague asks you to read along."),
    Kind.invitation_to_write: ("Du er inviteret til at skrive.", "You are invited to write."),
    Kind.reading_break_glass: ("Et brev er åbnet uden tildeling.", "A letter was opened unassigned."),
    Kind.emergency_alert: ("Et brev skal læses med det samme.", "A letter must be read at once."),
}


async def citizen(letter: Letter, kind: Kind) -> None:
    """Tell whose letter it is."""
    await people([letter.citizen_id], kind, own_path(letter.public_id))


async def professional(letter: Letter, person_id: int, kind: Kind) -> None:
    """Tell somebody who is to read the letter."""
    await people([person_id], kind, desk_path(letter.public_id))


async def coordinators(letter: Letter) -> None:
    """Tell the home municipality's coordinators that a letter is late, or that nobody has it."""
    await people(await _holding(letter, Role.coordinator), Kind.letter_overdue, LATE_PATH)


async def glass_broken(letter: Letter) -> None:
    """Tell the citizen, and the home municipality's administrators, that somebody read without assignment."""
    await citizen(letter, Kind.reading_break_glass)
    found = await _holding(letter, Role.municipal_administrator)
    await people(found, Kind.reading_break_glass, GLASS_PATH)


async def people(ids: list[int], kind: Kind, path: str) -> None:
    """Tell these people."""
    for person in await Person.filter(id__in=ids, active=True).exclude(email=None).order_by("id"):
        english = person.language == "en"
        said = _SENTENCES[kind][english]
        read = "Read it here" if english else "Læs det her"
        text = f"{said} {read}: {facts().origin}{path}\n"
        await notify.later(notify.Mail(to=person.email or "", subject=said.rstrip("."), text=text))


async def _holding(letter: Letter, role: Role) -> list[int]:
    rows = RoleGrant.filter(role=role.value, person__active=True)
    found = await rows.filter(person__municipality_id=letter.municipality_id).values("person_id")
    return sorted(row["person_id"] for row in found)

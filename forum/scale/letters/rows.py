"""Letters as rows of the letterbox's tables, sealed. What is sealed says itself where it belongs."""

from collections.abc import Callable
from random import Random

import msgspec
from tortoise.models import Model

from forum.corpus import letter
from forum.letterbox.deadlines import due
from forum.letterbox.models import Assignment, Letter, LetterMessage, Reading, about
from forum.letterbox.states import OURS, State
from forum.scale.letters.people import Someone, Way, Writers
from forum.scale.letters.plan import Planned
from forum.scale.rows import Row

Seal = Callable[[str, bytes], bytes]
MODELS: tuple[type[Model], ...] = (Letter, LetterMessage, Assignment, Reading)


class Case(msgspec.Struct, frozen=True):
    """A letter that is being written out: its plan, who is in it, and the seal of its municipality."""

    plan: Planned
    citizen: Someone
    way: Way
    professional: Someone
    close: Seal

    def sealed(self, place: str, text: str) -> bytes:
        """The text, to be opened in this place of this letter alone."""
        return self.close(about(Letter(public_id=self.plan.key), place), text.encode())

    @property
    def has_somebody(self) -> bool:
        """Whether a professional has or had it."""
        return self.plan.state not in (State.draft, State.sent)


def case_of(plan: Planned, writers: Writers, seals: dict[int, Seal]) -> Case:
    """Who is in the letter is decided by the plan's chance."""
    citizen, way, professional = writers.of(plan)
    return Case(plan, citizen, way, professional, seals[citizen.municipality_id])


def rows_of(case: Case, numbers: dict[type[Model], int]) -> dict[type[Model], list[Row]]:
    """The letter in every table; `numbers` are the next free ones."""
    plan, letter_id = case.plan, numbers[Letter]
    said = letter(
        Random(plan.key), case.way.topic, case.citizen.name.split()[0], case.professional.name, plan.texts
    )
    messages = [
        _message(case, letter_id, numbers[LetterMessage] + n, n, text) for n, text in enumerate(said.texts)
    ]
    return {
        Letter: [_letter(case, letter_id, said.subject)],
        LetterMessage: messages,
        Assignment: [_assignment(case, letter_id, numbers[Assignment])] if case.has_somebody else [],
        Reading: [_reading(case, letter_id, numbers[Reading])] if plan.texts > 1 else [],
    }


def _letter(case: Case, letter_id: int, subject: str) -> Row:
    plan = case.plan
    sent = None if plan.state is State.draft else plan.moments[0]
    asked = plan.moments[(plan.texts - 1) // 2 * 2]
    due_at = due(asked, case.way.workdays) if sent else None
    answered = plan.moments[plan.texts // 2 * 2 - 1] if plan.texts > 1 else None
    return {
        "id": letter_id,
        "public_id": plan.key,
        "citizen_id": case.citizen.id,
        "municipality_id": case.citizen.municipality_id,
        "function_id": case.way.function_id,
        "professional_id": case.professional.id if case.has_somebody else None,
        "language": "da",
        "state": plan.state.value,
        "subject": case.sealed("subject", subject),
        "origin": "own",
        "created_at": plan.begun,
        "sent_at": sent,
        "due_at": due_at,
        "answered_at": answered,
        "closed_at": plan.ended,
        "changed_at": plan.ended or plan.moments[-1],
        "late": bool(answered and due_at and plan.state not in OURS and answered > due_at),
    }


def _message(case: Case, letter_id: int, message_id: int, n: int, text: str) -> Row:
    plan, name = case.plan, case.plan.keys[1 + n]
    draft = plan.state is State.draft
    return {
        "id": message_id,
        "public_id": name,
        "letter_id": letter_id,
        "number": None if draft else n + 1,
        "author_id": case.professional.id if n % 2 else case.citizen.id,
        "kind": "answer" if n % 2 else "letter",
        "state": "draft" if draft else "sent",
        "sealed": case.sealed(f"message:{name}", text),
        "changed_at": plan.moments[n],
        "sent_at": None if draft else plan.moments[n],
    }


def _assignment(case: Case, letter_id: int, row_id: int) -> Row:
    home = case.professional.municipality_id == case.citizen.municipality_id
    return {
        "id": row_id,
        "public_id": case.plan.keys[6],
        "letter_id": letter_id,
        "professional_id": case.professional.id,
        "from_at": case.plan.moments[0],
        "to_at": case.plan.ended,
        "why": "routing",
        "given": f"competence {'home' if home else 'agreement'}",
        "ended": "done" if case.plan.ended else "",
    }


def _reading(case: Case, letter_id: int, row_id: int) -> Row:
    first, second = case.plan.moments[:2]
    return {
        "id": row_id,
        "public_id": case.plan.keys[7],
        "letter_id": letter_id,
        "reader_id": case.professional.id,
        "reason": "assignment",
        "read_at": first + (second - first) * 0.9,
    }

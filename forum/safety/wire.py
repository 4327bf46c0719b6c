"""What safety takes in and gives out, as frozen types. Times are aware datetimes in UTC."""

import datetime as dt
from enum import StrEnum

import msgspec


class WordKind(StrEnum):
    emergency = "emergency"
    hold = "hold"


class SanctionKind(StrEnum):
    pause = "pause"
    ban = "ban"


class Guidance(StrEnum):
    """Where a writer is sent at once, the most urgent first; templates/parts/guidance.html has the words."""

    call_112 = "call_112"
    lifeline = "lifeline"
    doctor = "doctor"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the word lists; see `matching` for how `phrase` and `unless` are read."""

    phrase: str
    language: str
    kind: WordKind
    guidance: Guidance | None = None
    unless: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a standard entry is known by when it is switched off."""
        return f"{self.kind}:{self.language}:{self.phrase}"


class Found(msgspec.Struct, frozen=True):
    """A rule that bites, and the stretch of the text it bit (start and end, in characters)."""

    rule: Rule
    start: int
    end: int


class Verdict(msgspec.Struct, frozen=True):
    """What the lists say about a text: wait for review? which guidance (a value of Guidance) to show?"""

    hold: bool = False
    emergency: str | None = None


class Standing(msgspec.Struct, frozen=True):
    """Whether somebody may write; if not, until when (None: until lifted) and why."""

    may_write: bool = True
    until: dt.datetime | None = None
    reason: str = ""


class WordForm(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as an administrator writes one; no municipality: the platform's own."""

    phrase: str
    language: str
    kind: str
    guidance: str = ""
    unless: str = ""
    municipality_id: int | None = None


class WordView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in the list; `key` names it in forms, `on` is false for a standard one switched off."""

    key: str
    phrase: str
    language: str
    kind: WordKind
    guidance: Guidance | None
    unless: tuple[str, ...]
    municipality: str
    standard: bool
    on: bool
    may_change: bool


class DutyView(msgspec.Struct, frozen=True, kw_only=True):
    """A turn on duty; `mine` for the reader's own, `planned` when somebody else planned it."""

    public_id: str
    name: str
    municipality: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    note: str
    note_at: dt.datetime | None
    mine: bool
    planned: bool

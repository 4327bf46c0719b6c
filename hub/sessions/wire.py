"""What goes in and out of sessions: forms with their limits, and frozen views. No tables, no permissions.

Naive datetimes are wall time in Europe/Copenhagen; aware ones are moments.
"""

import datetime as dt
import unicodedata
from enum import StrEnum
from typing import Literal

import msgspec

from hub.errors import BadInput
from hub.sessions.kinds import Kind
from hub.sessions.states import SignUpState, State

TITLE_LONGEST = 120
DESCRIPTION_LONGEST = 4000
COURSE_LONGEST = 80
NAME_LONGEST = 80
REASON_LONGEST = 300
LONGEST = dt.timedelta(hours=8)
FURTHEST = dt.timedelta(days=730)
SERIES_LONGEST = 60


class Part(StrEnum):
    host = "host"
    co_host = "co_host"
    panellist = "panellist"


class Visibility(StrEnum):
    public = "public"
    members = "members"
    invited = "invited"


class LinkRole(StrEnum):
    guest = "guest"
    interpreter = "interpreter"
    relative = "relative"
    reminder = "reminder"


class When(StrEnum):
    """Filter by the time of day people can come."""

    day = "day"
    evening_weekend = "evening_weekend"


class HostForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    person_id: int
    part: Part = Part.host


class SessionForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session as it is planned. `municipality_id` None: the actor's own. `municipality_ids` are those that
    offer it to their citizens; the planning one is always among them. `capacity` None: the kind's default."""

    kind: Kind
    title: str
    starts_local: dt.datetime
    ends_local: dt.datetime
    language: Literal["da", "en"] = "da"
    description: str = ""
    course: str = ""
    capacity: int | None = None
    visibility: Visibility = Visibility.public
    municipality_id: int | None = None
    municipality_ids: tuple[int, ...] = ()
    hosts: tuple[HostForm, ...] = ()


Result = Literal["ok", "failed", "skipped"]


class DeviceCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Outcome of the device check."""

    camera: Result
    microphone: Result
    speaker: Result
    network: Result


class HostView(msgspec.Struct, frozen=True):
    """Somebody who leads or speaks, as all see them. `title` is the profession in the reader's language."""

    name: str
    title: str
    municipality: str
    part: Part
    person_id: int


class SessionCard(msgspec.Struct, frozen=True, kw_only=True):
    """A session in a list. `waiting` is the length of the queue; `my_part` is set for its hosts."""

    id: int
    kind: Kind
    language: Literal["da", "en"]
    title: str
    course: str
    state: State
    starts_local: dt.datetime
    ends_local: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    municipality: str
    hosts: tuple[HostView, ...]
    capacity: int
    free_seats: int
    waiting: int
    my_signup: SignUpState | None
    my_part: Part | None
    my_device_checked: bool


class MunicipalityView(msgspec.Struct, frozen=True):
    id: int
    slug: str
    name: str


class SeriesView(msgspec.Struct, frozen=True):
    id: int
    title: str


class SessionView(SessionCard, frozen=True, kw_only=True):
    """A session on its own page. `can` says verb by verb what the actor may do now."""

    description: str
    visibility: Visibility
    municipality_id: int
    municipalities: tuple[MunicipalityView, ...]
    waiting_position: int | None
    alias: str | None
    can: dict[str, bool]
    series: SeriesView | None
    uid: str
    ics_sequence: int


class SessionPage(msgspec.Struct, frozen=True):
    """`total` sessions in all; `page` counts from 1."""

    cards: tuple[SessionCard, ...]
    page: int
    pages: int
    total: int


class SignUpView(msgspec.Struct, frozen=True):
    """One's own seat, or one's `position` (from 1) in the queue."""

    session_id: int
    state: SignUpState
    position: int | None
    alias: str


class SignUpRow(msgspec.Struct, frozen=True):
    """A seat as hosts and planners see it."""

    person_id: int
    name: str
    alias: str
    municipality: str
    state: SignUpState
    position: int | None
    device_checked: bool
    since: dt.datetime


class JoinLinkView(msgspec.Struct, frozen=True):
    """A guest's link; its token is shown once, when it is made."""

    id: int
    name: str
    role: LinkRole
    expires_at: dt.datetime
    revoked: bool
    device_checked: bool
    created_by: str


def clean(text: str) -> str:
    """Text without control characters and direction overrides; newlines and tabs stay. HTML stays text."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(
        c for c in kept if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    ).strip()


def line(text: str, field: str, longest: int, *, required: bool = True) -> str:
    """One cleaned line of at most `longest` characters, or BadInput."""
    return words(" ".join(text.split()) if len(text) <= 50_000 else text, field, longest, required=required)


def words(text: str, field: str, longest: int, *, required: bool = False) -> str:
    """Cleaned text of at most `longest` characters, or BadInput("required"), BadInput("too_long")."""
    if len(text) > longest:
        raise BadInput(
            "too_long",
            field,
            f"Teksten er for lang. Der er plads til {longest} tegn.",
            f"The text is too long. There is room for {longest} characters.",
        )
    kept = clean(text)
    if required and not kept:
        raise BadInput("required", field, "Feltet skal udfyldes.", "This field must be filled in.")
    return kept


def minute(wall: dt.datetime, field: str) -> dt.datetime:
    """Naive wall time to the minute; BadInput("bad_time") for one that carries a zone."""
    if wall.tzinfo is not None:
        raise BadInput(
            "bad_time", field, "Skriv tidspunktet i dansk tid.", "Write the time as Danish local time."
        )
    return wall.replace(second=0, microsecond=0, fold=0)


def wall_text(wall: dt.datetime) -> str:
    """Wall time as it is stored."""
    return wall.isoformat(timespec="minutes")


def wall_time(text: str) -> dt.datetime:
    """Stored wall time, naive."""
    return dt.datetime.fromisoformat(text)

"""What rooms hand out and take in: frozen types. How a room changes is in `changes`."""

import datetime as dt
from typing import Any, Literal

import msgspec

Part = Literal["host", "co_host", "panellist", "guest", "audience"]
Group = Literal["hosts", "audience", "waiting"]
Source = Literal["microphone", "camera", "screen"]
PollState = Literal["draft", "open", "closed", "shown", "done"]
WaitingFor = Literal["doors", "host"]
Level = Literal["full", "low", "lowest", "sound"]
Strain = Literal["nothing", "layers", "pictures"]

PARTS: tuple[Part, ...] = ("host", "co_host", "panellist", "guest", "audience")
SOURCES: tuple[Source, ...] = ("microphone", "camera", "screen")
HOSTING: frozenset[Part] = frozenset({"host", "co_host"})
STAFF: frozenset[Part] = frozenset({"host", "co_host", "panellist"})
REACTIONS: tuple[str, ...] = ("thumb", "heart", "clap", "smile")


class Snapshot(msgspec.Struct, frozen=True):
    """All that one viewer sees at message number `n`; later section messages have a higher number.

    `group` names the viewer's topic (None: removed). `sections` is JSON-ready, as README.md lists it.
    """

    n: int
    seat: str
    group: Group | None
    admitted: bool
    sections: dict[str, Any]


class SessionInfo(msgspec.Struct, frozen=True):
    """What a live room knows of its session. `ends_local` is naive Copenhagen time in ISO form."""

    id: int
    kind: str
    title: str
    state: str
    ends_local: str
    language: str


class SeatFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A seat as the database has it. `seat` is the random public id; `order` sorts and is never told."""

    seat: str
    order: int
    part: Part
    role: str = ""
    name: str
    title: str = ""
    municipality: str = ""
    alias: str
    signed_up: bool = False
    device_checked: bool = False
    came_at: dt.datetime
    admitted: bool = False
    removed: bool = False
    on_stage: bool = False
    hand: dt.datetime | None = None
    muted: frozenset[Source] = frozenset()

    @property
    def known_to_all(self) -> bool:
        """Professionals, interpreters and other guests go by name; citizens and relatives by alias."""
        return self.part in STAFF or (self.part == "guest" and self.role != "relative")


class PollNow(msgspec.Struct, frozen=True):
    """A poll without its votes."""

    id: int
    question: str
    options: tuple[str, ...]
    state: PollState


class SlideNow(msgspec.Struct, frozen=True):
    """The page on show."""

    deck: int
    number: int
    pages: int
    alt: str


class DeckInfo(msgspec.Struct, frozen=True):
    """A deck a host may show from."""

    deck: int
    title: str
    pages: int


class Check(msgspec.Struct, frozen=True):
    """A private echo room of the device check; all three values go to its owner only."""

    room: str
    peer: str
    ice: list[dict[str, Any]]


class AttendanceLine(msgspec.Struct, frozen=True):
    """Whole minutes one citizen was there, devices and returns merged."""

    seat: str
    name: str
    municipality: str
    part: str
    first: dt.datetime
    last: dt.datetime
    minutes: int

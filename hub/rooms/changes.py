"""What can happen to a live room, and what follows from it. Frozen types; `room` applies them."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from hub.rooms.wire import (
    DeckInfo,
    Group,
    Level,
    Part,
    PollNow,
    SeatFacts,
    SessionInfo,
    SlideNow,
    Source,
    Strain,
)


class Change(msgspec.Struct, frozen=True):
    """One thing that happened, already written down where it has to last."""


class SessionChanged(Change, frozen=True):
    info: SessionInfo


class Connected(Change, frozen=True):
    """Somebody took the seat on `connection`; an older connection of the seat is put out."""

    facts: SeatFacts
    connection: str


class Disconnected(Change, frozen=True):
    """A connection ended. The seat stays. An outdated connection changes nothing."""

    seat: str
    connection: str


class Admitted(Change, frozen=True):
    """Let in; with `on_stage` also onto the stage (kinds where everybody is on it)."""

    seats: tuple[str, ...]
    on_stage: bool


class PartSet(Change, frozen=True):
    """Somebody leads, speaks or listens from now on; the gate has decided anew."""

    seat: str
    part: Part
    admitted: bool
    on_stage: bool


class Staged(Change, frozen=True):
    seat: str
    on_stage: bool


class Muted(Change, frozen=True):
    """Muted by a host, or (muted=False) turned on again by its owner."""

    seat: str
    source: Source
    muted: bool


class Removed(Change, frozen=True):
    seat: str
    reason: str


class Restored(Change, frozen=True):
    """A removal was taken back: the seat may come again and waits for admission."""

    seat: str


class HandSet(Change, frozen=True):
    """`since` None: the hand is down."""

    seat: str
    since: dt.datetime | None


class Reacted(Change, frozen=True):
    kind: str


class PollSet(Change, frozen=True):
    poll: PollNow


class Voted(Change, frozen=True):
    poll: int
    seat: str
    option: int


class DeckAdded(Change, frozen=True):
    deck: DeckInfo


class SlideShown(Change, frozen=True):
    slide: SlideNow | None


class SourcesSet(Change, frozen=True):
    """Which sources of the seat are sent and not paused."""

    seat: str
    sources: frozenset[Source]


class SlotFilled(Change, frozen=True):
    """Slot `mid` shows `seat`, or nobody."""

    mid: str
    seat: str | None


class SpeakerChanged(Change, frozen=True):
    seat: str | None


class LinkSet(Change, frozen=True):
    """What the connection of the seat carries from now on."""

    seat: str
    level: Level


class LayersSet(Change, frozen=True):
    """Which encodings of the seat's source somebody watches; None: not known, so all are to be sent."""

    seat: str
    source: Source
    rids: tuple[str, ...] | None


class StrainSet(Change, frozen=True):
    """What the media worker gives up of the room's pictures because it cannot keep up; never sound."""

    given_up: Strain


class MediaLost(Change, frozen=True):
    """The media worker is gone, and with it every slot."""


class Effect(msgspec.Struct, frozen=True):
    """What a change makes necessary outside the room's state."""


class Changed(Effect, frozen=True):
    """A section has a new value for a group, or for one seat (`seat` set)."""

    section: str
    group: Group | None = None
    seat: str = ""


class Regrouped(Effect, frozen=True):
    """The seat has left the group `before`; it needs all sections of its new one."""

    seat: str
    before: Group | None


class TakenOver(Effect, frozen=True):
    """An older connection of the seat has been replaced."""

    seat: str
    connection: str


class PutOut(Effect, frozen=True):
    """The seat was removed; its connection is to be told and closed."""

    seat: str
    connection: str
    reason: str


class Unpublish(Effect, frozen=True):
    seat: str


class Pause(Effect, frozen=True):
    seat: str
    source: Source
    paused: bool


class LeaveMedia(Effect, frozen=True):
    seat: str


INSIDE: tuple[Group, ...] = ("hosts", "audience")


def changed(groups: Iterable[Group], *sections: str) -> list[Effect]:
    """Each section has a new value for each of the groups."""
    return [Changed(section, group) for section in sections for group in groups]


def mine(seat: str) -> list[Effect]:
    """What the seat sees of itself has changed."""
    return [Changed("me", seat=seat)]

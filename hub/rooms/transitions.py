"""How a live room changes: one function for each change, and the table of them. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from hub.rooms import changes as ch
from hub.rooms import shows
from hub.rooms.room import Room, Seated
from hub.rooms.rules import verbs

PLACES_TOLD = 20
"""Whoever is further back in the queue of hands is told only that the hand is seen: a place for each of 300
would be 300 messages for every hand that goes down."""


def apply(room: Room, change: ch.Change, now: dt.datetime) -> list[ch.Effect]:
    """Carry out one change; the effects in order. A change about an unknown seat is a bug: KeyError."""
    touched = _touched(change)
    before = sum(map(room.in_audience, touched))
    effects = list(_TABLE[type(change)](room, change, now))
    after = sum(map(room.in_audience, touched))
    if before != after:
        room.audience += after - before
        effects += ch.changed(ch.INSIDE, "count")
    return effects


def _touched(change: ch.Change) -> tuple[str, ...]:
    if isinstance(change, ch.Connected):
        return (change.facts.seat,)
    if isinstance(change, ch.Admitted):
        return change.seats
    seat = getattr(change, "seat", None)
    return (seat,) if seat is not None else ()


def _places(room: Room, before: list[str]) -> list[ch.Effect]:
    """The queue of hands changed: new lists, and `me` for those whose told place moved."""
    after = room.hands()
    if before == after:
        return []
    effects = ch.changed(ch.INSIDE, "hands")
    for old, new in zip(_padded(before), _padded(after), strict=True):
        effects += [e for seat in {old, new} if old != new and seat for e in ch.mine(seat)]
    return effects


def _padded(queue: list[str]) -> list[str]:
    return (queue + [""] * PLACES_TOLD)[:PLACES_TOLD]


def _session_changed(room: Room, change: ch.SessionChanged, now: dt.datetime) -> Iterable[ch.Effect]:
    old = {seat: verbs(room.standing(seat)) for seat in (s.facts.seat for s in room.online())}
    waiting_for = room.state
    room.info = change.info
    yield from ch.changed((*ch.INSIDE, "waiting"), "session")
    for seat, before in old.items():
        waits = room.group(seat) == "waiting" and waiting_for != room.state
        if waits or before != verbs(room.standing(seat)):
            yield from ch.mine(seat)


def _connected(room: Room, change: ch.Connected, now: dt.datetime) -> Iterable[ch.Effect]:
    facts = change.facts
    seated = room.seats.setdefault(facts.seat, Seated(facts))
    queue = room.hands()
    if seated.connection not in (None, change.connection):
        yield ch.TakenOver(facts.seat, seated.connection or "")
    seated.facts, seated.connection = facts, change.connection
    room.note(facts)
    yield from ch.mine(facts.seat)
    yield from _seat_lists(room, seated)
    yield from _places(room, queue)


def _disconnected(room: Room, change: ch.Disconnected, now: dt.datetime) -> Iterable[ch.Effect]:
    seated = room.seats[change.seat]
    if seated.connection != change.connection:
        return
    seated.connection = None
    yield from _seat_lists(room, seated)


def _seat_lists(room: Room, seated: Seated) -> Iterable[ch.Effect]:
    """Lists a seat's coming, going or change of kind shows in."""
    if seated.on_stage:
        yield from ch.changed(ch.INSIDE, "stage")
    yield from ch.changed(("hosts",), "roster", "waiting")


def _admitted(room: Room, change: ch.Admitted, now: dt.datetime) -> Iterable[ch.Effect]:
    queue = room.hands()
    for seat in change.seats:
        staged = change.on_stage or room.seats[seat].facts.on_stage
        before = room.group(seat)
        room.edit(seat, admitted=True, on_stage=staged)
        yield ch.Regrouped(seat, before)
        yield from _seat_lists(room, room.seats[seat])
    yield from _places(room, queue)  # whoever was inside before comes back with the hand that was up


def _part_set(room: Room, change: ch.PartSet, now: dt.datetime) -> Iterable[ch.Effect]:
    before, queue = room.group(change.seat), room.hands()
    seated = room.edit(change.seat, part=change.part, admitted=change.admitted, on_stage=change.on_stage)
    if not seated.on_stage:
        seated.sources = frozenset()
        yield ch.Unpublish(change.seat)
    if not change.admitted:
        yield ch.LeaveMedia(change.seat)
    yield ch.Regrouped(change.seat, before)
    yield from ch.changed(ch.INSIDE, "stage")
    yield from ch.changed(("hosts",), "roster", "waiting")
    yield from _places(room, queue)


def _staged(room: Room, change: ch.Staged, now: dt.datetime) -> Iterable[ch.Effect]:
    seated = room.edit(change.seat, on_stage=change.on_stage)
    if not change.on_stage:
        seated.sources = frozenset()
        yield ch.Unpublish(change.seat)
    yield from ch.mine(change.seat)
    yield from ch.changed(ch.INSIDE, "stage")
    yield from ch.changed(("hosts",), "roster")


def _muted(room: Room, change: ch.Muted, now: dt.datetime) -> Iterable[ch.Effect]:
    seated = room.seats[change.seat]
    others = seated.facts.muted - {change.source}
    room.edit(change.seat, muted=others | {change.source} if change.muted else others)
    if change.muted:
        seated.sources -= {change.source}
        yield ch.Pause(change.seat, change.source, True)
    yield from ch.mine(change.seat)
    yield from ch.changed(ch.INSIDE, "stage")


def _removed(room: Room, change: ch.Removed, now: dt.datetime) -> Iterable[ch.Effect]:
    queue = room.hands()
    seated = room.seats[change.seat]
    staged, before = seated.on_stage, room.group(change.seat)
    room.edit(change.seat, removed=True, admitted=False, on_stage=False, hand=None)
    seated.sources = frozenset()
    yield ch.LeaveMedia(change.seat)
    if seated.connection is not None:
        yield ch.Regrouped(change.seat, before)
        yield ch.PutOut(change.seat, seated.connection, change.reason)
    yield from ch.changed(ch.INSIDE if staged else (), "stage")
    yield from ch.changed(("hosts",), "roster", "waiting")
    yield from _places(room, queue)


def _restored(room: Room, change: ch.Restored, now: dt.datetime) -> Iterable[ch.Effect]:
    room.edit(change.seat, removed=False, admitted=False)
    yield ch.Regrouped(change.seat, None)
    yield from ch.changed(("hosts",), "roster", "waiting")


def _hand_set(room: Room, change: ch.HandSet, now: dt.datetime) -> Iterable[ch.Effect]:
    queue = room.hands()
    if change.since is not None and change.seat in queue:  # one that is up keeps its place
        return
    room.edit(change.seat, hand=change.since)
    yield from ch.mine(change.seat)
    yield from _places(room, queue)


_TABLE: dict[type[ch.Change], Callable[[Room, Any, dt.datetime], Iterable[ch.Effect]]] = {
    ch.SessionChanged: _session_changed,
    ch.Connected: _connected,
    ch.Disconnected: _disconnected,
    ch.Admitted: _admitted,
    ch.PartSet: _part_set,
    ch.Staged: _staged,
    ch.Muted: _muted,
    ch.Removed: _removed,
    ch.Restored: _restored,
    ch.HandSet: _hand_set,
    ch.Reacted: shows.reacted,
    ch.PollSet: shows.poll_set,
    ch.Voted: shows.voted,
    ch.DeckAdded: shows.deck_added,
    ch.SlideShown: shows.slide_shown,
    ch.SourcesSet: shows.sources_set,
    ch.SlotFilled: shows.slot_filled,
    ch.SpeakerChanged: shows.speaker_changed,
    ch.LinkSet: shows.link_set,
    ch.LayersSet: shows.layers_set,
    ch.StrainSet: shows.strain_set,
    ch.MediaLost: shows.media_lost,
}

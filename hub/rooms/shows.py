"""How what a room shows changes: reactions, polls, slides, picture and sound. Pure; the table is in
`transitions`."""

import datetime as dt
from collections.abc import Iterable

from hub.rooms import changes as ch
from hub.rooms.room import Room

REACTION_SECONDS = 10


def tick(room: Room, now: dt.datetime) -> list[ch.Effect]:
    """Let old reactions go."""
    until = now - dt.timedelta(seconds=REACTION_SECONDS)
    gone = False
    while room.reactions and room.reactions[0][0] <= until:
        room.reactions.popleft()
        gone = True
    return ch.changed(ch.INSIDE, "reactions") if gone else []


def reacted(room: Room, change: ch.Reacted, now: dt.datetime) -> Iterable[ch.Effect]:
    room.reactions.append((now, change.kind))
    yield from tick(room, now)
    yield from ch.changed(ch.INSIDE, "reactions")


def poll_set(room: Room, change: ch.PollSet, now: dt.datetime) -> Iterable[ch.Effect]:
    poll = change.poll
    room.polls[poll.id] = poll
    yield from ch.changed(("hosts",), "polls")
    if poll.state == "open" and room.poll != poll.id:
        yield from _forget_votes(room)
        room.poll, room.votes = poll.id, [0] * len(poll.options)
    if room.poll != poll.id:
        return
    yield from ch.changed(ch.INSIDE, "poll")
    if poll.state == "done":
        yield from _forget_votes(room)
        room.poll, room.votes = None, []


def _forget_votes(room: Room) -> Iterable[ch.Effect]:
    for seated in room.seats.values():
        if seated.vote is not None:
            seated.vote = None
            yield from ch.mine(seated.facts.seat)


def voted(room: Room, change: ch.Voted, now: dt.datetime) -> Iterable[ch.Effect]:
    if room.poll != change.poll:
        return
    seated = room.seats[change.seat]
    if seated.vote is not None:
        room.votes[seated.vote] -= 1
    seated.vote = change.option
    room.votes[change.option] += 1
    yield from ch.mine(change.seat)
    yield from ch.changed(ch.INSIDE, "poll")


def deck_added(room: Room, change: ch.DeckAdded, now: dt.datetime) -> Iterable[ch.Effect]:
    room.decks[change.deck.deck] = change.deck
    return ch.changed(ch.INSIDE, "decks")


def slide_shown(room: Room, change: ch.SlideShown, now: dt.datetime) -> Iterable[ch.Effect]:
    room.slide = change.slide
    return ch.changed(ch.INSIDE, "slides")


def sources_set(room: Room, change: ch.SourcesSet, now: dt.datetime) -> Iterable[ch.Effect]:
    room.seats[change.seat].sources = change.sources
    return ch.changed(ch.INSIDE, "stage")


def slot_filled(room: Room, change: ch.SlotFilled, now: dt.datetime) -> Iterable[ch.Effect]:
    if change.seat is None:
        room.slots.pop(change.mid, None)
    else:
        room.slots[change.mid] = change.seat
    return ch.changed(ch.INSIDE, "slots")


def speaker_changed(room: Room, change: ch.SpeakerChanged, now: dt.datetime) -> Iterable[ch.Effect]:
    room.speaker = change.seat
    return ch.changed(ch.INSIDE, "speaker")


def link_set(room: Room, change: ch.LinkSet, now: dt.datetime) -> Iterable[ch.Effect]:
    seated = room.seats[change.seat]
    if seated.link == change.level:
        return []
    seated.link = change.level
    return ch.mine(change.seat)


def layers_set(room: Room, change: ch.LayersSet, now: dt.datetime) -> Iterable[ch.Effect]:
    seated = room.seats[change.seat]
    before = seated.layers.pop(change.source, None)
    if change.rids is not None:
        seated.layers[change.source] = change.rids
    return ch.mine(change.seat) if before != change.rids else []


def strain_set(room: Room, change: ch.StrainSet, now: dt.datetime) -> Iterable[ch.Effect]:
    if room.strain == change.given_up:
        return []
    room.strain = change.given_up
    return ch.changed(ch.INSIDE, "strain")


def media_lost(room: Room, change: ch.MediaLost, now: dt.datetime) -> Iterable[ch.Effect]:
    room.slots.clear()
    room.speaker = None
    if room.strain != "nothing":
        room.strain = "nothing"
        yield from ch.changed(ch.INSIDE, "strain")
    for seat, seated in room.seats.items():
        seated.sources = frozenset()
        if seated.link != "full" or seated.layers:
            seated.link, seated.layers = "full", {}
            yield from ch.mine(seat)
    yield from ch.changed(ch.INSIDE, "slots", "speaker", "stage")

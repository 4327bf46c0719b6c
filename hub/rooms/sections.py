"""What each viewer sees of a room, section by section. Pure. The list of sections is in README.md.

Whatever is told to citizens about citizens passes `_shown_name`: an alias and a random seat id, nothing else.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from hub.rooms.admission import Arrival, Waiting, decide
from hub.rooms.room import Room, Seated
from hub.rooms.rules import verbs
from hub.rooms.transitions import PLACES_TOLD
from hub.rooms.wire import PARTS, Group, SeatFacts

Value = Any

_INSIDE = ("session", "me", "stage", "slots", "speaker", "strain", "count", "hands", "reactions")
_ALL = (*_INSIDE, "poll", "slides", "decks")
SECTIONS: dict[Group | None, tuple[str, ...]] = {
    "hosts": (*_ALL, "waiting", "roster", "polls"),
    "audience": _ALL,
    "waiting": ("session", "me"),
    None: ("me",),
}


def snapshot(room: Room, seat: str, now: dt.datetime) -> dict[str, Value]:
    """All sections of the viewer in `seat`; what does not concern it is absent or None."""
    group = room.group(seat)
    return {
        name: me(room, seat, now) if name == "me" else shared(room, name, group, now)
        for name in SECTIONS[group]
    }


def shared(room: Room, name: str, group: Group | None, now: dt.datetime) -> Value:
    """One section as every viewer of `group` sees it."""
    return _SHARED[name](room, group == "hosts", now)


def me(room: Room, seat: str, now: dt.datetime) -> Value:
    """The viewer's own seat."""
    seated = room.seats[seat]
    f = seated.facts
    return {
        "seat": seat,
        "name": f.name,
        "alias": f.alias,
        "part": f.part,
        "admitted": f.admitted,
        "waiting": _waiting_for(room, f, now),
        "on_stage": f.on_stage,
        "hand": _hand(room, f),
        "removed": f.removed,
        "muted": {source: source in f.muted for source in ("microphone", "camera")},
        "vote": None if seated.vote is None else {"poll": room.poll, "option": seated.vote},
        "link": seated.link,
        "layers": {source: list(rids) for source, rids in sorted(seated.layers.items())},
        "may": verbs(room.standing(seat)),
    }


def _waiting_for(room: Room, f: SeatFacts, now: dt.datetime) -> str | None:
    if f.admitted or f.removed:
        return None
    # What brought the seat here is not asked again: only what it waits for.
    arrival = Arrival(part=f.part, signed_up=True, invited_by_link=True)
    if room.state.value in ("draft", "ended", "cancelled"):
        return None
    verdict = decide(room.rules, room.state, arrival, now)
    return verdict.until if isinstance(verdict, Waiting) else "host"


def _hand(room: Room, f: SeatFacts) -> Value:
    if f.seat not in room.raised:
        return None
    place = room.hands().index(f.seat) + 1
    return {"raised": True, "place": place if place <= PLACES_TOLD else None}


def _shown_name(f: SeatFacts, to_hosts: bool) -> str:
    return f.name if to_hosts or f.known_to_all else f.alias


def _session(room: Room, hosts: bool, now: dt.datetime) -> Value:
    i = room.info
    return {
        "id": i.id,
        "kind": i.kind,
        "title": i.title,
        "state": i.state,
        "ends_local": i.ends_local,
        "language": i.language,
        "server_now": now.isoformat(timespec="milliseconds"),
    }


def _stage(room: Room, hosts: bool, now: dt.datetime) -> Value:
    staged = [s for s in room.seats.values() if s.on_stage]
    staged.sort(key=lambda s: (PARTS.index(s.facts.part), s.facts.order))
    return [_on_stage(s, hosts) for s in staged]


def _on_stage(s: Seated, hosts: bool) -> Value:
    f = s.facts
    named = hosts or f.known_to_all
    return {
        "seat": f.seat,
        "name": _shown_name(f, hosts),
        "title": f.title if named else "",
        "municipality": f.municipality if named else "",
        "part": f.part,
        "online": s.connection is not None,
        "microphone": "microphone" in s.sources,
        "camera": "camera" in s.sources,
        "screen": "screen" in s.sources,
        "sharing": "screen" in s.sources,
    }


def _hands(room: Room, hosts: bool, now: dt.datetime) -> Value:
    if not hosts:
        return len(room.raised)
    return [
        {
            "seat": seat,
            "name": room.seats[seat].facts.name,
            "alias": room.seats[seat].facts.alias,
            "municipality": room.seats[seat].facts.municipality,
            "since": room.raised[seat][0].isoformat(),
        }
        for seat in room.hands()
    ]


def _waiting(room: Room, hosts: bool, now: dt.datetime) -> Value:
    waiting = [s.facts for s in room.online() if not s.facts.admitted and not s.facts.removed]
    waiting.sort(key=lambda f: (f.came_at, f.order))
    return [
        {
            "seat": f.seat,
            "name": f.name,
            "municipality": f.municipality,
            "since": f.came_at.isoformat(),
            "signed_up": f.signed_up,
        }
        for f in waiting
    ]


def _roster(room: Room, hosts: bool, now: dt.datetime) -> Value:
    return [
        {
            "seat": s.facts.seat,
            "name": s.facts.name,
            "alias": s.facts.alias,
            "part": s.facts.part,
            "municipality": s.facts.municipality,
            "online": s.connection is not None,
            "on_stage": s.facts.on_stage,
            "device_checked": s.facts.device_checked,
            "removed": s.facts.removed,
        }
        for s in room.seats.values()
        if s.facts.admitted or s.facts.removed
    ]


def _reactions(room: Room, hosts: bool, now: dt.datetime) -> Value:
    return dict(sorted(Counter(kind for _, kind in room.reactions).items()))


def _poll(room: Room, hosts: bool, now: dt.datetime) -> Value:
    if room.poll is None:
        return None
    poll = room.polls[room.poll]
    told = hosts or poll.state == "shown"
    return {
        "id": poll.id,
        "question": poll.question,
        "options": list(poll.options),
        "state": poll.state,
        "votes": list(room.votes) if told else None,
        "total": sum(room.votes),
    }


def _polls(room: Room, hosts: bool, now: dt.datetime) -> Value:
    return [
        {"id": p.id, "question": p.question, "options": list(p.options), "state": p.state}
        for p in room.polls.values()
        if p.state != "done"
    ]


def _slides(room: Room, hosts: bool, now: dt.datetime) -> Value:
    s = room.slide
    if s is None:
        return None
    url = f"/sessions/{room.info.id}/slides/{s.deck}/{s.number}"
    return {"deck": s.deck, "number": s.number, "pages": s.pages, "alt": s.alt, "url": url}


_SHARED: dict[str, Callable[[Room, bool, dt.datetime], Value]] = {
    "session": _session,
    "stage": _stage,
    "slots": lambda room, hosts, now: dict(sorted(room.slots.items())),
    "speaker": lambda room, hosts, now: room.speaker,
    "strain": lambda room, hosts, now: room.strain,
    "count": lambda room, hosts, now: room.audience,
    "hands": _hands,
    "waiting": _waiting,
    "roster": _roster,
    "reactions": _reactions,
    "poll": _poll,
    "polls": _polls,
    "slides": _slides,
    "decks": lambda room, hosts, now: [
        {"deck": d.deck, "title": d.title, "pages": d.pages} for d in room.decks.values()
    ],
}

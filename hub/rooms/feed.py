"""What viewers are told, gathered and paced: many changes of a section become one message. Pure.

The first change of a section leaves within GATHER; sections that every newcomer or voter touches leave again
only after their own pause, so that 1,000 arrivals are a few messages and not 1,000.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from hub.rooms import changes as ch
from hub.rooms.room import Room
from hub.rooms.sections import SECTIONS, me, shared, snapshot
from hub.rooms.wire import Group

GATHER = dt.timedelta(milliseconds=100)
PAUSES: dict[str, dt.timedelta] = {
    "count": dt.timedelta(seconds=1),
    "reactions": dt.timedelta(milliseconds=500),
    "poll": dt.timedelta(milliseconds=500),
    "hands": dt.timedelta(milliseconds=250),
    "waiting": dt.timedelta(milliseconds=250),
    "roster": dt.timedelta(seconds=1),
}

Message = dict[str, Any]
Out = tuple[str, Message]
Key = tuple[str, Group]


class Feed:
    """Sections that wait to be told. Topics it names: hosts, audience, waiting, seat:PUBLIC_ID."""

    def __init__(self) -> None:
        self._sections: dict[Key, None] = {}
        self._seats: dict[str, None] = {}
        self._regrouped: dict[str, set[str]] = {}
        self._told: dict[Key, dt.datetime] = {}

    def note(self, effects: Iterable[ch.Effect]) -> None:
        """Remember what the effects say is to be told."""
        for effect in effects:
            match effect:
                case ch.Changed(section=section, group=None, seat=seat) if section == "me":
                    self._seats[seat] = None
                case ch.Changed(section=section, group=group) if group is not None:
                    self._sections[(section, group)] = None
                case ch.Regrouped(seat=seat, before=before):
                    self._regrouped.setdefault(seat, set()).update(SECTIONS[before])

    def drain(self, room: Room, now: dt.datetime, everything: bool = False) -> list[Out]:
        """Messages whose time has come, in the order they must be sent."""
        out = self._regroup(room, now)
        out += [self._section(room, key, now) for key in self._due(now, everything)]
        seats, self._seats = self._seats, {}
        for seat in seats:
            if room.seats[seat].connection is not None:
                out.append((f"seat:{seat}", {"section": "me", "value": me(room, seat, now)}))
        return out

    def wait(self, now: dt.datetime) -> float | None:
        """Seconds until something is due, or None when nothing waits."""
        if self._seats or self._regrouped:
            return GATHER.total_seconds()
        if not self._sections:
            return None
        first = min(self._ready_at(key, now) for key in self._sections)
        return max(GATHER.total_seconds(), (first - now).total_seconds())

    def _ready_at(self, key: Key, now: dt.datetime) -> dt.datetime:
        told = self._told.get(key)
        pause = PAUSES.get(key[0])
        return now if told is None or pause is None else told + pause

    def _due(self, now: dt.datetime, everything: bool) -> list[Key]:
        due = [key for key in self._sections if everything or self._ready_at(key, now) <= now]
        for key in due:
            del self._sections[key]
        return due

    def _section(self, room: Room, key: Key, now: dt.datetime) -> Out:
        self._told[key] = now
        name, group = key
        return group, {"section": name, "value": shared(room, name, group, now)}

    def _regroup(self, room: Room, now: dt.datetime) -> list[Out]:
        seats, self._regrouped = self._regrouped, {}
        out: list[Out] = []
        for seat, held in seats.items():
            self._seats.pop(seat, None)
            connection = room.seats[seat].connection
            if connection is None:
                continue
            topic = f"seat:{seat}"
            group = room.group(seat)
            out.append((topic, {"group": group, "connection": connection}))
            seen = snapshot(room, seat, now)
            told = [name for name, value in seen.items() if value is not None]
            told += sorted(held - set(seen))
            out += [(topic, {"section": name, "value": seen.get(name)}) for name in told]
        return out

"""What the workers of one room give up, told as one: the most that any of them does."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar, get_args

from rtc.wire import GivenUp, Overloaded

L = TypeVar("L", bound=Hashable)
_ORDER: tuple[GivenUp, ...] = get_args(GivenUp)


class Overloads(Generic[L]):
    """`L` is the link to a worker."""

    def __init__(self) -> None:
        self._told: dict[str, dict[L, GivenUp]] = {}

    def heard(self, link: L, event: Overloaded) -> Overloaded | None:
        """What a worker tells of a room; None when it changes nothing for the room."""
        of_room = self._told.setdefault(event.room, {})
        before = _worst(of_room)
        of_room[link] = event.given_up
        return self._changed(event.room, before, event.age_ms)

    def lost(self, link: L) -> list[Overloaded]:
        """A worker is gone, and with it what it gave up."""
        changed = []
        for room, of_room in list(self._told.items()):
            before = _worst(of_room)
            of_room.pop(link, None)
            changed.append(self._changed(room, before, 0))
        return [event for event in changed if event is not None]

    def closed(self, room: str) -> None:
        """The room is no more."""
        self._told.pop(room, None)

    def _changed(self, room: str, before: GivenUp, age_ms: int) -> Overloaded | None:
        now = _worst(self._told[room])
        if now == "nothing":
            del self._told[room]
        return None if now == before else Overloaded(room, now, age_ms)


def _worst(of_room: dict[L, GivenUp]) -> GivenUp:
    return max(of_room.values(), key=_ORDER.index, default="nothing")

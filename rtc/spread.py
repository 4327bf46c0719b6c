"""Which worker has what: the home of each room, its edges, and where each viewer was placed.

Pure book-keeping for `rtc.control`; workers are opaque. A room is at home with one worker, where all its
publishers are. Viewers stay at home until there are many; then they go to the worker with the fewest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rtc.link import MediaRefused
from rtc.wire import Layout

W = TypeVar("W")

WORTH_AN_EDGE = 20


@dataclass(slots=True)
class Place(Generic[W]):
    """Where a room is; `edges` are the numbers of the relays to them, `views` the workers of viewers."""

    home: W
    layout: Layout
    edges: dict[W, int] = field(default_factory=dict)
    views: dict[str, W] = field(default_factory=dict)


class Spread(Generic[W]):
    """`after` is how many viewers a home takes before another worker helps; 0 means that none ever does."""

    def __init__(self, after: int) -> None:
        self.rooms: dict[str, Place[W]] = {}
        self._after = after

    def home(self, room: str) -> W:
        """The worker a room is at home with. Raises MediaRefused when the room is not open."""
        if room not in self.rooms:
            raise MediaRefused("no_room", "this room is not open")
        return self.rooms[room].home

    def of_view(self, room: str, peer: str) -> W:
        """The worker that shows a room to a viewer; its home when there is no such. Raises MediaRefused."""
        home = self.home(room)
        return self.rooms[room].views.get(peer, home)

    def least_busy(self, workers: Iterable[W]) -> W:
        """Where a new room begins: fewest viewers, then fewest rooms."""
        views, rooms = self._views(), Counter(place.home for place in self.rooms.values())
        return min(workers, key=lambda worker: (views[worker], rooms[worker]))

    def choose(self, room: str, peer: str, workers: Iterable[W]) -> W:
        """The worker for a viewer; it becomes an edge when it is not yet one."""
        place, views = self.rooms[room], self._views()
        before = place.views.get(peer)
        if before is not None:
            views[before] -= 1
        at_home = sum(where == place.home for where in place.views.values())
        if not self._after or at_home < self._after:
            return place.home
        best = min(workers, key=lambda worker: views[worker], default=place.home)
        shown = {place.home, *place.edges}
        known = min(shown, key=lambda worker: views[worker])
        # a new edge costs the home a copy of everything, so it must be worth it
        return best if best in shown or views[known] - views[best] >= WORTH_AN_EDGE else known

    def lost(self, worker: W) -> tuple[list[str], dict[str, list[str]]]:
        """A worker is gone: rooms that had their home there, and the viewers other rooms had there."""
        homeless = [room for room, place in self.rooms.items() if place.home == worker]
        for room in homeless:
            del self.rooms[room]
        return homeless, {
            room: self.edge_lost(room, worker) for room, place in self.rooms.items() if worker in place.edges
        }

    def edge_lost(self, room: str, worker: W) -> list[str]:
        """An edge is gone: the viewers it had."""
        place = self.rooms[room]
        place.edges.pop(worker, None)
        peers = [peer for peer, where in place.views.items() if where == worker]
        for peer in peers:
            del place.views[peer]
        return peers

    def _views(self) -> Counter[W]:
        return Counter(where for place in self.rooms.values() for where in place.views.values())

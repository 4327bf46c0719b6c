"""What workers tell, as the hub is told it: one event for a room, however many workers it is with.

What a lost worker or room means is worked out in `edges`, overload in `overloads`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from rtc import wire
from rtc.edges import Edges
from rtc.link import WorkerLink
from rtc.overloads import Overloads
from rtc.wire import (
    Event,
    LayersWanted,
    LinkChanged,
    Overloaded,
    PeerConnected,
    PeerLost,
    RecordingEnded,
    SlotChanged,
    Speaker,
    ViewsLost,
    WorkerLost,
)

log = logging.getLogger(__name__)


class News:
    """Calls back on the event loop, in the order in which things were heard."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._overloads: Overloads[WorkerLink] = Overloads()
        self._callbacks: list[Callable[[Event], None]] = []

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Returns the function that ends it."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    def closed(self, room: str) -> None:
        """A room is over: nobody gives anything up for it any more."""
        self._overloads.closed(room)

    def heard(self, link: WorkerLink, event: wire.FromWorker) -> None:
        """An event of a worker."""
        if isinstance(event, Overloaded):
            self._tell_all(filter(None, [self._overloads.heard(link, event)]))
        elif isinstance(event, wire.RoomLost):
            self._tell_all(self._edges.room_lost(link, event.room))
        elif isinstance(
            event,
            SlotChanged | PeerConnected | PeerLost | Speaker | LayersWanted | LinkChanged | RecordingEnded,
        ):
            if isinstance(event, PeerLost) and event.way == "view":
                self._edges.view_lost(link, event.room, event.peer)
            self.tell(event)

    def lost(self, link: WorkerLink) -> None:
        """What a worker had is without one."""
        homeless, viewless = self._edges.lost(link)
        self.tell(WorkerLost(homeless))
        self._tell_all(ViewsLost(room, peers) for room, peers in viewless.items())
        self._tell_all(self._overloads.lost(link))

    def _tell_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.tell(event)

    def tell(self, event: Event) -> None:
        """To everybody who wants to hear."""
        for callback in list(self._callbacks):
            try:
                callback(event)
            except Exception:
                log.exception("a media event callback failed")

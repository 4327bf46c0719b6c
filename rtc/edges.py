"""Opens and closes the edges of rooms, and places viewers on them, for `rtc.control`.

Keys are made here and given to both ends over their control sockets; they are nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Coroutine
from typing import Any

from rtc import wire
from rtc.link import MediaRefused, WorkerLink
from rtc.spread import Place, Spread

log = logging.getLogger(__name__)

KEY_BYTES = 56
NUMBERS = 1 << 18


class Edges:
    """The doing to `Spread`'s book-keeping."""

    def __init__(self, spread: Spread[WorkerLink]) -> None:
        self._spread = spread
        self._opening: dict[tuple[str, WorkerLink], asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def place(self, room: str, peer: str, connected: list[WorkerLink]) -> WorkerLink:
        """The worker for a viewer, which shows the room when this returns; home when an edge cannot be."""
        place = self._spread.rooms[room]
        link, before = self._spread.choose(room, peer, connected), place.views.get(peer)
        place.views[peer] = link
        if link is not place.home:
            try:
                await self._open(room, place, link)
            except MediaRefused:
                log.exception("no edge could be opened; viewers stay at home")
                link = place.views[peer] = place.home
        if before is not None and before is not link:
            self._later(before.ask(wire.Unview(room, peer)))
        return link

    def close(self, room: str, place: Place[WorkerLink]) -> None:
        """The room is closed: so are its edges."""
        for link in place.edges:
            self._later(link.ask(wire.CloseRoom(room)))

    def lost(self, link: WorkerLink) -> tuple[list[str], dict[str, list[str]]]:
        """A worker is gone: rooms without a home, and the viewers that others had there."""
        before = dict(self._spread.rooms)
        numbers = {room: place.edges[link] for room, place in before.items() if link in place.edges}
        homeless, viewless = self._spread.lost(link)
        for room in homeless:
            self.close(room, before[room])
        for room in viewless:
            self._later(before[room].home.ask(wire.CloseRelay(room, numbers[room])))
        return homeless, viewless

    def room_lost(self, link: WorkerLink, room: str) -> list[wire.ViewsLost | wire.WorkerLost]:
        """A worker had to close a room: its home, or one of its edges."""
        place = self._spread.rooms.get(room)
        if place is None:
            return []
        if place.home is link:
            del self._spread.rooms[room]
            self.close(room, place)
            return [wire.WorkerLost([room])]
        number = place.edges.get(link)
        if number is not None:
            self._later(place.home.ask(wire.CloseRelay(room, number)))
        peers = self._spread.edge_lost(room, link)
        return [wire.ViewsLost(room, peers)] if peers else []

    def view_lost(self, link: WorkerLink, room: str, peer: str) -> None:
        """A viewer is gone by itself."""
        place = self._spread.rooms.get(room)
        if place is not None and place.views.get(peer) is link:
            del place.views[peer]

    async def _open(self, room: str, place: Place[WorkerLink], link: WorkerLink) -> None:
        """Make a worker an edge of the room, once however many viewers wait for it. Raises MediaRefused."""
        lock = self._opening.setdefault((room, link), asyncio.Lock())
        async with lock:
            home, edge = place.home.hello, link.hello
            if link in place.edges:
                return
            if home is None or edge is None or self._spread.rooms.get(room) is not place:
                raise MediaRefused("worker_lost", "a worker of the room is being restarted")
            number, key = 1 + secrets.randbelow(NUMBERS - 1), secrets.token_bytes(KEY_BYTES)
            here = wire.Relay(number, *home.relay, key)
            await link.ask(wire.OpenEdge(room, place.layout, here))
            await place.home.ask(wire.OpenRelay(room, wire.Relay(number, *edge.relay, key)))
            place.edges[link] = number
        self._opening.pop((room, link), None)

    def _later(self, asked: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(_quietly(asked))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(asked: Coroutine[Any, Any, object]) -> None:
    """A worker that cannot be asked any more has forgotten by itself."""
    with contextlib.suppress(MediaRefused):
        await asked

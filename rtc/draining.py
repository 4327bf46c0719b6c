"""Emptying a worker before it is ended: nothing new comes to it, and what it has goes on with others."""

from __future__ import annotations

import asyncio
import contextlib

from rtc import wire
from rtc.fleet import Fleet
from rtc.link import MediaRefused, WorkerLink
from rtc.news import News
from rtc.spread import Spread


class Draining:
    """Which workers are being emptied is known to the `Fleet`, until they are started anew."""

    def __init__(self, fleet: Fleet, spread: Spread[WorkerLink], news: News) -> None:
        self._fleet = fleet
        self._spread = spread
        self._news = news
        self._closed = asyncio.Event()

    def room_closed(self) -> None:
        """A room has come to its end, perhaps the last one of a worker."""
        self._closed.set()

    async def drain(self, link: WorkerLink, patience: float) -> None:
        """Give it nothing more, wait so many seconds for the end of what it has, and tell the rest lost."""
        self._fleet.draining.add(link)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._rooms_of(link):
                    self._closed.clear()
                    await self._closed.wait()
        rooms = self._rooms_of(link)
        self._news.lost(link)
        for room in rooms:
            with contextlib.suppress(MediaRefused):
                await link.ask(wire.CloseRoom(room))

    def _rooms_of(self, link: WorkerLink) -> list[str]:
        """The rooms it is the home of or an edge."""
        rooms = self._spread.rooms.items()
        return [room for room, place in rooms if link in (place.home, *place.edges)]

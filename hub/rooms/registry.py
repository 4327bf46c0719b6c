"""The live rooms of this process: building them, ending them, and what the media plane tells about them."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from config.settings import Settings
from hub import clock, db
from hub.errors import Told
from hub.rooms import attendance, seating
from hub.rooms import changes as ch
from hub.rooms.live import LiveRoom
from hub.rooms.media import Media, RoomMedia, layout_for, room_name, session_of
from hub.rooms.models import RoomState
from hub.rooms.room import Room
from hub.rooms.rules import DOORS_OPEN
from rtc.wire import (
    Event,
    LayersWanted,
    LinkChanged,
    Overloaded,
    PeerLost,
    SlotChanged,
    Speaker,
    ViewsLost,
    WorkerLost,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
Unit = Callable[[LiveRoom], Coroutine[Any, Any, T]]

KEEP_EVERY = 60.0
IDLE = dt.timedelta(minutes=10)


class Registry:
    """Rooms by session. Without a `media` everything works but picture and sound."""

    def __init__(self, settings: Settings, media: Media | None) -> None:
        self.settings = settings
        self.media = media
        self.rooms: dict[int, LiveRoom] = {}
        self._building: dict[int, asyncio.Task[LiveRoom]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe = media.on_event(self._on_media) if media else lambda: None
        self._keeper = asyncio.create_task(self._keep())

    async def run(self, session_id: int, unit: Unit[T]) -> T:
        """Run a unit in the room of the session, which is built if it is not there. Missing."""
        room = await self.room(session_id)
        room.used_at = clock.now()
        return await room.run(lambda: unit(room))

    async def room(self, session_id: int) -> LiveRoom:
        """The live room, built from the database at most once at a time."""
        room = self.rooms.get(session_id)
        if room is not None and room.running:
            return room
        building = self._building.get(session_id)
        if building is None:
            building = asyncio.create_task(self._build(session_id))
            self._building[session_id] = building
            building.add_done_callback(lambda _: self._building.pop(session_id, None))
        return await asyncio.shield(building)

    async def keep(self) -> None:
        """Note who is still there, hang up on who is not, and end rooms that have been empty for a while."""
        for room in list(self.rooms.values()):
            here = {s.facts.seat for s in room.room.online()}
            if room.media is not None:
                room.media.hang_up(here)
            if online := [room.rows[seat] for seat in here]:
                room.used_at = clock.now()
                await self._noted(lambda online=online: attendance.seen(online))  # type: ignore[misc]
            elif clock.now() - room.used_at >= IDLE:
                self.rooms.pop(room.id, None)
                await room.close()

    async def _noted(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Write attendance; a database that is away must not end the keeping or the stopping of rooms."""
        try:
            await db.unit(work)
        except Exception as error:
            log.warning("Attendance was not noted: %s", type(error).__name__)

    async def stop(self) -> None:
        """End every room; viewers are told to come back, running attendance ends now."""
        self._unsubscribe()
        for task in (self._keeper, *self._tasks):
            task.cancel()
        for room in list(self.rooms.values()):
            present = list(room.present.values())
            await self._noted(lambda present=present: attendance.end(present))  # type: ignore[misc]
            await room.close(moving=True)
        self.rooms.clear()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the rooms, and keep hold of it; nobody waits for what becomes of it."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait for what runs beside the rooms."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _build(self, session_id: int) -> LiveRoom:
        old = self.rooms.pop(session_id, None)
        if old is not None:
            await old.close()
        loaded = await seating.load(session_id)
        async with db.transaction():
            await attendance.end_left_open(session_id)
            await _note_opening(loaded.room)
        live = LiveRoom(loaded.room, self._media_of(loaded.room.info.id, loaded))
        for seat in loaded.seats:
            remember(live, seat.public_id, seat.id, seat.person_id, seat.link_id)
        self.rooms[session_id] = live
        return live

    def _media_of(self, session_id: int, loaded: seating.Loaded) -> RoomMedia | None:
        if self.media is None:
            return None
        return RoomMedia(self.media, room_name(session_id), layout_for(loaded.room.rules))

    def _on_media(self, event: Event) -> None:
        match event:
            case SlotChanged(room=name, mid=mid, peer=peer):
                self._change(name, peer, ch.SlotFilled(mid, peer))
            case Speaker(room=name, peer=peer):
                self._change(name, peer, ch.SpeakerChanged(peer), at_once=True)
            case LinkChanged(room=name, peer=peer, level=level):
                self._change(name, peer, ch.LinkSet(peer, level))
            case Overloaded(room=name, given_up=given_up):
                self._change(name, None, ch.StrainSet(given_up))
            case LayersWanted(room=name, peer=peer, source=source, rids=rids):
                self._change(name, peer, ch.LayersSet(peer, source, tuple(rids)))
            case PeerLost(room=name, peer=peer, way="publish"):
                self._change(name, peer, ch.SourcesSet(peer, frozenset()))
            case ViewsLost(room=name, peers=seats):
                self._view_again(name, seats)
            case WorkerLost(rooms=names):
                for name in names:
                    self._lost(name)

    def _change(self, name: str, peer: str | None, change: ch.Change, at_once: bool = False) -> None:
        """Post a change that names a seat; `at_once` where people notice a tenth of a second."""
        room = self._named(name)
        if room is None or (peer is not None and peer not in room.room.seats):
            return

        async def unit() -> None:
            room.apply(change)
            if at_once:
                room.flush(everything=False)

        room.post(unit)

    def _view_again(self, name: str, seats: list[str]) -> None:
        """Some viewers lost their media worker; the room and the others go on."""
        room = self._named(name)
        if room is None:
            return

        async def unit() -> None:
            for seat in seats:
                if seat in room.room.seats:
                    room.tell(f"seat:{seat}", media="view")

        room.post(unit)

    def _lost(self, name: str) -> None:
        room = self._named(name)
        if room is None or room.media is None:
            return

        async def unit() -> None:
            room.apply(ch.MediaLost())
            room.flush()
            for group in ("hosts", "audience"):
                room.tell(group, media="lost")

        room.post(unit)
        self.later(self._reopen(room, room.media))

    async def _reopen(self, room: LiveRoom, media: RoomMedia) -> None:
        await media.reopen(lambda: room.running)
        for group in ("hosts", "audience"):
            room.tell(group, media="view")

    def _named(self, name: str) -> LiveRoom | None:
        room = self.rooms.get(session_of(name))
        return room if room is not None and room.media is not None and room.running else None

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(KEEP_EVERY)
            await self.keep()


def remember(live: LiveRoom, seat: str, row: int, person_id: int | None, link_id: int | None) -> None:
    """Let the live room find a seat by its person or link, and its row by the seat."""
    live.seats[f"person:{person_id}" if person_id is not None else f"link:{link_id}"] = seat
    live.rows[seat] = row
    live.persons[seat] = person_id


async def _note_opening(room: Room) -> None:
    """Doors that opened while no room was live: what was written before was written in the practice room."""
    if room.state not in DOORS_OPEN:
        return
    shown, _ = await RoomState.get_or_create(session_id=room.info.id)
    if shown.opened_at is None:
        shown.opened_at = clock.now()
        await shown.save(update_fields=["opened_at"])


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Told as told:
        log.info("Work beside a live room was refused: %s", told.code)
    except Exception:
        log.exception("Work beside a live room failed")


_registry: Registry | None = None


def start(settings: Settings, media: Media | None) -> Registry:
    """Begin keeping live rooms in this process."""
    global _registry
    _registry = Registry(settings, media)
    return _registry


async def stop() -> None:
    """End all rooms; the process stops."""
    global _registry
    registry, _registry = _registry, None
    if registry is not None:
        await registry.stop()


def here() -> Registry:
    """The registry of this process; not being started is a bug."""
    if _registry is None:
        raise RuntimeError("hub.rooms is not started")
    return _registry


def has(session_id: int) -> bool:
    """Whether the session's room is live in this process."""
    return _registry is not None and session_id in _registry.rooms


async def run(session_id: int, unit: Unit[T]) -> T:
    """Run a unit in the room of a session."""
    return await here().run(session_id, unit)

"""Live rooms of this process: one owner task and one queue for each; nobody else touches a room's state.

A *unit* is a piece of an action that must see the room at rest: it looks, writes to the database, and applies
changes after its commit. Units of one room run one after another, each in a task of its own, so that a broken
transaction (or a caller who went away) harms neither the room nor the next unit. A bug while a room changes
ends that room: it is built anew from the database and everybody joins again.
"""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from hub import bus, clock, db
from hub.actor import Actor
from hub.errors import Missing, Refused, Told
from hub.rooms import changes as ch
from hub.rooms.feed import Feed
from hub.rooms.media import RoomMedia
from hub.rooms.room import Room
from hub.rooms.rules import demand
from hub.rooms.sections import snapshot
from hub.rooms.shows import tick
from hub.rooms.transitions import apply
from hub.rooms.wire import STAFF, Snapshot

log = logging.getLogger(__name__)
T = TypeVar("T")

QUEUE_AT_MOST = 2000
GROUPS = ("hosts", "audience", "waiting")
REACTION_CHECK = 1.0


class LiveRoom:
    """A room with its owner.

    `seats`: person or link (`seat_key`) -> public id. `rows`, `persons`: public id -> database ids of the
    seat and of its person. `present`: public id -> row of the attendance that is running.
    """

    def __init__(self, room: Room, media: RoomMedia | None) -> None:
        self.room = room
        self.media = media
        self.seats: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self.persons: dict[str, int | None] = {}
        self.present: dict[str, int] = {}
        self.n = 0
        self.broken = False
        self.used_at: dt.datetime = clock.now()
        self._feed = Feed()
        self._queue: asyncio.Queue[tuple[Callable[[], Coroutine[Any, Any, Any]], asyncio.Future[Any]]] = (
            asyncio.Queue()
        )
        self._flush_at: asyncio.TimerHandle | None = None
        self._owner = asyncio.create_task(self._own())

    @property
    def id(self) -> int:
        return self.room.info.id

    @property
    def running(self) -> bool:
        """Whether units still run; if not, the room is built anew for whoever asks next."""
        return not self._owner.done() and not self.broken

    async def run(self, unit: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Queue a unit and wait for it; it runs to its end even if the waiting caller goes away."""
        if self._queue.qsize() >= QUEUE_AT_MOST:
            raise Refused(
                "too_busy",
                "Der kommer mange på én gang. Vi prøver igen om lidt.",
                "Many people are coming at once. We will try again shortly.",
            )
        return await asyncio.shield(self.post(unit))

    def post(self, unit: Callable[[], Coroutine[Any, Any, T]]) -> asyncio.Future[T]:
        """Queue a unit without waiting, for what must not be refused."""
        if not self.running:
            raise _rebuilt()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((unit, done))
        return done

    def seat_of(self, actor: Actor) -> str:
        """The public id of the actor's seat. Missing if there is none.

        A link in a mail may be forwarded: it never reaches the seat from which its person leads the session.
        """
        seat = self.seats.get(seat_key(actor))
        if seat is None or actor.scope_session_id not in (None, self.id):
            raise Missing
        if actor.link_id is not None and self.room.seats[seat].facts.part in STAFF:
            raise Missing
        return seat

    def demand(self, actor: Actor, verb: str) -> str:
        """The actor's seat, if the table lets it do `verb` and it is there.

        Whoever is shown as gone neither sees nor does anything: nobody listens unseen.
        """
        seat = self.seat_of(actor)
        demand(self.room.standing(seat), verb)
        if self.room.seats[seat].connection is None:
            raise Refused("not_joined", "Gå ind i mødet først.", "Enter the session first.")
        return seat

    def target(self, seat: object) -> str:
        """A seat of this room named by somebody, or Missing."""
        if not isinstance(seat, str) or seat not in self.room.seats:
            raise Missing
        return seat

    def apply(self, *changes: ch.Change) -> None:
        """Change the room and let follow what follows. After the commit, by a unit only."""
        db.no_transaction("Changing a live room")
        now = clock.now()
        for change in changes:
            try:
                effects = apply(self.room, change, now)
            except Exception:
                self.broken = True
                raise
            self._follow(effects)
        self._plan_flush()

    def snapshot(self, seat: str) -> Snapshot:
        """All that the viewer in `seat` sees now."""
        group = self.room.group(seat)
        return Snapshot(
            n=self.n,
            seat=seat,
            group=group,
            admitted=group in ("hosts", "audience"),
            sections=snapshot(self.room, seat, clock.now()),
        )

    def tell(self, topic: str, **message: Any) -> None:
        """Publish one message under the next number."""
        self.n += 1
        bus.publish(f"room.{self.id}.{topic}", {"n": self.n, **message})

    def tell_all(self, **message: Any) -> None:
        """Publish to every group."""
        for group in GROUPS:
            self.tell(group, **message)

    def flush(self, everything: bool = True) -> None:
        """Tell what is due now; with `everything`, also what would have waited a little."""
        now = clock.now()
        self._feed.note(tick(self.room, now))
        for topic, message in self._feed.drain(self.room, now, everything):
            self.tell(topic, **message)
        self._plan_flush()

    async def close(self, moving: bool = False) -> None:
        """End the owner and the media. With `moving`, viewers are told to come back."""
        if moving:
            self.tell_all(moving=True)
        if self._flush_at is not None:
            self._flush_at.cancel()
            self._flush_at = None
        self._owner.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._owner
        self._refuse_the_rest()
        if self.media is not None:
            await self.media.close()

    def _refuse_the_rest(self) -> None:
        while not self._queue.empty():
            _, done = self._queue.get_nowait()
            _settle(done, _rebuilt())

    async def _own(self) -> None:
        while not self.broken:
            await self._one()
        log.error("A live room was ended by a bug and will be built anew")
        self._refuse_the_rest()
        self.tell_all(moving=True)

    async def _one(self) -> None:
        unit, done = await self._queue.get()
        try:
            result = await db.unit(unit)
        except asyncio.CancelledError:
            _settle(done, _rebuilt())
            raise
        except Exception as error:
            _settle(done, error)
        else:
            if not done.done():
                done.set_result(result)

    def _follow(self, effects: list[ch.Effect]) -> None:
        self._feed.note(effects)
        for effect in effects:
            match effect:
                case ch.TakenOver(seat=seat, connection=connection):
                    self.tell(f"seat:{seat}", taken_over=connection)
                case ch.PutOut(seat=seat, connection=connection, reason=reason):
                    self.flush()
                    self.tell(f"seat:{seat}", removed=reason, connection=connection)
                case ch.Unpublish() | ch.Pause() | ch.LeaveMedia() if self.media is not None:
                    self.media.follow(effect)

    def _plan_flush(self) -> None:
        if self._flush_at is not None and not self._flush_at.cancelled():
            return
        wait = self._feed.wait(clock.now())
        if wait is None and self.room.reactions:
            wait = REACTION_CHECK
        if wait is not None:
            self._flush_at = asyncio.get_running_loop().call_later(wait, self._flush_planned)

    def _flush_planned(self) -> None:
        self._flush_at = None
        self.flush(everything=False)


def seat_key(actor: Actor) -> str:
    """Who holds a seat: the person, however they came; else the link."""
    return f"person:{actor.person_id}" if actor.person_id is not None else f"link:{actor.link_id}"


def _settle(done: asyncio.Future[Any], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
        # Whoever posted without waiting never asks; what nobody asks for is still seen in the log.
        if not isinstance(error, Told):
            log.error("A unit of a live room failed", exc_info=error)
        done.exception()


def _rebuilt() -> Refused:
    return Refused(
        "room_moving", "Mødet flytter sig. Vi prøver igen.", "The session is moving. We will try again."
    )

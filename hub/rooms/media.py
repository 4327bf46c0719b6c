"""One live room's side of the media plane: opening it, asking it, and commands that follow from changes.

Peers are seats' public ids. Who may send and see is decided before anything here is called.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from hub.errors import BadInput, Refused
from hub.rooms import changes as ch
from hub.rooms.wire import Level, Source
from hub.sessions.kinds import KindRules
from rtc.control import MediaRefused
from rtc.wire import Event, Layout

log = logging.getLogger(__name__)
T = TypeVar("T")

REOPEN_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
COMMANDS_AT_MOST = 1000


class Media(Protocol):
    """What rooms use of `rtc.control.MediaControl`."""

    async def open_room(self, room: str, layout: Layout) -> None: ...
    async def close_room(self, room: str) -> None: ...
    async def view(self, room: str, peer: str) -> str: ...
    async def offer_again(self, room: str, peer: str) -> str: ...
    async def answer(self, room: str, peer: str, sdp: str) -> None: ...
    async def publish(self, room: str, peer: str, sdp: str, sources: dict[str, Source]) -> str: ...
    async def unpublish(self, room: str, peer: str) -> None: ...
    async def pause(self, room: str, peer: str, source: Source, paused: bool) -> None: ...
    async def pin(self, room: str, peer: str, pinned: bool) -> None: ...
    async def leave(self, room: str, peer: str) -> None: ...
    async def client_stats(
        self, room: str, peer: str, freezes: int, frozen_ms: int, concealed_ms: int
    ) -> None: ...
    async def watch(self, room: str, peer: str, tiles: dict[str, int], limit: Level) -> None: ...
    def on_event(self, callback: Callable[[Event], None]) -> Callable[[], None]: ...


def room_name(session_id: int) -> str:
    """What the media plane calls the room of a session."""
    return f"session-{session_id}"


def session_of(name: str) -> int:
    """The session of a room's name; 0 for other rooms, such as those of device checks."""
    number = name.removeprefix("session-")
    return int(number) if name != number and number.isdecimal() else 0


def layout_for(rules: KindRules) -> Layout:
    """The slots of a kind of session."""
    counts = (rules.microphones, rules.cameras, rules.screens)
    return Layout(*counts, selective=rules.selective)


class RoomMedia:
    """The media of one room. Commands that follow from changes are sent one by one, in their order."""

    def __init__(self, media: Media, name: str, layout: Layout) -> None:
        self.name = name
        self._media = media
        self._layout = layout
        self._peers: set[str] = set()
        self._alone: frozenset[str] = frozenset()
        self._open = False
        self._opening = asyncio.Lock()
        self._commands: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue(COMMANDS_AT_MOST)
        self._sender: asyncio.Task[None] | None = None

    async def view(self, peer: str) -> str:
        """The SDP offer for a viewer."""
        await self._ensure_open()
        self._peers.add(peer)
        return await told(self._media.view(self.name, peer))

    async def offer_again(self, peer: str) -> str | None:
        """An offer for the connection a viewer has; None when there is none."""
        try:
            return await self._media.offer_again(self.name, peer)
        except MediaRefused:
            return None

    async def answer(self, peer: str, sdp: str) -> None:
        """The viewer's answer."""
        await told(self._media.answer(self.name, peer, sdp))

    async def publish(self, peer: str, sdp: str, sources: dict[str, Source], *, host: bool = False) -> str:
        """The SDP answer for somebody who sends `sources` (mid -> source); a host is always shown."""
        await self._ensure_open()
        self._peers.add(peer)
        if host and self._layout.selective:
            await told(self._media.pin(self.name, peer, True))
        return await told(self._media.publish(self.name, peer, sdp, sources))

    async def unpublish(self, peer: str) -> None:
        """End sending."""
        if self._open:
            await told(self._media.unpublish(self.name, peer))

    async def pause(self, peer: str, source: Source, paused: bool) -> None:
        """Drop or forward the packets of one source."""
        if self._open:
            await told(self._media.pause(self.name, peer, source, paused))

    async def watch(self, peer: str, tiles: dict[str, int], limit: Level) -> None:
        """How tall (in pixels) the viewer shows each slot, and how much it wants at most."""
        if self._open:
            await told(self._media.watch(self.name, peer, tiles, limit))

    async def count_viewing(self, peer: str, freezes: int, frozen_ms: int, concealed_ms: int) -> None:
        """What the viewer's browser counted, for the figures of the media plane."""
        if self._open:
            await told(self._media.client_stats(self.name, peer, freezes, frozen_ms, concealed_ms))

    def follow(self, effect: ch.Effect) -> None:
        """Command what a change of the room makes necessary."""
        media, name = self._media, self.name
        match effect:
            case ch.Unpublish(seat=seat):
                self._send(lambda: media.unpublish(name, seat))
            case ch.Pause(seat=seat, source=source, paused=paused):
                self._send(lambda: media.pause(name, seat, source, paused))
            case ch.LeaveMedia(seat=seat):
                self._peers.discard(seat)
                self._send(lambda: media.leave(name, seat))

    def hang_up(self, online: set[str]) -> None:
        """End those who have had no socket at this look and the last: nobody watches while shown as gone."""
        alone = frozenset(self._peers - online)
        for seat in alone & self._alone:
            self.follow(ch.LeaveMedia(seat))
        self._alone = alone

    async def reopen(self, wanted: Callable[[], bool]) -> None:
        """Open the room again after its worker was lost; tries until it succeeds or is not `wanted`."""
        self._open = False
        self._peers.clear()
        attempt = 0
        while wanted():
            with contextlib.suppress(Refused):
                await self._ensure_open()
                return
            await asyncio.sleep(REOPEN_PAUSES[min(attempt, len(REOPEN_PAUSES) - 1)])
            attempt += 1

    async def close(self) -> None:
        """Close the room and stop commanding."""
        if self._sender is not None:
            self._sender.cancel()
        if self._open:
            self._open = False
            with contextlib.suppress(Refused, BadInput):
                await told(self._media.close_room(self.name))

    async def _ensure_open(self) -> None:
        async with self._opening:
            if not self._open:
                await told(self._media.open_room(self.name, self._layout))
                self._open = True

    def _send(self, command: Callable[[], Awaitable[None]]) -> None:
        if not self._open:
            return
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_all())
        try:
            self._commands.put_nowait(command)
        except asyncio.QueueFull:
            log.error("media commands of %s pile up; one was dropped", self.name)

    async def _send_all(self) -> None:
        while True:
            command = await self._commands.get()
            try:
                await command()
            except MediaRefused as refused:
                log.warning("media of %s refused a command: %s", self.name, refused.code)


async def told(asked: Awaitable[T]) -> T:
    """The answer, with the media plane's refusals turned into what a person can read."""
    try:
        return await asked
    except MediaRefused as refused:
        raise _refusal(refused.code) from None


def _refusal(code: str) -> Refused | BadInput:
    if code == "bad_sdp":
        return BadInput(
            "bad_sdp",
            "sdp",
            "Din browser sendte noget, vi ikke forstår.",
            "Your browser sent what we cannot read.",
        )
    if code == "no_free_slot":
        return Refused(
            "no_free_slot",
            "Der er ikke plads til flere billeder lige nu. Prøv uden kamera.",
            "There is no room for more pictures now. Try without your camera.",
        )
    if code in ("busy", "unknown_peer", "no_room"):
        return Refused(
            f"media_{code}", "Billede og lyd prøver igen om lidt.", "Picture and sound will try again."
        )
    return Refused(
        "media_lost", "Billede og lyd kommer igen om lidt.", "Picture and sound will be back shortly."
    )

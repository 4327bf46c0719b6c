"""All rooms of a worker and what each command does to them. How connections begin is in `signalling`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from rtc import wire
from rtc.core.malformed import Malformed
from rtc.core.shedding import Shedding
from rtc.core.stage import NoFreeSlot
from rtc.io.capture import Capture
from rtc.io.dtls import Identity
from rtc.io.edge import EdgeRoom
from rtc.io.live import LiveRoom
from rtc.io.probing import Probing
from rtc.io.recorder import Recorder
from rtc.io.relay import RelayPort
from rtc.io.signalling import Refused, Signalling
from rtc.io.totals import Totals
from rtc.io.udp import MediaPort
from rtc.settings import MediaSettings

log = logging.getLogger(__name__)


class Rooms:
    """`execute` runs one command; `tick` and `second` are the worker's heartbeat."""

    def __init__(
        self,
        port: MediaPort,
        relays: RelayPort,
        settings: MediaSettings,
        clock: Callable[[], float],
        emit: Callable[[wire.Message], None],
    ) -> None:
        self._port = port
        self._relays = relays
        self._clock = clock
        self._emit = emit
        identity = Identity()
        self._signalling = Signalling(port, identity, settings, clock)
        self._probing = Probing(port, identity, clock)
        self._rooms: dict[str, LiveRoom] = {}
        self._totals = Totals()
        self._shedding = Shedding()
        self._recorder: Recorder | None = None

    def execute(self, command: wire.Command) -> wire.Result:
        """Do what the hub asks; a refusal is a result too."""
        try:
            return self._execute(command)
        except Refused as refused:
            return refused.refusal
        except Malformed as malformed:
            return wire.Refusal("bad_sdp", str(malformed))
        except NoFreeSlot as full:
            return wire.Refusal("no_free_slot", f"no {full} slot is free")

    def tick(self, now: float) -> None:
        """About fifty times a second: handshakes under way and packets to be asked for again."""
        self._signalling.tick(now)
        self.each(lambda room: room.tick(now))

    def second(self, now: float) -> None:
        """Once a second: consent, reports."""
        self._signalling.second(now)
        self.each(lambda room: room.second(now))
        self._probing.tick(now)
        if now - self._shedding.noted_at > 1.0:
            self._aged(0.0)  # nothing comes any more, so nothing is too old
        for name, room in list(self._rooms.items()):
            if isinstance(room, EdgeRoom) and room.deserted(now):
                self._close_room(name)
                self._emit(wire.RoomLost(name))

    def close(self) -> None:
        for name in list(self._rooms):
            self._close_room(name)
        self._probing.close()
        if self._recorder is not None:
            self._recorder.close()

    def each(self, act: Callable[[LiveRoom], None]) -> None:
        """Do something to every room. One that meets a bug is closed and told; the others go on."""
        for name, room in list(self._rooms.items()):
            try:
                act(room)
            except Exception:
                log.exception("a room met a bug and is closed")
                self._close_room(name)
                self._emit(wire.RoomLost(name))

    def _execute(self, command: wire.Command) -> wire.Result:
        match command:
            case wire.OpenRoom():
                self._open_room(command.room, command.layout)
            case wire.OpenEdge():
                self._open_edge(command)
            case wire.OpenRelay():
                self._room(command.room).open_relay(self._relays, command.relay)
            case wire.CloseRelay():
                if command.room in self._rooms:
                    self._rooms[command.room].close_relay(command.number)
            case wire.CloseRoom():
                self._close_room(command.room)
            case wire.View():
                return self._signalling.view(self._room(command.room), command)
            case wire.OfferAgain():
                return self._signalling.offer_again(self._room(command.room), command.peer)
            case wire.Unview():
                if command.room in self._rooms:
                    self._rooms[command.room].end_view(command.peer)
            case wire.Answer():
                self._signalling.answer(self._room(command.room), command.peer, command.sdp)
            case wire.Publish():
                return self._signalling.publish(self._room(command.room), command)
            case wire.Unpublish():
                self._room(command.room).end_publishing(command.peer)
            case wire.Pin():
                self._room(command.room).core.pin(command.peer, command.pinned)
            case wire.Pause():
                room = self._room(command.room)
                room.core.pause(command.peer, command.source, command.paused, self._clock())
                room.carry_out()
            case wire.Watch(room=name, peer=peer):
                room = self._room(name)
                room.core.watch(peer, command.tiles, command.limit, self._clock())
                room.carry_out()
            case wire.RestartIce():
                return self._signalling.restart_ice(self._room(command.room), command.peer, command.way)
            case wire.Leave():
                self._leave(command.room, command.peer)
            case wire.ClientStats(room=name, peer=peer):
                room = self._room(name)
                room.core.client_told(peer, command.freezes, command.frozen_ms, command.concealed_ms)
            case wire.Capture(room=name):
                self._capture(self._room(name), command.path, command.seconds)
            case wire.Record():
                self._record(self._room(command.room), command)
            case wire.StopRecord():
                self._room(command.room).tapes.stop(self._clock())
            case wire.Probe():
                return self._probing.open()
            case wire.GetStats():
                return wire.Counted(self._stats(command.room, command.peer))
        return wire.Done()

    def _aged(self, age: float) -> None:
        """A packet was so many seconds old when it was read."""
        now, shedding = self._clock(), self._shedding
        step = shedding.note(age, now)
        if step:
            loads = {name: room.core.load(now) for name, room in self._rooms.items()} if step > 0 else {}
            for name in shedding.more(loads) if step > 0 else shedding.less():
                if name in self._rooms:
                    self._rooms[name].shed(shedding.level(name), age)

    def _record(self, room: LiveRoom, command: wire.Record) -> None:
        if self._recorder is None:
            self._recorder = Recorder(asyncio.get_running_loop().call_soon_threadsafe)
        room.tapes.record(self._recorder, Path(command.folder), command.peers, self._clock())
        room.carry_out()

    def _room(self, name: str) -> LiveRoom:
        if name not in self._rooms:
            raise Refused("no_room", "this room is not open")
        return self._rooms[name]

    def _open_room(self, name: str, layout: wire.Layout) -> None:
        room = self._rooms.get(name)
        if room is not None and room.layout != layout:
            raise Refused("busy", "this room is open with another layout")
        if room is None:
            self._rooms[name] = room = LiveRoom(
                name, layout, self._signalling.ceilings, self._clock, self._emit
            )
            room.on_age = self._aged

    def _open_edge(self, command: wire.OpenEdge) -> None:
        """Viewers of an earlier edge, or of a room that had its home here, start anew."""
        self._close_room(command.room)
        edge = EdgeRoom(command, self._relays, self._signalling.ceilings, self._clock, self._emit)
        edge.on_age = self._aged
        self._rooms[command.room] = edge

    def _close_room(self, name: str) -> None:
        room = self._rooms.pop(name, None)
        if room is not None:
            self._shedding.forget(name)
            self._totals.add(room.stats())
            room.close()

    def _leave(self, name: str, peer: str) -> None:
        room = self._rooms.get(name)
        if room is not None:
            room.end_view(peer)
            room.end_publishing(peer)
            room.core.forget(peer, self._clock())

    def _capture(self, room: LiveRoom, path: str, seconds: int) -> None:
        if room.tap.capture is not None:
            raise Refused("busy", "a capture of this room is under way")
        try:
            room.tap.capture = Capture(path, self._clock() + seconds)
        except (OSError, ValueError):
            raise Refused("bad_path", "the capture's file cannot be made") from None

    def _stats(self, name: str | None, peer: str | None) -> dict[str, object]:
        if name is not None:
            return self._room(name).stats(peer)
        rooms = {name: room.stats() for name, room in self._rooms.items()}
        return {
            "connections": len(self._port),
            "ages": self._port.outbox.histogram(),
            "counters": dict(self._port.counters),
            "relay_dropped": self._relays.dropped,
            **self._totals.with_open(rooms.values()),
            "rooms": rooms,
        }

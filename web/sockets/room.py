"""Namespace /room: one socket of one person in one session's live room.

Every handler hands its message to an action of `hub`, which asks for the right again; nothing is decided
here. What changes in the room reaches the socket through `relay`.
"""

import asyncio
from typing import Any

import msgspec

from hub.chat import actions as chat
from hub.chat import queries as chat_lines
from hub.errors import BadInput, Told
from hub.rooms import actions as rooms
from web.sockets import events, wire
from web.sockets.base import Authenticate, Connection, Reply, StrictNamespace
from web.sockets.door import let_in
from web.sockets.tickets import Tickets


class RoomNamespace(StrictNamespace):
    """Signalling of the live room. The events are in `events.ROOM`, told in PROTOCOL.md."""

    events = events.ROOM

    def __init__(self, tickets: Tickets, authenticate: Authenticate) -> None:
        super().__init__("/room")
        self._tickets = tickets
        self._authenticate = authenticate

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any) -> Connection:
        return await let_in(self._tickets, self._authenticate, sid, environ, auth)

    async def on_disconnect(self, connection: Connection) -> None:
        if connection.seat:
            await rooms.disconnected(connection.session_id, connection.seat, connection.sid)

    async def on_join(self, connection: Connection, message: wire.Join) -> Reply:
        snapshot = await rooms.join(connection.actor, connection.session_id, connection.sid)
        connection.seat = snapshot.seat
        reply: Reply = {
            "snapshot": {"n": snapshot.n, "sections": snapshot.sections},
            "chat": [],
            "ice": {"iceServers": []},
            "offer": None,
        }
        if snapshot.admitted:
            lines, seen = await asyncio.gather(
                self._lines(connection, message.since_chat), self._seen(connection)
            )
            reply |= {"chat": lines, **seen}
        return reply

    async def _seen(self, connection: Connection) -> Reply:
        """The viewer's offer beside the snapshot, to save a round trip; empty if there is nothing to see."""
        try:
            seen = await self.on_view(connection, wire.View())
            return {key: seen[key] for key in ("offer", "ice")}
        except Told:
            return {}

    async def _lines(self, connection: Connection, seq: int) -> list[Any]:
        try:
            found = await chat_lines.since(connection.actor, connection.session_id, seq)
        except Told:
            return []
        return [msgspec.to_builtins(line) for line in found]

    async def on_leave(self, connection: Connection, message: wire.Message) -> None:
        await rooms.leave(connection.actor, connection.session_id, connection.sid)

    async def on_ping(self, connection: Connection, message: wire.Message) -> None:
        """Answers, so that a client can tell a dead network from a quiet room."""

    async def on_view(self, connection: Connection, message: wire.View) -> Reply:
        actor, session = connection.actor, connection.session_id
        offer = await rooms.view_again(actor, session) if message.again else None
        return {
            "offer": offer or await rooms.view(actor, session),
            "again": offer is not None,
            "ice": {"iceServers": await rooms.ice(actor, session)},
        }

    async def on_answer(self, connection: Connection, message: wire.Answer) -> None:
        await rooms.answer(connection.actor, connection.session_id, message.sdp)

    async def on_publish(self, connection: Connection, message: wire.RoomPublish) -> Reply:
        answer = await rooms.publish(
            connection.actor, connection.session_id, message.sdp, dict(message.sources), again=message.again
        )
        return {"sdp": answer}

    async def on_unpublish(self, connection: Connection, message: wire.Message) -> None:
        await rooms.unpublish(connection.actor, connection.session_id)

    async def on_source(self, connection: Connection, message: wire.SetSource) -> None:
        await rooms.set_source(connection.actor, connection.session_id, message.source, message.on)

    async def on_watch(self, connection: Connection, message: wire.Watch) -> None:
        await rooms.watch(connection.actor, connection.session_id, dict(message.tiles), message.limit)

    async def on_stats(self, connection: Connection, message: wire.Stats) -> None:
        await rooms.count_viewing(
            connection.actor,
            connection.session_id,
            freezes=message.freezes,
            frozen_ms=message.frozen_ms,
            concealed_ms=message.concealed_ms,
        )

    async def on_chat(self, connection: Connection, message: wire.Chat) -> Reply:
        sent = await chat.send(connection.actor, connection.session_id, message.text, message.client_id)
        return {"seq": sent.seq}

    async def on_chat_since(self, connection: Connection, message: wire.ChatSince) -> Reply:
        found = await chat_lines.since(connection.actor, connection.session_id, message.seq)
        return {"messages": [msgspec.to_builtins(line) for line in found]}

    async def on_chat_remove(self, connection: Connection, message: wire.ChatRemove) -> None:
        await chat.remove(connection.actor, connection.session_id, message.seq)

    async def on_hand(self, connection: Connection, message: wire.Hand) -> None:
        if message.up:
            await rooms.raise_hand(connection.actor, connection.session_id)
        else:
            await rooms.lower_hand(connection.actor, connection.session_id, message.seat)

    async def on_react(self, connection: Connection, message: wire.React) -> None:
        await rooms.react(connection.actor, connection.session_id, message.kind)

    async def on_promote(self, connection: Connection, message: wire.OneSeat) -> None:
        await rooms.promote(connection.actor, connection.session_id, message.seat)

    async def on_demote(self, connection: Connection, message: wire.OneSeat) -> None:
        await rooms.demote(connection.actor, connection.session_id, message.seat)

    async def on_mute(self, connection: Connection, message: wire.Mute) -> None:
        await rooms.mute(connection.actor, connection.session_id, message.seat, message.source)

    async def on_remove(self, connection: Connection, message: wire.OneSeat) -> None:
        await rooms.remove(connection.actor, connection.session_id, message.seat)

    async def on_restore(self, connection: Connection, message: wire.OneSeat) -> None:
        await rooms.restore(connection.actor, connection.session_id, message.seat)

    async def on_admit(self, connection: Connection, message: wire.Admit) -> None:
        if message.all:
            await rooms.admit_all(connection.actor, connection.session_id)
        elif message.seat is not None:
            await rooms.admit(connection.actor, connection.session_id, message.seat)
        else:
            raise BadInput("bad_message", "seat", "Hvem skal lukkes ind?", "Who is to be let in?")

    async def on_state(self, connection: Connection, message: wire.State) -> None:
        await rooms.set_state(connection.actor, connection.session_id, message.to)

    async def on_poll_create(self, connection: Connection, message: wire.PollCreate) -> Reply:
        poll = await rooms.create_poll(
            connection.actor, connection.session_id, message.question, list(message.options)
        )
        return {"poll": poll}

    async def on_poll_state(self, connection: Connection, message: wire.PollState) -> None:
        await rooms.set_poll_state(connection.actor, connection.session_id, message.poll, message.to)

    async def on_vote(self, connection: Connection, message: wire.Vote) -> None:
        await rooms.vote(connection.actor, connection.session_id, message.poll, message.option)

    async def on_slide(self, connection: Connection, message: wire.Slide) -> None:
        if message.deck is None:
            await rooms.hide_slides(connection.actor, connection.session_id)
        else:
            await rooms.show_slide(connection.actor, connection.session_id, message.deck, message.number)

"""Writing in a session and taking a message away. Numbers have no gaps: a reader who misses one asks for it.

A message is sent once however often it is sent: (seat, client_id) is the same message. Announced on the bus
topic `chat.{session}` as `{"message": ...}`, in the order of the numbers.
"""

import re

import msgspec

from hub import audit, bus, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.chat.models import ChatMessage, ChatTail
from hub.chat.queries import as_mine, shown
from hub.chat.rules import MAY
from hub.chat.wire import CLIENT_ID_LONGEST, TEXT_LONGEST, Message
from hub.errors import BadInput, Missing
from hub.rooms import registry
from hub.rooms.live import LiveRoom
from hub.rooms.models import Seat
from hub.rooms.seating import facts
from hub.sessions.wire import words

_CLIENT_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{CLIENT_ID_LONGEST}}}")


async def send(actor: Actor, session_id: int, text: str, client_id: str) -> Message:
    """Write one message, at most 2,000 characters. Sent again with the same `client_id`: the first one."""
    kept, key = _text(text), _client_id(client_id)

    async def unit(live: LiveRoom) -> Message:
        seat = live.demand(actor, MAY["send"])
        async with db.transaction():
            row, new = await write(session_id, live.rows[seat], kept, key)
        message = shown(row, live.room.seats[seat].facts, None)
        if new:
            _announce(session_id, message)
        return as_mine(message)

    return await registry.run(session_id, unit)


async def remove(actor: Actor, session_id: int, seq: int) -> None:
    """Take a message away for everybody; its number stays. Once removed, nothing changes."""

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, "remove", "chat_message", f"{session_id}/{seq}"):
            live.demand(actor, MAY["remove"])
            row = await _row(session_id, seq)
            if row.removed_at is not None:
                return
            row.removed_at, row.removed_by = clock.now(), actor.key
            await row.save(update_fields=["removed_at", "removed_by"])
            writer = await Seat.get(id=row.seat_id)
            await audit.write(
                actor, "remove", "chat_message", f"{session_id}/{seq}", subject_id=writer.person_id
            )
        _announce(session_id, shown(row, facts(writer), None))

    await registry.run(session_id, unit)


async def write(session_id: int, seat_id: int, text: str, client_id: str) -> tuple[ChatMessage, bool]:
    """The message under the next number and True, or the one that was there and False. In a transaction.

    Writers of a session queue up for the lock on its tail, so the numbers have neither gap nor double,
    whichever processes write.
    """
    await ChatTail.bulk_create([ChatTail(session_id=session_id)], ignore_conflicts=True)
    tail_id = await ChatTail.get(session_id=session_id).values_list("id", flat=True)
    tail = await db.lock_row(ChatTail, int(str(tail_id)))
    if tail is None:
        raise Missing
    before = await ChatMessage.get_or_none(seat_id=seat_id, client_id=client_id)
    if before is not None:
        return before, False
    tail.seq += 1
    await tail.save(update_fields=["seq"])
    row = await ChatMessage.create(
        session_id=session_id,
        seq=tail.seq,
        seat_id=seat_id,
        text=text,
        client_id=client_id,
        created_at=clock.now(),
    )
    return row, True


def _announce(session_id: int, message: Message) -> None:
    bus.publish(f"chat.{session_id}", {"message": msgspec.to_builtins(message)})


async def _row(session_id: int, seq: object) -> ChatMessage:
    known = type(seq) is int and 0 < seq < 2**31
    row = await ChatMessage.get_or_none(session_id=session_id, seq=seq) if known else None
    if row is None:
        raise Missing
    return row


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise BadInput("bad_text", "text", "Skriv en besked.", "Write a message.")
    return words(text, "text", TEXT_LONGEST, required=True)


def _client_id(client_id: object) -> str:
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise BadInput(
            "bad_client_id", "client_id", "Genindlæs siden, og prøv igen.", "Reload and try again."
        )
    return client_id

"""Reading the chat of a session, for those inside it."""

import datetime as dt
from typing import cast

import msgspec

from hub import clock
from hub.actor import Actor
from hub.chat.models import ChatMessage
from hub.chat.rules import MAY
from hub.chat.wire import PAGE, Message
from hub.errors import BadInput
from hub.rooms import registry
from hub.rooms.models import RoomState, Seat
from hub.rooms.seating import facts
from hub.rooms.wire import STAFF, SeatFacts


async def since(actor: Actor, session_id: int, seq: int, limit: int = PAGE) -> list[Message]:
    """Messages above `seq`, oldest first, at most `limit` (1 to 200): ask again from the last one for more.

    With `seq` 0 the newest `limit`: a newcomer does not read thousands of lines. What staff wrote to each
    other before the doors opened stays with them.
    """
    if type(seq) is not int or type(limit) is not int or not (0 <= seq < 2**31 and 1 <= limit <= PAGE):
        raise BadInput("bad_seq", "seq", "Genindlæs siden.", "Reload the page.")
    live = await registry.here().room(session_id)
    mine = live.demand(actor, MAY["read"])
    found = ChatMessage.filter(session_id=session_id, seq__gt=seq).select_related("seat").limit(limit)
    if live.room.seats[mine].facts.part not in STAFF:
        found = found.filter(created_at__gte=await _opened(session_id))
    rows = await found.order_by("seq" if seq else "-seq")
    rows.sort(key=lambda row: row.seq)
    return [shown(row, facts(cast(Seat, row.seat)), mine) for row in rows]


async def _opened(session_id: int) -> dt.datetime:
    """When the doors opened; now, if they have not."""
    state = await RoomState.get_or_none(session_id=session_id)
    return state.opened_at if state is not None and state.opened_at is not None else clock.now()


def shown(row: ChatMessage, writer: SeatFacts, reader: str | None) -> Message:
    """A row as the seat `reader` sees it (None: as all do)."""
    known = writer.known_to_all
    return Message(
        seq=row.seq,
        seat=writer.seat,
        name=writer.name if known else writer.alias,
        part=writer.part,
        title=writer.title if known else "",
        municipality=writer.municipality if known else "",
        text="" if row.removed_at else row.text,
        at=row.created_at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
        removed=row.removed_at is not None,
        mine=writer.seat == reader,
    )


def as_mine(message: Message) -> Message:
    """The same message as its writer sees it."""
    return msgspec.structs.replace(message, mine=True)

"""Reading what rooms leave behind: slides, polls' sums, attendance. Actor and session first."""

from collections import defaultdict
from pathlib import Path

from hub import clock
from hub.actor import Actor
from hub.errors import Missing
from hub.rooms import attendance
from hub.rooms.models import Attendance, RoomState, Seat, Slide, SlideDeck
from hub.rooms.rules import brings_slides
from hub.rooms.wire import AttendanceLine, DeckInfo
from hub.sessions.rules import Standing, leads, not_allowed, sees_sign_ups
from hub.sessions.standing import find, standing_in


async def slide_file(actor: Actor, session_id: int, deck: int, number: int) -> str:
    """Name of a page's picture in the slides folder. Who brings slides sees all pages; who is inside, those
    of the deck on show. Else Missing."""
    standing = await _standing(actor, session_id)
    if not brings_slides(actor, standing) and not await _is_shown(actor, session_id, deck):
        raise Missing
    slide = await Slide.get_or_none(deck_id=deck, deck__session_id=session_id, number=number)
    if slide is None:
        raise Missing
    return slide.file


async def decks_for(actor: Actor, session_id: int) -> list[DeckInfo]:
    """The decks of a session, oldest first, for those who bring slides; for others none."""
    if not brings_slides(actor, await _standing(actor, session_id)):
        return []
    rows = await SlideDeck.filter(session_id=session_id).order_by("id")
    return [DeckInfo(row.id, row.title, row.pages) for row in rows]


async def attendance_for(actor: Actor, session_id: int) -> list[AttendanceLine]:
    """Who was there and for how many minutes, once per seat. Leaders see all, planners their citizens."""
    standing = await _standing(actor, session_id)
    if not sees_sign_ups(actor, standing):
        raise not_allowed()
    stretches: dict[int, list[attendance.Stretch]] = defaultdict(list)
    for row in await Attendance.filter(seat__session_id=session_id):
        stretches[row.seat_id].append((row.joined_at, row.left_at or clock.now()))
    seats = Seat.filter(session_id=session_id).order_by("id")
    if not leads(actor, standing):
        seats = seats.filter(person__municipality_id=actor.municipality_id)
    return [_line(seat, stretches[seat.id]) for seat in await seats if seat.id in stretches]


def slides_folder(data: Path) -> Path:
    """Where the pictures are, below the data folder."""
    return data / "slides"


async def _standing(actor: Actor, session_id: int) -> Standing:
    return await standing_in(actor, await find(session_id))


async def _is_shown(actor: Actor, session_id: int, deck: int) -> bool:
    if actor.scope_session_id not in (None, session_id):
        return False
    mine = {"person_id": actor.person_id} if actor.person_id is not None else {"link_id": actor.link_id}
    if None in mine.values():
        return False
    inside = Seat.filter(session_id=session_id, removed_at=None, admitted_at__isnull=False, **mine)
    return await RoomState.filter(session_id=session_id, deck_id=deck).exists() and await inside.exists()


def _line(seat: Seat, stretches: list[attendance.Stretch]) -> AttendanceLine:
    together = attendance.merged(stretches)
    return AttendanceLine(
        seat=seat.public_id,
        name=seat.name_shown,
        municipality=seat.municipality,
        part=seat.part,
        first=together[0][0],
        last=together[-1][1],
        minutes=attendance.minutes(stretches),
    )

"""Loading what a live room is made of: the session, its seats, and who stands at the door. Reads only."""

import datetime as dt
import random

import msgspec

from hub.accounts.models import Person
from hub.actor import Actor
from hub.errors import Refused
from hub.rooms.models import Poll, PollVote, RoomState, Seat, Slide, SlideDeck
from hub.rooms.room import Room
from hub.rooms.wire import DeckInfo, Part, PollNow, SeatFacts, SessionInfo, SlideNow, Source
from hub.sessions.models import JoinLink, Session, SignUp
from hub.sessions.rules import demand
from hub.sessions.sign_ups import aliases
from hub.sessions.standing import find, standing_in
from hub.sessions.states import SignUpState

_GUESTS = {
    "interpreter": ("Tolk", "Interpreter"),
    "relative": ("Pårørende", "Relative"),
    "guest": ("Gæst", "Guest"),
}


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands at the door, before the gate has decided. `alias` is empty if none was chosen."""

    person_id: int | None
    link_id: int | None
    part: Part
    role: str = ""
    name: str
    title: str = ""
    municipality: str = ""
    alias: str = ""
    signed_up: bool = False
    device_checked: bool = False
    invited_by_link: bool = False
    valid_until: dt.datetime | None = None


class Loaded(msgspec.Struct, frozen=True):
    """A room as the database has it, and the rows behind it."""

    room: Room
    seats: list[Seat]


async def newcomer(actor: Actor, session_id: int) -> Newcomer:
    """How `actor` comes to the door. Missing if they may not even see the session; Refused("sign_in")."""
    session = await find(session_id)
    standing = await standing_in(actor, session)
    demand(actor, "see", "session", standing)
    link = await _link(actor)
    if actor.person_id is None:
        return _guest(link, session)
    if standing.part is not None and not actor.known:
        raise _sign_in("Log ind for at lede mødet.", "Sign in to lead the session.")
    return await _person(actor.person_id, session, standing.part, link)


async def load(session_id: int) -> Loaded:
    """The room of a session with everybody away. Missing if there is no such session."""
    session = await find(session_id)
    room = Room(info(session))
    seats = await Seat.filter(session_id=session_id).order_by("id")
    room.load(facts(seat) for seat in seats)
    for poll in await Poll.filter(session_id=session_id).order_by("id"):
        room.polls[poll.id] = poll_now(poll)
    for deck in await SlideDeck.filter(session_id=session_id).order_by("id"):
        room.decks[deck.id] = DeckInfo(deck.id, deck.title, deck.pages)
    shown = await RoomState.get_or_none(session_id=session_id)
    if shown is not None:
        await _what_is_shown(room, shown, seats)
    return Loaded(room, seats)


def info(session: Session) -> SessionInfo:
    """What the live room knows of the session."""
    return SessionInfo(
        id=session.id,
        kind=session.kind,
        title=session.title,
        state=session.state,
        ends_local=session.ends_local,
        language=session.language,
    )


def facts(seat: Seat) -> SeatFacts:
    """A seat's row as the room has it."""
    muted: set[Source] = set()
    if seat.muted_microphone:
        muted.add("microphone")
    if seat.muted_camera:
        muted.add("camera")
    return SeatFacts(
        seat=seat.public_id,
        order=seat.id,
        part=msgspec.convert(seat.part, Part),
        role=seat.role,
        name=seat.name_shown,
        title=seat.title,
        municipality=seat.municipality,
        alias=seat.alias,
        signed_up=seat.signed_up,
        device_checked=seat.device_checked,
        came_at=seat.came_at,
        admitted=seat.admitted_at is not None,
        removed=seat.removed_at is not None,
        on_stage=seat.on_stage,
        hand=seat.hand_raised_at,
        muted=frozenset(muted),
    )


def poll_now(poll: Poll) -> PollNow:
    """A poll's row as the room has it."""
    return msgspec.convert(
        {"id": poll.id, "question": poll.question, "options": poll.options, "state": poll.state}, PollNow
    )


async def slide_now(deck_id: int, number: int) -> SlideNow | None:
    """One page of a deck."""
    slide = await Slide.get_or_none(deck_id=deck_id, number=number).select_related("deck")
    return SlideNow(deck_id, number, slide.deck.pages, slide.alt) if slide else None


def an_alias(room: Room) -> str:
    """An alias that nobody in the room has, for who chose none."""
    taken = {aliases.key(s.facts.alias) for s in room.seats.values()}
    chance = random.SystemRandom()
    while True:
        alias = aliases.suggestion(chance, len(taken))
        if aliases.key(alias) not in taken:
            return alias


async def _what_is_shown(room: Room, shown: RoomState, seats: list[Seat]) -> None:
    if shown.deck_id is not None:
        room.slide = await slide_now(shown.deck_id, shown.slide)
    if shown.poll_id is None:
        return
    room.poll = shown.poll_id
    room.votes = [0] * len(room.polls[shown.poll_id].options)
    names = {seat.id: seat.public_id for seat in seats}
    for vote in await PollVote.filter(poll_id=shown.poll_id):
        room.votes[vote.option] += 1
        room.seats[names[vote.seat_id]].vote = vote.option


async def _link(actor: Actor) -> JoinLink | None:
    if actor.link_id is None:
        return None
    link = await JoinLink.get_or_none(id=actor.link_id)
    if link is None or link.revoked_at is not None:
        raise Refused(
            "link_revoked",
            "Linket er trukket tilbage. Ring til os, hvis du skal med.",
            "The link has been withdrawn. Call us if you are meant to take part.",
        )
    return link


def _guest(link: JoinLink | None, session: Session) -> Newcomer:
    if link is None:
        raise _sign_in("Log ind, eller brug linket fra din mail.", "Sign in, or use the link in your mail.")
    titles = _GUESTS.get(link.role, _GUESTS["guest"])
    return Newcomer(
        person_id=None,
        link_id=link.id,
        part="guest",
        role=link.role,
        name=link.name,
        title=titles[session.language == "en"],
        invited_by_link=True,
        device_checked=link.device_check_at is not None,
        valid_until=link.expires_at,
    )


async def _person(person_id: int, session: Session, part: str | None, link: JoinLink | None) -> Newcomer:
    person = await Person.get(id=person_id).select_related("municipality", "profession")
    sign_up = await SignUp.get_or_none(session_id=session.id, person_id=person_id)
    title = ""
    if part and person.profession:
        title = person.profession.title_en if session.language == "en" else person.profession.title_da
    return Newcomer(
        person_id=person_id,
        link_id=None,
        part=msgspec.convert(part or "audience", Part),
        name=person.name,
        title=title,
        municipality=person.municipality.name if person.municipality else "",
        alias=sign_up.alias if sign_up else "",
        signed_up=sign_up is not None and sign_up.state == SignUpState.signed_up,
        device_checked=sign_up is not None and sign_up.device_check_at is not None,
        valid_until=link.expires_at if link else None,
    )


def _sign_in(da: str, en: str) -> Refused:
    return Refused("sign_in", da, en)

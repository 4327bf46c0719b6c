"""Picture and sound of one seat: seeing, sending, turning sources on and off.

The media plane is asked outside the room's queue, so that a slow worker holds up nobody; what was allowed is
looked at again when it has answered.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from hub import clock, db
from hub.actor import Actor
from hub.errors import BadInput, Refused
from hub.rooms import changes as ch
from hub.rooms import registry, turn
from hub.rooms.actions.stage import check_source
from hub.rooms.live import LiveRoom
from hub.rooms.media import RoomMedia
from hub.rooms.models import Seat
from hub.rooms.rules import may
from hub.rooms.wire import HOSTING, Level, Source

SDP_LONGEST = 32_000


async def view(actor: Actor, session_id: int) -> str:
    """The SDP offer with all slots of the room; replaces an earlier one of this seat."""
    live = await registry.here().room(session_id)
    seat = live.demand(actor, "view")
    if live.room.seats[seat].link != "full":
        _forget(live, ch.LinkSet(seat, "full"))
    offer = await _media(live).view(seat)
    if not may(live.room.standing(seat), "view"):
        _media(live).follow(ch.LeaveMedia(seat))
        live.demand(actor, "view")
    return offer


async def view_again(actor: Actor, session_id: int) -> str | None:
    """An offer for the connection this seat views with already, whose network changed; None when it must
    `view` anew."""
    live = await registry.here().room(session_id)
    return await _media(live).offer_again(live.demand(actor, "view"))


async def answer(actor: Actor, session_id: int, sdp: str) -> None:
    """The browser's answer to the offer of `view`."""
    check_sdp(sdp)
    live = await registry.here().room(session_id)
    await _media(live).answer(live.demand(actor, "view"), sdp)


async def publish(
    actor: Actor, session_id: int, sdp: str, sources: dict[str, Source], *, again: bool = False
) -> str:
    """The SDP answer for what the browser offers to send; `sources`: mid -> source. Only on stage.

    `again`: the same connection, whose network changed; what is on and what is watched stays as it is.
    """
    check_sdp(sdp)
    check_sources(sources)
    live = await registry.here().room(session_id)
    seat = live.demand(actor, "publish")
    if again:
        return await _media(live).publish(seat, sdp, sources)
    _forget(live, *(ch.LayersSet(seat, source, None) for source in live.room.seats[seat].layers))
    host = live.room.standing(seat).part in HOSTING
    with _one_screen(live, seat, sources.values()):
        told = await _media(live).publish(seat, sdp, sources, host=host)

    async def unit(room: LiveRoom) -> None:
        if not may(room.room.standing(seat), "publish"):
            _media(room).follow(ch.Unpublish(seat))
            room.demand(actor, "publish")
        muted = room.room.seats[seat].facts.muted
        room.apply(ch.SourcesSet(seat, frozenset(sources.values()) - muted))
        for source in muted & frozenset(sources.values()):
            _media(room).follow(ch.Pause(seat, source, True))

    await registry.run(session_id, unit)
    return told


async def unpublish(actor: Actor, session_id: int) -> None:
    """Send nothing any more."""
    live = await registry.here().room(session_id)
    seat = live.seat_of(actor)
    await _media(live).unpublish(seat)

    async def unit(room: LiveRoom) -> None:
        room.apply(ch.SourcesSet(seat, frozenset()))

    await registry.run(session_id, unit)


async def set_source(actor: Actor, session_id: int, source: Source, on: bool) -> None:
    """Turn one's own source on or off, as everybody sees it and the server forwards it.

    Refused("screen_taken") while another screen is shown: there is one at a time, and it is free when its
    owner stops it.
    """
    check_source(source)
    if on and source == "screen":
        await _show_screen(await registry.here().room(session_id), actor)

    async def unit(live: LiveRoom) -> None:
        seat = live.demand(actor, "publish")
        seated = live.room.seats[seat]
        if on and source in seated.facts.muted:
            async with db.transaction():
                await Seat.filter(id=live.rows[seat]).update(**{f"muted_{source}": False})
            live.apply(ch.Muted(seat, source, False))
        sources = seated.sources | {source} if on else seated.sources - {source}
        live.apply(ch.SourcesSet(seat, sources))
        if live.media is not None:
            live.media.follow(ch.Pause(seat, source, not on))

    await registry.run(session_id, unit)


async def _show_screen(live: LiveRoom, actor: Actor) -> None:
    seat = live.demand(actor, "publish")
    if live.media is not None:
        with _one_screen(live, seat, ["screen"]):
            await live.media.pause(seat, "screen", False)


@contextlib.contextmanager
def _one_screen(live: LiveRoom, seat: str, sources: Iterable[Source]) -> Iterator[None]:
    """Say it when there is no slot because somebody else shows their screen."""
    try:
        yield
    except Refused as refused:
        shown = {owner for mid, owner in live.room.slots.items() if mid.startswith("s")} - {seat}
        if refused.code != "no_free_slot" or "screen" not in sources or not shown:
            raise
        raise Refused(
            "screen_taken",
            "En anden viser sin skærm lige nu. Du kan vise din, når de stopper.",
            "Somebody else is showing their screen now. You can show yours when they stop.",
        ) from None


async def ice(actor: Actor, session_id: int) -> list[dict[str, Any]]:
    """RTCConfiguration.iceServers of the actor's seat. Credentials go to those inside only."""
    live = await registry.here().room(session_id)
    seat = live.demand(actor, "view")
    return turn.ice_servers(seat, registry.here().settings, clock.now())


async def watch(actor: Actor, session_id: int, tiles: dict[str, int], limit: Level) -> None:
    """How tall the viewer shows each slot (mid -> device pixels, 0: not at all), and the most it wants."""
    live = await registry.here().room(session_id)
    seat = live.demand(actor, "view")
    await _media(live).watch(seat, tiles, limit)


async def count_viewing(
    actor: Actor, session_id: int, *, freezes: int, frozen_ms: int, concealed_ms: int
) -> None:
    """What the viewer's browser counted since its view began; for operators, without a name."""
    live = await registry.here().room(session_id)
    seat = live.demand(actor, "view")
    await _media(live).count_viewing(seat, freezes, frozen_ms, concealed_ms)


def check_sdp(sdp: object) -> None:
    """BadInput("bad_sdp") for what cannot be one; its contents are read by the media plane."""
    if not isinstance(sdp, str) or not 0 < len(sdp) <= SDP_LONGEST:
        raise BadInput(
            "bad_sdp",
            "sdp",
            "Din browser sendte noget, vi ikke forstår.",
            "Your browser sent what we cannot read.",
        )


def check_sources(sources: object) -> None:
    """BadInput("bad_source") unless mid -> source, each source at most once."""
    if not isinstance(sources, dict) or not 1 <= len(sources) <= 3:
        raise BadInput("bad_source", "sources", "Vælg mikrofon eller kamera.", "Choose microphone or camera.")
    for source in sources.values():
        check_source(source)
    if len(set(sources.values())) != len(sources):
        raise BadInput("bad_source", "sources", "Hver kilde kun én gang.", "Each source only once.")


def _forget(live: LiveRoom, *changes: ch.Change) -> None:
    """What was told of an earlier connection no longer holds. Before the media plane is asked for the new."""

    async def unit() -> None:
        live.apply(*changes)

    if changes:
        live.post(unit)


def _media(live: LiveRoom) -> RoomMedia:
    if live.media is None:
        raise Refused(
            "no_media",
            "Der er ingen billede og lyd på denne server.",
            "There is no picture and sound on this server.",
        )
    return live.media

"""Private echo rooms for the device check: somebody sees and hears themselves over the real media path.

A check belongs to whoever opened it: its room's random name is the permission. Few at a time, none for long.
"""

import datetime as dt
import secrets

from hub import clock
from hub.errors import Missing, Refused
from hub.rooms import registry, turn
from hub.rooms.actions.publishing import check_sdp, check_sources
from hub.rooms.media import Media, told
from hub.rooms.wire import Check, Source
from rtc.wire import Layout

AT_MOST = 100
EACH_AT_MOST = 10
LONGEST = dt.timedelta(minutes=5)
ECHO = Layout(microphones=1, cameras=1, screens=0, echo=True)
PEER = "me"

_open: dict[str, tuple[str, dt.datetime]] = {}


async def open_check(owner: str) -> Check:
    """A new echo room and the ICE servers for it. Refused("too_busy") above a bound.

    `owner` is who is counted as one (see `limits.who`), so that nobody takes all the rooms there are.
    """
    await _end_old()
    if len(_open) >= AT_MOST or [one for one, _ in _open.values()].count(owner) >= EACH_AT_MOST:
        raise Refused(
            "too_busy",
            "Mange prøver deres udstyr lige nu. Prøv igen om et par minutter.",
            "Many people are testing now. Try again in a couple of minutes.",
        )
    room = f"check-{secrets.token_urlsafe(12)}"
    _open[room] = (owner, clock.now())
    try:
        await told(_media().open_room(room, ECHO))
    except BaseException:
        _open.pop(room, None)
        raise
    ice = turn.ice_servers(room, registry.here().settings, clock.now())
    return Check(room=room, peer=PEER, ice=ice)


async def view_check(check: Check) -> str:
    """The SDP offer with the room's two slots."""
    return await told(_media().view(_known(check), PEER))


async def answer_check(check: Check, sdp: str) -> None:
    """The browser's answer."""
    check_sdp(sdp)
    await told(_media().answer(_known(check), PEER, sdp))


async def publish_check(check: Check, sdp: str, sources: dict[str, Source]) -> str:
    """The SDP answer for the camera and microphone to be tried."""
    check_sdp(sdp)
    check_sources(sources)
    return await told(_media().publish(_known(check), PEER, sdp, sources))


async def close_check(check: Check) -> None:
    """End the check; ending it twice changes nothing."""
    if _open.pop(check.room, None) is not None:
        await told(_media().close_room(check.room))


def forget() -> None:
    """The process stops; its media workers end the rooms."""
    _open.clear()


async def _end_old() -> None:
    now = clock.now()
    for room in [room for room, (_, since) in _open.items() if now - since >= LONGEST]:
        await close_check(Check(room=room, peer=PEER, ice=[]))


def _known(check: Check) -> str:
    if check.room not in _open:
        raise Missing
    return check.room


def _media() -> Media:
    media = registry.here().media
    if media is None:
        raise Refused(
            "no_media",
            "Der er ingen billede og lyd på denne server.",
            "There is no picture and sound on this server.",
        )
    return media

"""May a viewer go on with another branch at this key frame, and if not, how does it get nearer?

Forward gaps before a key frame do no harm: the numbers of SRTP (RFC 3711 section 3.3.1) bear jumps below
32768, picture numbers below half of 15 bits, TL0PICIDX below half of 8 bits. So whoever is behind joins the
branch ahead; what is too far ahead is reached in at most three jumps, each at a key frame. A branch that is a
few pictures behind is lifted over whoever joins it. Time must go forward too.
"""

from __future__ import annotations

from rtc.core.codecs.picture import Picture
from rtc.core.rewrite import Place

SEQUENCES, PICTURES, BASES = (0x10000, 30000), (0x8000, 15000), (0x100, 120)
MAX_LIFT = 60


def reaches(here: Place, there: Place, picture: Picture, time_there: int) -> bool:
    """Whether a stream at `here` may go on after `there`, where this key frame stands at `time_there`."""
    if not 0 < time_there - here.timestamp & 0xFFFFFFFF < 0x80000000:
        return False
    if picture.picture is not None and not _near(here.picture, there.picture, PICTURES):
        return False
    if picture.tl0 is not None and not _near(here.tl0, there.tl0, BASES):
        return False
    return _distance(here.sequence, there.sequence, SEQUENCES) <= SEQUENCES[1]


def lifts(here: Place, there: Place) -> tuple[int, int]:
    """How many picture and base numbers `there` must leave out to lie ahead of `here`."""
    return _behind(here.picture, there.picture, PICTURES), _behind(here.tl0, there.tl0, BASES)


def towards(here: Place, there: Place) -> Place:
    """Numbers from which a stream at `here` may go on so that it reaches `there` at a later key frame."""
    return Place(
        here.sequence + _step(here.sequence, there.sequence, SEQUENCES),
        here.timestamp,
        here.picture + _step(here.picture, there.picture, PICTURES),
        here.tl0 + _step(here.tl0, there.tl0, BASES) & 0xFF,
    )


def _distance(here: int, there: int, space: tuple[int, int]) -> int:
    """How far ahead the next number there is of the last one here, 1 to the size of the space."""
    return (there - here) % space[0] + 1


def _behind(here: int, there: int, space: tuple[int, int]) -> int:
    behind = (here - there) % space[0]
    return behind if behind <= MAX_LIFT else 0


def _near(here: int, there: int, space: tuple[int, int]) -> bool:
    return _distance(here, there, space) <= space[1] or _behind(here, there, space) > 0


def _step(here: int, there: int, space: tuple[int, int]) -> int:
    """How many numbers to leave out now, so that no jump is longer than the space allows."""
    distance, limit = _distance(here, there, space), space[1]
    if distance <= limit:
        return distance - 1
    if _behind(here, there, space) and space is not SEQUENCES:
        return 0
    return distance // 2 if distance <= 2 * limit else distance // 3

"""May a viewer go on with another branch at this key frame, and if not, how does it get nearer?

Forward gaps before a key frame do no harm: the numbers of SRTP (RFC 3711 section 3.3.1) bear jumps below
32768, picture numbers below half of 15 bits, TL0PICIDX below half of 8 bits. So whoever is behind joins the
branch ahead; what is too far ahead is reached in two jumps, each at a key frame. Time must go forward too.
"""

from __future__ import annotations

from rtc.core.codecs.picture import Picture
from rtc.core.rewrite import Place

SEQUENCES, PICTURES, BASES = (0x10000, 30000), (0x8000, 15000), (0x100, 120)


def reaches(here: Place, there: Place, picture: Picture, time_there: int) -> bool:
    """Whether a stream at `here` may go on after `there`, where this key frame stands at `time_there`."""
    if not 0 < time_there - here.timestamp & 0xFFFFFFFF < 0x80000000:
        return False
    if picture.picture is not None and _distance(here.picture, there.picture, PICTURES) > PICTURES[1]:
        return False
    if picture.tl0 is not None and _distance(here.tl0, there.tl0, BASES) > BASES[1]:
        return False
    return _distance(here.sequence, there.sequence, SEQUENCES) <= SEQUENCES[1]


def towards(here: Place, there: Place) -> Place:
    """Numbers from which a stream at `here` may go on so that it reaches `there` at the next key frame."""
    return Place(
        here.sequence + _step(here.sequence, there.sequence, SEQUENCES),
        here.timestamp,
        here.picture + _step(here.picture, there.picture, PICTURES),
        here.tl0 + _step(here.tl0, there.tl0, BASES) & 0xFF,
    )


def _distance(here: int, there: int, space: tuple[int, int]) -> int:
    """How far ahead the next number there is of the last one here, 1 to the size of the space."""
    return (there - here) % space[0] + 1


def _step(here: int, there: int, space: tuple[int, int]) -> int:
    distance = _distance(here, there, space)
    return distance - 1 if distance <= space[1] else distance // 2

"""Who has a letter open just now, as their open pages say once a minute. Kept in memory: it is worth nothing
after a restart, and it is no record of reading, which is a row of its own.
"""

import datetime as dt

HERE = dt.timedelta(seconds=150)
"""So long after its last sign somebody counts as being at the letter: two missed signs and a half."""

_seen: dict[tuple[str, int], dt.datetime] = {}


def still(public_id: str, person_id: int, now: dt.datetime) -> None:
    """Somebody's page says that it is open. What is over is forgotten here."""
    for key in [key for key, at in _seen.items() if now - at > HERE]:
        del _seen[key]
    _seen[public_id, person_id] = now


def at(public_id: str, now: dt.datetime) -> dict[int, dt.datetime]:
    """Who is at the letter, and when they last said so."""
    return {who: at for (letter, who), at in _seen.items() if letter == public_id and now - at <= HERE}

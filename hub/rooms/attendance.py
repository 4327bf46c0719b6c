"""Who was there and when: one row for each stretch, closed when the connection ends. Merged for reading."""

import datetime as dt
from collections.abc import Iterable, Sequence

from hub import clock
from hub.rooms.models import Attendance, Seat

Stretch = tuple[dt.datetime, dt.datetime]
GAP = dt.timedelta(minutes=2)
"""A shorter absence is a bad network, not an absence."""


async def begin(seat_ids: Sequence[int]) -> list[int]:
    """Start a stretch for each seat; in the transaction of the admission. Row ids in the same order."""
    now = clock.now()
    rows = [await Attendance.create(seat_id=seat, joined_at=now) for seat in seat_ids]
    return [row.id for row in rows]


async def end(row_ids: Iterable[int]) -> None:
    """End running stretches now."""
    await Attendance.filter(id__in=list(row_ids), left_at=None).update(left_at=clock.now())


async def seen(seat_ids: Sequence[int]) -> None:
    """Note that these seats are still there, so that a crash loses at most the time between two notes."""
    if seat_ids:
        await Seat.filter(id__in=list(seat_ids)).update(last_seen_at=clock.now())


async def end_left_open(session_id: int) -> None:
    """End what a crash left running at the time each seat was last seen."""
    open_rows = Attendance.filter(seat__session_id=session_id, left_at=None).select_related("seat")
    for row in await open_rows:
        row.left_at = max(row.joined_at, row.seat.last_seen_at)
        await row.save(update_fields=["left_at"])


def merged(stretches: Iterable[Stretch], gap: dt.timedelta = GAP) -> list[Stretch]:
    """Overlapping stretches, and those with less than `gap` between them, as one; in order of time."""
    out: list[Stretch] = []
    for joined, left in sorted(stretches):
        if out and joined - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(out[-1][1], left))
        else:
            out.append((joined, left))
    return out


def minutes(stretches: Iterable[Stretch]) -> int:
    """Whole minutes in merged stretches, begun minutes counted."""
    seconds = sum((left - joined).total_seconds() for joined, left in merged(stretches))
    return -int(-seconds // 60)

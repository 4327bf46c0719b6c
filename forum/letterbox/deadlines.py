"""When an answer is due, and the jobs that watch over it: one reminder, then the coordinators every morning.

Jobs of one letter have keys that begin with its name, so that a new deadline takes the old one's with it.
"""

import datetime as dt

from forum.letterbox.models import Letter
from hub import clock, jobs, workdays
from hub.accounts import queries as accounts

CLOSES = dt.time(16)
"""End of office hours: what "no later than Thursday" means."""

OPENS = dt.time(8)
"""When people are reminded."""

REMIND = "letter_reminder"
OVERDUE = "letter_overdue"
TAKE = "letter_untaken"


Closed = frozenset[dt.date]


def due(sent: dt.datetime, days: int, closed: Closed = frozenset()) -> dt.datetime:
    """The moment an answer to what was written at `sent` is due. `closed`: the home municipality's own
    closing days; a day closed after the promise was made moves no promise."""
    return workdays.deadline(sent, days, CLOSES, closed)


def workdays_left(due_at: dt.datetime, closed: Closed = frozenset()) -> int:
    """How many working days are left: 0 on the last day, negative from the day after."""
    today, last = clock.local(clock.now()).date(), clock.local(due_at).date()
    if today == last:
        return int(clock.now() > due_at) * -1
    if last > today:
        return workdays.workdays_between(today, last, closed)
    return min(-1, -workdays.workdays_between(last, today, closed))


async def watch(letter: Letter) -> None:
    """Set the letter's jobs anew from its deadline, in the open transaction."""
    await unwatch(letter)
    if letter.due_at is None:
        return
    now = clock.now()
    mornings = _mornings(letter.due_at, await _closed(letter))
    remind_at = next((moment for moment in mornings if moment > now), None)
    if remind_at is not None and remind_at < letter.due_at:
        await _add(REMIND, letter, remind_at)
    await _add(OVERDUE, letter, max(letter.due_at, now))


async def watch_untaken(letter: Letter) -> None:
    """A letter left for anybody to take is assigned if nobody has by noon of the next working day."""
    day = workdays.add_workdays(clock.local(clock.now()).date(), 1, await _closed(letter))
    await _add(TAKE, letter, clock.utc(dt.datetime.combine(day, dt.time(12))))


async def unwatch(letter: Letter) -> None:
    """Take back every job of the letter."""
    await jobs.cancel(f"letter:{letter.public_id}:")


async def again_tomorrow(letter: Letter) -> None:
    """The coordinators hear of a late letter every working morning until it is answered."""
    day = workdays.add_workdays(clock.local(clock.now()).date(), 1, await _closed(letter))
    await _add(OVERDUE, letter, clock.utc(dt.datetime.combine(day, OPENS)))


def _mornings(due_at: dt.datetime, closed: Closed) -> list[dt.datetime]:
    """The morning before the last day, and that of the last day."""
    last = clock.local(due_at).date()
    days = [workdays.add_workdays(last, -1, closed), last]
    return [clock.utc(dt.datetime.combine(day, OPENS)) for day in days]


async def _closed(letter: Letter) -> Closed:
    return await accounts.closed_in(letter.municipality_id)


async def _add(kind: str, letter: Letter, run_at: dt.datetime) -> None:
    payload = {"letter": letter.public_id}
    await jobs.add(kind, payload, run_at, key=f"letter:{letter.public_id}:{kind}")

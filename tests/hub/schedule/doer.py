"""Somebody in a process of her own who does one thing at a word, for tests of many at once.

    python -m tests.hub.schedule.doer DATABASE_URL DATA_FOLDER PERSON_ID ACT [NUMBER ...]

Says "ready", waits for a line, and says how it went: "done" or the code of the refusal.
"""

import asyncio
import datetime as dt
import sys
from collections.abc import Awaitable, Callable

from config.settings import load
from hub import clock, db, limits, notify, site
from hub.accounts.models import Person
from hub.actor import Actor, Role
from hub.booking import actions as booking
from hub.booking import waiting
from hub.errors import Told
from hub.schedule import actions

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
SICK = dt.datetime(2026, 3, 24, 7), dt.datetime(2026, 3, 24, 23)


async def _held(who: Actor, offer: int, moment: int) -> object:
    await booking.hold(who, offer, dt.datetime.fromtimestamp(moment, dt.UTC))
    return await booking.confirm(who)


ACTS: dict[str, Callable[..., Awaitable[object]]] = {
    "take": actions.take_call,
    "publish": actions.publish,
    "assign": actions.assign,
    "swap": actions.offer_swap,
    "sick": lambda who, _: actions.report_sick(who, who.person_id or 0, *SICK),
    "book": _held,
    "fill": lambda _, __: waiting.fill(),
}


async def main(url: str, folder: str, person_id: str, act: str, *numbers: str) -> None:
    """Do it, once told to."""
    overrides = {"data": {"folder": folder}, "database": {"url": url}, "site": {"secret": "s" * 40}}
    settings = load(env={}, overrides=overrides)
    clock.set_clock(lambda: NOW)
    limits.configure(settings.limits)
    notify.configure(settings)
    site.configure(settings)
    await db.connect(settings)
    person = await Person.get(id=int(person_id)).prefetch_related("roles")
    roles = frozenset(Role(each.role) for each in person.roles)
    who = Actor(person_id=person.id, municipality_id=person.municipality_id, roles=roles)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await ACTS[act](who, *map(int, numbers))
    except Told as told:
        print(told.code, flush=True)
    else:
        print("done", flush=True)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

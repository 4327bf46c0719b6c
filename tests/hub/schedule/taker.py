"""One professional in a process of her own who takes a call at a word, for tests of many at once.

    python -m tests.hub.schedule.taker DATABASE_URL DATA_FOLDER CALL_ID PERSON_ID

Says "ready", waits for a line, and says how it went: "hers" or the code of the refusal.
"""

import asyncio
import datetime as dt
import sys

from config.settings import load
from hub import clock, db, limits, notify, site
from hub.actor import Actor, Role
from hub.errors import Told
from hub.schedule import actions


async def main(url: str, folder: str, call_id: str, person_id: str) -> None:
    """Take it, once told to."""
    overrides = {"data": {"folder": folder}, "database": {"url": url}, "site": {"secret": "s" * 40}}
    settings = load(env={}, overrides=overrides)
    clock.set_clock(lambda: dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC))
    limits.configure(settings.limits)
    notify.configure(settings)
    site.configure(settings)
    await db.connect(settings)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    who = Actor(person_id=int(person_id), municipality_id=1, roles=frozenset({Role.professional}))
    try:
        await actions.take_call(who, int(call_id))
    except Told as told:
        print(told.code, flush=True)
    else:
        print("hers", flush=True)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

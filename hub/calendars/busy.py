"""Calendars elsewhere: naming one, taking it away, and reading it every hour. Only busy times are kept."""

import asyncio
import datetime as dt
import json
import sys
from typing import Any

from hub import audit, bus, clock, db, jobs, vault
from hub.accounts.actions.deed import deed
from hub.accounts.models import Person
from hub.actor import Actor
from hub.calendars.fetching import PUBLIC, Reach, Unreachable, address_of
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import BusyFeed, BusySpan, about_feed
from hub.rota.rules import Owner, demand

MOST = 5
AHEAD = dt.timedelta(days=200)
PATIENCE = 45.0
AT_ONCE = asyncio.Semaphore(2)
"""Two calendars are read at a time: each is a process of its own."""


async def add_feed(actor: Actor, url: str, reach: Reach = PUBLIC) -> int:
    """Name a calendar whose busy times count as away; its id. It is read at once, by a job.

    BadInput("bad_address") for what is no address of a calendar, Refused("too_many") for the sixth.
    """
    person_id = actor.person_id or 0
    try:
        address = address_of(url, reach)
    except Unreachable:
        raise BadInput(
            "bad_address",
            "url",
            "Skriv en adresse, der begynder med https:// eller webcal://.",
            "Write an address that begins with https:// or webcal://.",
        ) from None
    async with deed(actor, "add_feed", "rota", person_id):
        person = await _locked(actor, person_id)
        if await BusyFeed.filter(person_id=person_id).count() >= MOST:
            raise Refused("too_many", "Der er ikke plads til flere. Slet en.", "There is no room for more.")
        place = person.municipality_id or 0
        row = await BusyFeed.create(
            person_id=person_id,
            municipality_id=place,
            url=await vault.seal(place, about_feed(person_id), address.encode()),
            host=_host(address),
            created_at=clock.now(),
        )
        await jobs.add("busy_feed", {"feed": row.id}, clock.now(), f"busy-feed:{row.id}")
        await _written(actor, "add_feed", person)
    return row.id


async def remove_feed(actor: Actor, feed_id: int) -> None:
    """Forget a calendar and what it said. Missing for others than its owner."""
    row = await BusyFeed.get_or_none(id=feed_id, person_id=actor.person_id or 0)
    if row is None:
        raise Missing
    async with deed(actor, "remove_feed", "rota", row.person_id):
        person = await _locked(actor, row.person_id)
        await jobs.cancel(f"busy-feed:{row.id}")
        await BusyFeed.filter(id=row.id).delete()
        await _written(actor, "remove_feed", person)
    bus.publish(f"rota.person.{row.person_id}", {"person": row.person_id})


async def refresh(feed_id: int, reach: Reach = PUBLIC) -> str:
    """Read one calendar again: "" or the code of what was wrong. What was known stays till it can be read."""
    row = await BusyFeed.get_or_none(id=feed_id)
    if row is None:
        return ""
    url = (await vault.unseal(row.municipality_id, about_feed(row.person_id), row.url)).decode()
    first = clock.now() - dt.timedelta(days=1)
    order = {
        "url": url,
        "etag": row.etag if row.last_error == "" and _read_today(row) else "",
        "schemes": reach.schemes,
        "private": reach.private,
        "first": first.isoformat(),
        "last": (first + AHEAD).isoformat(),
    }
    async with AT_ONCE:
        told = await _ask(json.dumps(order).encode())
    async with db.transaction():
        await _keep(row.id, told)
    bus.publish(f"rota.person.{row.person_id}", {"person": row.person_id})
    return str(told.get("error", ""))


def _read_today(row: BusyFeed) -> bool:
    """Whether "unchanged" is enough: the window moves, so once a day it is read anew."""
    return row.fetched_at is not None and row.fetched_at.date() == clock.now().date()


async def _ask(order: bytes) -> dict[str, Any]:
    """What the child says; it is stopped if it says nothing for too long."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "hub.calendars.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(order), PATIENCE)
        told = json.loads(out)
        return told if isinstance(told, dict) else {"error": "feed_too_slow"}
    except (TimeoutError, ValueError):
        return {"error": "feed_too_slow"}
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def _keep(feed_id: int, told: dict[str, Any]) -> None:
    row = await db.lock_row(BusyFeed, feed_id)
    if row is None:
        return
    row.last_error = str(told.get("error", ""))[:30]
    if not row.last_error:
        row.fetched_at = clock.now()
    if "spans" in told:
        row.etag = str(told["etag"])[:200]
        await BusySpan.filter(feed_id=row.id).delete()
        found = ([dt.datetime.fromisoformat(one) for one in span] for span in told["spans"])
        rows = [BusySpan(feed_id=row.id, starts_at=starts, ends_at=ends) for starts, ends in found]
        await BusySpan.bulk_create(rows, batch_size=500)
    await row.save(update_fields=["last_error", "fetched_at", "etag"])


async def schedule() -> None:
    """Ask for the next hour's reading, if nobody has."""
    starts = clock.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    key = f"busy-feeds:{starts:%Y-%m-%dT%H}"
    if not await jobs.Job.exists(key=key):
        await jobs.add("busy_feeds", {}, starts, key)


@jobs.handler("busy_feeds")
async def _every_hour(_: jobs.Payload) -> None:
    """The next hour is asked for first; then each calendar by a job of its own."""
    await schedule()
    for feed_id in await BusyFeed.filter(person__active=True).values_list("id", flat=True):
        await jobs.add("busy_feed", {"feed": feed_id}, clock.now(), f"busy-feed:{feed_id}")


@jobs.handler("busy_feed")
async def _one(payload: jobs.Payload) -> None:
    await refresh(int(payload["feed"]))


async def _locked(actor: Actor, person_id: int) -> Person:
    person = await db.lock_row(Person, person_id) if person_id else None
    if person is None or person.municipality_id is None:
        raise Missing
    demand(actor, "feeds", Owner(person.id, person.municipality_id))
    return person


async def _written(actor: Actor, verb: str, person: Person) -> None:
    await audit.write(
        actor, verb, "rota", person.id, municipality_id=person.municipality_id, subject_id=person.id
    )


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0][:120]

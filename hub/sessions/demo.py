"""Invented sessions for the next two weeks, for trying the hub out. Made by the same actions as real ones."""

import datetime as dt
from typing import Any

from hub import clock
from hub.accounts.demo import PEOPLE
from hub.actor import Actor, Role
from hub.sessions import actions
from hub.sessions.invented import PLANNED, SERIES, SOON, Planned
from hub.sessions.wire import DeviceCheck, HostForm, Part, SessionForm, Visibility

People = dict[str, dict[str, int]]

HOMES = {someone.key: someone.place for someone in PEOPLE}
WORKS = DeviceCheck(camera="skipped", microphone="ok", speaker="ok", network="ok")


async def fill(people: People, now: dt.datetime) -> dict[str, int]:
    """Plan everything from `now` (aware) on; `people` as hub.accounts.demo.fill gives them. Ids by key."""
    made = {"soon": await _make(SOON, people, _soon(now))}
    for plan in PLANNED:
        made[plan.key] = await _make(plan, people, _wall(now, plan))
    for number, session_id in enumerate(await _make_series(people, _wall(now, SERIES)), start=1):
        made[f"series{number}"] = session_id
    await actions.record_device_check(_citizen("borger2", people), made["soon"], WORKS)
    return made


async def _make(plan: Planned, people: People, starts: dt.datetime) -> int:
    leader = _leader(plan, people)
    session_id = await actions.create(leader, _form(plan, people, starts))
    if plan.left_as != "draft":
        await actions.publish(leader, session_id)
        await _seat(plan, people, leader, session_id)
    if plan.left_as == "cancelled":
        await actions.cancel(leader, session_id, "Fagpersonen er forhindret")
    return session_id


async def _make_series(people: People, first: dt.datetime) -> list[int]:
    leader = _leader(SERIES, people)
    days = [first.date() + dt.timedelta(weeks=week) for week in range(2)]
    ids = await actions.create_series(leader, _form(SERIES, people, first), days)
    for session_id in ids:
        await actions.publish(leader, session_id)
        await _seat(SERIES, people, leader, session_id)
    return ids


async def _seat(plan: Planned, people: People, leader: Actor, session_id: int) -> None:
    for key in plan.seats:
        if plan.visibility is Visibility.invited:
            await actions.enrol(leader, session_id, people["person"][key])
        else:
            await actions.sign_up(_citizen(key, people), session_id)


def _form(plan: Planned, people: People, starts: dt.datetime) -> SessionForm:
    told: dict[str, Any] = {
        name: getattr(plan, name)
        for name in ("kind", "title", "description", "course", "language", "capacity", "visibility")
    }
    parts = (Part.host, Part.co_host, Part.co_host)
    hosts = [HostForm(people["person"][key], part) for key, part in zip(plan.hosts, parts, strict=False)]
    offered = plan.offered_by or tuple(people["municipality"])
    return SessionForm(
        **told,
        starts_local=starts,
        ends_local=starts + dt.timedelta(minutes=plan.minutes),
        municipality_ids=tuple(people["municipality"][slug] for slug in offered),
        hosts=tuple(hosts),
    )


def _leader(plan: Planned, people: People) -> Actor:
    return Actor(
        person_id=people["person"][plan.hosts[0]],
        municipality_id=people["municipality"][plan.place],
        roles=frozenset({Role.professional}),
    )


def _citizen(key: str, people: People) -> Actor:
    return Actor(
        person_id=people["person"][key],
        municipality_id=people["municipality"][HOMES[key]],
        roles=frozenset({Role.citizen}),
    )


def _soon(now: dt.datetime) -> dt.datetime:
    """Wall time of the next whole five minutes that leaves at least five to get ready."""
    wait = dt.timedelta(minutes=5, seconds=300 - now.timestamp() % 300)
    wall = clock.local(now + wait).replace(second=0, microsecond=0)
    while clock.utc(wall) <= now:
        wall += dt.timedelta(hours=1)
    return wall


def _wall(now: dt.datetime, plan: Planned) -> dt.datetime:
    """Wall time on the plan's working day, the first being tomorrow or the Monday after."""
    day, left = clock.local(now).date(), plan.day
    while left >= 0:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return dt.datetime.combine(day, dt.time.fromisoformat(plan.at))

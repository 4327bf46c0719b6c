"""A webinar offered by Kolding and Varde with people in it, and Svendborg beside them."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import clock
from hub.accounts.models import Agreement, Municipality
from hub.actor import Actor, Role
from hub.ledger import held
from hub.rooms.models import Attendance, Seat
from hub.sessions.models import Session, SessionHost, SessionMunicipality
from tests.conftest import Clock
from tests.doubles.live_world import LiveWorld


class Held(LiveWorld):
    """The live world with a clock: `was_there` writes attendance, `over` lets the session end and counts."""

    clock: Clock
    svendborg: Municipality
    coordinator: Actor
    neighbour: Actor
    far: Actor
    platform: Actor

    async def begin(self, clock_double: Clock) -> None:
        self.clock = clock_double
        await self.fill(state="live")
        self.svendborg = await Municipality.create(slug="svendborg", name="Svendborg", created_at=clock.now())
        self.coordinator = await self.person("Ole Bach", Role.coordinator)
        self.neighbour = await self.person("Vera Plan", Role.coordinator, self.varde)
        self.far = await self.person("Sara Fjern", Role.coordinator, self.svendborg)
        self.platform = await self.person("Pia Toft", Role.platform_administrator, self.svendborg)

    async def lend(self, giver: Municipality, receiver: Municipality, **more: object) -> Agreement:
        day = dt.date(2026, 1, 1)
        return await Agreement.create(giver=giver, receiver=receiver, **{"valid_from": day, **more})

    async def another(self, *offered: Municipality, host: Actor) -> int:
        """One more live session at the same time, of the first municipality, led by `host`."""
        made = await self.new_session("webinar", "live")
        await Session.filter(id=made).update(municipality_id=offered[0].id)
        await SessionHost.filter(session_id=made).delete()
        await SessionHost.create(session_id=made, person_id=host.person_id, part="host")
        await SessionMunicipality.filter(session_id=made).delete()
        for place in offered:
            await SessionMunicipality.create(session_id=made, municipality=place)
        return made

    async def was_there(
        self, actor: Actor, *stretches: tuple[int, int | None], session: int | None = None
    ) -> None:
        """In the room from and to these minutes after the planned start; None: never seen to leave."""
        wanted = session or self.session
        start = (await Session.get(id=wanted)).starts_at
        seat, _ = await Seat.get_or_create(
            session_id=wanted,
            person_id=actor.person_id,
            defaults={
                "public_id": f"p{wanted}-{actor.person_id}",
                "name_shown": "",
                "alias": "",
                "part": "host",
                "came_at": start,
                "last_seen_at": start + dt.timedelta(minutes=20),
            },
        )
        for joined, left in stretches:
            await Attendance.create(
                seat=seat,
                joined_at=start + dt.timedelta(minutes=joined),
                left_at=None if left is None else start + dt.timedelta(minutes=left),
            )

    async def over(self) -> int:
        """Three hours later; how many sessions were counted."""
        self.clock.forward(hours=3)
        return await held.count_held()


@pytest.fixture
async def world(frozen_clock: Clock, sqlite_database: Settings) -> Held:
    world = Held()
    await world.begin(frozen_clock)
    return world


@pytest.fixture
async def each_world(frozen_clock: Clock, database: Settings) -> Held:
    world = Held()
    await world.begin(frozen_clock)
    return world

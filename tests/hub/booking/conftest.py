"""Kolding's citizens may book half an hour with a nurse: Nina at home in Kolding, Vita lent by Varde."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import clock, site
from hub.accounts import clean
from hub.accounts.models import Agreement, Competence, Municipality, Person, PersonCompetence, RoleGrant
from hub.actor import Actor, Role
from hub.booking import offering
from hub.booking.wire import OfferForm
from hub.rota.models import Employment, RotaRule
from tests.conftest import Clock

FIRST = dt.date(2026, 1, 1)


class Desk:
    """Nina works Tuesdays 9 to 10, Vita Tuesdays 9 to 11; the clock says Monday 2 March 2026, 9.00."""

    offer: int
    clock: Clock

    async def fill(self, double: Clock) -> None:
        self.clock = double
        self.kolding, self.varde = [
            await Municipality.create(slug=name.lower(), name=name, created_at=clock.now())
            for name in ("Kolding", "Varde")
        ]
        self.nursing = await Competence.create(
            slug="nursing", name_da="Sygepleje", name_en="Nursing", title_da="Sygeplejerske", title_en="Nurse"
        )
        self.pact = await Agreement.create(giver=self.varde, receiver=self.kolding, valid_from=FIRST)
        self.coordinator = await self.person("Ole Bach", Role.coordinator, self.kolding)
        self.citizen = await self.person("Kirsten Borg", Role.citizen, self.kolding)
        self.other = await self.person("Ove Vang", Role.citizen, self.kolding)
        self.far = await self.person("Sara Fjern", Role.citizen, self.varde)
        self.nina = await self.nurse("Nina Kolding", self.kolding, "10:00")
        self.vita = await self.nurse("Vita Varde", self.varde, "11:00")
        form = OfferForm(self.nursing.id, 30, "Samtale med en sygeplejerske", "Talk with a nurse")
        self.offer = await offering.make_offer(self.coordinator, form)

    async def person(self, name: str, role: Role, place: Municipality) -> Actor:
        row = await Person.create(
            municipality=place,
            name=name,
            name_key=clean.key(name),
            email=f"{name.lower().replace(' ', '.')}@demo.invalid",
            profession=self.nursing if role is Role.professional else None,
            created_at=clock.now(),
        )
        await RoleGrant.create(person=row, role=role.value)
        return Actor(person_id=row.id, municipality_id=place.id, roles=frozenset({role}), name=name)

    async def nurse(self, name: str, place: Municipality, until: str) -> Actor:
        actor = await self.person(name, Role.professional, place)
        await PersonCompetence.create(person_id=actor.person_id, competence=self.nursing)
        await Employment.create(
            person_id=actor.person_id,
            weekly_minutes=2220,
            daily_limit=480,
            weekly_limit=2220,
            valid_from=FIRST,
        )
        await RotaRule.create(
            person_id=actor.person_id, weekday=2, starts="09:00", ends=until, valid_from=FIRST
        )
        return actor

    def at(self, hour: int, minute: int = 0, day: int = 3) -> dt.datetime:
        """A moment in March 2026 by the Danish clock; the 3rd is a Tuesday."""
        return clock.utc(dt.datetime(2026, 3, day, hour, minute))


async def _filled(double: Clock, settings: Settings) -> Desk:
    site.configure(settings)
    made = Desk()
    await made.fill(double)
    return made


@pytest.fixture
async def desk(frozen_clock: Clock, sqlite_database: Settings) -> Desk:
    return await _filled(frozen_clock, sqlite_database)


@pytest.fixture
async def each_desk(frozen_clock: Clock, database: Settings) -> Desk:
    return await _filled(frozen_clock, database)

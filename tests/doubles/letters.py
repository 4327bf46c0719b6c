"""The world of the letterbox's tests: two dieticians who may answer Kolding, one who may not, and others.

Inger lives in Kolding, which has no dietician of its own but an agreement with Svendborg and Halsnæs. Ærø has
no agreement with anybody.
"""

import datetime as dt
from dataclasses import dataclass, field

from forum.letterbox import actions
from forum.letterbox.models import Function, Letter
from hub import clock, jobs
from hub.accounts import clean
from hub.accounts.models import (
    Agreement,
    Competence,
    Municipality,
    Person,
    PersonCompetence,
    PersonLanguage,
    RoleGrant,
)
from hub.actor import Actor, Role

PEOPLE: dict[str, tuple[str, str, Role]] = {
    "inger": ("Inger Sørensen", "kolding", Role.citizen),
    "poul": ("Poul Erik Madsen", "aeroe", Role.citizen),
    "sofie": ("Sofie Lindholm", "svendborg", Role.professional),
    "rasmus": ("Rasmus Holt", "halsnaes", Role.professional),
    "ida": ("Ida Lauritsen", "aeroe", Role.professional),
    "mads": ("Mads Kjærgaard", "kolding", Role.professional),
    "henrik": ("Henrik Aagaard", "kolding", Role.coordinator),
    "birgitte": ("Birgitte Damgaard", "kolding", Role.municipal_administrator),
    "tine": ("Tine Overgaard", "svendborg", Role.coordinator),
    "anders": ("Anders Thorup", "", Role.platform_administrator),
    "mona": ("Mona Dahl", "kolding", Role.moderator),
}
DIETICIANS = ("sofie", "rasmus", "ida")
SUBJECT = "Svimmel efter frokost"
TEXT = "Jeg bliver svimmel et par timer efter frokost."


@dataclass
class Letters:
    """Everything by name."""

    people: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    competences: dict[str, int] = field(default_factory=dict)
    function: str = ""

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]

    def id(self, name: str) -> int:
        return self.people[name].person_id or 0

    async def fill(self) -> "Letters":
        for slug, name in (
            ("kolding", "Kolding"),
            ("svendborg", "Svendborg"),
            ("halsnaes", "Halsnæs"),
            ("aeroe", "Ærø"),
        ):
            row = await Municipality.create(slug=slug, name=name, phone="70 00 00 01", created_at=clock.now())
            self.places[slug] = row.id
        for slug, title_da, title_en in (
            ("dietician", "Diætist", "Dietician"),
            ("physiotherapist", "Fysioterapeut", "Physiotherapist"),
        ):
            named = {"name_da": title_da, "name_en": title_en, "title_da": title_da, "title_en": title_en}
            self.competences[slug] = (await Competence.create(slug=slug, **named)).id
        for key, (name, place, role) in PEOPLE.items():
            await self.person(key, name, place, role)
        for giver in ("svendborg", "halsnaes"):
            await Agreement.create(
                giver_id=self.places[giver],
                receiver_id=self.places["kolding"],
                competence_id=self.competences["dietician"],
                valid_from=dt.date(2020, 1, 1),
            )
        self.function = await self.functions()
        return self

    async def person(self, key: str, name: str, place: str, role: Role, *, speaks: str = "da") -> Actor:
        """Somebody; professionals are dieticians but for Mads."""
        work = "physiotherapist" if key == "mads" else "dietician"
        competence = self.competences[work] if role is Role.professional else None
        row = await Person.create(
            municipality_id=self.places.get(place),
            name=name,
            name_key=clean.key(name),
            email=f"{key}@demo.invalid",
            profession_id=competence,
            created_at=clock.now(),
        )
        await RoleGrant.create(person=row, role=role.value)
        if competence:
            await PersonCompetence.create(person=row, competence_id=competence)
            await PersonLanguage.create(person=row, code=speaks)
        made = Actor(
            person_id=row.id,
            municipality_id=row.municipality_id,
            roles=frozenset({role}),
            name=name,
            login_id=row.id,
        )
        self.people[key] = made
        return made

    async def functions(self) -> str:
        """ "A dietician", three working days; its slug."""
        row = await Function.create(
            slug="diaetist",
            competence_id=self.competences["dietician"],
            title_da="En diætist",
            title_en="A dietician",
            answer_workdays=3,
        )
        return row.slug

    async def sent(self, text: str = TEXT, subject: str = SUBJECT, who: str = "inger") -> str:
        """A letter, sent; its public id."""
        letter = await actions.start(self[who], self.function)
        await actions.save_draft(self[who], letter, text, subject)
        await actions.send(self[who], letter)
        return letter

    async def end_agreements(self, day: dt.date) -> None:
        """Nobody's professionals may answer Kolding after that day."""
        await Agreement.all().update(valid_to=day)

    async def holder(self, letter: str) -> str:
        """The key of whoever has the letter, "" for nobody."""
        row = await Letter.get(public_id=letter)
        return next((key for key, one in self.people.items() if one.person_id == row.professional_id), "")

    async def other(self, letter: str) -> str:
        """The other of the two who can answer Kolding."""
        return "rasmus" if await self.holder(letter) == "sofie" else "sofie"


async def let_jobs_run() -> None:
    """Carry out what is due at the test's clock."""
    await jobs.run_due()

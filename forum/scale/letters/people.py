"""Who writes invented letters and who answers them: whoever routing finds able, function by function."""

import datetime as dt
from random import Random

import msgspec

from forum.corpus import TOPICS, Topic
from forum.letterbox.candidates import ranking
from forum.letterbox.models import Function, Letter
from forum.scale import rows
from forum.scale.letters.plan import Amount, Planned
from forum.scale.people import FIRST, LAST
from hub import db
from hub.accounts import clean
from hub.accounts.models import Municipality, Person, RoleGrant
from hub.actor import Role

OWN = "borger@demo.invalid"
"""The citizen of the demonstration who has many letters."""
ABOUT = {
    "dietician": "mad-i-hverdagen",
    "diabetes-nurse": "type-2-diabetes",
    "heart-nurse": "hjerte",
    "copd-nurse": "kol-og-vejrtraekning",
    "physiotherapist": "bevaegelse",
    "smoking-counsellor": "roegfri",
}
"""What is asked about, by competence; a team is asked about diabetes."""


class Someone(msgspec.Struct, frozen=True):
    """A citizen or professional as a row of `Person` and a name to be called by."""

    id: int
    name: str
    municipality_id: int


class Way(msgspec.Struct, frozen=True):
    """A function that citizens of a municipality can write to, what about, and who answers it there."""

    function_id: int
    topic: Topic
    workdays: int
    able: tuple[Someone, ...]


class Writers(msgspec.Struct, frozen=True):
    """Everybody, and the ways from each municipality."""

    citizens: tuple[Someone, ...]
    own: Someone
    ways: dict[int, tuple[Way, ...]]

    def of(self, plan: Planned) -> tuple[Someone, Way, Someone]:
        """Who writes, to which function, and who has the letter."""
        citizen = self.own if plan.own else self.citizens[plan.chance % len(self.citizens)]
        random = Random(plan.chance)
        way = random.choice(self.ways[citizen.municipality_id])
        return citizen, way, random.choice(way.able)


async def writers(amount: Amount, now: dt.datetime) -> Writers:
    """Make the citizens that are missing; functions and professionals must be there."""
    await _invent(amount, now)
    people = Person.filter(email__startswith="letters-").order_by("id")
    citizens = [await _someone(row) for row in await people.limit(amount.citizens)]
    own = await Person.get_or_none(email=OWN)
    places = await Municipality.all().order_by("id")
    ways = {place.id: await _ways(place.id) for place in places}
    citizens = [one for one in citizens if ways[one.municipality_id]]
    if not citizens:
        raise RuntimeError("Somebody must answer letters: make functions and professionals first")
    return Writers(tuple(citizens), await _someone(own) if own else citizens[0], ways)


async def _invent(amount: Amount, now: dt.datetime) -> None:
    """People invented for their letters; they cannot sign in."""
    first, last = FIRST.split(), LAST.split()
    places = await Municipality.all().order_by("id")
    there = await Person.filter(email__startswith="letters-").count()
    random = Random(f"letters:{amount.seed}:{there}")
    async with db.transaction():
        next_id = await rows.next_id(Person)
        people = []
        for number in range(there, amount.citizens):
            name = f"{random.choice(first)} {random.choice(last)}"
            people.append(
                Person(
                    id=next_id + number - there,
                    municipality_id=places[number % len(places)].id,
                    name=name,
                    name_key=clean.key(name),
                    email=f"letters-{number}@demo.invalid",
                    created_at=now,
                )
            )
        await Person.bulk_create(people, batch_size=500)
        grants = [RoleGrant(person_id=person.id, role=Role.citizen.value) for person in people]
        await RoleGrant.bulk_create(grants, batch_size=500)
    await rows.continue_numbers(Person)


async def _ways(municipality_id: int) -> tuple[Way, ...]:
    found = []
    for function in await Function.filter(open=True).order_by("id").select_related("competence"):
        asked = Letter(
            public_id="",
            citizen_id=0,
            municipality_id=municipality_id,
            function_id=function.id,
            language="da",
        )
        able = [await _someone(await Person.get(id=match.person_id)) for match in await ranking(asked)]
        if able:
            found.append(Way(function.id, _topic(function), function.answer_workdays, tuple(able)))
    return tuple(found)


def _topic(function: Function) -> Topic:
    slug = ABOUT.get(function.competence.slug) if function.competence else None
    return next((topic for topic in TOPICS if topic.slug == slug), TOPICS[0])


async def _someone(person: Person) -> Someone:
    return Someone(person.id, person.name, person.municipality_id or 0)

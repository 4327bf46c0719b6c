"""Whom a substitute and a repair begin with: who is near enough and can do it, and nobody else."""

from hub.accounts.models import Agreement, Competence, Person, PersonCompetence
from hub.actor import Role
from hub.schedule.models import Demand
from hub.schedule.reach import reach
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.sessions.conftest import World


async def asked(world: World, **columns: object) -> Demand:
    made = await demanded(await planned(world), **columns)
    return await Demand.get(id=made.id).select_related("session")


async def test_those_who_can_and_are_of_the_place_or_lent_to_it(world: World) -> None:
    own = await world.person(world.kolding, "Kaja", Role.professional, world.nursing)
    await world.person(world.svendborg, "Svend", Role.professional, world.nursing)
    row = await asked(world, competence_id=world.nursing.id)
    assert await reach([row]) == {own.person_id, world.nurse.person_id}


async def test_a_competence_beside_the_profession_counts(world: World) -> None:
    await PersonCompetence.create(person_id=world.physio.person_id, competence=world.nursing, level=1)
    row = await asked(world, competence_id=world.nursing.id)
    assert await reach([row]) == {world.physio.person_id, world.nurse.person_id}


async def test_what_asks_for_nothing_special_is_for_everybody_near(world: World) -> None:
    near = Person.filter(municipality_id__in=[world.kolding.id, world.varde.id])
    professionals = near.filter(roles__role=Role.professional.value).values_list("id", flat=True)
    found = await reach([await asked(world)])
    assert found == {int(str(each)) for each in await professionals}
    assert world.nurse.person_id in found


async def test_whoever_has_it_or_is_pinned_to_it_is_among_them(world: World) -> None:
    far = await world.person(world.svendborg, "Svend", Role.professional)
    row = await asked(world, competence_id=world.nursing.id, pinned_id=far.person_id)
    assert far.person_id in await reach([row])


async def test_each_demand_has_its_own_place_and_competence(world: World) -> None:
    """Svendborg lends dieticians to Varde: that makes nobody of them a nurse for Kolding."""
    names = {"name_da": "Kost", "name_en": "Diet", "title_da": "Diætist", "title_en": "Dietician"}
    diet = await Competence.create(slug="diet", **names)
    far = await world.person(world.svendborg, "Svend", Role.professional, diet)
    await Agreement.create(giver=world.svendborg, receiver=world.varde, valid_from=DAY.date())
    nursing = await asked(world, competence_id=world.nursing.id)
    dieting = await asked(world, competence_id=diet.id)
    assert far.person_id not in await reach([nursing, dieting])

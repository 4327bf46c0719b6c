"""A competence that somebody has on some days counts for the sessions of those days, and for no others."""

import datetime as dt

import pytest

from hub.accounts.models import Competence, Person, PersonCompetence
from hub.schedule import actions, queries
from hub.schedule.models import Demand, Suggestion
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.sessions.conftest import World

TEN = DAY.replace(hour=10)
NEXT = TEN + dt.timedelta(days=1)
CERTIFIED = [
    ({"valid_to": DAY.date()}, [True, False]),
    ({"valid_from": NEXT.date()}, [False, True]),
    ({"valid_from": DAY.date(), "valid_to": NEXT.date()}, [True, True]),
    ({"valid_to": DAY.date() - dt.timedelta(days=1)}, [False, False]),
]


async def certified(world: World, days: dict[str, dt.date], level: int = 2) -> list[Demand]:
    """The physiotherapist can do something else on these days; it is asked for on two of them."""
    names = {"name_da": "Kost", "name_en": "Diet", "title_da": "Diætist", "title_en": "Dietician"}
    diet = await Competence.create(slug="diet", **names)
    await PersonCompetence.create(person_id=world.physio.person_id, competence=diet, level=2, **days)
    sessions = [await planned(world, at=at) for at in (TEN, NEXT)]
    return [await demanded(each, competence_id=diet.id, level=level) for each in sessions]


@pytest.mark.parametrize(("days", "filled"), CERTIFIED)
async def test_a_search_uses_it_on_its_days(
    world: World, days: dict[str, dt.date], filled: list[bool]
) -> None:
    demands = await certified(world, days)
    proposal_id = await actions.propose(world.coordinator, DAY.date(), NEXT.date(), 1)
    await actions.finished(proposal_id)
    said = {row.demand_id: row.person_id for row in await Suggestion.filter(proposal_id=proposal_id)}
    assert [said.get(each.id) is not None for each in demands] == filled


async def test_by_hand_the_reason_is_said(world: World) -> None:
    first, second = await certified(world, {"valid_to": DAY.date()})
    physio = world.physio.person_id or 0
    assert (await queries.marks(world.coordinator, first.id, physio)).breaks == ()
    [broken] = (await queries.marks(world.coordinator, second.id, physio)).breaks
    assert (broken.constraint, broken.text) == ("competence_day", "Har kompetencen, men ikke den dag.")


@pytest.mark.parametrize(("level", "breaks"), [(0, []), (1, ["competence_day"])])
async def test_ones_own_profession_counts_always_at_the_lowest_level(
    world: World, level: int, breaks: list[str]
) -> None:
    _, second = await certified(world, {"valid_to": DAY.date()}, level)
    competence = (await PersonCompetence.get()).competence_id  # type: ignore[attr-defined]
    await Person.filter(id=world.physio.person_id).update(profession_id=competence)
    told = await queries.marks(world.coordinator, second.id, world.physio.person_id or 0)
    assert [each.constraint for each in told.breaks] == breaks

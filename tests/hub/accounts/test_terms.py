"""Levels and days of competences, limits and weights of agreements: kept, and refused by name."""

import datetime as dt
import math
from typing import Any

import msgspec
import pytest

from hub.accounts import queries
from hub.accounts.actions import partners, people
from hub.accounts.models import Agreement
from hub.accounts.wire import AgreementForm, PersonForm, Skill, form_of
from hub.actor import Role
from hub.errors import BadInput
from tests.hub.accounts.conftest import World

FROM, TO = dt.date(2026, 3, 1), dt.date(2026, 6, 30)


def agreement(world: World, **changes: Any) -> AgreementForm:
    told = {"giver_id": world.place["Kolding"], "receiver_id": world.place["Varde"], "valid_from": FROM}
    return AgreementForm(**told | changes)


async def test_an_agreement_keeps_its_limit_and_weight(world: World) -> None:
    administrator = await world.actor("Ada", "Kolding", Role.municipal_administrator)
    made = await partners.create_agreement(administrator, agreement(world, cap_minutes=1200, weight=2.5))
    [view] = [view for view in await queries.agreements_for(administrator) if view.id == made]
    assert (view.cap_minutes, view.weight) == (1200, 2.5)


async def test_two_municipalities_may_lend_to_one_another(world: World) -> None:
    here = await world.actor("Ada", "Kolding", Role.municipal_administrator)
    there = await world.actor("Eva", "Varde", Role.municipal_administrator)
    await partners.create_agreement(here, agreement(world))
    back = agreement(world, giver_id=world.place["Varde"], receiver_id=world.place["Kolding"])
    await partners.create_agreement(there, back)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cap_minutes": -60}, "bad_cap"),
        ({"cap_minutes": 10**9}, "bad_cap"),
        ({"weight": -1.0}, "bad_weight"),
        ({"weight": math.nan}, "bad_weight"),
        ({"weight": math.inf}, "bad_weight"),
    ],
    ids=["negative", "huge", "negative weight", "not a number", "infinite"],
)
async def test_terms_nobody_can_keep_are_refused(world: World, changes: dict[str, Any], code: str) -> None:
    administrator = await world.actor("Ada", "Kolding", Role.municipal_administrator)
    before = await Agreement.all().count()
    with pytest.raises(BadInput) as caught:
        await partners.create_agreement(administrator, agreement(world, **changes))
    assert (caught.value.code, await Agreement.all().count()) == (code, before)


async def test_a_level_is_kept_when_the_form_does_not_speak_of_it(world: World) -> None:
    administrator = await world.actor("Ada", "Kolding", Role.municipal_administrator)
    physio, dietician = world.competence["physiotherapist"], world.competence["dietician"]
    skill = Skill(competence_id=physio, level=4, valid_from=FROM, valid_to=TO)
    form = PersonForm(
        name="Per", municipality_id=world.place["Kolding"], roles=("professional",), competences=(physio,)
    )
    made = await people.create_person(administrator, msgspec.structs.replace(form, skills=(skill,)))
    await people.edit_person(
        administrator, made, msgspec.structs.replace(form, competences=(physio, dietician))
    )
    view = await queries.person_for(administrator, made)
    assert set(view.skills) == {skill, Skill(competence_id=dietician)}
    assert form_of(view).skills == view.skills


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": 6}, "bad_level"),
        ({"level": -1}, "bad_level"),
        ({"valid_from": TO, "valid_to": FROM}, "ends_before_it_begins"),
    ],
    ids=["too high", "negative", "backwards"],
)
async def test_levels_that_are_not_there_are_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    administrator = await world.actor("Ada", "Kolding", Role.municipal_administrator)
    skill = Skill(**{"competence_id": world.competence["dietician"]} | changes)
    form = PersonForm(name="Per", municipality_id=world.place["Kolding"], roles=("professional",))
    with pytest.raises(BadInput) as caught:
        await people.create_person(administrator, msgspec.structs.replace(form, skills=(skill,)))
    assert caught.value.code == code

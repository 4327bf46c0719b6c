"""Turns on duty that are planned for others: by whom, for whom, and who is told."""

import datetime as dt

import pytest

from forum.moderation import actions, queries
from forum.safety.models import Duty
from hub import clock
from hub.accounts.models import Person
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.forum.moderation.conftest import Watch, told

NINE = dt.datetime(2026, 3, 23, 9)
NOON = dt.datetime(2026, 3, 23, 12)
TOLD = "/forum/moderation/rota"


async def planner(watch: Watch) -> Actor:
    return await watch.forum.person(watch.forum.varde, "Vera Plan", Role.coordinator)


async def test_a_coordinator_plans_for_any_municipalitys_moderator(watch: Watch) -> None:
    vera = await planner(watch)
    people = await queries.whom_to_plan(vera)
    assert [name for _, name in people] == ["Jonas Friis, Kolding", "Mette Krogh, Svendborg"]
    [made] = await actions.plan_turns(vera, watch.mette.person_id or 0, NINE, NOON)
    [turn] = await queries.turns(watch.mette, clock.utc(NINE), clock.utc(NOON))
    assert (turn.public_id, turn.mine, turn.planned) == (made, True, True)
    assert await told(watch.mette) == [("duty_planned", TOLD)]
    row = await AuditRow.get(noun="duty", verb="plan")
    assert (row.object_id, row.subject_id) == (made, watch.mette.person_id)


async def test_a_turn_every_week_keeps_its_wall_time_over_the_change_of_clocks(watch: Watch) -> None:
    vera = await planner(watch)
    await actions.plan_turns(vera, watch.mette.person_id or 0, NINE, NOON, weeks=2)
    starts = [row.starts_at for row in await Duty.all().order_by("starts_at")]
    assert [moment.hour for moment in starts] == [8, 7]
    assert [clock.local(moment).hour for moment in starts] == [9, 9]
    assert await told(watch.mette) == [("duty_planned", TOLD)]


async def test_all_weeks_or_none(watch: Watch) -> None:
    vera = await planner(watch)
    week = dt.timedelta(weeks=1)
    await actions.take_turn(watch.mette, NINE + week, NOON + week)
    with pytest.raises(BadInput, match="double"):
        await actions.plan_turns(vera, watch.mette.person_id or 0, NINE, NOON, weeks=3)
    assert await Duty.all().count() == 1
    assert await told(watch.mette) == []


@pytest.mark.parametrize("weeks", [0, 27, 10**9])
async def test_a_number_of_weeks_nobody_means(watch: Watch, weeks: int) -> None:
    with pytest.raises(BadInput, match="bad_number"):
        await actions.plan_turns(await planner(watch), watch.mette.person_id or 0, NINE, NOON, weeks)


async def test_only_planners_plan_and_only_moderators_are_on_duty(watch: Watch) -> None:
    mette = watch.mette.person_id or 0
    for actor in (watch.jonas, watch.forum.anne, watch.forum.kirsten, ANONYMOUS):
        with pytest.raises(Missing):
            await actions.plan_turns(actor, mette, NINE, NOON)
        with pytest.raises(Missing):
            await queries.whom_to_plan(actor)
    vera = await planner(watch)
    for person in (watch.forum.anne.person_id or 0, 10**12):
        with pytest.raises(BadInput, match="unknown_person"):
            await actions.plan_turns(vera, person, NINE, NOON)
    await Person.filter(id=mette).update(active=False)
    with pytest.raises(BadInput, match="unknown_person"):
        await actions.plan_turns(vera, mette, NINE, NOON)


async def test_who_gives_a_planned_turn_back_tells_the_planner(watch: Watch) -> None:
    vera = await planner(watch)
    [made] = await actions.plan_turns(vera, watch.mette.person_id or 0, NINE, NOON)
    with pytest.raises(Missing):
        await actions.drop_turn(watch.jonas, made)
    await actions.drop_turn(watch.mette, made)
    assert await told(vera) == [("duty_changed", TOLD)]
    assert await Duty.all().count() == 0


async def test_a_turn_taken_off_is_told_and_one_that_runs_stays(watch: Watch, frozen_clock: Clock) -> None:
    vera = await planner(watch)
    own = await actions.take_turn(watch.mette, NINE, NOON)
    await actions.drop_turn(vera, own)
    assert await told(watch.mette) == [("duty_changed", TOLD)]
    [made] = await actions.plan_turns(vera, watch.jonas.person_id or 0, NINE, NOON)
    frozen_clock.moment = clock.utc(NINE) + dt.timedelta(minutes=1)
    with pytest.raises(Refused, match="too_late"):
        await actions.drop_turn(vera, made)


async def test_a_coordinator_reads_the_rota_but_no_figures(watch: Watch) -> None:
    vera = await planner(watch)
    assert await queries.turns(vera, clock.utc(NINE), clock.utc(NOON)) == []
    with pytest.raises(Missing):
        await queries.statistics(vera)

"""Saying what a session needs: only while it can be planned, and never further than its own series."""

import asyncio
import datetime as dt

import pytest

from hub.errors import BadInput, Refused
from hub.schedule import actions, queries
from hub.schedule.models import Demand
from hub.schedule.wire import DemandForm
from hub.sessions import actions as sessions
from hub.sessions.kinds import Kind
from hub.sessions.models import Session
from hub.sessions.wire import SessionForm
from tests.hub.schedule.conftest import EVENING, demanded, planned
from tests.hub.sessions.conftest import World


async def test_of_a_session_that_is_over_nothing_is_changed(world: World) -> None:
    need = await demanded(await planned(world))
    assert await queries.may_ask(world.coordinator, need.session_id)
    await Session.filter(id=need.session_id).update(state="ended")
    assert not await queries.may_ask(world.coordinator, need.session_id)
    for act in (
        actions.edit_demand(world.coordinator, need.id, DemandForm()),
        actions.remove_demand(world.coordinator, need.id),
        actions.add_demand(world.coordinator, need.session_id, DemandForm()),
    ):
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.code == "session_over"
    assert await Demand.exists(id=need.id)


async def test_the_whole_series_of_a_session_without_one_is_itself(world: World) -> None:
    need, other = [await demanded(await planned(world)) for _ in range(2)]
    await actions.remove_demand(world.coordinator, need.id, whole_series=True)
    assert [row.id for row in await Demand.all()] == [other.id]


async def test_a_level_is_a_level_of_something(world: World) -> None:
    session = await planned(world)
    with pytest.raises(BadInput) as refused:
        await actions.add_demand(world.coordinator, session, DemandForm(level=2))
    assert (refused.value.code, refused.value.field) == ("level_alone", "competence_id")
    await actions.add_demand(world.coordinator, session, DemandForm(level=2, competence_id=world.nursing.id))


async def test_two_who_change_a_series_from_its_two_ends_wait_for_each_other(each_world: World) -> None:
    form = SessionForm(
        kind=Kind.group, title="Hold", starts_local=EVENING, ends_local=EVENING + dt.timedelta(hours=1)
    )
    days = [EVENING.date() + dt.timedelta(weeks=week) for week in range(6)]
    planner = each_world.coordinator
    series = await sessions.create_series(planner, form, days)
    await actions.add_demand(planner, series[0], DemandForm(), whole_series=True)
    ends = [await Demand.get(session_id=series[0]), await Demand.get(session_id=series[-1])]
    for number in range(4):
        weights = (number + 1.0, number + 11.0)
        changes = [
            actions.edit_demand(planner, end.id, DemandForm(weight=weight), whole_series=True)
            for end, weight in zip(ends, weights, strict=True)
        ]
        await asyncio.gather(*changes)
        assert len(set(await Demand.all().values_list("weight", flat=True))) == 1

"""The week board as planners get it: gaps first, the open demand, addresses that keep what was chosen."""

from collections.abc import Callable

import pytest

from hub.schedule.models import Demand
from tests.web.conftest import Browser
from tests.web.world import World

WEEK = "2026-W10"


async def needed(world: World, which: str = "draft") -> Demand:
    """A session of the world lacks a host."""
    return await Demand.create(session_id=world.sessions[which], role="host", language="da")


async def test_what_nobody_leads_is_said_first_and_opens(
    browser: Callable[..., Browser], world: World
) -> None:
    demand = await needed(world)
    page = await browser("coordinator").get(f"/schedule?week={WEEK}")
    assert "1 opgave mangler en fagperson" in page.text
    assert "Mangler vært" in page.text
    assert page.text.index("Ingen endnu") < page.text.index("Per Lindgaard")
    opened = await browser("coordinator").get(f"/schedule?week={WEEK}&open={demand.id}")
    assert 'aria-current="true" draggable' in opened.text
    assert 'id="opened"' in opened.text


@pytest.mark.parametrize("by", ["professional", "municipality", "course"])
async def test_the_board_can_be_turned(by: str, browser: Callable[..., Browser], world: World) -> None:
    await needed(world)
    page = await browser("coordinator").get(f"/schedule?week={WEEK}&by={by}")
    assert f'href="/schedule?week={WEEK}&amp;by={by}" aria-current="true"' in page.text
    assert "Mangler vært" in page.text


async def test_next_week_keeps_how_the_board_is_turned(browser: Callable[..., Browser], world: World) -> None:
    page = await browser("coordinator").get(f"/schedule?week={WEEK}&by=course&day=2026-03-05")
    assert 'href="/schedule?week=2026-W11&amp;by=course"' in page.text


@pytest.mark.parametrize(
    "query", ["week=x&by=y&open=z&day=1", "open=99999999999999999999", "proposal=12345678901", "open=٣"]
)
async def test_nonsense_in_the_address_is_no_error(
    query: str, browser: Callable[..., Browser], world: World
) -> None:
    assert (await browser("coordinator").get(f"/schedule?{query}")).status_code == 200


async def test_a_demand_that_is_not_there_is_missing(browser: Callable[..., Browser], world: World) -> None:
    assert (await browser("coordinator").get("/schedule?open=4711")).status_code == 404


async def test_demands_are_listed_by_state_and_lead_to_the_board(
    browser: Callable[..., Browser], world: World
) -> None:
    demand = await needed(world)
    page = await browser("coordinator").get("/schedule/demands")
    assert f"&amp;open={demand.id}" in page.text
    others = await browser("coordinator").get("/schedule/demands?state=accepted")
    assert "Der er ingen opgaver her." in others.text

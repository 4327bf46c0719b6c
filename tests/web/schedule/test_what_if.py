"""What if, as a page: asked beside "why not", answered in words and numbers, in both languages."""

from collections.abc import Callable

from hub.rota.models import RotaRule
from tests.web.conftest import Browser
from tests.web.schedule_world import planned
from tests.web.world import World


async def test_why_not_leads_to_what_if(browser: Callable[..., Browser], world: World) -> None:
    need, her = (await planned(world))["need"], world.people["professional"].person_id
    page = await browser("coordinator").get(f"/schedule/demands/{need}?person={her}")
    for what in ("available", "give", "forbid"):
        assert f"/schedule/demands/{need}/what-if?person={her}&amp;what={what}" in page.text


async def test_an_answer_says_who_then_has_it_and_what_it_costs(
    browser: Callable[..., Browser], world: World
) -> None:
    need, her = (await planned(world))["need"], world.people["professional"].person_id
    await RotaRule.all().delete()
    page = await browser("coordinator").get(f"/schedule/demands/{need}/what-if?person={her}&what=available")
    assert page.status_code == 200
    assert "Så ville" in page.text
    assert "Ellers får ingen den." in page.text
    assert "Møder, som ingen kan tage: -1000,00 point." in page.text
    assert '<span class="sr-only">Forskel: </span>−1.000' in page.text


async def test_an_empty_question_is_asked_for_and_a_wrong_time_named(
    browser: Callable[..., Browser], world: World
) -> None:
    need, her = (await planned(world))["need"], world.people["professional"].person_id
    address, page = f"/schedule/demands/{need}/what-if", browser("coordinator")
    assert "Spørg først" in (await page.get(address)).text
    assert (await page.get(f"{address}?person=")).status_code == 400
    wrong = await page.get(f"{address}?person={her}&starts=20.00&ends=19.00")
    assert (wrong.status_code, "Tiden slutter, før den begynder." in wrong.text) == (400, True)
    assert (await page.get(f"{address}?person=4711")).status_code == 404

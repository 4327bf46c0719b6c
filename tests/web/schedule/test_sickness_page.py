"""The sickness page as people get it: why each was asked, well again, what nobody took."""

from collections.abc import Callable

from hub.schedule.models import Asked, Call, Demand
from tests.web.conftest import Browser
from tests.web.schedule_world import planned
from tests.web.world import World

WHY = [
    {"kind": "good", "da": "Har kompetencen.", "en": "Has the competence."},
    {"kind": "good", "da": "Er ansat i kommunen.", "en": "Works for the municipality."},
]


async def test_planners_read_why_each_was_asked_and_she_herself_does_not(
    browser: Callable[..., Browser], world: World
) -> None:
    ids = await planned(world)
    await Asked.all().update(why=WHY)
    page = await browser("coordinator").get("/schedule/sick")
    assert "Er ansat i kommunen." in page.text
    call = await browser("professional").get(f"/schedule/calls/{ids['substitute']}")
    assert "Er ansat i kommunen." not in call.text


async def test_one_press_says_that_she_is_well(browser: Callable[..., Browser], world: World) -> None:
    ids = await planned(world)
    her = browser("other_professional")
    page = await her.get("/my-work")
    assert "Jeg er rask igen" in page.text
    sent = await her.post(f"/schedule/sick/{ids['ill']}/end", {"back": "/my-work"})
    assert sent.headers["location"] == "/my-work?done=plan_well"
    assert "Jeg er rask igen" not in (await her.get("/my-work")).text
    planner = await browser("coordinator").get("/schedule/sick")
    assert "Rask igen " in planner.text


async def test_what_cannot_be_mended_is_said_on_the_page(
    browser: Callable[..., Browser], world: World
) -> None:
    ids = await planned(world)
    await Call.filter(id=ids["substitute"]).update(state="closed")
    call = await Call.get(id=ids["substitute"])
    await Demand.filter(id=call.demand_id).update(language="ar")
    planner = browser("coordinator")
    page = await planner.get("/schedule/sick")
    assert "Find en løsning, hvor højst tre andre flyttes" in page.text
    sent = await planner.post(f"/schedule/sick/{ids['ill']}/repair", {})
    assert sent.status_code == 409
    assert "Det kan ikke løses ved at flytte højst tre andre opgaver." in sent.text

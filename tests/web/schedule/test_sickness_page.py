"""The sickness page as people get it: why each was asked, well again, what nobody took."""

import datetime as dt
from collections.abc import Callable

from hub import clock
from hub.schedule.models import Asked, Call, Demand, SickReport
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
    sent = await her.post(f"/my-work/sick/{ids['ill']}/well", {})
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


async def test_a_day_is_chosen_from_which_she_is_well(browser: Callable[..., Browser], world: World) -> None:
    ids = await planned(world)
    report = await SickReport.get(id=ids["ill"])
    last = dt.date.fromisoformat(report.ends_local[:10])
    her, where = browser("other_professional"), f"/my-work/sick/{ids['ill']}/well"
    await her.get("/my-work")
    for day, said in (
        (f"{last + dt.timedelta(days=9)}", "Vælg en dag fra i dag"),
        ("", "Feltet skal udfyldes"),
    ):
        wrong = await her.post(where, {"report": str(ids["ill"]), "well_from": day})
        assert (wrong.status_code, said in wrong.text) == (400, True)
        assert 'aria-describedby="f-well_from-error"' in wrong.text
    planner = browser("coordinator")
    await planner.get("/schedule/sick")
    wrong = await planner.post(
        f"/schedule/sick/{ids['ill']}/end", {"report": str(ids["ill"]), "well_from": "x"}
    )
    assert wrong.status_code == 400
    await SickReport.filter(id=ids["ill"]).update(ends_local=f"{last + dt.timedelta(days=9)}T00:00")
    day = clock.local(clock.now()).date() + dt.timedelta(days=1)
    sent = await her.post(where, {"report": str(ids["ill"]), "well_from": f"{day}"})
    assert sent.headers["location"] == "/my-work?done=plan_well_later"
    assert (await SickReport.get(id=ids["ill"])).ends_local == f"{day}T00:00"


async def test_ill_until_a_day_that_one_chooses(browser: Callable[..., Browser], world: World) -> None:
    her = browser("professional")
    await her.get("/my-work")
    today = clock.local(clock.now()).date()
    wrong = await her.post("/my-work/sick", {"days": "1", "until": f"{today - dt.timedelta(days=1)}"})
    assert (wrong.status_code, "Vælg i dag eller en senere dag." in wrong.text) == (400, True)
    await her.post("/my-work/sick", {"days": "1", "until": f"{today + dt.timedelta(days=2)}"})
    assert (await SickReport.get()).ends_local == f"{today + dt.timedelta(days=3)}T00:00"

"""Journey 7: the coordinator plans a quarter: 200 sessions, 60 professionals, 11 municipalities; one click
proposes, reasons are shown, some are pinned, it is published; a nurse calls in sick at 07:30 and a substitute
has accepted at 07:40.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub import clock
from hub.accounts.demo import PEOPLE
from hub.schedule.demo import QUARTER, invented
from tests.doubles import hub_process
from tests.doubles.browsers import Visitor
from tests.doubles.hub_process import HubProcess
from tests.doubles.world import COORDINATOR, World

EMAILS = {one.name: f"{one.key}@demo.invalid" for one in (*PEOPLE, *invented.colleagues(QUARTER))}
SEARCHED = 120_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    """A hub whose clock the test moves, with a quarter to plan."""
    process = HubProcess(hub_process.fill(tmp_path / "data", "--quarter"))
    process.be_at(clock.now())
    process.start()
    yield process
    process.kill()
    print("".join(process.output[-40:]))


@dataclass(frozen=True)
class Duty:
    """Who leads what, and when it begins (wall time)."""

    name: str
    starts: dt.datetime
    title: str


@pytest.mark.timeout(400)
async def test_a_quarter_is_planned_and_a_nurse_is_replaced_within_ten_minutes(world: World) -> None:
    henrik = await world.citizen(COORDINATOR)
    plan = await one_click_proposes(henrik)
    await reasons_are_shown(henrik, plan)
    pinned = await some_are_pinned(henrik, plan)
    duty = await it_is_published(henrik, plan)
    assert pinned == 2

    morning = dt.datetime.combine(duty.starts.date(), dt.time(7, 30))
    world.hub.be_at(clock.utc(morning))
    nurse = await world.citizen(EMAILS[duty.name], phone=True)
    await she_calls_in_sick(nurse, duty)
    henrik = await world.citizen(COORDINATOR)
    asked = await he_sees_who_is_asked(henrik, duty)

    world.hub.be_at(clock.utc(morning + dt.timedelta(minutes=10)))
    first = await world.citizen(EMAILS[asked[0]], phone=True)
    await the_substitute_says_yes(world, first, asked[0])
    await henrik.open("/schedule/sick")
    told = " ".join((await henrik.page.inner_text("main")).split())
    assert f"{asked[0]} har taget den kl. 7.40" in told
    await nurse.open("/my-work")
    assert f"{asked[0]} tager {duty.title}" in await nurse.page.inner_text("main")


async def one_click_proposes(henrik: Visitor) -> str:
    """The address of the proposal, when it is ready; what nobody can lead is said with its reason."""
    page = henrik.page
    await henrik.open("/schedule/proposals")
    last = dt.date.fromisoformat(await page.input_value("#f-first")) + dt.timedelta(weeks=QUARTER.weeks + 2)
    await page.fill("#f-last", last.isoformat())
    await page.click("text=Lav et forslag")
    await page.wait_for_url(re.compile(r"/schedule/proposals/\d+"))
    await page.wait_for_selector("#searching", state="detached", timeout=SEARCHED)
    await page.wait_for_selector("text=Offentliggør det hele")
    plan = page.url.removeprefix(henrik.origin).partition("?")[0]
    await henrik.open(f"{plan}?show=unfilled")
    told = await page.inner_text("main")
    assert "Mad og diabetes på arabisk" in told
    assert "taler ikke sproget" in told
    assert await page.locator("main li.hub-suggestion").count() < 30  # of some 340
    return plan


async def reasons_are_shown(henrik: Visitor, plan: str) -> None:
    await henrik.open(plan)
    first = henrik.page.locator("main li.hub-suggestion").first
    await first.locator("summary").click()
    assert await first.locator(".hub-reasons .is-for").count() > 0


async def some_are_pinned(henrik: Visitor, plan: str) -> int:
    """The first two that somebody is meant for; how many the page then shows as pinned."""
    for _ in range(2):
        await henrik.open(plan)
        free = henrik.page.locator("main li.hub-suggestion").get_by_role("button", name="Lås fast")
        async with henrik.page.expect_navigation():
            await free.first.click()
    await henrik.open(plan)
    return await henrik.page.locator("main li.hub-suggestion .hub-status--note", has_text="Låst fast").count()


async def it_is_published(henrik: Visitor, plan: str) -> Duty:
    """All of it; a nurse's duty, not too early in the morning, that at least two others could take."""
    await henrik.open(plan)
    await henrik.page.click("text=Offentliggør det hele")
    await henrik.page.wait_for_selector("text=Det er offentliggjort.", timeout=SEARCHED)
    duties = {}
    for one in await henrik.page.locator("main li.hub-suggestion").all():
        told = await one.inner_text()
        begins = dt.datetime.fromisoformat(str(await one.locator("time").get_attribute("datetime")))
        if "Diabetessygeplejerske" in told and "Har fået besked" in told and begins.hour >= 9:
            name = await one.locator(".hub-worker strong").inner_text()
            key = str(await one.get_attribute("id")).removeprefix("s")
            duties[key] = Duty(name, begins, await one.locator(".hub-title").inner_text())
    for key, duty in duties.items():
        await henrik.open(f"/schedule/demands/{key}")
        if await henrik.page.locator("section[aria-labelledby=who] li").count() >= 2:
            return duty
    raise AssertionError("no nurse on the first page could be replaced by two others")


async def she_calls_in_sick(nurse: Visitor, duty: Duty) -> None:
    """One press on her phone."""
    await nurse.open("/my-work")
    assert duty.title in await nurse.page.inner_text("main")
    await nurse.page.click("text=Jeg er syg")
    await nurse.page.wait_for_selector(f"text=Vi finder en til {duty.title}")


async def he_sees_who_is_asked(henrik: Visitor, duty: Duty) -> list[str]:
    """Everybody who was asked, best first."""
    await henrik.open("/schedule/sick")
    call = henrik.page.locator("section", has_text=duty.name).locator(".hub-call", has_text=duty.title).first
    assert "venter på det første ja" in await call.inner_text()
    await call.locator("details").evaluate("one => one.open = true")
    rows = await call.locator("ol li").all_inner_texts()
    return [max((name for name in EMAILS if row.startswith(name)), key=len) for row in rows]


async def the_substitute_says_yes(world: World, first: Visitor, name: str) -> None:
    """From the link in her mail."""
    letter = await world.hub.mail(EMAILS[name], "Kan du tage et møde?")
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(re.escape(world.hub.origin) + r"(/schedule/calls/\d+)", body.get_content())
    assert found is not None
    await first.open(found[1])
    await first.page.click("text=Ja, jeg tager den")
    await first.page.wait_for_selector("text=Du var den første")

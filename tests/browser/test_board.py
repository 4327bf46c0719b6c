"""The week board by keyboard alone and with the mouse: a gap is given to somebody, pinned, and taken back."""

from playwright.async_api import Page

from tests.browser.test_keyboard import press, tab_to
from tests.doubles.browsers import Visitor
from tests.doubles.world import COORDINATOR, World

WEEKS = 5
BOARD = "**/schedule?*"
NEXT = "text=Næste uge"
FITTING = """
async () => {
  const rows = new Set([...document.querySelectorAll('#board tr[data-row]')].map(row => row.dataset.row));
  for (const slot of document.querySelectorAll('#board a.hub-slot--gap')) {
    const answer = await fetch(`/schedule/demands/${slot.dataset.demand}/fits?proposal=`);
    const { people } = await answer.json();
    const able = Object.keys(people).find(id => people[id].fits && rows.has(id));
    if (able) return [slot.dataset.demand, able];
  }
  return null;
}
"""


async def fitting(planner: Visitor) -> tuple[str, str]:
    """A demand that nobody has and somebody on the board who could; in the first week that has such."""
    await planner.page.set_viewport_size({"width": 1280, "height": 900})
    await planner.open("/schedule")
    for _ in range(WEEKS):
        found = await planner.page.evaluate(FITTING)
        if found:
            return found[0], found[1]
        async with planner.page.expect_navigation():
            await planner.page.click(NEXT)
    raise AssertionError("the demonstration has no gap that anybody on the board could fill")


def slot(page: Page, demand: str, person: str = "") -> str:
    """The demand's slot, in the row of that person or in the first."""
    return (
        f'#board tr[data-row="{person}"] a[data-demand="{demand}"]'
        if person
        else f'a[data-demand="{demand}"]'
    )


async def lift(page: Page, demand: str) -> None:
    """Take the slot up before anything scrolls: a press the page moves away from begins no drag."""
    await page.locator(slot(page, demand)).hover()
    await page.mouse.down()
    await page.locator(f"{slot(page, demand)} >> xpath=..").hover(position={"x": 2, "y": 2})
    await page.wait_for_selector("#board .is-lifted")


async def test_a_gap_is_filled_pinned_and_emptied_again_by_keyboard(world: World) -> None:
    planner = await world.citizen(COORDINATOR)
    page = planner.page
    demand, _ = await fitting(planner)
    gap = f'a.hub-slot--gap[data-demand="{demand}"]'
    await press(planner, gap, BOARD)
    await page.wait_for_function("() => document.activeElement.id === 'opened'")

    give = '#opened form[action$="/give"]'
    person = await page.locator(f"{give} input[name=person]").first.get_attribute("value")
    await press(planner, f"{give} button", BOARD)
    await page.wait_for_selector(slot(page, demand, person or ""))
    assert "Venter på svar:" in await page.inner_text(slot(page, demand, person or ""))

    await press(planner, '#opened form[action$="/pin"] button', BOARD)
    assert "Låst fast:" in await page.inner_text(slot(page, demand, person or ""))
    await press(planner, '#opened form[action$="/unpin"] button', BOARD)
    assert "Låst fast:" not in await page.inner_text(slot(page, demand, person or ""))
    await press(planner, '#opened form:has(input[name=person][value=""]) button', BOARD)
    await page.wait_for_selector(gap)


async def test_a_gap_is_dragged_to_somebody_who_can(world: World) -> None:
    planner = await world.citizen(COORDINATOR)
    page = planner.page
    demand, person = await fitting(planner)
    await lift(page, demand)
    row = page.locator(f'#board tr[data-row="{person}"] th')
    await row.hover()
    await page.wait_for_selector(f'#board tr[data-row="{person}"] .hub-board__mark--fits')
    async with page.expect_navigation():
        await row.hover()
        await page.mouse.up()
    await page.wait_for_selector(slot(page, demand, person))


async def test_where_somebody_cannot_nothing_is_dropped(world: World) -> None:
    planner = await world.citizen(COORDINATOR)
    page = planner.page
    demand, _ = await fitting(planner)
    await lift(page, demand)
    await page.locator("#board tr[data-row] th").first.hover()
    barred = page.locator("#board tr:has(.hub-board__mark--not) th").first
    await barred.wait_for()
    why = (await barred.locator(".hub-board__mark").inner_text()).strip()
    await barred.hover()
    await page.mouse.up()
    assert why in await page.inner_text("#said")
    assert await page.locator(f'a.hub-slot--gap[data-demand="{demand}"]').count() == 1
    await tab_to(planner, "a")

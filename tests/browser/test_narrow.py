"""Nothing is lost and nothing scrolls sideways at 320 px, at 400 % zoom, and with the largest letters.

A window of 1280 px at 400 % is 320 css px wide and 256 high (WCAG 2.2, 1.4.10).
"""

import pytest

from tests.browser.walk import every_page
from tests.doubles import room
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, World

NARROW = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}
SIDEWAYS = """
() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const over = [...document.body.querySelectorAll('*')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && getComputedStyle(one).position !== 'fixed';
  });
  const right = one => Math.round(one.getBoundingClientRect().right);
  return over.slice(-3).map(one => `${one.tagName}.${one.className} ${right(one)}`);
}
"""


@pytest.mark.timeout(300)
async def test_no_page_scrolls_sideways_at_320_px(world: World) -> None:
    found = {}
    async for shown, who in every_page(world):
        await who.page.set_viewport_size({"width": 320, "height": 640})
        over = await who.page.evaluate(SIDEWAYS)
        if over:
            found[shown.name] = over
    assert found == {}


@pytest.mark.timeout(300)
async def test_no_page_scrolls_sideways_with_the_largest_letters(world: World) -> None:
    found = {}
    async for shown, who in every_page(world, phone=True):
        await who.page.evaluate("document.documentElement.dataset.text = 'stoerst'")
        over = await who.page.evaluate(SIDEWAYS)
        if over:
            found[shown.name] = over
    assert found == {}


@pytest.mark.parametrize("size", [NARROW, ZOOMED], ids=["320px", "400%"])
async def test_the_room_works_narrow_and_zoomed(world: World, size: dict[str, int]) -> None:
    """A citizen reads, writes and raises a hand; the host sees the hand; nobody scrolls sideways."""
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    citizen = await world.citizen(CITIZEN)
    for one in (host, citizen):
        await one.page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    assert [await one.page.evaluate(SIDEWAYS) for one in (host, citizen)] == [[], []]
    await citizen.page.click("#control-hand")
    await room.say(citizen, "Jeg har et spørgsmål")
    assert await citizen.page.evaluate(SIDEWAYS) == []
    await room.reads(host, "Jeg har et spørgsmål")
    await host.page.wait_for_selector("#hands-list li", state="attached")
    await host.page.click("#tab-hands")
    await host.page.wait_for_selector("#hands-list [data-action=promote]")
    assert await host.page.evaluate(SIDEWAYS) == []

"""In the room nothing is lost and nothing scrolls sideways, at 320 px and at 400 % zoom.

A window of 1280 px at 400 % is 320 css px wide and 256 high (WCAG 2.2, 1.4.10).
"""

import pytest

from tests.browser.width import SIDEWAYS
from tests.doubles import room
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, World

NARROW = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}


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

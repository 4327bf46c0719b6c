"""Somebody whose browser can show no session is told so in words, not left at a page that never begins."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Route

from tests.browser.axe import violations
from tests.browser.walk import speak
from tests.doubles.browsers import Visitor
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, World, find_session


async def without_webrtc(citizen: Visitor) -> None:
    """As in a device's lockdown mode, and where it was never built in."""
    await citizen.page.add_init_script("delete window.RTCPeerConnection")


async def too_old(citizen: Visitor) -> None:
    """To a browser from before them, our modules are wrongly written."""

    async def answer(route: Route) -> None:
        await route.fulfill(content_type="text/javascript", body="const newer than = this browser")

    await citizen.page.route("**/room/element.js", answer)


@pytest.mark.parametrize(("browser", "language"), [(without_webrtc, "da"), (too_old, "en")])
async def test_a_browser_that_can_show_no_meeting_says_so(
    world: World, browser: Callable[[Visitor], Awaitable[None]], language: str
) -> None:
    session = await find_session(await world.citizen(PHYSIOTHERAPIST), "webinar")
    citizen = await world.citizen(CITIZEN, phone=True, language=language)
    await speak(citizen, language)
    page = citizen.page
    words = {"da": "Din browser kan ikke vise møder.", "en": "Your browser cannot show sessions."}[language]
    await browser(citizen)
    for path in (f"/sessions/{session}/live", "/check"):
        await citizen.open(path)
        await page.wait_for_selector('html[data-room-state="unable"]')
        told = await page.inner_text("main:visible")
        assert words in told
        assert await page.locator("main:visible a[href^='tel:']").first.is_visible()
        assert not await page.locator("#grid, [data-step]").first.is_visible()
        assert await violations(page) == []
    assert citizen.record.errors != []
    citizen.record.errors.clear()


async def test_a_browser_that_can_is_not_told_so(world: World) -> None:
    citizen = await world.citizen(CITIZEN)
    await citizen.open("/check")
    await citizen.page.wait_for_selector("[data-press=play]")
    assert not await citizen.page.locator("[data-unable]").first.is_visible()

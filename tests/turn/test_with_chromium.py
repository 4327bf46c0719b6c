"""Real Chromium that may use relays only, with the hub's ICE servers: picture goes through coturn."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.doubles.served import launched, served
from tests.turn.conftest import Turn

pytestmark = pytest.mark.browser

WAYS = pytest.mark.parametrize("way", ["udp", "tcp", "tls"])


@pytest.fixture
def page_url() -> Iterator[str]:
    with served(Path(__file__).parent) as address:
        yield address


@pytest.fixture
async def page(page_url: str) -> AsyncIterator[Page]:
    async with launched("--ignore-certificate-errors") as browser:  # the TURN server's is self-made
        page = await browser.new_page()
        await page.goto(page_url)
        yield page


def servers(turn: Turn, way: str) -> list[dict[str, Any]]:
    return turn.servers(turn.urls()[("udp", "tcp", "tls").index(way)])


@WAYS
async def test_viewer_sees_its_first_frame_through_the_relay(
    turn: Turn, studio: Any, page: Page, way: str
) -> None:
    await studio.publisher("anna", "camera")
    offer = await studio.control.view("r", "bo")
    answer = await page.evaluate("([s, sdp]) => view(s, sdp)", [servers(turn, way), offer])
    await studio.control.answer("r", "bo", answer)
    assert await asyncio.wait_for(page.evaluate("firstFrame()"), 20) == 320
    assert await page.evaluate("route()") == ["relay", way]


@WAYS
async def test_publisher_is_seen_through_the_relay(turn: Turn, studio: Any, page: Page, way: str) -> None:
    viewer = await studio.viewer("bo")
    offer = await page.evaluate("s => publish(s)", servers(turn, way))
    await page.evaluate(
        "sdp => accept(sdp)", await studio.control.publish("r", "anna", offer, {"0": "camera"})
    )
    await viewer.wait_frames("c0", 10, timeout=20)
    assert await page.evaluate("route()") == ["relay", way]

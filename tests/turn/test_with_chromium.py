"""Real Chromium that may use relays only, with the hub's ICE servers: picture goes through coturn."""

import asyncio
import functools
import http.server
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.doubles.browsers import QUIET, executable
from tests.turn.conftest import Turn

pytestmark = pytest.mark.browser

# the certificate of the test's TURN server is self-made
FLAGS = [
    *QUIET,
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--ignore-certificate-errors",
]
WAYS = pytest.mark.parametrize("way", ["udp", "tcp", "tls"])


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def page_url() -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(Path(__file__).parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/page.html"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
async def page(page_url: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        page = await browser.new_page()
        await page.goto(page_url)
        yield page
        await browser.close()


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

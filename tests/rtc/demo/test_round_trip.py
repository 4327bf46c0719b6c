"""Chromium, watching the demo, says what its clock shows, and is answered: it then knows its round trip."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from rtc.demo.app import App
from rtc.demo.server import Server
from tests.doubles.served import launched
from tests.rtc.test_capture import ended, tshark

pytestmark = pytest.mark.browser

SECONDS = 3


@pytest.fixture
async def site(studio: Any) -> AsyncIterator[str]:
    server = Server(App(studio.control).answer)
    await server.start("127.0.0.1", 0)
    yield f"http://localhost:{server.port}"
    await server.stop()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


async def test_a_browser_that_watches_learns_its_round_trip(
    studio: Any, chromium: Browser, site: str, tmp_path: Path
) -> None:
    path = tmp_path / "room.pcap"
    for way in ("send", "view"):
        page = await chromium.new_page()
        await page.goto(f"{site}/en/{way}")
        await page.click("#start")
        await page.wait_for_selector("#stop:enabled")
    await studio.control.capture("demo", SECONDS, str(path))
    await ended(path)
    clocks = tshark(path, "rtcp.xr.bt==4 && ip.dst==10.0.0.1", "ip.src", "rtcp.senderssrc")
    answers = tshark(path, "rtcp.xr.bt==5 && ip.src==10.0.0.1", "ip.dst", "rtcp.xr.dlrr")
    assert clocks
    assert {viewer for viewer, _ in answers} == {viewer for viewer, _ in clocks}

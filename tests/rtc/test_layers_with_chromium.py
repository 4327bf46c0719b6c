"""Simulcast from a real Chromium, shown to two others: one changes layers, the other is not disturbed."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from rtc import wire
from rtc.core.allocate import Choice
from rtc.io.live import LiveRoom
from rtc.io.relay import RelayPort
from rtc.io.rooms import Rooms
from rtc.io.udp import MediaPort
from rtc.settings import MediaSettings
from tests.rtc.test_with_chromium import chromium, decoded, page_url

__all__ = ["chromium", "page_url"]

pytestmark = pytest.mark.browser

ALL = 2
PLI_COUNT = """
async () => [...(await publishing.getStats()).values()]
  .reduce((sum, report) => sum + (report.type === "outbound-rtp" ? report.pliCount : 0), 0)
"""
DISTURBED = ("packetsLost", "pliCount", "nackCount")


class Hall:
    """The rooms of a worker within the test, so that it may choose layers as bandwidth would."""

    def __init__(self) -> None:
        settings = MediaSettings(camera_rate=3_000_000)
        self.told: list[wire.Message] = []
        self._port, self._relays = MediaPort(settings.bindings(), 0), RelayPort("127.0.0.1")
        self._rooms = Rooms(self._port, self._relays, settings, time.monotonic, self.told.append)
        self.execute(wire.OpenRoom("r", wire.Layout(1, 1, 0)))
        rooms: list[LiveRoom] = []
        self._rooms.each(rooms.append)
        [self.room] = rooms

    def execute(self, command: wire.Command) -> Any:
        return self._rooms.execute(command)

    def choose(self, peer: str, rid: str, temporal: int = ALL) -> None:
        self.room.core.choose(peer, "c0", Choice(rid, temporal), time.monotonic())
        self.room.carry_out()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        self._port.start(loop)
        try:
            while True:
                self._rooms.tick(time.monotonic())
                await asyncio.sleep(0.02)
        finally:
            self._rooms.close()
            self._port.close(loop)
            self._relays.close(loop)


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    hall = Hall()
    running = asyncio.create_task(hall.run())
    yield hall
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def publish(hall: Hall, browser: Browser, url: str, width: int, height: int) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(url)
    offer = await page.evaluate("([width, height]) => offerLayers(width, height)", [width, height])
    answer = hall.execute(wire.Publish("r", "anna", offer["sdp"], offer["sources"]))
    await page.evaluate("sdp => accept(sdp)", answer.sdp)
    return page


async def view(hall: Hall, browser: Browser, url: str, peer: str) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(url)
    answer = await page.evaluate("sdp => answer(sdp)", hall.execute(wire.View("r", peer)).sdp)
    hall.execute(wire.Answer("r", peer, answer))
    return page


def live(hall: Hall) -> list[str]:
    feed = hall.room.core.slots["c0"].feed
    return [] if feed is None else [encoding.rid for encoding in feed.live()]


async def shows(hall: Hall, page: Page, rid: str) -> dict[str, Any]:
    """The receiver's statistics once it decodes this encoding; a busy publisher may scale its source."""
    async with asyncio.timeout(20):
        while True:
            report: dict[str, Any] = await page.evaluate("inbound('c0')")
            feed = hall.room.core.slots["c0"].feed
            if feed is not None and report.get("frameWidth") == feed.encodings[rid].width:
                return report


async def test_viewer_that_changes_layers_seven_times_is_shown_each_and_the_other_is_not_disturbed(
    hall: Hall, chromium: Browser, page_url: str
) -> None:
    anna = await publish(hall, chromium, page_url, 1280, 720)
    bo, carl = [await view(hall, chromium, page_url, peer) for peer in ("bo", "carl")]
    async with asyncio.timeout(40):
        while "h" not in live(hall):
            await bo.evaluate("inbound('c0')")
    hall.choose("bo", "h")
    before, asked = await decoded(bo, "c0", 30), await anna.evaluate(PLI_COUNT)
    for rid in ("q", "h", "q", "h", "q", "h", "q"):
        hall.choose("carl", rid)
        report = await shows(hall, carl, rid)
        await decoded(carl, "c0", report["framesDecoded"] + 8)
    after = await decoded(bo, "c0", before["framesDecoded"] + 30)
    assert [after[key] for key in DISTURBED] == [before[key] for key in DISTURBED]
    assert len(hall.room.core.slots["c0"].branches) == 2
    hall.choose("carl", "q", 0)
    base = await decoded(carl, "c0", report["framesDecoded"] + 16)
    await decoded(carl, "c0", base["framesDecoded"] + 8)
    assert await anna.evaluate(PLI_COUNT) - asked <= 8  # one for each change, whatever carl's browser asked


async def test_layer_the_publishers_browser_stops_is_replaced_by_the_next(
    hall: Hall, chromium: Browser, page_url: str
) -> None:
    anna = await publish(hall, chromium, page_url, 640, 480)
    bo = await view(hall, chromium, page_url, "bo")
    report = await decoded(bo, "c0", 20)
    assert set(live(hall)) <= {"q", "h"}
    await anna.evaluate("activate(['q'])")
    await shows(hall, bo, "q")
    after = await decoded(bo, "c0", report["framesDecoded"] + 20)
    assert after["packetsLost"] == 0

"""Real Chromium publishes and views through a real worker: picture decoded, sound heard, nothing broken."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from rtc.wire import PeerConnected, SlotChanged
from tests.doubles.lossy import LossyPath
from tests.doubles.served import launched, served

pytestmark = pytest.mark.browser

PLAIN_SOUND = {"echoCancellation": False, "noiseSuppression": False, "autoGainControl": False}
CONSTRAINTS = {"audio": PLAIN_SOUND, "video": {"width": 640, "height": 360}}


@pytest.fixture
def page_url() -> Iterator[str]:
    with served(Path(__file__).parent) as address:
        yield address


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


async def publish(studio: Any, browser: Browser, url: str, peer: str) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(url)
    offer = await page.evaluate("wanted => offer(wanted)", CONSTRAINTS)
    answer = await studio.control.publish("r", peer, offer["sdp"], offer["sources"])
    await page.evaluate("sdp => accept(sdp)", answer)
    return page


async def view(studio: Any, browser: Browser, url: str, peer: str) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(url)
    answer = await page.evaluate("sdp => answer(sdp)", await studio.control.view("r", peer))
    await studio.control.answer("r", peer, answer)
    return page


async def decoded(page: Page, mid: str, count: int) -> dict[str, Any]:
    """The receiver's statistics once it has decoded so many frames."""
    async with asyncio.timeout(20):
        while True:
            report: dict[str, Any] = await page.evaluate("mid => inbound(mid)", mid)
            if report.get("framesDecoded", 0) >= count:
                return report


async def test_chromium_sees_hears_and_survives_a_publisher_reload_and_a_change_of_slot_owner(
    studio: Any, chromium: Browser, page_url: str
) -> None:
    anna = await publish(studio, chromium, page_url, "anna")
    viewer = await view(studio, chromium, page_url, "carl")
    assert await asyncio.wait_for(viewer.evaluate("firstFrame('c0')"), 10) < 3000
    before = await decoded(viewer, "c0", 30)
    async with asyncio.timeout(20):
        while not (await viewer.evaluate("inbound('m0')")).get("totalAudioEnergy"):
            pass
    assert before["frameWidth"] == 640

    await anna.context.close()
    await publish(studio, chromium, page_url, "anna")
    after_reload = await decoded(viewer, "c0", before["framesDecoded"] + 30)
    assert after_reload["keyFramesDecoded"] > before["keyFramesDecoded"]
    assert after_reload["nackCount"] == 0

    await studio.control.unpublish("r", "anna")
    await publish(studio, chromium, page_url, "bo")
    after_change = await decoded(viewer, "c0", after_reload["framesDecoded"] + 30)
    assert after_change["packetsLost"] == 0
    assert SlotChanged("r", "c0", "bo", "camera") in studio.events
    assert PeerConnected("r", "carl", "view") in studio.events


async def test_chromium_plays_sound_and_picture_of_one_person_in_step(
    studio: Any, chromium: Browser, page_url: str
) -> None:
    await publish(studio, chromium, page_url, "anna")
    viewer = await view(studio, chromium, page_url, "carl")
    await decoded(viewer, "c0", 30)
    async with asyncio.timeout(40):
        while (lag := await viewer.evaluate("playoutLag()")) is None or lag > 150:
            pass
    report = await viewer.evaluate("inbound('c0')")
    assert report["frameHeight"] == 360


RED = 63
NO_PICTURE = {"audio": PLAIN_SOUND}
SENT_AGAIN = """
async () => {
  for (const report of (await publishing.getStats()).values())
    if (report.type === "outbound-rtp") return report.retransmittedPacketsSent;
}
"""


async def test_chromium_that_loses_a_tenth_is_sent_redundant_sound_and_makes_up_little_of_it(
    studio: Any, chromium: Browser, page_url: str
) -> None:
    await studio.publisher("anna", "microphone")
    [(_, port)] = studio.control.media_addresses
    async with LossyPath(port, 0.1) as path:
        page = await (await chromium.new_context()).new_page()
        await page.goto(page_url)
        offer = path.leads(await studio.control.view("r", "carl"))
        answer = await page.evaluate("sdp => answer(sdp)", offer)
        await studio.control.answer("r", "carl", answer)
        async with asyncio.timeout(40):
            while not path.kinds[RED]:
                await page.evaluate("inbound('m0')")
            while not await makes_up_little(page):
                pass
        assert (await page.evaluate("inbound('m0')"))["nackCount"] > 0


async def makes_up_little(page: Page) -> bool:
    """Whether less than a third of what is lost has to be made up, over the next two hundred packets."""
    before = after = await page.evaluate("inbound('m0')")
    while after["packetsReceived"] < before["packetsReceived"] + 200:
        after = await page.evaluate("inbound('m0')")
    grown = {key: after[key] - before[key] for key in ("concealedSamples", "totalSamplesReceived")}
    return bool(grown["concealedSamples"] < 0.1 / 3 * grown["totalSamplesReceived"])


async def test_chromium_sends_redundant_sound_and_sends_it_again_when_asked(
    studio: Any, chromium: Browser, page_url: str
) -> None:
    [(_, port)] = studio.control.media_addresses
    async with LossyPath(port, 0.2) as path:
        page = await (await chromium.new_context()).new_page()
        await page.goto(page_url)
        offer = await page.evaluate("wanted => offer(wanted)", NO_PICTURE)
        answer = path.leads(await studio.control.publish("r", "anna", offer["sdp"], offer["sources"]))
        await page.evaluate("sdp => accept(sdp)", answer)
        viewer = await studio.viewer("carl")
        await viewer.wait_packets("m0", 100, timeout=30)
        assert path.kinds[RED] > 100
        async with asyncio.timeout(30):
            while not await page.evaluate(SENT_AGAIN):
                pass

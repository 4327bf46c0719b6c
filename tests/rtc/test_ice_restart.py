"""Both kinds of peer restart ICE in a real Chromium, and offer again: keys, numbers and pictures go on."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.rtc.test_with_chromium import chromium, decoded, page_url, publish, view

__all__ = ["chromium", "page_url"]
pytestmark = pytest.mark.browser


async def goes_on(viewer: Page, before: dict[str, Any]) -> None:
    """Thirty frames later nothing was lost or asked for again (a busy machine may stutter all the same)."""
    after = await decoded(viewer, "c0", before["framesDecoded"] + 30)
    for figure in ("packetsLost", "pliCount", "nackCount"):
        assert (figure, after[figure]) == (figure, before[figure])


async def test_publisher_offers_again_and_restarts_ice_without_a_viewer_noticing(
    studio: Any, chromium: Browser, page_url: str
) -> None:
    anna = await publish(studio, chromium, page_url, "anna")
    viewer = await view(studio, chromium, page_url, "carl")
    sources = await anna.evaluate(
        "Object.fromEntries(publishing.getTransceivers().map("
        "t => [t.mid, t.sender.track.kind === 'audio' ? 'microphone' : 'camera']))"
    )
    for restart in (False, True):
        before = await decoded(viewer, "c0", 30)
        user = await anna.evaluate("ufrag(publishing)")
        offer = await anna.evaluate("restart => offerAgain(restart)", restart)
        await anna.evaluate("sdp => accept(sdp)", await studio.control.publish("r", "anna", offer, sources))
        if restart:
            async with asyncio.timeout(10):
                while await anna.evaluate("ufrag(publishing)") == user:
                    pass
        await goes_on(viewer, before)
        assert await anna.evaluate("publishing.connectionState") == "connected"


async def test_viewer_is_restarted_and_keeps_its_picture(
    studio: Any, chromium: Browser, page_url: str
) -> None:
    await publish(studio, chromium, page_url, "anna")
    viewer = await view(studio, chromium, page_url, "carl")
    before = await decoded(viewer, "c0", 30)
    user = await viewer.evaluate("ufrag(viewing)")
    answer = await viewer.evaluate("sdp => answerAgain(sdp)", await studio.control.offer_again("r", "carl"))
    await studio.control.answer("r", "carl", answer)
    async with asyncio.timeout(10):
        while await viewer.evaluate("ufrag(viewing)") == user:
            pass
    await goes_on(viewer, before)
    assert await viewer.evaluate("viewing.connectionState") == "connected"

"""`python -m rtc demo`, started as anybody would, in a real browser: one tab sends, another watches."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.axe import violations
from tests.doubles.browsers import QUIET, executable

pytestmark = pytest.mark.browser

FLAGS = [*QUIET, "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """The address that the command prints."""
    command = (sys.executable, "-m", "rtc", "demo", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    found = re.search(r"http://localhost:\d+/", line)
    assert found, line
    yield found[0]
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 10) == 0


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        await browser.close()


async def decoded(page: Page, count: int) -> None:
    """Until the page's video has shown so many frames."""
    await page.wait_for_function(
        "n => document.getElementById('picture').getVideoPlaybackQuality().totalVideoFrames >= n", arg=count
    )


async def test_one_tab_sends_and_another_watches_and_both_can_stop(chromium: Browser, site: str) -> None:
    context = await chromium.new_context(locale="da-DK")
    errors: list[str] = []
    sender, watcher = await context.new_page(), await context.new_page()
    for page in (sender, watcher):
        page.on("pageerror", lambda error: errors.append(str(error)))
    await sender.goto(site)
    await sender.get_by_role("link", name="Send billede og lyd").first.click()
    await sender.get_by_role("button", name="Start kamera og mikrofon").click()
    await expect(sender.get_by_role("status")).to_have_text("Du sender nu.")
    await watcher.goto(f"{site}en/view")
    await watcher.get_by_role("button", name="Start watching").click()
    await expect(watcher.get_by_role("status")).to_have_text("You are watching now.")
    await decoded(watcher, 30)
    await expect(watcher.locator("#size")).to_contain_text("×")
    await watcher.get_by_role("button", name="Stop").click()
    await expect(watcher.get_by_role("status")).to_have_text("Not connected.")
    await sender.get_by_role("button", name="Stop").click()
    await expect(sender.get_by_role("button", name="Start kamera og mikrofon")).to_be_focused()
    assert errors == []


async def test_second_sender_is_told_and_may_send_when_the_first_has_stopped(
    chromium: Browser, site: str
) -> None:
    first, second = await chromium.new_page(), await chromium.new_page()
    for page in (first, second):
        await page.goto(f"{site}da/send")
    await first.get_by_role("button", name="Start kamera og mikrofon").click()
    await expect(first.get_by_role("status")).to_have_text("Du sender nu.")
    await second.get_by_role("button", name="Start kamera og mikrofon").click()
    await expect(second.get_by_role("status")).to_have_text("Der sender allerede nogen i dette rum.")
    await first.get_by_role("button", name="Stop").click()
    await expect(first.get_by_role("status")).to_have_text("Ikke forbundet.")
    async with asyncio.timeout(10):
        while await second.get_by_role("status").text_content() != "Du sender nu.":
            if await second.locator("#start").is_enabled():
                await second.locator("#start").click()


RESTART = """async () => {
  const {Session} = await import("/whip.js");
  const media = await navigator.mediaDevices.getUserMedia({video: true});
  const peer = new RTCPeerConnection();
  peer.addTransceiver(media.getTracks()[0], {direction: "sendonly"});
  const session = new Session(peer, "/whip/restarted");
  await session.start();
  const all = async () => [...(await peer.getStats()).values()];
  const reports = async type => (await all()).filter(report => report.type === type);
  const pause = () => new Promise(go => setTimeout(go, 20));
  const until = async condition => { while (!await condition()) await pause(); };
  const sent = async () => (await reports("outbound-rtp"))[0]?.framesSent ?? 0;
  const ice = async () => (await reports("transport"))[0].iceLocalUsernameFragment;
  await until(async () => await sent() > 5);
  const before = {ufrag: await ice(), tag: session.tag};
  await session.restart();
  await until(async () => await ice() !== before.ufrag && peer.iceConnectionState === "connected");
  const frames = await sent();
  await until(async () => await sent() > frames + 5);
  const [remote] = await reports("remote-inbound-rtp");
  await session.stop();
  return {another: session.tag !== before.tag, state: peer.connectionState, lost: remote?.packetsLost ?? 0};
}"""


async def test_ice_restart_over_patch_keeps_the_connection(chromium: Browser, site: str) -> None:
    page = await chromium.new_page()
    await page.goto(f"{site}da/send")
    assert await page.evaluate(RESTART) == {"another": True, "state": "closed", "lost": 0}


@pytest.mark.parametrize("path", ["da", "en", "da/send", "en/view"])
async def test_pages_are_accessible(chromium: Browser, site: str, path: str) -> None:
    page = await chromium.new_page()
    await page.goto(site + path)
    assert await violations(page) == []

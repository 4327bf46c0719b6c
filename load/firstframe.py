"""From the click on "Gå ind" to the first decoded frame, in a real Chromium, one citizen after another.

A hub of our own, a host in another Chromium with its built-in test picture, and for every join a new
citizen's cookie jar. Both moments are read inside the browser: the click by a listener, the frame by
requestVideoFrameCallback; the driving program's own time is not in the figure.
"""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, Playwright, async_playwright

from load import people
from load.processes import PASSWORD, own_hub

HOST = "fys@demo.invalid"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--allow-loopback-in-peer-connection",
]
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
WAYS_IN = 'a[href$="/live"]'
MEASURE = """
const now = () => performance.timeOrigin + performance.now();
addEventListener('click', () => sessionStorage.setItem('clicked', now()), true);
const watch = video => {
  if (video.watched) return;
  video.watched = true;
  video.requestVideoFrameCallback(() => {
    window.firstFrame ??= now() - Number(sessionStorage.getItem('clicked'));
  });
};
new MutationObserver(() => document.querySelectorAll('video').forEach(watch))
  .observe(document, {childList: true, subtree: true});
"""


async def measure(joins: int) -> list[float]:
    """The milliseconds of each join. Raises RuntimeError when there is no Chromium."""
    with own_hub() as (url, _, folder), TemporaryDirectory() as here:
        listed = Path(here) / "people.csv"
        session = people.first_webinar(url, HOST)
        people.invent(url, folder, joins, listed)
        names = [line.split(",")[0] for line in listed.read_text().splitlines()]
        async with async_playwright() as playwright:
            host = await _browser(playwright, FAKE)
            citizens = await _browser(playwright, [])
            await _go_live(host, url, session)
            return [await _join(citizens, url, session, name) for name in names]


async def _browser(playwright: Playwright, more: list[str]) -> Browser:
    found = [path for name in NAMES if (path := shutil.which(name))]
    if not found:
        raise RuntimeError(
            "There is no Chromium on this machine: install it (on Debian: apt-get install chromium)."
        )
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return await playwright.chromium.launch(executable_path=found[0], args=[*QUIET, *root, *more])


async def _signed_in(browser: Browser, url: str, name: str, session: int) -> Page:
    """A page of a fresh cookie jar, on the session's page."""
    context = await browser.new_context(locale="da-DK")
    await context.add_init_script(MEASURE)
    page = await context.new_page()
    await page.goto(f"{url}/login?next=/sessions/{session}")
    await page.fill("input[name=email]", name)
    await page.fill("input[name=password]", PASSWORD)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_url(f"{url}/sessions/{session}")
    return page


async def _go_live(browser: Browser, url: str, session: int) -> None:
    """The host goes in, walks the doors open to live, and sends picture and sound."""
    page = await _signed_in(browser, url, HOST, session)
    await page.goto(f"{url}/sessions/{session}/live")
    await page.wait_for_selector('html[data-room-state="joined"]')
    for state in ("practice", "open", "live"):
        step = page.locator(f'#doors-steps [data-to="{state}"]')
        if await step.is_visible():
            await step.click()
            await page.wait_for_selector(f'#doors-steps [data-to="{state}"]', state="hidden")
    await page.click("#control-camera")
    await page.click("#control-microphone")
    await page.wait_for_function("() => document.querySelector('.room-tile.is-me video')?.videoWidth > 0")


async def _join(browser: Browser, url: str, session: int, name: str) -> float:
    """One citizen's join, in milliseconds."""
    page = await _signed_in(browser, url, name, session)
    sign_up = page.locator(f'form[action="/sessions/{session}/signup"] button')
    if await sign_up.count():
        await sign_up.click()
    await page.click(WAYS_IN)
    await page.wait_for_function("() => window.firstFrame > 0", timeout=30_000)
    taken = float(await page.evaluate("window.firstFrame"))
    await page.context.close()
    return taken

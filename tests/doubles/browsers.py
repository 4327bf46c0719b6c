"""Real Chromium for the tests: hosts with a camera and a microphone fed from files, citizens with nothing.

A citizen's browser runs without any faked permission, and every page records what it was asked for, so that a
permission dialog cannot go unseen. Every page also records errors, CSP reports, dialogs and foreign requests.
"""

import base64
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Dialog, Page, Playwright, Request

from tests.doubles import moving_picture
from tests.doubles.network import Network

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
RECORD = """
const asking = [[MediaDevices.prototype, 'getUserMedia'], [MediaDevices.prototype, 'getDisplayMedia'],
                [Notification, 'requestPermission']];
for (const [owner, name] of asking) {
  const real = owner[name];
  owner[name] = function (...args) { window.recordAsked(name); return real.apply(this, args); };
}
document.addEventListener('securitypolicyviolation', event => window.recordCsp(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...args) { super(...args); window.connections.push(this); }
};
"""
DEVICES = Path(__file__).with_name("devices.js").read_text("utf-8")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


def executable() -> str:
    """The installed Chromium. Raises AssertionError with the remedy when there is none."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    assert found, "no Chromium on this machine: run 'make .venv/.test-tools'"
    return found[0]


@dataclass
class Record:
    """What a visitor's pages did: permissions they asked for, and what no page should do."""

    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    csp: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def wrongs(self) -> list[str]:
        """Everything that no page should do."""
        return [*self.errors, *self.dialogs, *self.csp, *self.foreign]


@dataclass(frozen=True)
class Person:
    """A face and a voice made in the page itself, so that one browser process serves several people.

    `who` (1 to 14) is burnt into every picture. `cameras` are (label, width, height); the first is the one
    used until another is chosen. Nothing is said before `window.speak(true)`.
    """

    who: int
    voice: Path
    cameras: tuple[tuple[str, int, int], ...] = (("Kamera", 640, 360),)
    rate: int = 15

    @property
    def script(self) -> str:
        """Page script that stands in for the devices."""
        cameras = [{"label": label, "width": w, "height": h} for label, w, h in self.cameras]
        about = {
            "who": self.who,
            "rate": self.rate,
            "cameras": cameras,
            "screen": {"width": 1280, "height": 720},
            "speech": base64.b64encode(self.voice.read_bytes()).decode(),
        }
        return f"window.person = {json.dumps(about)};\n{DEVICES}"


class Visitor:
    """One person at one browser: a context with one page, and the record of it."""

    def __init__(self, context: BrowserContext, page: Page, origin: str, record: Record) -> None:
        self.context, self.page, self.origin, self.record = context, page, origin, record
        page.on("pageerror", lambda error: record.errors.append(str(error)))
        page.on("dialog", self._dialog)
        context.on("request", self._request)

    async def open(self, path: str) -> int:
        """Open a path of the hub and wait until the page has loaded; the status it was answered with."""
        response = await self.page.goto(self.origin + path)
        assert response is not None
        assert response.status < 500, f"{path} answered {response.status}"
        return response.status

    async def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.record.dialogs.append(dialog.message)
        await dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.origin).netloc:
            self.record.foreign.append(request.url)


@asynccontextmanager
async def chromium(
    playwright: Playwright,
    camera: Path | None = None,
    microphone: Path | None = None,
    network: Network | None = None,
) -> AsyncIterator[Browser]:
    """A browser process. With a camera file it is a host's: devices come from the files, without a dialog."""
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
    if camera and microphone:
        arguments += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
            f"--use-file-for-fake-audio-capture={microphone}",
        ]
    if network:
        arguments += network.browser_arguments
    browser = await playwright.chromium.launch(executable_path=executable(), args=arguments)
    try:
        yield browser
    finally:
        await browser.close()


async def visitor(
    browser: Browser,
    origin: str,
    *,
    phone: bool = False,
    language: str = "da",
    network: Network | None = None,
    viewport: dict[str, int] | None = None,
    person: "Person | None" = None,
) -> Visitor:
    """A new person with an empty cookie jar. `phone` is 390 px wide with touch; a `person` has devices."""
    size = viewport or (PHONE if phone else DESK)
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale={"da": "da-DK", "en": "en-GB"}[language],
        timezone_id="Europe/Copenhagen",
        has_touch=phone,
        is_mobile=phone,
    )
    context.set_default_timeout(20_000)
    record = Record()
    await context.expose_binding("recordAsked", lambda _, name: record.asked.append(name))
    await context.expose_binding("recordCsp", lambda _, breach: record.csp.append(breach))
    await context.add_init_script(RECORD)
    await context.add_init_script(moving_picture.READ_STRIP)
    if network:
        await context.add_init_script(network.script)
    if person:
        await context.grant_permissions(["camera", "microphone"], origin=origin)
        await context.add_init_script(person.script)
    return Visitor(context, await context.new_page(), origin, record)

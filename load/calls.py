"""A call between two real Chromiums, each in a network namespace: through a media worker, or directly.

What is signalled goes past the network, straight into the pages, so that only media feels an impairment; and
it is the same for both kinds of call. The worker and one browser are on the near side, the other browser is
on the far side.
"""

import asyncio
import contextlib
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, Page, Playwright, async_playwright

from load.commands import WorkerSocket
from load.firstframe import NAMES, QUIET
from load.footage import write_picture, write_speech
from load.netem import NEAR, NoNamespaces, Wire
from load.processes import NotReady

ORIGIN = "https://call.invalid/"
WIDTH, HEIGHT, TOP_RATE, LOW_RATE = 640, 360, 600_000, 150_000
SIMULCAST = [
    {"rid": "q", "scaleResolutionDownBy": 2, "maxBitrate": LOW_RATE},
    {"rid": "h", "scaleResolutionDownBy": 1, "maxBitrate": TOP_RATE},
]
SINGLE = [{"maxBitrate": TOP_RATE}]
LONGEST_CLOSING = 10.0
LAYOUT = {"microphones": 1, "cameras": 1, "screens": 0, "echo": False}
FLAGS = [
    *QUIET,
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]

Way = Literal["ours", "direct"]


@dataclass(frozen=True)
class Sample:
    """What the viewing browser has counted at a moment; durations in seconds, sound in samples.

    `silent` are those of the `concealed` samples in which nothing was to be heard any more: NetEq goes on
    with the last sound while it hopes, and fades. `gap` is the longest run of concealed ones since the last
    sample. `octets` are those of pictures, repairs among them.
    """

    frames: int = 0
    freezes: int = 0
    frozen: float = 0.0
    height: int = 0
    sound: int = 0
    concealed: int = 0
    silent: int = 0
    gap: int = 0
    octets: int = 0


class Browsers:
    """One browser on each side; `call` makes a new call in fresh pages."""

    def __init__(self, near: Browser, far: Browser, worker: WorkerSocket) -> None:
        self._sides = {"near": near, "far": far}
        self._worker = worker
        self._count = 0

    @contextlib.asynccontextmanager
    async def call(self, way: Way, viewer: Literal["near", "far"]) -> AsyncIterator[tuple[Page, Page]]:
        """A call whose picture flows; gives the viewer's page and the publisher's."""
        sender = "far" if viewer == "near" else "near"
        publisher, viewing = await self._page(sender), await self._page(viewer)
        try:
            await (self._through_worker if way == "ours" else _directly)(publisher, viewing)
            yield viewing, publisher
        finally:
            await _closed(publisher.context.close())
            await _closed(viewing.context.close())

    async def _page(self, side: str) -> Page:
        page = await (await self._sides[side].new_context(permissions=["camera", "microphone"])).new_page()
        html = (Path(__file__).parent / "call.html").read_text()
        await page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
        await page.goto(ORIGIN)
        return page

    async def _through_worker(self, publisher: Page, viewer: Page) -> None:
        self._count += 1
        room = f"call{self._count}"
        ask = self._worker.ask
        ask("OpenRoom", room=room, layout=LAYOUT)
        offer = await publisher.evaluate("([size, all]) => offer(size, all)", [_size(), SIMULCAST])
        said = ask("Publish", room=room, peer="anna", sdp=offer["sdp"], sources=offer["sources"])
        await publisher.evaluate("sdp => accept(sdp)", said["sdp"])
        offered = ask("View", room=room, peer="carl")["sdp"]
        ask("Answer", room=room, peer="carl", sdp=await viewer.evaluate("sdp => answer(sdp)", offered))
        await _flowing(viewer)


async def _directly(publisher: Page, viewer: Page) -> None:
    offer = await publisher.evaluate("([size, all]) => offer(size, all)", [_size(), SINGLE])
    await publisher.evaluate("sdp => accept(sdp)", await viewer.evaluate("sdp => answer(sdp)", offer["sdp"]))
    await _flowing(viewer)


async def sample(viewer: Page) -> Sample:
    """What the viewer's statistics (webrtc-stats, W3C) say now."""
    reports: list[dict[str, Any]] = await viewer.evaluate("reports()")
    inbound = {one["kind"]: one for one in reports if one["type"] == "inbound-rtp"}
    picture, sound = inbound.get("video", {}), inbound.get("audio", {})
    return Sample(
        frames=picture.get("framesDecoded", 0),
        freezes=picture.get("freezeCount", 0),
        frozen=picture.get("totalFreezesDuration", 0.0),
        height=picture.get("frameHeight", 0),
        sound=sound.get("totalSamplesReceived", 0),
        concealed=sound.get("concealedSamples", 0),
        silent=sound.get("silentConcealedSamples", 0),
        gap=await viewer.evaluate("longestGap()"),
        octets=picture.get("bytesReceived", 0),
    )


async def frames_sent(publisher: Page) -> int:
    """Frames of the largest encoding so far: a busy machine leaves out some before any network is reached."""
    reports: list[dict[str, Any]] = await publisher.evaluate("reports()")
    outbound = [one for one in reports if one["type"] == "outbound-rtp" and one["kind"] == "video"]
    return max((one.get("framesSent", 0) for one in outbound), default=0)


async def _closed(closing: Awaitable[None]) -> None:
    """Browsers sometimes take for ever to close; they end with playwright."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(closing, LONGEST_CLOSING)


async def _flowing(viewer: Page) -> None:
    """Until picture and sound have come. Raises NotReady after twenty seconds."""
    for _ in range(100):
        now = await sample(viewer)
        if now.frames > 10 and now.sound:
            return
        await asyncio.sleep(0.2)
    raise NotReady("no picture came within twenty seconds, before anything was impaired")


@contextlib.asynccontextmanager
async def browsers(wire: Wire) -> AsyncIterator[Browsers]:
    """A worker and two browsers in the namespaces of `wire`."""
    with tempfile.TemporaryDirectory(prefix="badnet-") as name:
        folder = Path(name)
        camera = write_picture(folder / "picture.y4m", (WIDTH, HEIGHT))
        speech = write_speech(folder / "speech.wav")
        files = [f"--use-file-for-fake-video-capture={camera}", f"--use-file-for-fake-audio-capture={speech}"]
        with _worker(wire.near, str(folder / "control")) as worker:
            async with async_playwright() as playwright:
                near = await _browser(playwright, folder, wire.near, files)
                far = await _browser(playwright, folder, wire.far, files)
                yield Browsers(near, far, worker)
                await _closed(near.close())
                await _closed(far.close())


@contextlib.contextmanager
def _worker(namespace: str, path: str) -> Iterator[WorkerSocket]:
    command = [
        sys.executable,
        "-m",
        "rtc.worker",
        "--control",
        path,
        "--address",
        NEAR,
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(["ip", "netns", "exec", namespace, *command], stdin=subprocess.PIPE)
    try:
        yield _connected(path, process)
    finally:
        process.terminate()
        process.wait()


def _connected(path: str, process: "subprocess.Popen[bytes]") -> WorkerSocket:
    for _ in range(200):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            return WorkerSocket(path)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise NotReady("the media worker did not get ready")


async def _browser(playwright: Playwright, folder: Path, namespace: str, files: list[str]) -> Browser:
    """Playwright speaks to its browser over pipes, which reach into any namespace."""
    found = [path for name in NAMES for place in os.get_exec_path() if (path := Path(place) / name).exists()]
    if not found:
        raise NoNamespaces("There is no Chromium here: on Debian, apt-get install chromium.")
    wrapper = folder / f"chromium-{namespace}"
    wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {namespace} {found[0]} "$@"\n')
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    return await playwright.chromium.launch(executable_path=wrapper, args=[*FLAGS, *files])


def _size() -> dict[str, int]:
    return {"width": WIDTH, "height": HEIGHT}

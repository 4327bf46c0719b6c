"""Real Chromium sends each codec and its layers, and views them, through rooms of this process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from rtc import wire
from rtc.core.allocate import Choice
from rtc.io.relay import RelayPort
from rtc.io.rooms import Rooms
from rtc.io.udp import MediaPort
from rtc.settings import VIDEO_CODECS, MediaSettings

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"]
PAGE = (Path(__file__).parent / "codecs.html").read_text()
BEAT = 0.02


class Stage:
    """Rooms without a process of their own, so that a viewer's layer can be chosen by hand."""

    def __init__(self) -> None:
        self._port, self._relays = MediaPort((("127.0.0.1", "127.0.0.1"),), 0), RelayPort("127.0.0.1")
        settings = MediaSettings(video_codecs=VIDEO_CODECS, folder="")
        self.rooms = Rooms(self._port, self._relays, settings, time.monotonic, lambda _: None)
        self._do(wire.OpenRoom("r", wire.Layout(0, 1, 0)))
        self._heart: asyncio.Task[None] | None = None

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._port.start(loop)
        self._relays.start(loop)
        self._heart = loop.create_task(self._beat())

    def stop(self) -> None:
        if self._heart is not None:
            self._heart.cancel()
        loop = asyncio.get_running_loop()
        self.rooms.close()
        self._port.close(loop)
        self._relays.close(loop)

    async def publish(self, page: Page, name: str, mode: str | None, *size: int) -> None:
        sdp = await page.evaluate("wanted => offer(...wanted)", [name, mode, *size])
        described = self._do(wire.Publish("r", "anna", sdp, {"0": "camera"}))
        await page.evaluate("sdp => accept(sdp)", described.sdp)

    async def view(self, page: Page, refused: str = "") -> None:
        offer = self._do(wire.View("r", "carl")).sdp
        answer = await page.evaluate("given => answer(...given)", [offer, refused])
        self._do(wire.Answer("r", "carl", answer))

    def watch(self, height: int) -> None:
        """The viewer's page shows the picture so high."""
        self._do(wire.Watch("r", "carl", {"c0": height}, "full"))

    def choose(self, rid: str, temporal: int) -> None:
        """The viewer is sent this spatial layer and no more temporal ones, whatever its link bears."""
        room = self.rooms._rooms["r"]
        room.core._viewing._links.leave("carl")
        room.core.choose("carl", "c0", Choice(rid, temporal), time.monotonic())
        room.carry_out()

    def _do(self, command: wire.Command) -> Any:
        result = self.rooms.execute(command)
        assert not isinstance(result, wire.Refusal), result
        return result

    async def _beat(self) -> None:
        second = time.monotonic()
        while True:
            await asyncio.sleep(BEAT)
            now = time.monotonic()
            self.rooms.tick(now)
            if now >= second:
                second = now + 1.0
                self.rooms.second(now)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    stage.start()
    yield stage
    stage.stop()


@pytest.fixture
async def make_page() -> AsyncIterator[Callable[[], Any]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)

        async def make() -> Page:
            page = await browser.new_page()
            await page.set_content(PAGE)
            return page

        yield make
        await browser.close()


async def until(page: Page, is_enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The viewer's statistics once they are enough."""
    report: dict[str, Any] = {}
    try:
        async with asyncio.timeout(25):
            while not is_enough(report := await page.evaluate("seen()")):
                pass
    except TimeoutError:
        raise AssertionError(report) from None
    return report


async def test_one_slot_shows_every_codec_in_turn_and_nothing_breaks(stage: Stage, make_page: Any) -> None:
    viewer = await make_page()
    await stage.view(viewer)
    for name in ("VP8", "VP9", "H264", "AV1", "VP8"):
        before = (await viewer.evaluate("seen()")).get("framesDecoded", 0)
        publisher = await make_page()
        await stage.publish(publisher, name, None, 640, 360, 500_000)
        report = await until(viewer, lambda one, b=before: one.get("framesDecoded", 0) >= b + 30)
        assert report["codec"] == f"video/{name}"
        assert (report["packetsLost"], report["pliCount"], report["frameHeight"]) == (0, 0, 360)
        await publisher.close()


async def test_publisher_gets_a_codec_every_viewer_takes(stage: Stage, make_page: Any) -> None:
    viewer, publisher = await make_page(), await make_page()
    await stage.view(viewer, refused="VP9")
    await until(viewer, lambda _: bool(stage.rooms._rooms["r"].core.viewers))
    sdp = await publisher.evaluate("wanted => offer(...wanted)", ["VP9", None, 640, 360, 500_000])
    described = stage.rooms.execute(wire.Publish("r", "anna", sdp, {"0": "camera"}))
    assert isinstance(described, wire.Refusal)
    assert described.code == "bad_sdp"


@pytest.mark.parametrize(("name", "mode"), [("VP9", "L3T3_KEY"), ("AV1", "L3T3")])
async def test_viewer_is_shown_the_spatial_layer_that_fits_its_tile(
    stage: Stage, make_page: Any, name: str, mode: str
) -> None:
    viewer, publisher = await make_page(), await make_page()
    await stage.view(viewer)
    await stage.publish(publisher, name, mode, 1280, 720, 1_500_000)
    await until(viewer, lambda one: one.get("frameHeight") == 720)
    for height in (180, 720, 360):
        stage.watch(height)
        report = await until(viewer, lambda one, h=height: one.get("frameHeight") == h)
        goal = report["framesDecoded"] + 30
        report = await until(viewer, lambda one, g=goal: one.get("framesDecoded", 0) >= g)
        assert (report["frameHeight"], report["packetsLost"], report["pliCount"]) == (height, 0, 0)


async def pace(viewer: Page, publisher: Page) -> float:
    """Frames decoded for each one sent, over two and a half seconds; a busy publisher sends fewer."""
    sent, before = await publisher.evaluate("sent()"), await viewer.evaluate("seen()")
    after = await until(viewer, lambda one: one["timestamp"] - before["timestamp"] > 2500)
    frames = after["framesDecoded"] - before["framesDecoded"]
    return float(frames / (await publisher.evaluate("sent()") - sent))


@pytest.mark.parametrize(
    ("name", "mode", "heights", "share"),
    [("VP9", "L3T3", (180, 360, 720), 0.25), ("AV1", "L2T2_KEY", (360, 720), 0.5)],
)
async def test_spatial_and_temporal_layers_of_one_stream_are_left_out_alone_and_together(
    stage: Stage, make_page: Any, name: str, mode: str, heights: tuple[int, ...], share: float
) -> None:
    viewer, publisher = await make_page(), await make_page()
    if not await publisher.evaluate("wanted => sends(...wanted)", [name, mode, 1280, 720]):
        pytest.skip(f"this Chromium does not send {name} {mode}")
    await stage.view(viewer)
    await stage.publish(publisher, name, mode, 1280, 720, 1_500_000)
    await until(viewer, lambda one: one.get("frameHeight") == 720)
    highest = len(heights) - 1
    for layer in (0, highest):
        stage.choose(f"s{layer}", 2)
        await until(viewer, lambda one, h=heights[layer]: one.get("frameHeight") == h)
        whole = await pace(viewer, publisher)
        stage.choose(f"s{layer}", 0)
        await until(viewer, drops(await viewer.evaluate("seen()")))
        assert await pace(viewer, publisher) == pytest.approx(whole * share, rel=0.35)
        report = await viewer.evaluate("seen()")
        assert (report["frameHeight"], report["packetsLost"], report["pliCount"]) == (heights[layer], 0, 0)


def drops(before: dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
    """A while later, when what was on its way is there."""
    return lambda one: bool(one["timestamp"] - before["timestamp"] > 500)

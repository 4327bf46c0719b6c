"""`make screenshots`: pictures of every page and every face of the room, narrow and wide, Danish and English.

They land in screenshots/, which git ignores. The picture of the README, web/pictures/live-room.png, is taken
anew with `python -m tests.browser.screenshots --readme`.
"""

import asyncio
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import async_playwright
from rich.progress import Progress

from tests.browser.pages import PAGES
from tests.browser.portrait import LONE, MADS, portrait
from tests.browser.walk import every_page, speak
from tests.doubles import hub_process, moving_picture, room, speech
from tests.doubles.browsers import Visitor
from tests.doubles.hub_process import HubProcess
from tests.doubles.world import CITIZEN, NURSE, PHYSIOTHERAPIST, SECOND_CITIZEN, Media, World, find_session

TOP = Path(__file__).parents[2]
FOLDER = TOP / "screenshots"
ALL_PLAYING = """
count => [...document.querySelectorAll('#grid figure[data-source=camera] video')]
  .filter(video => !video.hidden && video.videoWidth).length === count
"""
README = TOP / "web/pictures/live-room.png"
WIDTHS = {390: 844, 1280: 800}
LANGUAGES = ("da", "en")


async def picture(who: Visitor, name: str, language: str) -> None:
    """The page as it is, at both widths; the room as tall as the window, other pages as long as they are."""
    for width, height in WIDTHS.items():
        await who.page.set_viewport_size({"width": width, "height": height})
        await who.page.evaluate("document.fonts.ready")
        path = FOLDER / f"{name}-{width}-{language}.png"
        await who.page.screenshot(path=path, full_page=not name.startswith("room"))


async def pages(world: World, progress: Progress) -> None:
    """Every page of the list."""
    task = progress.add_task("Pages", total=len(PAGES) * len(LANGUAGES))
    for language in LANGUAGES:
        async for shown, who in every_page(world, language):
            await picture(who, shown.name, language)
            progress.advance(task)


async def rooms(world: World, language: str) -> None:
    """The faces of the room: waiting, host, citizen, with a poll, on the floor, connection lost, ended."""
    host, inger = await world.host(PHYSIOTHERAPIST), await world.host(CITIZEN)
    poul = await world.citizen(SECOND_CITIZEN)
    for one in (host, inger, poul):
        await speak(one, language)
    session = await find_session(host, "webinar")
    for citizen in (inger, poul):
        await room.sign_up(citizen, session)
    await room.enter(poul, session, arrives=room.WAITING)
    await picture(poul, "room-waiting", language)
    await room.enter(host, session)
    await room.step_up(host, "practice")
    await picture(host, "room-practice", language)
    await room.step_up(host, "live")
    await room.turn_on(host, "camera", "microphone")
    await room.enter(inger, session)
    await room.picture_moves(inger)
    await poul.page.wait_for_selector(room.JOINED)
    await room.picture_moves(poul)
    await room.say(poul, "Hvor tit skal jeg gå en tur?")
    await room.say(host, "Gerne hver dag. En kort tur er nok.")
    await room.reads(poul, "Gerne hver dag. En kort tur er nok.")
    await inger.page.click("#control-hand")
    await host.page.wait_for_selector("#hands-list li")
    await picture(host, "room-host", language)
    await picture(poul, "room-citizen", language)
    await weak(poul, language)
    await room.ask_poll(
        host,
        "Går du en tur hver dag?",
        "Ja",
        "Nej",
    )
    await poul.page.wait_for_selector("#poll [data-option]")
    await picture(poul, "room-poll", language)
    await host.page.set_viewport_size({"width": 1280, "height": 800})
    await host.page.click("#hands-list [data-action=promote]")
    await inger.page.wait_for_selector("#control-microphone")
    await picture(inger, "room-floor", language)
    world.hub.kill()
    await poul.page.wait_for_selector('html[data-room-state="reconnecting"]', timeout=40_000)
    await picture(poul, "room-lost", language)
    world.hub.start()
    await host.page.wait_for_selector('html[data-connection="connected"]', timeout=40_000)
    await poul.page.wait_for_selector(room.JOINED, timeout=40_000)
    await host.page.locator("#roster-list li:has-text('Poul') [data-action=remove]").click()
    await poul.page.wait_for_selector('html[data-room-state="removed"]')
    await picture(poul, "room-removed", language)


async def weak(who: Visitor, language: str) -> None:
    """What is said of a weak connection, step by step, and the choice to have less."""
    for level in ("low", "lowest", "sound"):
        await room.connection_carries(who, level)
        await who.page.wait_for_selector(f"#link[data-level={level}]:not([hidden])")
        await picture(who, f"room-link-{level}", language)
    await who.page.click("#link [data-limit=sound]")
    await who.page.click("#control-more")
    await who.page.click("#more-picture")
    await picture(who, "room-picture", language)
    await who.page.click("#picture-dialog [data-limit=full]")
    await who.page.keyboard.press("Escape")
    await room.connection_carries(who, "full")
    await who.page.wait_for_selector("#link", state="hidden")


async def group(world: World, language: str) -> None:
    """A group session with three people, seen by one of them."""
    host = await world.host(PHYSIOTHERAPIST)
    citizens = [await world.host(CITIZEN), await world.host(SECOND_CITIZEN)]
    session = await world.open_session(host, "group")
    for one in (host, *citizens):
        await speak(one, language)
    await room.enter(host, session)
    for citizen in citizens:
        await room.sign_up(citizen, session)
        await room.enter(citizen, session, arrives=room.WAITING)
        await host.page.click("#waiting-list [data-action=admit]")
        await citizen.page.wait_for_selector(room.JOINED)
    for one in (host, *citizens):
        await room.turn_on(one, "camera", "microphone")
    await room.picture_moves(citizens[0])
    await picture(citizens[0], "room-group", language)


async def readme(world: World) -> None:
    """The one picture that is committed: a webinar as a citizen sees it, two professionals and a slide."""
    folder = world.hub.folder
    hosts = []
    for email, looks in ((PHYSIOTHERAPIST, MADS), (NURSE, LONE)):
        camera = moving_picture.write_y4m(folder / f"{email}.y4m", seconds=6, frame=portrait(looks))
        world.media = Media(camera, world.media.microphone)
        hosts.append(await world.host(email))
    mads, lone = hosts
    session = await world.shared_webinar(mads, lone)
    await room.bring_slides(mads, session, _slides(folder / "slides.pdf"))
    for host in hosts:
        await room.enter(host, session)
        await room.step_up(host, "live")
        await room.turn_on(host, "camera", "microphone")
    poul = await world.citizen(SECOND_CITIZEN)
    await room.go_in(poul, session)
    await mads.page.click("#slide-start")
    await poul.page.wait_for_selector("#grid [data-source=slides] img")
    await room.hears(poul)
    await room.say(poul, "Hvor tit skal jeg gå en tur?")
    await room.say(lone, "Gerne hver dag. En kort tur er nok.")
    await room.reads(poul, "Gerne hver dag. En kort tur er nok.")
    await poul.page.wait_for_function(ALL_PLAYING, arg=2)
    README.parent.mkdir(exist_ok=True)
    await poul.page.screenshot(path=README)


def _slides(path: Path) -> Path:
    page = Image.new("RGB", (1280, 720), "#f3f7f6")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 24, 720), fill="#0d5560")
    pen.text((100, 90), "Kom i gang", fill="#0d5560", font_size=84)
    for line, words in enumerate(("En kort tur hver dag", "Rejs dig hver halve time", "Tag en ven med")):
        pen.ellipse((104, 290 + line * 120, 134, 320 + line * 120), fill="#0d5560")
        pen.text((170, 272 + line * 120), words, fill="#1f2a2a", font_size=56)
    page.save(path)
    return path


async def main(only_readme: bool) -> None:
    """All pictures, or the README's alone."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as here, Progress() as progress:
        folder = Path(here)
        media = Media(
            moving_picture.write_y4m(folder / "camera.y4m"), speech.write_wav(folder / "microphone.wav")
        )
        data = hub_process.fill(folder / "demo")
        scenes = [readme] if only_readme else [lambda w: pages(w, progress)]
        if not only_readme:
            scenes += [lambda w, to=to: rooms(w, to) for to in LANGUAGES]
            scenes += [lambda w, to=to: group(w, to) for to in LANGUAGES]
        for number, scene in enumerate(progress.track(scenes, description="Scenes")):
            hub = HubProcess(hub_process.copy_of(data, folder / f"data{number}"))
            hub.start()
            try:
                async with AsyncExitStack() as stack:
                    playwright = await stack.enter_async_context(async_playwright())
                    await scene(World(hub, media, playwright, stack))
            finally:
                hub.kill()
                shutil.rmtree(hub.folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main("--readme" in sys.argv))

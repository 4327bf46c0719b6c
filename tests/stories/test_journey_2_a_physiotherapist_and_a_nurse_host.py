"""Journey 2: a physiotherapist in Kolding hosts with a nurse from Varde.

Practice room, doors open, slides, a poll, a citizen gets the floor; the physiotherapist's network dies, the
nurse carries on, the physiotherapist comes back to the same seat.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.network import Network
from tests.doubles.room import WAITING
from tests.doubles.world import CITIZEN, NURSE, PHYSIOTHERAPIST, SECOND_CITIZEN, World

SEEN = 'seat => window.frameNumber(document.querySelector(`#grid [data-seat="${seat}"] video`)) !== null'
SECOND_SLIDE = """
() => {
  const picture = document.querySelector('#grid [data-source=slides] img');
  return picture?.naturalWidth > 0 && picture.src.endsWith('/2');
}
"""


@dataclass
class Cast:
    """Who takes part: Mads the physiotherapist, Lone the nurse, Inger and Poul the citizens."""

    session: int
    mads: Visitor
    lone: Visitor
    inger: Visitor
    poul: Visitor
    network: Network
    """Between Mads and the hub."""


async def gather(world: World) -> Cast:
    """Everybody at home, signed in, the citizens signed up."""
    network = await world.network()
    mads, lone = await world.host(PHYSIOTHERAPIST, network=network), await world.host(NURSE)
    session = await world.shared_webinar(mads, lone)
    inger, poul = await world.host(CITIZEN), await world.citizen(SECOND_CITIZEN, phone=True)
    for citizen in (inger, poul):
        await room.sign_up(citizen, session)
    return Cast(session, mads, lone, inger, poul, network)


@pytest.mark.timeout(240)
async def test_the_nurse_carries_on_when_the_physiotherapists_network_dies(
    world: World, tmp_path: Path
) -> None:
    cast = await gather(world)
    await room.bring_slides(cast.mads, cast.session, make_slides(tmp_path / "slides.pdf"))
    await they_practise_while_the_citizens_wait(cast)
    await the_doors_open(cast)
    await he_shows_slides(cast)
    await he_asks_and_they_answer(cast)
    await a_citizen_gets_the_floor(cast)
    await his_network_dies_and_he_comes_back(cast)
    assert cast.poul.record.asked == []


def make_slides(path: Path) -> Path:
    """Three pages of PDF."""
    pages = [Image.new("RGB", (960, 540), "white") for _ in range(3)]
    for number, page in enumerate(pages, 1):
        ImageDraw.Draw(page).text((100, 200), f"Motion {number}", fill="black", font_size=80)
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


async def they_practise_while_the_citizens_wait(cast: Cast) -> None:
    """The two see and hear each other; the citizens are told to wait."""
    await room.enter(cast.mads, cast.session)
    await room.step_up(cast.mads, "practice")
    await room.enter(cast.lone, cast.session)
    for citizen in (cast.inger, cast.poul):
        await room.enter(citizen, cast.session, arrives=WAITING)
    for host in (cast.mads, cast.lone):
        await room.turn_on(host, "camera", "microphone")
    for host in (cast.mads, cast.lone):
        await room.picture_moves(host)
        await room.hears(host)
    assert await cast.inger.page.locator(WAITING).count() == 1


async def the_doors_open(cast: Cast) -> None:
    """Everybody who waited is in, sees and hears, without doing anything."""
    await room.step_to(cast.mads, "open")
    await room.step_to(cast.mads, "live")
    for citizen in (cast.inger, cast.poul):
        await citizen.page.wait_for_selector(room.JOINED)
        await room.picture_moves(citizen)
        await room.hears(citizen)


async def he_shows_slides(cast: Cast) -> None:
    await cast.mads.page.click("#slide-start")
    await cast.mads.page.click("#slide-forward")
    await cast.poul.page.wait_for_function(SECOND_SLIDE)
    await cast.mads.page.click("#slide-stop")
    await cast.poul.page.wait_for_selector("#grid [data-source=slides]", state="detached")


async def he_asks_and_they_answer(cast: Cast) -> None:
    """A poll is opened, answered, closed, and its result shown to all."""
    await room.ask_poll(cast.mads, "Går du en tur hver dag?", "Ja", "Nej")
    await cast.poul.page.click("#poll [data-option='0']")
    await cast.mads.page.click("#polls-list [data-poll-to=closed]")
    await cast.mads.page.click("#polls-list [data-poll-to=shown]")
    answers = cast.inger.page.locator("#poll dl.hub-poll dd")
    await answers.first.wait_for()
    assert await answers.all_inner_texts() == ["1 (100 %)", "0 (0 %)"]


async def a_citizen_gets_the_floor(cast: Cast) -> None:
    """Inger asks for it, Lone gives it, Poul hears her; then Lone takes it back."""
    await cast.inger.page.click("#control-hand")
    await cast.lone.page.click("#hands-list [data-action=promote]")
    await room.turn_on(cast.inger, "microphone")
    row = cast.lone.page.locator("#roster-list li", has_text="Inger")
    await row.locator("[data-action=mute]").wait_for()
    await row.locator("[data-action=demote]").click()
    await cast.inger.page.wait_for_selector("#control-microphone", state="detached")


async def his_network_dies_and_he_comes_back(cast: Cast) -> None:
    """The others see and hear Lone all the while; Mads is back in his seat and has missed nothing."""
    seats = [await room.own_seat(host) for host in (cast.mads, cast.lone)]
    cast.network.cut()
    await cast.mads.page.wait_for_selector('html[data-connection="lost"]')
    await cast.poul.page.wait_for_function(SEEN, arg=seats[1])
    await room.hears(cast.poul)
    await room.say(cast.lone, "Mads er straks tilbage")
    await room.reads(cast.poul, "Mads er straks tilbage")
    cast.network.mend()
    await cast.mads.page.wait_for_selector('html[data-connection="connected"]', timeout=30_000)
    await room.reads(cast.mads, "Mads er straks tilbage")
    assert [await room.own_seat(host) for host in (cast.mads, cast.lone)] == seats
    await cast.poul.page.wait_for_function(SEEN, arg=seats[0])

"""axe finds no breach of WCAG 2.2 AA in any face of the room, in both languages."""

import pytest

from tests.browser.axe import violations
from tests.browser.walk import speak
from tests.doubles import room
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, SECOND_CITIZEN, World


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["da", "en"])
async def test_the_room_is_accessible_for_everybody_in_it(world: World, language: str) -> None:
    """The host with lists, slides and a poll; a citizen on a phone and one at a desk; a hand is up."""
    host = await world.host(PHYSIOTHERAPIST)
    phone = await world.citizen(CITIZEN, phone=True)
    desk = await world.citizen(SECOND_CITIZEN)
    everybody = {"host": host, "phone": phone, "desk": desk}
    for one in everybody.values():
        await speak(one, language)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    for citizen in (phone, desk):
        await room.sign_up(citizen, session)
        await room.enter(citizen, session)
        await room.picture_moves(citizen)
    await room.say(phone, "Hej")
    await room.reads(host, "Hej")
    await desk.page.click("#control-hand")
    await host.page.wait_for_selector("#hands-list [data-action=promote]")
    await room.ask_poll(host, "Går du hver dag?", "Ja", "Nej")
    await desk.page.wait_for_selector("#poll [data-option]")
    found = {name: await violations(one.page) for name, one in everybody.items()}
    assert found == {"host": [], "phone": [], "desk": []}


@pytest.mark.parametrize("language", ["da", "en"])
async def test_the_waiting_room_and_the_end_are_accessible(world: World, language: str) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    citizen = await world.citizen(CITIZEN, phone=True)
    await speak(citizen, language)
    session = await world.open_session(host, "group")
    await room.sign_up(citizen, session)
    await room.enter(citizen, session, arrives=room.WAITING)
    assert await violations(citizen.page) == []
    await host.page.click("#waiting-list [data-action=admit]")
    await citizen.page.wait_for_selector(room.JOINED)
    assert await violations(citizen.page) == []
    await host.page.click("#roster-list [data-action=remove]")
    await citizen.page.wait_for_selector('html[data-room-state="removed"]')
    assert await violations(citizen.page) == []


async def test_the_page_of_a_lost_connection_is_accessible(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    await world.live_webinar(host)
    world.hub.kill()
    await host.page.wait_for_selector('html[data-room-state="reconnecting"]', timeout=30_000)
    assert await violations(host.page) == []

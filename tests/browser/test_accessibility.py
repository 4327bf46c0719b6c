"""axe finds no breach of WCAG 2.2 AA: every page and every face of the room, in both languages."""

import re

import pytest
from starlette.routing import Route

from tests.browser.axe import violations
from tests.browser.pages import PAGES
from tests.browser.walk import every_page, speak
from tests.doubles import room
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, SECOND_CITIZEN, World
from web.routes import ROUTES

NO_PAGES = {"/livez", "/readyz", "/sessions/{id}/calendar.ics", "/sessions/{id}/slides/{deck}/{number}"}
ROOM = {"/sessions/{id}/live"}


def test_every_page_of_the_url_map_is_walked() -> None:
    """A page that is added to the map must be added to the list, and so to these tests."""
    shown = {re.sub(r"\{\w+\}|not-a-link", "{}", each.path) for each in PAGES}
    paths = [r.path for r in ROUTES if isinstance(r, Route) and r.methods and "GET" in r.methods]
    pages = {re.sub(r":\w+\}", "}", path) for path in paths} - NO_PAGES - ROOM
    assert {path for path in pages if re.sub(r"\{\w+\}", "{}", path) not in shown} == set()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["da", "en"])
async def test_every_page_is_accessible(world: World, language: str) -> None:
    found = {}
    async for shown, who in every_page(world, language):
        broken = await violations(who.page)
        if broken:
            found[shown.name] = broken
    assert found == {}


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

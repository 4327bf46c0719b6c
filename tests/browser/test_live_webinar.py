"""A webinar between real browsers: one host and two citizens, on real media."""

from tests.doubles import room
from tests.doubles.room import JOINED
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, SECOND_CITIZEN, World


async def test_two_citizens_see_hear_and_write_with_the_host(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    first = await world.citizen(CITIZEN, phone=True)
    second = await world.citizen(SECOND_CITIZEN)
    for citizen in (first, second):
        await room.sign_up(citizen, session)
        await room.go_in(citizen, session)
        await room.picture_moves(citizen)
        await room.hears(citizen)

    await room.say(host, "Velkommen, æøå 😀")
    await room.reads(first, "Velkommen, æøå 😀")
    await room.say(first, "Tak. Hvor tit?")
    await room.reads(host, "Tak. Hvor tit?")
    await room.reads(second, "Tak. Hvor tit?")

    assert first.record.asked == []
    assert second.record.asked == []


async def test_a_phone_is_sent_no_larger_picture_than_it_shows(world: World) -> None:
    host = await world.person(PHYSIOTHERAPIST, 1, cameras=(("Kamera", 960, 540),))
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera")
    citizen = await world.citizen(CITIZEN, phone=True)
    await room.sign_up(citizen, session)
    await room.go_in(citizen, session)
    await room.picture_moves(citizen)
    await citizen.page.wait_for_function(
        "selector => document.querySelector(selector).videoWidth === 480", arg=room.OTHERS
    )


async def test_a_citizen_is_given_the_floor_and_gives_it_back(world: World) -> None:
    """Promoted without rejoining, heard by the other citizen, and demoted again."""
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    speaker = await world.host(CITIZEN)
    listener = await world.citizen(SECOND_CITIZEN)
    for citizen in (speaker, listener):
        await room.sign_up(citizen, session)
        await room.enter(citizen, session)
    connections = await speaker.page.evaluate("window.connections.length")

    await speaker.page.click("#control-hand")
    await host.page.click("#hands-list [data-action=promote]")
    await room.turn_on(speaker, "camera", "microphone")
    await room.picture_moves(listener)
    await room.hears(listener)
    assert await speaker.page.evaluate("window.connections[0].connectionState") == "connected"
    assert await speaker.page.evaluate("window.connections.length") == connections + 1

    await host.page.click("#roster-list [data-action=demote]")
    await speaker.page.wait_for_selector("#control-microphone", state="detached")
    await listener.page.wait_for_selector(room.OTHERS + ":not([hidden])", state="detached")
    assert await speaker.page.locator(JOINED).count() == 1


async def test_the_host_removes_somebody_who_is_told_so(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    citizen = await world.citizen(CITIZEN)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await host.page.click("#roster-list [data-action=remove]")
    await citizen.page.wait_for_selector('html[data-room-state="removed"]')
    assert await citizen.page.evaluate("window.connections.every(one => one.connectionState === 'closed')")


async def test_the_second_browser_of_one_person_takes_the_seat_over(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    tablet = await world.citizen(CITIZEN)
    await room.sign_up(tablet, session)
    await room.enter(tablet, session)
    phone = await world.citizen(CITIZEN, phone=True)
    await room.enter(phone, session)
    await tablet.page.wait_for_selector('html[data-room-state="taken_over"]')
    await host.page.wait_for_function(
        "() => document.querySelector('[data-count=roster]').textContent === '1'"
    )

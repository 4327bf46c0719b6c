"""What people see when networks and servers fail, and that everybody is back by themselves."""

import time

from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.room import JOINED
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, SECOND_CITIZEN, World


async def test_the_hosts_network_dies_and_comes_back(world: World) -> None:
    """The same seat again, picture and sound again, and no line of chat lost; nobody pressed anything."""
    network = await world.network()
    host = await world.host(PHYSIOTHERAPIST, network=network)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizen = await world.citizen(CITIZEN)
    await room.sign_up(citizen, session)
    await room.go_in(citizen, session)
    await room.picture_moves(citizen)
    seat = await room.own_seat(host)

    network.cut()
    await host.page.wait_for_selector('html[data-connection="lost"]')
    await room.say(citizen, "Er du der?")
    network.mend()

    await host.page.wait_for_selector('html[data-connection="connected"]', timeout=30_000)
    await room.reads(host, "Er du der?")
    await room.picture_moves(citizen)
    await room.hears(citizen)
    assert await room.own_seat(host) == seat


async def test_a_restart_of_the_hub_brings_everybody_back(world: World) -> None:
    """Killed without a word and started again: all in place with picture, and the chat is still there."""
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizens = [await world.citizen(CITIZEN, phone=True), await world.citizen(SECOND_CITIZEN)]
    for citizen in citizens:
        await room.sign_up(citizen, session)
        await room.go_in(citizen, session)
    await room.say(citizens[0], "Før genstarten")
    await room.reads(host, "Før genstarten")

    world.hub.kill()
    for one in (host, *citizens):
        await one.page.wait_for_selector('html[data-connection="lost"]', timeout=30_000)
    world.hub.start()

    for one in (host, *citizens):
        await one.page.wait_for_selector('html[data-connection="connected"]', timeout=40_000)
        await one.page.wait_for_selector(JOINED)
    for citizen in citizens:
        await room.picture_moves(citizen, seconds=30)
        await room.hears(citizen)
    await room.say(host, "Efter genstarten")
    for citizen in citizens:
        await room.reads(citizen, "Før genstarten")
        await room.reads(citizen, "Efter genstarten")


async def test_an_orderly_stop_says_that_it_moves(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    await world.live_webinar(host)
    assert world.hub.stop() == 0
    await host.page.wait_for_selector('html[data-connection="lost"]')
    world.hub.start()
    await host.page.wait_for_selector('html[data-connection="connected"]', timeout=40_000)


async def test_a_dead_media_worker_is_replaced_and_the_picture_returns(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizen = await world.citizen(CITIZEN)
    await room.sign_up(citizen, session)
    await room.go_in(citizen, session)
    await room.picture_moves(citizen)

    world.hub.kill_media_workers()
    await room.picture_moves(citizen, seconds=30)
    await room.hears(citizen)
    assert await citizen.page.get_attribute("html", "data-connection") == "connected"


async def frames_come(who: Visitor, seconds: float) -> None:
    """Somebody else's picture moves again within so many seconds."""
    before = time.monotonic()
    await room.picture_moves(who)
    assert time.monotonic() - before < seconds


async def test_viewer_whose_address_changes_finds_the_server_again_on_the_same_connection(
    world: World,
) -> None:
    network = await world.network()
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizen = await world.citizen(CITIZEN, network=network)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await room.picture_moves(citizen)
    for _ in range(2):
        connections = await citizen.page.evaluate("window.connections.length")
        network.change()
        await stands_still(citizen)
        await frames_come(citizen, 3.0)
        assert await citizen.page.evaluate("window.connections.length") == connections
    assert await citizen.page.evaluate("performance.getEntriesByName('room:found-again').length") == 2
    await room.hears(citizen)


async def test_host_whose_address_changes_is_seen_again_on_the_same_connection(world: World) -> None:
    network = await world.network()
    host = await world.host(PHYSIOTHERAPIST, network=network)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizen = await world.citizen(CITIZEN)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await room.picture_moves(citizen)
    seat, connections = await room.own_seat(host), await host.page.evaluate("window.connections.length")
    network.change()
    await stands_still(citizen)
    await frames_come(citizen, 3.0)
    await room.hears(citizen)
    assert await room.own_seat(host) == seat
    assert await host.page.evaluate("window.connections.length") == connections


async def test_viewer_whose_socket_goes_with_its_address_is_back_on_the_same_seat(world: World) -> None:
    network = await world.network()
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    citizen = await world.citizen(CITIZEN, network=network)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await room.picture_moves(citizen)
    network.change(signalling=True)
    await stands_still(citizen)
    await frames_come(citizen, 5.0)
    await citizen.page.wait_for_selector('html[data-connection="connected"]')


async def stands_still(who: Visitor) -> None:
    """Until somebody else's picture has stood for a fifth of a second."""
    await who.page.evaluate(
        """async selector => {
          const shown = () => [...document.querySelectorAll(selector)].find(one => one.videoWidth);
          const read = () => window.frameNumber(shown());
          let number = read(), since = performance.now();
          while (performance.now() - since < 200) {
            await new Promise(requestAnimationFrame);
            const now = read();
            if (now !== number) [number, since] = [now, performance.now()];
          }
        }""",
        room.OTHERS,
    )

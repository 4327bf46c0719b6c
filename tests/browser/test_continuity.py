"""What viewers see while a publisher reloads, changes device, shares the screen or moves to another network.

The pictures carry numbers and the time of day. In every story the viewer's one connection is never negotiated
again, pictures come in the order they were made, and the gap is bounded. `seen.report` prints the gaps.
"""

from tests.doubles import room, seen
from tests.doubles.browsers import Visitor
from tests.doubles.seen import Frame
from tests.doubles.world import CITIZEN, NURSE, PHYSIOTHERAPIST, World

CAMERAS = (("Indbygget kamera", 640, 360), ("Bordkamera", 320, 240))
CONNECTIONS = "() => window.connections.map(one => one.connectionState)"
WIDTH = "seat => document.querySelector(`#grid [data-seat='${seat}'][data-source=camera] video`).videoWidth"


async def webinar(world: World) -> tuple[Visitor, Visitor, str]:
    """A physiotherapist with camera and microphone on, a citizen who watches, and the seat watched."""
    host = await world.person(PHYSIOTHERAPIST, 1, cameras=CAMERAS, network=await world.network())
    session = await world.live_webinar(host)
    await room.turn_on(host, "camera", "microphone")
    seat = await room.own_seat(host)
    citizen = await world.citizen(CITIZEN)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await seen.watch(citizen)
    await seen.wait_for(citizen, seat, 10)
    return host, citizen, seat


async def told(citizen: Visitor, seat: str, story: str, most: int) -> list[Frame]:
    """What was seen since the last story: in order, no gap over `most` milliseconds, on one connection."""
    await seen.wait_for(citizen, seat, 10)
    shown = await seen.frames(citizen, seat)
    seen.report({"story": story, "gap_ms": seen.longest_gap(shown), "delay_ms": seen.middle_delay(shown)})
    assert seen.out_of_time(shown) == []
    assert seen.longest_gap(shown) <= most
    assert await citizen.page.evaluate(CONNECTIONS) == ["connected"]
    await citizen.page.evaluate("window.pictures = {}")
    return shown


async def test_devices_and_screen_change_without_a_word_to_viewers(world: World) -> None:
    host, citizen, seat = await webinar(world)
    page = host.page
    await told(citizen, seat, "nothing happens", 1000)

    await page.click("#control-sound")
    await page.select_option("#choose-camera", "camera-1")
    await citizen.page.wait_for_function(f"seat => ({WIDTH})(seat) === 320", arg=seat)
    await page.select_option("#choose-camera", "camera-0")
    await page.keyboard.press("Escape")
    await citizen.page.wait_for_function(f"seat => ({WIDTH})(seat) >= 640", arg=seat)
    assert {one.who for one in await told(citizen, seat, "camera changed and back", 2000)} == {1}

    await page.click("#control-screen")
    await seen.wait_for(citizen, seat, 3, source="screen")
    await told(citizen, seat, "screen shared", 3000)
    await page.click("#control-screen")
    await citizen.page.wait_for_selector("#grid [data-source=screen]", state="detached")
    await told(citizen, seat, "screen stopped", 1000)

    await page.click("#control-microphone")
    await citizen.page.wait_for_selector(f'#grid [data-seat="{seat}"] [href$="#mic-off"]')
    await room.turn_on(host, "microphone")
    await page.evaluate("window.speak(true)")
    await room.hears(citizen)
    await told(citizen, seat, "microphone off and on", 1000)

    await page.click("#control-camera")
    await citizen.page.wait_for_selector(room.OTHERS, state="hidden")
    await citizen.page.evaluate("window.pictures = {}")
    await room.turn_on(host, "camera")
    await told(citizen, seat, "camera off and on", 2000)


async def test_a_publisher_who_reloads_or_moves_is_seen_again_without_anybody_pressing(world: World) -> None:
    host, citizen, seat = await webinar(world)
    network = world.networks[0]

    network.move()
    await told(citizen, seat, "address changed", 4000)

    await host.page.reload()
    await host.page.wait_for_selector("#control-camera.is-on")
    assert await host.page.locator("#control-microphone.is-on").count() == 1
    await told(citizen, seat, "publisher reloaded", 8000)


async def test_a_second_person_shows_their_screen_as_soon_as_the_first_stops(world: World) -> None:
    host = await world.person(PHYSIOTHERAPIST, 1, cameras=CAMERAS)
    nurse = await world.person(NURSE, 2, cameras=CAMERAS)
    session = await world.shared_webinar(host, nurse)
    await room.enter(host, session)
    await room.step_up(host, "live")
    await room.enter(nurse, session)
    citizen = await world.citizen(CITIZEN)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    await seen.watch(citizen)
    seats = []
    for one in (host, nurse):
        await room.turn_on(one, "camera")
        seats.append(await room.own_seat(one))
        await seen.wait_for(citizen, seats[-1], 3)
    await host.page.click("#control-screen")
    await seen.wait_for(citizen, seats[0], 3, source="screen")
    await nurse.page.click("#control-screen")
    await nurse.page.get_by_text("En anden viser sin skærm lige nu.").first.wait_for()
    for first, second, seat in ((host, nurse, seats[1]), (nurse, host, seats[0])):
        await first.page.click("#control-screen.is-on")
        await citizen.page.wait_for_selector("#grid [data-source=screen]", state="detached")
        await second.page.click("#control-screen:not(.is-on)")
        await seen.wait_for(citizen, seat, 3, source="screen")
    assert await citizen.page.evaluate(CONNECTIONS) == ["connected"]

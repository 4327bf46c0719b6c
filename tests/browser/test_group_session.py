"""A group session between three real browsers: let in by the host, everybody seen and heard by everybody."""

from tests.doubles import room
from tests.doubles.room import JOINED, WAITING
from tests.doubles.world import CITIZEN, PHYSIOTHERAPIST, SECOND_CITIZEN, World

ALL_SEEN = """
others => {
  const videos = [...document.querySelectorAll('#grid figure[data-source=camera]:not(.is-me) video')];
  return videos.filter(video => window.frameNumber(video) !== null).length === others;
}
"""


async def test_three_people_see_and_hear_each_other(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.open_session(host, "group")
    citizens = [await world.host(CITIZEN), await world.host(SECOND_CITIZEN)]
    for citizen in citizens:
        await room.sign_up(citizen, session)
        await room.enter(citizen, session, arrives=WAITING)
        assert await citizen.page.evaluate("window.connections.length") == 0
        await host.page.click("#waiting-list [data-action=admit]")
        await citizen.page.wait_for_selector(JOINED)
    for one in (host, *citizens):
        await room.turn_on(one, "camera", "microphone")
    for one in (host, *citizens):
        await one.page.wait_for_function(ALL_SEEN, arg=2)
        await room.hears(one)
    for citizen in citizens:
        await citizen.page.wait_for_selector("#grid[data-view=gallery]")

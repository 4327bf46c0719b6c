"""Journey 1, its joining part: a citizen of 71 on a phone comes from the reminder's link to the webinar.

Reminder link, device check, "you are in the waiting room", webinar with picture and sound. She never signs
in, and nothing asks her for permission.
"""

import re

from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.room import WAITING
from tests.doubles.world import CITIZEN, DIETICIAN, World, find_session

REMINDER = "Påmindelse om dit møde"


async def reminder_link(world: World, session: int) -> str:
    """She signed up at the health centre's computer; a day before, the reminder is in her mail."""
    at_the_centre = await world.citizen(CITIZEN)
    await room.sign_up(at_the_centre, session)
    await world.hub.mail(CITIZEN, "Du er tilmeldt")
    world.hub.stop()
    world.hub.let_time_pass(f"reminder:{session}:")
    world.hub.start()
    letter = await world.hub.mail(CITIZEN, REMINDER)
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(re.escape(world.hub.origin) + r"(/join/\S+)", body.get_content())
    assert found is not None
    return found[1]


async def test_from_the_reminder_through_the_waiting_room_to_picture_and_sound(world: World) -> None:
    host = await world.host(DIETICIAN)
    session = await find_session(host, "webinar")
    link = await reminder_link(world, session)
    await room.enter(host, session)
    await room.step_up(host, "practice")
    await room.turn_on(host, "camera", "microphone")

    inger = await world.citizen(phone=True)
    await inger.open(link)
    await checks_her_phone(inger, session)
    await inger.page.wait_for_selector(WAITING)
    assert await inger.page.inner_text("#view-door h1") == "Du er i venteværelset"
    assert await inger.page.evaluate("window.connections.length") == 0

    await room.step_up(host, "open")
    await inger.page.wait_for_selector(room.JOINED)
    await room.step_up(host, "live")
    await room.picture_moves(inger)
    await room.hears(inger)
    await room.say(inger, "Må man cykle med dårlige knæ?")
    await room.reads(host, "Må man cykle med dårlige knæ?")
    assert inger.record.asked == []


async def checks_her_phone(inger: Visitor, session: int) -> None:
    """She hears the two tones, goes on without a microphone, and is sent on to the meeting."""
    page = inger.page
    assert page.url.endswith(f"/sessions/{session}/check")
    await page.click("#step-sound [data-press=play]")
    await page.click("#step-sound [data-press=heard]")
    await page.click("#step-microphone [data-press=skip]")
    await page.wait_for_selector("html[data-check=done]")
    assert await page.get_attribute("#step-network", "data-result") == "ok"
    assert await page.inner_text("#done a.button-primary") == "Gå til mødet"
    await page.click("#done a.button-primary")

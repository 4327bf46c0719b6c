"""The way of somebody who uses only a keyboard: sign in, sign up, go in, write, raise a hand, leave."""

from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.world import PASSWORD, PHYSIOTHERAPIST, SECOND_CITIZEN, World

MOST_STEPS = 80
FOCUSED = "selector => document.activeElement.matches(selector)"
VISIBLE_FOCUS = """
() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}
"""


async def tab_to(who: Visitor, selector: str) -> None:
    """Press Tab until the element has the focus; it must be on the screen with a ring around it."""
    for _ in range(MOST_STEPS):
        await who.page.keyboard.press("Tab")
        if await who.page.evaluate(FOCUSED, selector):
            assert await who.page.evaluate(VISIBLE_FOCUS), f"the focus on {selector} is not to be seen"
            return
    raise AssertionError(f"{selector} is not reached by Tab")


async def test_everything_a_citizen_does_is_done_by_keyboard(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    citizen = await world.citizen()
    keyboard = citizen.page.keyboard

    await citizen.open(f"/sessions/{session}")
    await tab_to(citizen, 'a[href^="/login?next="]')
    async with citizen.page.expect_navigation():
        await keyboard.press("Enter")
    await tab_to(citizen, "input[name=email]")
    await keyboard.type(SECOND_CITIZEN)
    await tab_to(citizen, "input[name=password]")
    await keyboard.type(PASSWORD)
    async with citizen.page.expect_navigation(url=f"**/sessions/{session}"):
        await keyboard.press("Enter")
    sign_up = f'form[action="/sessions/{session}/signup"] button[type=submit]'
    if await citizen.page.locator(sign_up).count():
        await tab_to(citizen, sign_up)
        async with citizen.page.expect_navigation():
            await keyboard.press("Enter")
    await tab_to(citizen, f'a[href="/sessions/{session}/live"]')
    await keyboard.press("Enter")
    await citizen.page.wait_for_selector(room.JOINED)

    await tab_to(citizen, "#chat-text")
    await keyboard.type("Skrevet uden mus")
    await tab_to(citizen, "#chat-send")
    await keyboard.press("Enter")
    await room.reads(host, "Skrevet uden mus")
    await tab_to(citizen, "#control-hand")
    await keyboard.press("Space")
    await host.page.wait_for_selector("#hands-list li")
    await keyboard.press("Alt+Shift+KeyH")
    await host.page.wait_for_selector("#hands-list li", state="detached")
    await tab_to(citizen, "#control-leave")
    await keyboard.press("Enter")
    await citizen.page.wait_for_selector('html[data-room-state="left"]')
    assert await citizen.page.evaluate(FOCUSED, "#end-title")


async def test_a_screen_reader_is_told_of_chat_and_hands(world: World) -> None:
    host = await world.host(PHYSIOTHERAPIST)
    session = await world.live_webinar(host)
    citizen = await world.citizen(SECOND_CITIZEN)
    await room.sign_up(citizen, session)
    await room.enter(citizen, session)
    said = '() => Boolean(document.getElementById("announcement").textContent.trim())'
    await room.say(host, "God aften")
    await citizen.page.wait_for_function(said)
    await citizen.page.click("#control-hand")
    await host.page.wait_for_function(said)
    assert await citizen.page.get_attribute("#announcement", "aria-live") == "polite"

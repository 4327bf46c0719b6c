"""The way of somebody who uses only a keyboard: sign in, sign up, go in, write, raise a hand, leave.

In the forum: start a thread, answer, flag a post. In the letterbox: write a letter, send it, answer it.
"""

from tests.doubles import room
from tests.doubles.browsers import Visitor
from tests.doubles.world import (
    CITIZEN,
    DIETICIAN,
    PASSWORD,
    PHYSIOTHERAPIST,
    SECOND_CITIZEN,
    World,
    first_thread,
    named,
)

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


async def press(who: Visitor, selector: str, leads_to: str) -> None:
    """Tab to a link or a button and press it; it leads to a page whose address is like that."""
    await tab_to(who, selector)
    async with who.page.expect_navigation(url=leads_to):
        await who.page.keyboard.press("Enter")


async def write(who: Visitor, selector: str, text: str) -> None:
    """Tab to a field and type."""
    await tab_to(who, selector)
    await who.page.keyboard.type(text)


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


async def test_a_citizen_writes_and_flags_in_the_forum_by_keyboard(world: World) -> None:
    citizen = await world.citizen(SECOND_CITIZEN)
    thread = await first_thread(citizen)
    await citizen.open("/forum/type-2-diabetes")
    await press(citizen, 'main a[href="/forum/type-2-diabetes/new"]', "**/new")
    await write(citizen, "#f-title", "Havregryn uden mus")
    await write(citizen, "#f-text", "Hvad spiser I om morgenen?")
    await press(citizen, "button[name=step][value=preview]", "**/new")
    await press(citizen, "button[name=step][value=send]", "**/forum/threads/*")
    assert await citizen.page.inner_text("h1") == "Havregryn uden mus"
    assert "Hvad spiser I om morgenen?" in await citizen.page.inner_text("#thread .hub-post")

    await citizen.open(f"/forum/threads/{thread}")
    await write(citizen, "#f-text", "Svaret uden mus")
    await press(citizen, "button[name=step][value=send]", "**/forum/threads/*done=*")
    assert "Svaret uden mus" in await citizen.page.inner_text("#thread")
    await citizen.open(f"/forum/threads/{thread}")
    await press(citizen, "a[href^='/forum/posts/'][href$='/flag']", "**/flag")
    await tab_to(citizen, "input[type=radio][name=reason]")
    await citizen.page.keyboard.press("ArrowDown")
    await write(citizen, "main [name=words]", "Det kan misforstås.")
    await press(citizen, "main form button[type=submit]", "**/forum/moderation/flags*")
    assert "Forkert råd" in await citizen.page.inner_text("main li")


async def test_a_letter_is_written_and_answered_by_keyboard(world: World) -> None:
    citizen = await world.citizen(CITIZEN)
    await citizen.open("/letters")
    await press(citizen, 'main a[href="/letters/new"]', "**/letters/new")
    await press(citizen, "button[name=function][value=diaetist]", "**/letters/*/write")
    await write(citizen, "#f-subject", "Rugbrød uden mus")
    await write(citizen, "#f-text", "Er fuldkorn bedre?")
    await press(citizen, "button[name=do][value=send]", "**/letters/*done=letter_sent")
    assert await citizen.page.inner_text("h1") == "Rugbrød uden mus"
    assert "Er fuldkorn bedre?" in await citizen.page.inner_text("main article")

    dietician = await world.citizen(DIETICIAN)
    letter = (await named(dietician, "/admin/letters", "/admin/letters/"))[0]
    await press(dietician, f'main a[href="/admin/letters/{letter}"]', f"**/{letter}")
    await write(dietician, "#f-text", "Ja, det er fint.")
    await press(dietician, "button[name=do][value=send]", f"**/{letter}?done=letter_answered")
    assert "Ja, det er fint." in await dietician.page.inner_text("main")


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

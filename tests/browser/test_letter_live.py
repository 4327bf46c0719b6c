"""Letters in real browsers: what is begun is kept and found, a colleague at the letter is seen to come."""

import pytest
from playwright.async_api import Page

from tests.browser.axe import violations
from tests.browser.walk import speak
from tests.browser.width import SIDEWAYS
from tests.doubles.browsers import Visitor
from tests.doubles.world import (
    CITIZEN,
    DIETICIAN,
    PASSWORD,
    SECOND_CITIZEN,
    SECOND_DIETICIAN,
    World,
    letter_begun,
)

KEPT = '[data-draft-state]:has-text("gemt.")'
HALF = "Et halvt brev om <b>kiwi</b>\nog havregrød"


async def sent_letter(citizen: Visitor) -> str:
    """The name of a letter that somebody writes to the dieticians and sends."""
    await citizen.open("/letters/new")
    await citizen.page.click("button[name=function][value=diaetist]")
    await citizen.page.fill("#f-subject", "Morgenmad")
    await citizen.page.fill("#f-text", "Hvad spiser jeg?")
    await citizen.page.click("button[name=do][value=send]")
    await citizen.page.wait_for_url("**/letters/*?done=letter_sent")
    return citizen.page.url.split("/")[-1].partition("?")[0]


async def test_a_letter_begun_is_kept_by_itself_and_found_again(world: World) -> None:
    inger = await world.citizen(CITIZEN)
    letter = await letter_begun(inger)
    await inger.page.fill("#f-subject", "Morgenmad")
    await inger.page.fill("#f-text", HALF)
    await inger.page.wait_for_selector(KEPT)
    await inger.open("/letters")
    await inger.page.click(f'main a[href^="/letters/{letter}"]')
    assert await inger.page.input_value("#f-subject") == "Morgenmad"
    assert await inger.page.input_value("#f-text") == HALF


async def test_an_answer_is_kept_and_a_colleague_is_seen_as_they_come(world: World) -> None:
    letter = await sent_letter(await world.citizen(CITIZEN))
    desk = f"/admin/letters/{letter}"
    both = [await world.citizen(DIETICIAN), await world.citizen(SECOND_DIETICIAN)]
    for who in both:
        await who.open(desk)
    [holder] = [who for who in both if await who.page.locator(f'form[action="{desk}/answer"]').count()]
    [other] = [who for who in both if who is not holder]
    assert await holder.page.inner_text("[data-company]") == ""
    await holder.page.fill("#f-text", HALF)
    await holder.page.wait_for_selector(KEPT)
    await other.page.fill("[name=words]", "Borgeren ringede til mig om brevet")
    await other.page.click(f'form[action="{desk}/glass"] button')
    await holder.page.wait_for_selector('[data-company]:has-text("læser brevet lige nu")')
    assert await holder.page.input_value("#f-text") == HALF
    assert "skriver på et svar" in await other.page.inner_text("[data-company]")
    await holder.page.reload()
    assert await holder.page.input_value("#f-text") == HALF


async def test_another_sign_in_in_another_tab_loses_nothing_and_shows_nobody(world: World) -> None:
    inger = await world.citizen(CITIZEN)
    letter = await letter_begun(inger)
    await inger.page.fill("#f-subject", "Morgenmad")
    other_tab = await inger.page.context.new_page()
    await other_tab.goto(f"{inger.origin}/")
    await other_tab.locator('form[action="/logout"] button').first.click()
    await other_tab.wait_for_url("**/?done=signed_out")
    await fill_in(other_tab, inger.origin, SECOND_CITIZEN)
    await inger.page.fill("#f-text", HALF)
    await inger.page.click("button[name=do][value=send]")
    await inger.page.wait_for_selector('h1:has-text("Log ind")')
    assert "En anden er logget ind" in await inger.page.inner_text("main")
    assert "kiwi" not in await inger.page.content()
    await inger.page.fill("main [name=email]", CITIZEN)
    await inger.page.fill("main [name=password]", PASSWORD)
    await inger.page.click("main form[action='/login'] button")
    await inger.page.wait_for_selector('h1:has-text("Din tekst er her endnu")')
    assert await inger.page.locator("textarea[name=text]").input_value() == HALF
    await inger.page.click("main .button-primary")
    await inger.page.wait_for_url(f"**/letters/{letter}?done=letter_sent")
    assert "havregrød" in await inger.page.inner_text("main")


async def fill_in(page: Page, origin: str, email: str) -> None:
    """Sign in on a page of a tab's own."""
    await page.goto(f"{origin}/login")
    await page.fill("main [name=email]", email)
    await page.fill("main [name=password]", PASSWORD)
    await page.click("main form[action='/login'] button")
    await page.wait_for_url(f"{origin}/")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", ["da", "en"])
async def test_a_time_offered_in_a_letter_is_chosen_by_keyboard_and_moved(
    world: World, language: str
) -> None:
    inger = await world.citizen(CITIZEN, phone=True, language=language)
    letter = await sent_letter(inger)
    await speak(inger, language)
    await (await _holder(world, letter)).page.click(f'form[action="/admin/letters/{letter}/times"] button')
    await inger.open(f"/letters/{letter}")
    assert await violations(inger.page) == []
    await inger.page.focus("#times button[name=at] >> nth=1")
    await inger.page.keyboard.press("Enter")
    await inger.page.wait_for_url(f"**/letters/{letter}?done=talk_booked")
    await inger.page.click(f'a[href^="/letters/{letter}?move="]')
    await inger.page.wait_for_selector("#times input[name=moves]", state="attached")
    assert await violations(inger.page) == []
    assert await inger.page.evaluate(SIDEWAYS) == []
    await inger.page.locator("#times button[name=at]").nth(2).evaluate("one => (one.value = 'i morgen')")
    await inger.page.locator("#times button[name=at]").nth(2).click()
    await inger.page.wait_for_selector('[role=alert] a[href="#times"]')
    assert await violations(inger.page) == []
    await inger.page.click("#times button[name=at] >> nth=3")
    await inger.page.wait_for_url(f"**/letters/{letter}?done=talk_moved")
    assert await inger.page.locator("#times").count() == 0


async def _holder(world: World, letter: str) -> Visitor:
    """Whoever of the two dieticians has the letter, at it."""
    for email in (DIETICIAN, SECOND_DIETICIAN):
        who = await world.citizen(email)
        await who.open(f"/admin/letters/{letter}")
        if await who.page.locator(f'form[action="/admin/letters/{letter}/answer"]').count():
            return who
    raise AssertionError("nobody has the letter")

"""A citizen on a phone finds a free time, thinks it over, books it by keyboard and later gives it back."""

import re

import pytest

from tests.browser.axe import violations
from tests.doubles.world import CITIZEN, World

pytestmark = pytest.mark.browser


async def test_a_citizen_books_a_talk_by_keyboard_and_gives_it_back(world: World) -> None:
    inger = await world.citizen(CITIZEN, phone=True)
    page = inger.page
    await inger.open("/book")
    await page.get_by_role("link", name=re.compile("Samtale med en diætist")).focus()
    await page.keyboard.press("Enter")
    first = page.locator("button[name=at]").first
    await first.wait_for()
    assert await violations(page) == []
    chosen = (await first.inner_text()).rpartition("kl.\u00a0")[2]
    await first.focus()
    await page.keyboard.press("Enter")

    book = page.get_by_role("button", name="Book samtalen")
    await book.wait_for()
    assert await violations(page) == []
    assert f"kl.\u00a0{chosen} til" in await page.inner_text(".hub-clock")
    await book.focus()
    await page.keyboard.press("Enter")
    await page.get_by_text("Samtalen er booket.").wait_for()
    assert f"kl.\u00a0{chosen} til" in await page.inner_text(".hub-clock")
    await world.hub.mail(CITIZEN, "Du er tilmeldt")

    await page.get_by_role("button", name="Meld fra").click()
    await page.get_by_text("Du er meldt fra.").wait_for()

"""Walks every page as everybody who sees it, with one browser context for each person."""

from collections.abc import AsyncIterator

from tests.browser.pages import PAGES, Shown
from tests.doubles.browsers import Visitor
from tests.doubles.world import World


async def every_page(
    world: World, language: str = "da", phone: bool = False
) -> AsyncIterator[tuple[Shown, Visitor]]:
    """Each page of the list, loaded. Raises AssertionError when one is not what the list says."""
    known = await world.ids()
    people: dict[str, Visitor] = {}
    for shown in PAGES:
        email = shown.who.format(**known)
        if email not in people:
            people[email] = await world.citizen(email, language=language, phone=phone)
            await speak(people[email], language)
        who = people[email]
        status = await who.open(shown.path.format(**known))
        assert status == shown.status, f"{shown.name} answered {status}"
        assert await who.page.get_attribute("html", "lang") == language, shown.name
        yield shown, who


async def speak(who: Visitor, language: str) -> None:
    """Choose the language by the button at the foot of every page, unless it is spoken already."""
    await who.open("/")
    button = who.page.locator(f'form[action="/preferences"] button[name=language][value={language}]')
    if await button.count():
        await button.click()
        await who.page.wait_for_selector(f"html[lang={language}]")

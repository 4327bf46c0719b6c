"""Every page, as everybody sees it, in both languages: accessible, and never wider than the window.

axe finds no breach of WCAG 2.2 AA at a desk; at 320 px, which is 400 % zoom of 1280, nothing scrolls sideways
(1.4.10), nor with the largest letters on a phone (1.4.4).
"""

import re

import pytest
from starlette.routing import Route

from tests.browser.axe import violations
from tests.browser.pages import PAGES
from tests.browser.walk import every_page
from tests.browser.width import SIDEWAYS
from tests.doubles.browsers import DESK, PHONE, Visitor
from tests.doubles.world import World
from web.routes import ROUTES

NO_PAGES = {
    "/livez",
    "/readyz",
    "/metrics",
    "/push-worker.js",
    "/forum/{slug}/feed.atom",
    "/letters/{id}/files/{file}",
    "/admin/letters/{id}/files/{file}",
    "/admin/letters/{id}/company",
    "/me/data/copies/{id}",
    "/schedule/demands/{id:int}/fits",
    "/schedule/proposals/{id:int}/progress",
    "/ledger/{place:int}/sheet.csv",
    "/calendar/{secret}.ics",
    "/sessions/{id:int}/calendar.ics",
    "/sessions/{id:int}/slides/{deck:int}/{number:int}",
}
ROOM = {"/sessions/{id:int}/live"}


def test_every_page_of_the_url_map_is_walked() -> None:
    """A page that is added to the map must be added to the list, and so to these tests."""
    routes = [r for r in ROUTES if isinstance(r, Route) and r.methods and "GET" in r.methods]
    walked = {route_of(each.path, routes) for each in PAGES}
    assert {route.path for route in routes} - walked - NO_PAGES - ROOM == set()


def route_of(path: str, routes: list[Route]) -> str:
    """The line of the map that answers a path of the list; "" when none does."""
    asked = re.sub(r"\{\w+\}", "1", path).partition("?")[0]
    return next((route.path for route in routes if route.path_regex.match(asked)), "")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["da", "en"])
async def test_every_page_is_accessible_and_fits(world: World, language: str) -> None:
    found = {}
    async for shown, who in every_page(world, language):
        wrong = {"axe": await violations(who.page), **await too_wide(who)}
        if any(wrong.values()):
            found[shown.name] = {what: said for what, said in wrong.items() if said}
    assert found == {}


async def too_wide(who: Visitor) -> dict[str, list[str]]:
    """What reaches over the edge, narrow and with the largest letters; the window is a desk's again after."""
    found = {}
    await who.page.set_viewport_size({"width": 320, "height": 256})
    found["320 px"] = await who.page.evaluate(SIDEWAYS)
    await who.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    await who.page.evaluate("document.documentElement.dataset.text = 'stoerst'")
    found["largest letters"] = await who.page.evaluate(SIDEWAYS)
    await who.page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    return found

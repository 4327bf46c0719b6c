"""Every page renders, in both languages, for everybody who may see it."""

import re
from collections.abc import Callable

import pytest

from tests.web.conftest import Browser
from tests.web.world import World

OPEN = ["/", "/help", "/accessibility", "/privacy", "/login", "/password"]
OWN = ["/me", "/me/log"]
PLANNING = ["/admin", "/admin/sessions", "/admin/sessions/new"]
KEEPING = [*PLANNING, "/admin/people", "/admin/people/new", "/admin/agreements", "/admin/audit"]
SEEN_BY = {
    "": OPEN,
    "citizen": [*OPEN[:4], *OWN],
    "relative": [*OPEN[:4], *OWN],
    "moderator": [*OPEN[:4], *OWN],
    "professional": [*OPEN[:4], *OWN, *PLANNING],
    "coordinator": [*OPEN[:4], *OWN, *PLANNING, "/admin/people", "/admin/agreements"],
    "administrator": [*OPEN[:4], *OWN, *KEEPING],
    "platform": [*OPEN[:4], *OWN, *KEEPING, "/admin/municipalities"],
}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("who", SEEN_BY)
async def test_pages_render_for(who: str, language: str, browser: Callable[..., Browser]) -> None:
    visitor = browser(who, language)
    if who and language == "en":
        await visitor.send("/me", "/preferences", {"language": "en", "next": "/me"})
    for path in SEEN_BY[who]:
        page = await visitor.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{language}"' in page.text, path
        assert "<h1" in page.text, path
        assert page.text.count("<h1") == 1, path


@pytest.mark.parametrize("which", ["public", "members", "invited", "draft"])
async def test_a_sessions_desk_renders_for_its_host(
    which: str, browser: Callable[..., Browser], world: World
) -> None:
    host = browser("professional")
    number = world.sessions[which]
    for path in (f"/sessions/{number}", f"/admin/sessions/{number}", f"/admin/sessions/{number}/edit"):
        page = await host.get(path)
        assert (page.status_code, path) == (200, path)


@pytest.mark.parametrize(
    ("who", "path", "current"),
    [
        ("moderator", "/forum/moderation", "/forum/moderation"),
        ("moderator", "/forum/moderation/rota", "/forum/moderation"),
        ("administrator", "/forum/moderation/words", "/forum/moderation/words"),
        ("administrator", "/admin", "/admin"),
        ("coordinator", "/admin/sessions/new", "/admin/sessions"),
        ("citizen", "/forum/mine", "/forum"),
        ("citizen", "/", "/"),
        ("citizen", "/privacy", ""),
    ],
)
async def test_a_menu_marks_the_one_place_one_stands_in(
    who: str, path: str, current: str, browser: Callable[..., Browser]
) -> None:
    page = await browser(who).get(path)
    assert page.status_code == 200
    marked = re.findall(r'class="nav-link" href="([^"]*)" aria-current="page"', page.text)
    assert set(marked) == ({current} if current else set())
    assert page.text.count('class="active current"') == len(marked)

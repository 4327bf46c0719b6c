"""Ids no table could hold, in every address and field of forum, letterbox and what stands around them.

Each is answered as something that is not there (or cannot be read), never by an error of ours.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from config.settings import Settings
from hub.accounts.models import Person, RoleGrant
from hub.actor import ANONYMOUS, Role
from tests.web.conftest import Browser
from tests.web.schedule_world import planned
from tests.web.test_permission_matrix import Walk, pages, wide
from tests.web.world import World
from web.forms import token_for
from web.page import Page
from web.visitor import Visitor

Browsers = Callable[..., Browser]
ROLES = (
    Role.citizen,
    Role.professional,
    Role.moderator,
    Role.coordinator,
    Role.municipal_administrator,
    Role.platform_administrator,
)
ODD = ("x" * 300, "9" * 40, "-1", "æ🙂\u202e\u200b", "\x00", " ", "%2e%2e", "a'b\"<i>", "\ud7ff" * 17)
NUMBERS = ("0", "2147483647", "2147483648", "9" * 40, "9" * 5_000)
ASKED = (
    "after",
    "at",
    "page",
    "days",
    "tray",
    "q",
    "topic",
    "since",
    "next",
    "edit",
    "list",
    "to",
    "from",
    "done",
)
PARAMETER = re.compile(r"\{(\w+)(:int)?\}")
SETTLED = {303, 400, 404, 409}


def ours() -> Iterator[tuple[str, Page]]:
    """Every route but the live room's, signing in and what a browser's own machinery fetches."""
    for name, route in pages():
        if route.path.startswith(("/forum", "/admin", "/letters", "/answers", "/notices", "/me")):
            yield name, route


def odd_addresses(pattern: str) -> Iterator[str]:
    """The pattern with odd values in all its places; dots that a browser folds away lead elsewhere."""
    for value in ODD:
        if PARAMETER.search(pattern) and ":int" not in pattern:
            yield PARAMETER.sub(quote(value, safe=""), pattern)
    if ":int" in pattern:
        for number in NUMBERS:
            yield PARAMETER.sub(number, pattern)


@pytest.fixture
async def walk(world: World, browser: Browsers, sqlite_database: Settings) -> Walk:
    """The whole world, and one person with every role: whoever is let in gets as far as the id."""
    await world.furnish()
    await world.furnish_writing()
    await world.write_letters()
    world.planning = await planned(world)
    await world.add("everybody", "Ea Alle", "kolding", Role.citizen)
    person = await Person.get(id=world.people["everybody"].person_id)
    await RoleGrant.filter(person=person).delete()
    for role in ROLES:
        await RoleGrant.create(person=person, role=role.value)
    wide()
    return Walk(world, browser, sqlite_database)


def signed_in(walk: Walk) -> Browser:
    """Everybody's browser, with the token its forms carry."""
    one = walk.visitor("everybody")
    one.token = token_for(Visitor(ANONYMOUS, "da", "normal", walk.world.tokens["everybody"]))
    return one


@pytest.mark.timeout(300)
async def test_an_id_that_cannot_be_is_missing_in_every_address(walk: Walk) -> None:
    visitor = signed_in(walk)
    wrong: list[str] = []
    for name, route in ours():
        method = name.split()[0]
        data, _ = walk.form(route.path, "")
        for path in odd_addresses(route.path):
            answer = await (visitor.get(path) if method == "GET" else visitor.post(path, data))
            if answer.status_code not in SETTLED or "forged_form" in answer.text:
                wrong.append(f"{name} {path[:60]!r}: {answer.status_code}")
    assert wrong == []


@pytest.mark.timeout(300)
async def test_a_question_in_an_address_may_be_anything(walk: Walk) -> None:
    visitor = signed_in(walk)
    wrong: list[str] = []
    for name, route in ours():
        if name.startswith("POST") or ":int" in route.path:
            continue
        thing = "letter" if route.path.startswith("/letters") else "asked"
        path = walk.address(route.path, thing).replace("{slug}", "open")
        for value in ODD:
            answer = await visitor.get(path, params=dict.fromkeys(ASKED, value))
            if answer.status_code >= 500:
                wrong.append(f"{name} {value[:20]!r}: {answer.status_code}")
    assert wrong == []


@pytest.mark.timeout(300)
async def test_a_field_of_a_form_may_hold_anything(walk: Walk) -> None:
    visitor = signed_in(walk)
    wrong: list[str] = []
    for name, route in ours():
        if name.startswith("GET") or "/logout" in route.path or "/logins/" in route.path:
            continue
        data, _ = walk.form(route.path, "asked")
        thing = "letter" if route.path.startswith("/letters") else "asked"
        path = PARAMETER.sub("1", walk.address(route.path, thing).replace("{slug}", "open"))
        for value in ODD[:4]:
            for fields in (dict.fromkeys(data, value), *({**data, key: value} for key in data)):
                answer = await visitor.post(path, fields)
                walk.restore()
                if answer.status_code >= 500:
                    wrong.append(f"{name} {value[:12]!r} in {list(fields)}: {answer.status_code}")
    assert wrong == []

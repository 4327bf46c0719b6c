"""Pages as a browser asks for them, in process, over the real database."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from config.settings import Settings
from hub.rooms import actions as rooms
from tests.conftest import Clock
from tests.web.world import World
from web.app import configure, create_pages
from web.security import armoured

ORIGIN = "http://127.0.0.1:8000"


class Browser:
    """A browser of one person: cookies kept, redirects not followed, forms sent with the page's token."""

    def __init__(self, app: ASGIApp, language: str = "da", origin: str = ORIGIN) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=("192.0.2.7", 5000)),
            base_url=origin,
            headers={"Accept-Language": language, "User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"},
        )
        self.own = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
        self.token = ""

    async def get(self, path: str, **more: Any) -> httpx.Response:
        response = await self.client.get(path, **more)
        found = re.search(r'name="token" value="([0-9a-f]+)"', response.text)
        self.token = found[1] if found else self.token
        return response

    async def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """A form of our own page: origin and token as a browser sends them."""
        headers = self.own | more.pop("headers", {})
        return await self.client.post(
            path, data={"token": self.token} | (data or {}), headers=headers, **more
        )

    async def send(self, page: str, path: str, data: dict[str, Any] | None = None) -> httpx.Response:
        """Look at a page, then send a form of it."""
        await self.get(page)
        return await self.post(path, data)


@pytest.fixture
async def world(sqlite_database: Settings, frozen_clock: Clock) -> World:
    configure(sqlite_database)
    made = World()
    await made.fill()
    return made


@pytest.fixture
async def app(sqlite_database: Settings) -> AsyncIterator[ASGIApp]:
    """Pages with all their armour; database and clock are opened by the test. No sound and picture."""
    configure(sqlite_database)
    rooms.start(sqlite_database, None)
    pages = create_pages(sqlite_database)
    pages.state.ready = True
    yield armoured(pages, sqlite_database)
    await rooms.stop()


@pytest.fixture
async def browser(app: ASGIApp, world: World) -> AsyncIterator[Callable[..., Browser]]:
    """Browsers: `browser("citizen")` is signed in, `browser()` a stranger."""
    opened: list[Browser] = []

    def make(who: str = "", language: str = "da") -> Browser:
        one = Browser(app, language)
        if who:
            one.client.cookies.set("hub", world.tokens[who], domain="127.0.0.1")
        opened.append(one)
        return one

    yield make
    for one in opened:
        await one.client.aclose()

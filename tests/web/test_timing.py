"""Server-Timing says how long a page took and how often it asked, only where the settings want it."""

import re
from collections.abc import Callable

import httpx
import pytest

from config.settings import Settings
from hub import db
from tests.web.world import World
from web.app import configure, create_pages
from web.security import armoured


@pytest.mark.parametrize("wanted", [True, False])
async def test_the_header_is_there_when_it_is_asked_for(
    make_settings: Callable[..., Settings], sqlite_database: Settings, frozen_clock: object, wanted: bool
) -> None:
    settings = make_settings(server={"timing": wanted})
    configure(settings)
    await World().fill()
    pages = create_pages(settings)
    pages.state.ready = True
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(armoured(pages, settings)), base_url="http://127.0.0.1:8000"
    ) as client:
        answer = await client.get("/")
    said = answer.headers.get("server-timing", "")
    found = re.fullmatch(r'total;dur=(\d+\.\d\d), queries;desc="(\d+)"', said)
    assert bool(found) is wanted
    assert found is None or int(found[2]) > 1
    assert await db.ready()

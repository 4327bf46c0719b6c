"""/metrics is there for whoever shows the token of the settings, and for nobody else."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from config.settings import Settings
from rtc.metrics import CONTENT_TYPE
from web.app import create_pages
from web.security import armoured

TOKEN = "t" * 32


async def asked(settings: Settings, authorization: str) -> httpx.Response:
    transport = httpx.ASGITransport(armoured(create_pages(settings), settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.9:8000") as client:
        return await client.get("/metrics", headers={"authorization": authorization.encode()})


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", TOKEN, "Bearer é"])
@pytest.mark.parametrize("token", ["", TOKEN])
async def test_without_the_token_there_is_no_such_page(
    make_settings: Callable[..., Settings], token: str, shown: str
) -> None:
    settings = make_settings(server={"metrics_token": token})
    answer = await asked(settings, authorization=shown)
    assert answer.status_code == 404
    assert "media_" not in answer.text


async def test_with_the_token_it_tells_the_workers_figures(make_settings: Callable[..., Any]) -> None:
    answer = await asked(make_settings(server={"metrics_token": TOKEN}), authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == CONTENT_TYPE
    assert "# TYPE media_viewers gauge" in answer.text

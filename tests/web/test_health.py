"""What a machine is told of this process: whether it takes visitors, and whether media workers are well."""

from collections.abc import Callable

import httpx
import pytest

from config.settings import Settings
from rtc.control import MediaControl
from web.app import create_pages
from web.security import armoured


@pytest.mark.parametrize(
    ("probes", "told"), [({}, {}), ({"a": 0.01, "b": None}, {"media": False}), ({"a": 0.01}, {"media": True})]
)
async def test_lost_packet_through_a_media_worker_is_told(
    make_settings: Callable[..., Settings], probes: dict[str, float | None], told: dict[str, bool]
) -> None:
    settings = make_settings()
    pages = create_pages(settings)
    pages.state.control = MediaControl([])
    pages.state.control.probes.update(probes)
    transport = httpx.ASGITransport(armoured(pages, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.9:8000") as client:
        answer = (await client.get("/readyz")).json()
    assert {key: answer[key] for key in answer if key == "media"} == told

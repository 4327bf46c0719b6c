"""The demo's addresses: pages in two languages, safe headers, and nothing for other sites."""

import re
from typing import Any

import pytest

from rtc.demo import app as demo_app
from rtc.demo.app import App
from rtc.demo.texts import TEXTS
from rtc.whip.messages import Request


@pytest.fixture
def app(studio: Any) -> App:
    return App(studio.control)


def get(host: str = "localhost:8081", method: str = "GET") -> Request:
    return Request(method, {"host": host})


@pytest.mark.parametrize("page", ["", "/send", "/view"])
async def test_pages_are_danish_and_english_and_lead_to_each_other(app: App, page: str) -> None:
    for language, other in (("da", "en"), ("en", "da")):
        response = await app.answer(f"/{language}{page}", get())
        text = response.body.decode()
        assert response.status == 200
        assert f'<html lang="{language}">' in text
        assert f'href="/{other}{page}" lang="{other}"' in text
        assert "$" not in text
        assert response.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


async def test_front_door_is_danish(app: App) -> None:
    response = await app.answer("/", get())
    assert (response.status, response.headers["location"]) == (303, "/da")


async def test_every_file_a_page_names_is_there_and_none_is_foreign(app: App) -> None:
    page = (await app.answer("/da/send", get())).body.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert not [one for one in named if "//" in one]
    for one in named:
        if one.startswith("/"):
            assert (await app.answer(one, get())).status == 200


async def test_host_of_another_site_gets_nothing(app: App) -> None:
    assert (await app.answer("/da", get("attacker.example"))).status == 421
    assert (await app.answer("/whip/demo", get("attacker.example", "POST"))).status == 421
    assert (await app.answer("/da", get("127.0.0.1:1"))).status == 200


async def test_unknown_paths_and_methods(app: App) -> None:
    assert (await app.answer("/etc/passwd", get())).status == 404
    assert (await app.answer("/app.py", get())).status == 404
    assert (await app.answer("/da", get(method="POST"))).status == 405
    head = await app.answer("/da", get(method="HEAD"))
    assert (head.status, head.body) == (200, b"")


async def test_token_is_asked_for_before_a_room_is_opened(studio: Any) -> None:
    app = App(studio.control, "secret")
    post = Request("POST", {"host": "localhost", "content-type": "application/sdp"}, b"v=0")
    assert (await app.answer("/whip/demo", post)).status == 401
    [worker] = (await studio.control.stats()).values()
    assert set(worker["rooms"]) == {"r"}


async def test_rooms_that_nobody_uses_make_way(
    studio: Any, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_app, "MAX_ROOMS", 2)
    for room in ("a", "b", "c"):
        post = Request("POST", {"host": "localhost", "content-type": "application/sdp"}, b"v=0")
        assert (await app.answer(f"/whep/{room}", post)).status == 400
    [worker] = (await studio.control.stats()).values()
    assert len(worker["rooms"]) <= 3


def test_texts_are_complete_and_differ() -> None:
    assert all(len(words) == 2 and all(words) for words in TEXTS.values())

"""Errors as people meet them: plain words, a code for the telephone, a way out, and no secrets."""

import logging
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from config.settings import Settings
from hub.errors import BadInput, Missing, Refused
from tests.web.conftest import Browser
from tests.web.world import World
from web.app import create_pages
from web.errors import reply_for
from web.page import page
from web.security import BodyRefused, armoured

RAISED: dict[str, Exception] = {
    "/bug": RuntimeError("Kirsten Madsen har diabetes"),
    "/busy": Refused("busy", "Der er travlt.", "It is busy."),
    "/full": Refused("no_seats", "Der er ikke flere pladser.", "No seats left."),
    "/fast": Refused("too_fast", "For hurtigt.", "Too fast."),
    "/not-allowed": Refused("not_allowed", "Nej.", "No."),
    "/missing": Missing(),
    "/bad": BadInput("bad", "x", "Skriv et tal.", "Write a number."),
    "/large": BodyRefused(413),
    "/method": HTTPException(405),
}
STATUS = {
    "/bug": 500,
    "/busy": 503,
    "/full": 409,
    "/fast": 429,
    "/not-allowed": 404,
    "/missing": 404,
    "/bad": 400,
    "/large": 413,
    "/method": 404,
}


def _raiser(error: Exception) -> Callable[[Request], Response]:
    async def run(request: Request) -> Response:
        raise error

    return run  # type: ignore[return-value]


@pytest.fixture
async def visitor(sqlite_database: Settings, world: World) -> AsyncIterator[Browser]:
    """A stranger before pages that raise everything there is."""
    pages = create_pages(sqlite_database)
    for path, error in RAISED.items():
        pages.router.routes.insert(0, page(path, _raiser(error), verb=("page", "read")))  # type: ignore[arg-type]
    one = Browser(armoured(pages, sqlite_database))
    yield one
    await one.client.aclose()


async def test_each_kind_of_error_has_its_status_words_and_way_out(visitor: Browser) -> None:
    for path, status in STATUS.items():
        answer = await visitor.get(path)
        assert answer.status_code == status, path
        assert "70 00 00 00" in answer.text, path
        assert 'href="/"' in answer.text, path
        assert answer.text.count("<h1") == 1, path


async def test_a_refusal_is_said_in_its_own_words_and_with_its_code(visitor: Browser) -> None:
    answer = await visitor.get("/full")
    assert "Der er ikke flere pladser." in answer.text
    assert "Kode no_seats" in answer.text
    assert (await visitor.get("/fast")).headers["retry-after"] == "10"


async def test_a_bug_is_logged_by_its_route_and_told_without_its_reason(
    visitor: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await visitor.get("/bug")
    assert "diabetes" not in answer.text
    assert "Noget gik galt hos os" in answer.text
    assert [record.getMessage() for record in caplog.records] == ["A page failed: GET /bug"]


async def test_a_token_in_an_address_is_not_logged(
    sqlite_database: Settings, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    pages = create_pages(sqlite_database)
    failing = page("/join/{token}", _raiser(RuntimeError("x")), verb=("page", "read"))  # type: ignore[arg-type]
    pages.router.routes.insert(0, failing)
    one = Browser(armoured(pages, sqlite_database))
    await one.get("/join/very-secret-token")
    assert "very-secret-token" not in caplog.text.split("Traceback")[0]
    await one.client.aclose()


async def test_missing_forbidden_and_wrong_method_are_one_page(visitor: Browser) -> None:
    texts = {
        (await visitor.get(path)).text.replace(path, "") for path in ("/missing", "/not-allowed", "/method")
    }
    assert len(texts) == 1


def test_replies_on_the_socket_have_code_and_words_in_the_actors_language() -> None:
    full = RAISED["/full"]
    assert reply_for(full, "da") == {"error": {"code": "no_seats", "message": "Der er ikke flere pladser."}}
    assert reply_for(full, "en") == {"error": {"code": "no_seats", "message": "No seats left."}}
    assert reply_for(RuntimeError("x"), "en") == {
        "error": {"code": "bug", "message": "Something went wrong on our side. Try again shortly."}
    }


@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "9" * 5000])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sessions/{}"),
        ("GET", "/sessions/1/slides/{}/1"),
        ("GET", "/admin/people/{}"),
        ("GET", "/admin/municipalities/{}"),
        ("POST", "/me/logins/{}/revoke"),
        ("POST", "/admin/agreements/{}/end"),
    ],
)
async def test_a_number_no_table_can_hold_is_in_no_address(
    browser: Callable[..., Browser], method: str, path: str, number: str
) -> None:
    one = browser("platform")
    await one.get("/me")
    answer = one.get if method == "GET" else one.post
    assert (await answer(path.format(number))).status_code == 404


@pytest.mark.parametrize("date", ["9999-12-31", "99999999999999999999-1-1", "0001-01-01", "32-1-2026"])
async def test_a_day_out_of_all_time_is_told_beside_its_field(
    browser: Callable[..., Browser], date: str
) -> None:
    form = {"date": date, "starts": "02:00", "ends": "01:00", "repeat": "weekly", "times": "5"}
    answer = await browser("coordinator").send("/admin/sessions/new", "/admin/sessions/new", form)
    assert answer.status_code == 400
    assert "Skriv datoen som dag-måned-år" in answer.text

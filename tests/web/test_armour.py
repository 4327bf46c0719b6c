"""Headers on everything that is answered, cookies, hosts, bodies, forgeries, redirects."""

import asyncio
from collections.abc import Callable

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from config.settings import Settings
from tests.web.conftest import Browser
from tests.web.world import PASSWORD, World
from web.app import create_pages
from web.page import local_path
from web.render import static_url
from web.security import BODY_BYTES, BodyLimits, armoured

FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
PATHS = ["/", "/help", "/login", "/nowhere", "/sessions/999", "/admin", "/livez", "/me", "/check"]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_its_headers(path: str, browser: Callable[..., Browser]) -> None:
    answer = await browser().get(path)
    assert {name: answer.headers[name] for name in FIXED} == FIXED
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


async def test_cameras_are_for_the_room_and_the_device_check_alone(
    browser: Callable[..., Browser], world: World
) -> None:
    host = browser("professional")
    session = world.sessions["public"]
    open_to = {
        path: "camera=(self), microphone=(self), display-capture=(self)"
        in (await host.get(path)).headers["permissions-policy"]
        for path in ("/", "/me", f"/sessions/{session}", "/check", f"/sessions/{session}/live")
    }
    assert open_to == {
        "/": False,
        "/me": False,
        f"/sessions/{session}": False,
        "/check": True,
        f"/sessions/{session}/live": True,
    }


async def test_static_files_are_kept_under_their_version_only(browser: Callable[..., Browser]) -> None:
    visitor = browser()
    fresh = await visitor.get(static_url("hub.css"))
    stale = await visitor.get("/static/0123456789ab/hub.css")
    assert fresh.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (stale.status_code, stale.headers["cache-control"]) == (200, "no-cache")
    assert (await visitor.get(static_url("../app.py"))).status_code == 404
    assert (await visitor.get("/static/x/..%2f..%2fapp.py")).status_code == 404


async def test_styles_are_sent_compressed_to_who_takes_it(browser: Callable[..., Browser]) -> None:
    visitor = browser()
    plain = await visitor.get(static_url("hub.css"), headers={"Accept-Encoding": "identity"})
    small = await visitor.get(static_url("hub.css"), headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert (small.headers["content-encoding"], small.headers["content-type"]) == (
        "gzip",
        "text/css; charset=utf-8",
    )
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < len(plain.content) / 3


async def test_https_marks_cookies_and_asks_for_https_for_long(
    make_settings: Callable[..., Settings], world: World
) -> None:
    settings = make_settings(site={"secret": "s" * 40, "origin": "https://hub.example"})
    visitor = Browser(armoured(create_pages(settings), settings), origin="https://hub.example")
    page = await visitor.get("/login")
    assert page.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    answer = await visitor.post("/login", {"email": "citizen@demo.invalid", "password": PASSWORD})
    login = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-hub="))
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(login.split("; "))
    assert "Domain" not in login
    await visitor.client.aclose()


async def test_another_host_is_refused_but_health_is_asked_by_address(
    browser: Callable[..., Browser],
) -> None:
    visitor = browser()
    assert (await visitor.get("/", headers={"Host": "evil.example"})).status_code == 400
    assert (await visitor.get("/livez", headers={"Host": "10.0.0.7"})).status_code == 200


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},  # a page that hides where it comes from
    {"Sec-Fetch-Site": "same-site", "Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_a_form_from_another_site_is_refused(
    headers: dict[str, str], browser: Callable[..., Browser], world: World
) -> None:
    citizen = browser("citizen")
    await citizen.get("/me")
    path = f"/sessions/{world.sessions['public']}/signup"
    answer = await citizen.post(path, headers=headers)
    assert (answer.status_code, "forged_form" in answer.text) == (400, True)


async def test_a_form_without_origin_or_without_its_token_is_refused(
    browser: Callable[..., Browser], world: World
) -> None:
    citizen = browser("citizen")
    await citizen.get("/me")
    path = f"/sessions/{world.sessions['public']}/signup"
    assert (await citizen.client.post(path, data={"token": citizen.token})).status_code == 400
    assert (await citizen.post(path, {"token": ""})).status_code == 400
    assert (await citizen.post(path, {"token": "0" * 32})).status_code == 400
    assert (await citizen.post(path)).status_code == 303


async def test_another_persons_token_is_not_mine(browser: Callable[..., Browser], world: World) -> None:
    other, citizen = browser("other_citizen"), browser("citizen")
    await other.get("/me")
    answer = await citizen.post(f"/sessions/{world.sessions['public']}/signup", {"token": other.token})
    assert answer.status_code == 400


async def test_a_stranger_gets_a_form_cookie_only_where_there_is_a_form(
    browser: Callable[..., Browser],
) -> None:
    visitor = browser()
    assert "set-cookie" not in (await visitor.get("/")).headers
    given = (await visitor.get("/login")).headers["set-cookie"]
    assert given.startswith("hub-form=")
    assert "HttpOnly" in given
    assert "Secure" not in given


async def test_a_body_too_large_is_refused_in_words(browser: Callable[..., Browser]) -> None:
    answer = await browser().send("/login", "/login", {"email": "x" * (BODY_BYTES + 1)})
    assert answer.status_code == 413
    assert "Filen er for stor" in answer.text


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def _slow() -> Receive:
    parts = iter([{"type": "http.request", "body": b"x", "more_body": True}])

    async def receive() -> dict[str, object]:
        for part in parts:
            return part
        await asyncio.Event().wait()
        raise AssertionError

    return receive  # type: ignore[return-value]


async def _status(app: BodyLimits, receive: Receive) -> int:
    sent: list[dict[str, object]] = []

    async def send(message: object) -> None:
        sent.append(message)  # type: ignore[arg-type]

    scope = {"type": "http", "path": "/x", "method": "POST", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    return int(str(sent[0]["status"]))


async def test_a_body_that_dribbles_is_given_up_as_a_whole() -> None:
    assert await _status(BodyLimits(_echo, seconds=0.05), _slow()) == 408


async def test_a_body_that_lies_about_its_length_is_stopped_where_it_is_too_much() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    assert await _status(BodyLimits(_echo), receive) == 413  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\nb", "/" + "x" * 600],
)
def test_redirects_stay_here(path: str) -> None:
    assert local_path(path) == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert local_path("/sessions/7?done=saved") == "/sessions/7?done=saved"


async def test_signing_in_goes_back_to_a_page_of_ours_only(
    browser: Callable[..., Browser], world: World
) -> None:
    for wanted, reached in (("/me", "/me"), ("//evil.example", "/"), ("https://evil.example/", "/")):
        answer = await browser().send(
            "/login", "/login", {"email": "citizen@demo.invalid", "password": PASSWORD, "next": wanted}
        )
        assert (answer.status_code, answer.headers["location"]) == (303, reached)


async def test_reports_of_the_browser_are_taken_and_not_kept(browser: Callable[..., Browser]) -> None:
    answer = await browser().client.post("/csp-report", content=b"{}" * 10_000)
    assert answer.status_code == 204


async def test_reports_without_end_do_not_fill_the_log(
    browser: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    sender = browser().client
    answers = [(await sender.post("/csp-report", content=b"{}")).status_code for _ in range(80)]
    assert set(answers) == {204, 429}
    assert caplog.text.count("CSP") == answers.count(204)

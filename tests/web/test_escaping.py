"""What people write is shown as they wrote it, and never becomes part of the page."""

import re
from collections.abc import Callable

import pytest

from tests.web.conftest import Browser
from tests.web.test_staffs_way import SESSION
from tests.web.world import World

Browsers = Callable[..., Browser]
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "</textarea></title><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)//",
    "&lt;b&gt; &amp;amp; <!-- -->",
]


def harmless(text: str) -> bool:
    """No tag, attribute or template of the corpus has come alive."""
    tags = re.findall(r"<(script|img|svg)\b[^>]*>", text)
    alive = [tag for tag in re.findall(r"<[a-z][^>]*>", text) if re.search(r"\son\w+\s*=", _unquoted(tag))]
    return (
        "img" not in tags
        and "49" not in re.findall(r">49<", text)
        and not alive
        and "<script>alert" not in text
    )


def _unquoted(tag: str) -> str:
    return re.sub(r'"[^"]*"', '""', tag)


@pytest.mark.parametrize("nasty", NASTY)
async def test_every_text_of_a_session_is_shown_literally(
    nasty: str, browser: Browsers, world: World
) -> None:
    host = browser("professional")
    hosts = {"host-1": world.people["professional"].person_id, "part-1": "host"}
    form = SESSION | hosts | {"title": nasty, "course": nasty, "description": nasty}
    made = await host.send("/admin/sessions/new", "/admin/sessions/new", form)
    path = made.headers["location"].partition("?")[0]
    await host.post(f"{path}/publish")
    link = await host.post(f"{path}/links", {"name": nasty, "role": "guest"})
    slides = await host.post(f"{path}/slides", {"deck_title": nasty})
    pages = [link, slides]
    for address in (path, f"{path}/edit", path.removeprefix("/admin"), "/", "/admin", "/admin/sessions"):
        pages.append(await host.get(address))
    public = path.removeprefix("/admin")
    pages += [await host.get(f"{public}/live"), await host.get(f"{public}/check")]
    assert [page.url.path for page in pages if not harmless(page.text)] == []


@pytest.mark.parametrize("nasty", NASTY)
async def test_every_text_of_a_person_and_a_place_is_shown_literally(
    nasty: str, browser: Browsers, world: World
) -> None:
    keeper = browser("platform")
    form = {"name": nasty, "municipality_id": world.places["kolding"], "roles": "citizen", "language": "da"}
    made = await keeper.send("/admin/people/new", "/admin/people/new", form)
    place = await keeper.send(
        "/admin/municipalities", "/admin/municipalities", {"name": nasty, "accent": "lyng"}
    )
    pages = [made, place, await keeper.get("/admin/people"), await keeper.get("/admin/municipalities")]
    pages.append(await keeper.get("/admin/people/new"))
    if made.status_code == 303:
        pages.append(await keeper.get(made.headers["location"]))
    assert [page.url.path for page in pages if not harmless(page.text)] == []


@pytest.mark.parametrize("nasty", NASTY)
async def test_addresses_and_refused_fields_are_shown_literally(
    nasty: str, browser: Browsers, world: World
) -> None:
    keeper = browser("administrator")
    pages = [
        await keeper.get("/admin/people", params={"search": nasty, "page": nasty}),
        await keeper.get("/admin/sessions", params={"search": nasty, "state": nasty}),
        await keeper.get("/", params={"course": nasty, "kind": nasty, "done": nasty}),
        await browser().get("/login", params={"next": nasty}),
        await browser().get(f"/{nasty}"),
        await browser().send("/login", "/login", {"email": nasty, "password": nasty, "next": nasty}),
        await browser("citizen").send("/", f"/sessions/{world.sessions['public']}/signup", {"alias": nasty}),
        await browser().send("/password", "/password", {"email": nasty}),
    ]
    assert [page.url.path for page in pages if not harmless(page.text)] == []


def test_the_check_itself_sees_what_is_alive() -> None:
    assert not harmless('<p><img src="x"></p>')
    assert not harmless('<input value="" onfocus="alert(1)">')
    assert not harmless("<script>alert(1)</script>")
    assert harmless(
        '<input value="&#34; onfocus=alert(1)"><script type="module" src="/static/x.js"></script>'
    )

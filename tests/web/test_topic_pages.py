"""The pages where topics are made and changed."""

from collections.abc import Callable

import pytest

from forum.debate.models import Category
from tests.web.conftest import Browser
from tests.web.world import World

Browsers = Callable[..., Browser]
NEW = {"slug": "gaa-tur", "title_da": "Gå tur", "title_en": "Walks", "audience": "open", "approve": "first"}


async def test_a_coordinator_makes_a_topic_and_closes_it(browser: Browsers, world: World) -> None:
    ole = browser("coordinator")
    kolding = str(world.places["kolding"])
    sent = await ole.send("/admin/topics/new", "/admin/topics/new", NEW | {"municipality_ids": kolding})
    assert (sent.status_code, sent.headers["location"]) == (303, "/admin/topics?done=saved")
    page = (await ole.get("/admin/topics")).text
    assert '<a href="/admin/topics/gaa-tur"><b>Gå tur</b></a>' in page
    shown = (await ole.get("/admin/topics/gaa-tur")).text
    assert f'value="{kolding}" checked' in shown
    closed = NEW | {"municipality_ids": kolding, "closed": "True"}
    assert (await ole.post("/admin/topics/gaa-tur", closed)).status_code == 303
    assert (await Category.get(slug="gaa-tur")).closed is True


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "Gå tur"}, "Brug små bogstaver, tal og bindestreg."),
        ({"audience": "nobody"}, "Feltet skal udfyldes."),
        ({"audience": "course"}, "Skriv, hvilket forløb det er."),
        ({"municipality_ids": "99999"}, "Sæt kryds ved din egen kommune."),
        ({"title_da": "<b>" + "x" * 90}, "Højst 80 tegn."),
        ({"position": "1e9"}, "Skriv et helt tal."),
    ],
)
async def test_what_was_written_comes_back_with_a_sentence(
    browser: Browsers, world: World, changes: dict[str, str], words: str
) -> None:
    ole = browser("coordinator")
    form = NEW | {"about_da": "Hvor og <i>hvornår</i>", "municipality_ids": str(world.places["kolding"])}
    answer = await ole.send("/admin/topics/new", "/admin/topics/new", form | changes)
    assert answer.status_code == 400
    assert words in answer.text
    assert "Hvor og &lt;i&gt;hvornår&lt;/i&gt;" in answer.text
    assert not await Category.exists(slug="gaa-tur")


async def test_citizens_are_told_where_professionals_alone_write(browser: Browsers, world: World) -> None:
    platform = browser("platform")
    await platform.send("/admin/topics/new", "/admin/topics/new", NEW | {"professional_only": "True"})
    for who in ("citizen", ""):
        page = (await browser(who).get("/forum/gaa-tur")).text
        assert "Her skriver kun fagfolk." in page
        assert "/forum/gaa-tur/new" not in page
    assert "/forum/gaa-tur/new" in (await browser("professional").get("/forum/gaa-tur")).text

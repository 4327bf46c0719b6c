"""A citizen books a talk on pages without a script: list of times, held time, booked, moved, given back."""

import re
from collections.abc import Callable

import pytest

from hub.accounts.models import PersonLanguage
from tests.web.conftest import Browser
from tests.web.world import World

Browsers = Callable[..., Browser]
NINE, TEN = "2026-03-03T08:00:00+00:00", "2026-03-03T09:00:00+00:00"


@pytest.fixture
async def citizen(browser: Browsers, world: World) -> Browser:
    await world.offer_talks()
    return browser("citizen")


async def test_a_citizen_books_moves_and_gives_back_a_talk(citizen: Browser, world: World) -> None:
    path = f"/book/{world.offer}"
    assert "Samtale med en fysioterapeut" in (await citizen.get("/book")).text
    assert 'href="/book"' in (await citizen.get("/")).text
    times = await citizen.get(path)
    assert re.findall(r'name="at" value="([^"]+)"', times.text)[:3] == [
        NINE,
        NINE,
        "2026-03-03T08:30:00+00:00",
    ]
    assert "Næste ledige tid: i morgen, tirsdag d.\u00a03. marts kl.\u00a09.00" in times.text
    assert "Hvilket sprog" not in times.text
    assert "I morgen, tirsdag d.\u00a03. marts" in times.text

    answer = await citizen.post(f"{path}/hold", {"at": NINE})
    assert answer.headers["location"] == "/book/held"
    shown = (await citizen.get("/book/held")).text
    assert "Per Lindgaard" in shown
    assert "Vi holder tiden til dig indtil kl. 9.05." in shown
    answer = await citizen.post("/book/held")
    session = re.fullmatch(r"/sessions/(\d+)\?done=talk_booked", answer.headers["location"])
    assert session is not None

    own = (await citizen.get(f"/sessions/{session[1]}")).text
    assert f'href="{path}?moves={session[1]}"' in own
    assert "Vælg en ny tid" in (await citizen.get(f"{path}?moves={session[1]}")).text
    await citizen.post(f"{path}/hold", {"at": TEN, "moves": session[1]})
    answer = await citizen.post("/book/held")
    assert answer.headers["location"] == f"/sessions/{session[1]}?done=talk_booked"
    assert "kl.\u00a010.00 til 10.30" in (await citizen.get(f"/sessions/{session[1]}")).text

    answer = await citizen.post(f"/sessions/{session[1]}/withdraw")
    assert answer.status_code == 303
    assert NINE in (await citizen.get(path)).text
    assert TEN in (await citizen.get(path)).text


async def test_a_citizen_chooses_among_the_languages_that_are_spoken(citizen: Browser, world: World) -> None:
    path = f"/book/{world.offer}"
    for code in ("ar", "da"):
        await PersonLanguage.get_or_create(person_id=world.people["professional"].person_id, code=code)
    spoken = sorted(
        row.code for row in await PersonLanguage.filter(person_id=world.people["professional"].person_id)
    )
    page = (await citizen.get(path)).text
    assert re.findall(r'href="[^"]*speaks=(\w+)"', page) == spoken
    page = (await citizen.get(f"{path}?speaks=ar")).text
    assert re.search(r'href="[^"]*speaks=ar" aria-current="true">Arabisk<', page)
    assert 'name="speaks" value="ar"' in page
    assert "Der er ingen ledige tider på polsk lige nu." in (await citizen.get(f"{path}?speaks=pl")).text
    assert NINE in (await citizen.get(f"{path}?speaks=nonsense")).text

    await citizen.send(f"{path}?speaks=ar", f"{path}/hold", {"at": NINE, "speaks": "ar"})
    assert "Samtalen er på arabisk." in (await citizen.get("/book/held")).text
    answer = await citizen.post("/book/held")
    session = re.fullmatch(r"/sessions/(\d+)\?done=talk_booked", answer.headers["location"])
    assert session is not None
    assert "Samtalen er på arabisk." in (await citizen.get(f"/sessions/{session[1]}")).text
    moving = (await citizen.get(f"{path}?moves={session[1]}")).text
    assert re.search(r'speaks=ar[^"]*" aria-current="true"', moving)
    anyone = (await citizen.get(f"{path}?moves={session[1]}&speaks=")).text
    assert 'aria-current="true">Alle sprog' in anyone


async def test_who_comes_second_is_told_in_words(citizen: Browser, world: World, browser: Browsers) -> None:
    await citizen.send(f"/book/{world.offer}", f"/book/{world.offer}/hold", {"at": NINE})
    second = browser("relative")
    answer = await second.send(f"/book/{world.offer}", f"/book/{world.offer}/hold", {"at": NINE})
    assert answer.status_code == 409
    assert "En anden har lige taget tiden." in answer.text
    await citizen.post("/book/held/let-go")
    answer = await second.send(f"/book/{world.offer}", f"/book/{world.offer}/hold", {"at": NINE})
    assert answer.headers["location"] == "/book/held"


async def test_one_waits_for_the_first_free_time_and_stops_waiting(citizen: Browser, world: World) -> None:
    path = f"/book/{world.offer}"
    answer = await citizen.send(path, f"{path}/wait", {"until": ""})
    assert (answer.status_code, 'href="#f-until"' in answer.text) == (400, True)
    answer = await citizen.send(path, f"{path}/wait", {"until": "20-03-2026"})
    assert answer.headers["location"] == f"{path}?done=waits_for_time"
    assert "Du venter på en tid til og med fredag d.\u00a020. marts." in (await citizen.get(path)).text
    await citizen.post(f"{path}/stop")
    assert "Du venter på en tid" not in (await citizen.get(path)).text


@pytest.mark.parametrize("sent", [{}, {"at": "x"}, {"at": "2026-03-03T08:00"}, {"at": NINE, "moves": "x"}])
async def test_a_time_that_is_none_is_no_page(citizen: Browser, world: World, sent: dict[str, str]) -> None:
    answer = await citizen.send(f"/book/{world.offer}", f"/book/{world.offer}/hold", sent)
    assert answer.status_code == 404


async def test_the_desk_says_what_can_be_booked(browser: Browsers, world: World) -> None:
    desk = browser("coordinator")
    form = {"competence_id": str(world.competence), "minutes": "45", "title_da": "Knæ", "title_en": "Knee"}
    answer = await desk.send("/admin/offers", "/admin/offers", form | {"minutes": "x"})
    assert (answer.status_code, 'value="Knæ"' in answer.text) == (400, True)
    answer = await desk.send("/admin/offers", "/admin/offers", form)
    assert answer.headers["location"] == "/admin/offers?done=created"
    page = (await desk.get("/admin/offers")).text
    close = re.search(r"/admin/offers/\d+/close", page)
    assert close is not None
    await desk.post(close[0])
    assert "Der er ikke noget at booke endnu." in (await desk.get("/admin/offers")).text

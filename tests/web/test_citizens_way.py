"""A citizen's way without JavaScript: find, sign up, wait, withdraw; sign in and out; preferences; a link."""

import re
from collections.abc import Callable

from hub import jobs
from hub.sessions import actions
from hub.sessions.states import State
from hub.sessions.wire import DeviceCheck
from tests.conftest import Clock
from tests.web.conftest import Browser
from tests.web.world import PASSWORD, World

Browsers = Callable[..., Browser]


def buttons(text: str) -> list[str]:
    """The words of the filled buttons: there is one thing to do."""
    found = re.findall(r'class="button button-primary[^"]*"[^>]*>(.*?)</(?:a|button)>', text, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", words).split()) for words in found]


async def test_filters_narrow_the_list_and_nonsense_is_ignored(browser: Browsers, world: World) -> None:
    visitor = browser()
    await world.session("Spørg om KOL", hours=60)
    for query, count in (("", 2), ("?kind=webinar", 2), ("?kind=group", 0), ("?when=evening_weekend", 2)):
        text = (await visitor.get(f"/{query}")).text
        assert text.count('class="card hub-session"') == count, query
    for query in ("?kind=nonsense", "?page=-1", "?page=99999", "?course=%00%ff", "?when=x&kind=&course="):
        assert (await visitor.get(f"/{query}")).status_code == 200, query


async def test_members_sessions_are_shown_to_citizens_of_the_municipality_only(
    browser: Browsers,
) -> None:
    titles = {who: "Kom i gang med at gå" in (await browser(who).get("/")).text for who in WHO}
    assert titles == {"": False, "citizen": True, "other_citizen": False}


WHO = ("", "citizen", "other_citizen")


async def test_the_big_button_follows_the_seat_from_sign_up_to_the_door(
    browser: Browsers, world: World
) -> None:
    number = world.sessions["public"]
    path = f"/sessions/{number}"
    assert buttons((await browser().get(path)).text) == ["Tilmeld dig"]
    citizen = browser("citizen")
    page = await citizen.get(path)
    assert buttons(page.text) == ["Tilmeld dig"]
    answer = await citizen.post(f"{path}/signup")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=signed_up")
    page = await citizen.get(answer.headers["location"])
    assert "Du er tilmeldt." in page.text
    assert buttons(page.text) == ["Test din enhed"]
    tested = DeviceCheck(camera="skipped", microphone="ok", speaker="ok", network="ok")
    await actions.record_device_check(world.people["citizen"], number, tested)
    page = await citizen.get(path)
    assert buttons(page.text) == []
    assert "Du er klar til" in page.text
    await actions.set_state(world.people["professional"], number, State.open)
    assert buttons((await citizen.get(path)).text) == ["Gå ind"]


async def test_shortly_before_the_start_the_waiting_room_is_open_and_testing_still_comes_first(
    browser: Browsers, world: World, frozen_clock: Clock
) -> None:
    number = world.sessions["public"]
    await actions.sign_up(world.people["citizen"], number)
    frozen_clock.forward(hours=33, minutes=45)
    for path in ("/", f"/sessions/{number}"):
        page = await browser("citizen").get(path)
        assert buttons(page.text) == ["Test din enhed"]
        assert "Gå i venteværelset" in page.text
    tested = DeviceCheck(camera="skipped", microphone="ok", speaker="ok", network="ok")
    await actions.record_device_check(world.people["citizen"], number, tested)
    for path in ("/", f"/sessions/{number}"):
        assert buttons((await browser("citizen").get(path)).text) == ["Gå ind"]


async def test_a_full_session_has_a_queue_and_who_withdraws_lets_the_next_in(
    browser: Browsers, world: World
) -> None:
    path = f"/sessions/{await world.session('Fuldt hus', hours=60, capacity=1)}"
    first, second = browser("citizen"), browser("other_citizen")
    await first.send(path, f"{path}/signup")
    page = await second.get(path)
    assert buttons(page.text) == ["Kom på venteliste"]
    await second.post(f"{path}/signup")
    assert "Du er nr. 1 på ventelisten." in (await second.get(path)).text
    answer = await first.send(path, f"{path}/withdraw")
    assert answer.headers["location"] == f"{path}?done=withdrawn"
    assert buttons((await second.get(path)).text) == ["Test din enhed"]


async def test_an_alias_that_cannot_be_used_comes_back_with_its_reason(
    browser: Browsers, world: World
) -> None:
    path = f"/sessions/{world.sessions['public']}"
    answer = await browser("citizen").send(path, f"{path}/signup", {"alias": "Sygeplejerske Anne"})
    assert answer.status_code == 400
    assert 'href="#f-alias"' in answer.text
    assert 'aria-describedby="f-alias-error"' in answer.text
    assert "kan forveksles med en fagperson" in answer.text


async def test_a_stranger_who_signs_up_is_asked_who_they_are_and_comes_back(
    browser: Browsers, world: World
) -> None:
    path = f"/sessions/{world.sessions['public']}"
    visitor = browser()
    answer = await visitor.send("/login", f"{path}/signup")
    assert answer.headers["location"] == f"/login?next={path}"
    answer = await visitor.send(
        answer.headers["location"],
        "/login",
        {"email": "citizen@demo.invalid", "password": PASSWORD, "next": path},
    )
    assert answer.headers["location"] == path


async def test_the_calendar_file_says_when_and_not_what(browser: Browsers, world: World) -> None:
    answer = await browser().get(f"/sessions/{world.sessions['public']}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "TZID=Europe/Copenhagen" in answer.text.replace("\r\n ", "")
    assert "blodsukker" not in answer.text.lower()


async def test_signing_in_changes_the_cookie_and_signing_out_ends_it(browser: Browsers) -> None:
    visitor = browser()
    await visitor.get("/login")
    wrong = await visitor.post("/login", {"email": "citizen@demo.invalid", "password": "hemmeligt gæt"})
    assert wrong.status_code == 400
    assert 'value="citizen@demo.invalid"' in wrong.text
    assert "hemmeligt" not in wrong.text
    await visitor.post("/login", {"email": "Citizen@demo.invalid ", "password": PASSWORD})
    token = visitor.client.cookies["hub"]
    assert "Hej Kirsten" in (await visitor.get("/")).text
    await visitor.get("/me")
    answer = await visitor.post("/logout")
    assert answer.headers["location"] == "/?done=signed_out"
    assert "hub" not in visitor.client.cookies
    visitor.client.cookies.set("hub", token, domain="127.0.0.1")
    assert (await visitor.get("/me")).headers["location"] == "/login?next=/me"


async def test_wrong_password_and_unknown_address_look_the_same(browser: Browsers) -> None:
    pages = []
    for email in ("citizen@demo.invalid", "nobody@demo.invalid"):
        answer = await browser().send("/login", "/login", {"email": email, "password": "forkert igen"})
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]


async def test_too_many_tries_are_told_to_wait(browser: Browsers) -> None:
    visitor = browser()
    await visitor.get("/login")
    sent = {"email": "citizen@demo.invalid", "password": "forkert"}
    statuses = [(await visitor.post("/login", sent)).status_code for _ in range(7)]
    assert statuses[0] == 400
    assert statuses[-1] == 429


async def test_a_forgotten_password_is_answered_alike_and_its_link_signs_in(
    browser: Browsers, world: World
) -> None:
    visitor = browser()
    pages = []
    for email in ("nobody@demo.invalid", "citizen@demo.invalid"):
        pages.append((await visitor.send("/password", "/password", {"email": email})).text)
    assert pages[0] == pages[1]
    await jobs.run_due()
    await world.furnish()
    path = f"/password/{world.reset}"
    new = {"password": "helt nye ord her", "again": "helt nye ord"}
    answer = await visitor.send(path, path, new)
    assert (answer.status_code, "ikke ens" in answer.text) == (400, True)
    answer = await visitor.send(path, path, new | {"again": "helt nye ord her"})
    assert answer.headers["location"] == "/me?done=password"
    assert "Min side" in (await visitor.get("/me")).text
    used = await browser().get(path)
    assert used.status_code == 404


async def test_language_and_letters_are_kept_for_strangers_and_for_people(browser: Browsers) -> None:
    visitor = browser()
    answer = await visitor.send("/help", "/preferences", {"language": "en", "text": "stor", "next": "/help"})
    assert answer.headers["location"] == "/help"
    assert '<html lang="en" data-text="stor"' in (await visitor.get("/help")).text
    citizen = browser("citizen")
    await citizen.send("/me", "/me/preferences", {"language": "en", "text": "stoerst", "next": "/me"})
    elsewhere = browser()
    await elsewhere.send("/login", "/login", {"email": "citizen@demo.invalid", "password": PASSWORD})
    assert '<html lang="en" data-text="stoerst"' in (await elsewhere.get("/me")).text


async def test_one_device_is_signed_out_and_then_all(browser: Browsers, world: World) -> None:
    here, there = browser("citizen"), browser()
    await there.send("/login", "/login", {"email": "citizen@demo.invalid", "password": PASSWORD})
    number = re.search(r"/me/logins/(\d+)/revoke", (await here.get("/me")).text)
    assert number is not None
    await here.post(number[0])
    assert (await there.get("/me")).status_code == 303
    answer = await here.send("/me", "/me/logout-everywhere")
    assert answer.headers["location"] == "/?done=signed_out_everywhere"
    assert (await here.get("/me")).status_code == 303


async def test_a_password_is_changed_with_the_old_one_as_proof(browser: Browsers) -> None:
    citizen = browser("citizen")
    new = {"password": "splinternye ord", "again": "splinternye ord"}
    answer = await citizen.send("/me", "/me/password", new | {"old": "forkert"})
    assert (answer.status_code, 'href="#f-old"' in answer.text) == (400, True)
    answer = await citizen.send("/me", "/me/password", new | {"old": PASSWORD})
    assert answer.headers["location"] == "/me?done=password"


async def test_a_personal_link_opens_its_session_and_nothing_else(browser: Browsers, world: World) -> None:
    guest = browser()
    number = world.sessions["public"]
    answer = await guest.get(f"/join/{world.links['guest']}")
    assert answer.headers["location"] == f"/sessions/{number}"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"hub-link-{number}=")
    assert "HttpOnly" in cookie
    page = await guest.get(f"/sessions/{number}")
    assert buttons(page.text) == ["Test din enhed"]
    assert world.links["guest"] not in page.text
    assert (await guest.get(f"/sessions/{world.sessions['members']}")).status_code == 404
    assert (await guest.get("/me")).status_code == 303
    assert (await guest.get(f"/sessions/{number}/live")).status_code == 200


async def test_a_link_withdrawn_is_told_in_words(browser: Browsers, world: World) -> None:
    await world.furnish()
    await actions.revoke_join_link(world.people["professional"], world.sessions["public"], world.link)
    answer = await browser().get(f"/join/{world.links['guest']}")
    assert (answer.status_code, "Linket er trukket tilbage" in answer.text) == (409, True)
    assert "70 00 00 00" in answer.text


async def test_what_is_not_there_and_what_is_not_mine_are_the_same_page(
    browser: Browsers, world: World
) -> None:
    citizen = browser("other_citizen")
    texts = set()
    for number in (world.sessions["members"], world.sessions["draft"], 99999, 2**40):
        answer = await citizen.get(f"/sessions/{number}")
        assert answer.status_code == 404
        texts.add(answer.text.replace(f"/sessions/{number}", ""))
    texts.add((await citizen.get("/sessions/12345")).text.replace("/sessions/12345", ""))
    assert len(texts) == 1

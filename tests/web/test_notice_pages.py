"""Notices on the pages: choices kept, links for one person only, stopping without signing in."""

from collections.abc import Callable

import httpx
import pytest

from forum.notices import queries
from forum.notices.kinds import Group, Pace
from tests.web.conftest import Browser
from tests.web.world import World

Make = Callable[..., Browser]


@pytest.fixture
async def kirsten(world: World, browser: Make) -> Browser:
    await world.furnish_writing()
    return browser("citizen")


async def held(world: World) -> dict[Group, tuple[Pace, Pace]]:
    rows = await queries.choices(world.people["citizen"])
    return {row.group: (row.mail, row.push) for row in rows}


async def test_choices_are_kept_and_shown(kirsten: Browser, world: World) -> None:
    chosen = {"letters-mail": "daily", "forum-mail": "never", "forum-push": "never"}
    answer = await kirsten.send("/me/notices", "/me/notices", chosen)
    assert answer.headers["location"] == "/me/notices?done=saved"
    assert (await held(world))[Group.letters][0] is Pace.daily
    assert (await held(world))[Group.forum] == (Pace.never, Pace.never)
    page = (await kirsten.get("/me/notices")).text
    assert page.count("selected") == 6


@pytest.mark.parametrize(
    "field", [{"forum-push": "daily"}, {"forum-mail": "x"}, {"x-mail": "once"}, {"x": "y"}]
)
async def test_what_is_no_choice_is_refused_in_words(
    kirsten: Browser, world: World, field: dict[str, str]
) -> None:
    before = await held(world)
    answer = await kirsten.send("/me/notices", "/me/notices", field)
    assert answer.status_code == 400
    assert "Vælg en af mulighederne." in answer.text
    assert await held(world) == before


async def test_a_notice_leads_on_and_is_then_no_longer_new(kirsten: Browser, world: World) -> None:
    assert "Ny</span>" in (await kirsten.get("/me/notices")).text
    answer = await kirsten.get(f"/notices/{world.notice}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    await kirsten.post("/me/notices/read")
    assert "Ny</span>" not in (await kirsten.get("/me/notices")).text


async def test_a_stranger_with_the_mail_learns_not_where_it_leads(
    browser: Make, kirsten: Browser, world: World
) -> None:
    answer = await browser().get(f"/notices/{world.notice}")
    assert answer.headers["location"] == f"/login?next=/notices/{world.notice}"


async def test_a_mail_program_stops_the_mails_by_one_post_without_cookies(
    kirsten: Browser, world: World, browser: Make
) -> None:
    """RFC 8058, section 3.2: no cookies, no token of ours, no origin; and no redirect."""
    program = browser().client
    body = {"List-Unsubscribe": "One-Click"}
    answer: httpx.Response = await program.post(f"/notices/stop/{world.stop}", data=body)
    assert answer.status_code == 200
    assert (await held(world))[Group.forum][0] is Pace.never
    assert (await held(world))[Group.letters][0] is Pace.once


async def test_looking_at_the_link_stops_nothing(kirsten: Browser, world: World, browser: Make) -> None:
    """Scanners of mails open every link."""
    page = await browser().get(f"/notices/stop/{world.stop}")
    assert "Stop disse mails" in page.text
    assert (await held(world))[Group.forum][0] is Pace.daily


async def test_a_subscription_that_is_none_is_refused(kirsten: Browser) -> None:
    sent = {"endpoint": "http://169.254.169.254/", "p256dh": "x", "auth": "y"}
    answer = await kirsten.send("/me/notices", "/me/notices/browsers", sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_subscription")


async def test_the_worker_is_a_script_at_an_address_that_stays(browser: Make) -> None:
    answer = await browser().get("/push-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "showNotification" in answer.text


async def test_the_desk_shows_every_way_there_is(browser: Make, world: World) -> None:
    """Also one that was added later than the desk's list of signs."""
    page = await browser("administrator").get("/admin")
    assert page.status_code == 200
    assert 'href="/admin/keeping"' in page.text

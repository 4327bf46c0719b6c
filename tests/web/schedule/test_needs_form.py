"""What a session needs, by a planner's form: for it or its whole series, changed, removed, refused."""

import datetime as dt
from collections.abc import Callable

import pytest

from hub import clock
from hub.schedule.models import Demand
from hub.sessions import actions as sessions
from hub.sessions.kinds import Kind
from hub.sessions.models import Session
from hub.sessions.wire import SessionForm
from tests.web.conftest import Browser
from tests.web.world import World

NEED = {"role": "co_host", "level": "2", "language": "en", "weight": "must", "team": "hold 7"}


async def series(world: World, weeks: int = 3) -> list[int]:
    """A series of Kolding's that nobody leads."""
    start = clock.local(clock.now()).replace(tzinfo=None, hour=9, minute=0) + dt.timedelta(days=7)
    form = SessionForm(
        kind=Kind.group, title="Hold", starts_local=start, ends_local=start + dt.timedelta(hours=1)
    )
    days = [start.date() + dt.timedelta(weeks=week) for week in range(weeks)]
    return await sessions.create_series(world.people["coordinator"], form, days)


async def written(session: int) -> list[tuple[object, ...]]:
    rows = await Demand.filter(session_id=session).order_by("id")
    return [(d.role, d.competence_id, d.level, d.language, d.weight, d.team) for d in rows]


def address(session: int) -> str:
    return f"/admin/sessions/{session}/demands/new"


@pytest.fixture
def planner(browser: Callable[..., Browser]) -> Browser:
    return browser("coordinator")


async def test_what_is_written_is_on_the_session_and_opens_as_it_was(planner: Browser, world: World) -> None:
    session, skill = world.sessions["draft"], str(world.competence)
    answer = await planner.send(address(session), address(session), NEED | {"competence_id": skill})
    assert answer.headers["location"] == f"/admin/sessions/{session}?done=need_added"
    assert await written(session) == [("co_host", world.competence, 2, "en", 10.0, "hold 7")]
    [need] = await Demand.filter(session_id=session)
    desk = (await planner.get(answer.headers["location"])).text
    assert "Medvært · Fysioterapi · niveau 2 · engelsk" in desk
    assert "Samme person: hold 7" in desk
    form = (await planner.get(f"/schedule/demands/{need.id}/edit")).text
    assert 'value="co_host" checked' in form
    assert 'value="must" checked' in form
    assert f'<option value="{skill}" selected>' in form
    assert 'value="hold 7"' in form


async def test_nothing_but_a_role_means_anybody_in_the_language_of_the_session(
    planner: Browser, world: World
) -> None:
    session = world.sessions["draft"]
    await planner.send(address(session), address(session), {"role": "moderator"})
    assert await written(session) == [("moderator", None, 0, "da", 1.0, "")]


async def test_a_series_is_written_changed_and_removed_as_one(planner: Browser, world: World) -> None:
    first, second, third = await series(world)
    await planner.send(address(second), address(second), {"role": "host", "scope": "series"})
    assert [len(await written(each)) for each in (first, second, third)] == [1, 1, 1]
    [need] = await Demand.filter(session_id=second)
    page = f"/schedule/demands/{need.id}/edit"
    await planner.send(page, page, {"role": "host", "language": "en"})
    assert [(await written(each))[0][3] for each in (first, second, third)] == ["da", "en", "da"]
    await planner.send(page, page, {"role": "host", "language": "da"})
    await planner.send(page, page, {"role": "moderator", "scope": "series"})
    assert [(await written(each))[0][0] for each in (first, second, third)] == ["moderator"] * 3
    gone = f"/schedule/demands/{need.id}/remove"
    await planner.send(page, gone, {"scope": "series"})
    assert not await Demand.exists()


async def test_one_of_a_series_is_removed_alone(planner: Browser, world: World) -> None:
    first, second = await series(world, 2)
    await planner.send(address(first), address(first), {"role": "host", "scope": "series"})
    [need] = await Demand.filter(session_id=first)
    answer = await planner.send(
        f"/schedule/demands/{need.id}/edit", f"/schedule/demands/{need.id}/remove", {"scope": "one"}
    )
    assert answer.headers["location"] == f"/admin/sessions/{first}?done=need_removed"
    assert [len(await written(each)) for each in (first, second)] == [0, 1]


async def test_of_two_alike_in_each_session_one_is_meant(planner: Browser, world: World) -> None:
    first, second = await series(world, 2)
    for _ in range(2):
        await planner.send(address(first), address(first), {"role": "co_host", "scope": "series"})
    need = (await Demand.filter(session_id=first))[0]
    page = f"/schedule/demands/{need.id}/edit"
    await planner.send(page, page, {"role": "host", "scope": "series"})
    for each in (first, second):
        assert sorted(row[0] for row in await written(each)) == ["co_host", "host"]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({}, "role", "Feltet skal udfyldes."),
        ({"role": "boss"}, "role", "Feltet skal udfyldes."),
        ({"role": "host", "level": "3"}, "competence_id", "Vælg også en kompetence"),
        ({"role": "host", "competence_id": "999999999"}, "competence_id", "Vælg en kompetence fra listen."),
        ({"role": "host", "competence_id": "x"}, "competence_id", "Skriv et helt tal."),
        ({"role": "host", "level": "6"}, "level", "Vælg et niveau fra 0 til 5."),
        ({"role": "host", "language": "dansk"}, "language", "Vælg et sprog."),
        ({"role": "host", "team": "x" * 41}, "team", "40"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    sent: dict[str, str], field: str, sentence: str, planner: Browser, world: World
) -> None:
    session = world.sessions["draft"]
    answer = await planner.send(address(session), address(session), {"team": "hold 7"} | sent)
    assert answer.status_code == 400
    assert sentence in answer.text.split(f'id="f-{field}-error"')[1].split("</span>\n")[0]
    assert f'href="#f-{field}"' in answer.text
    assert f'value="{sent.get("team", "hold 7")}"' in answer.text
    assert await written(session) == []


async def test_a_full_session_stops_the_whole_series(planner: Browser, world: World) -> None:
    first, second = await series(world, 2)
    for _ in range(3):
        await Demand.create(session_id=second, role="co_host", language="da")
    answer = await planner.send(address(first), address(first), {"role": "host", "scope": "series"})
    assert answer.status_code == 400
    assert "Der er plads til 3 fagpersoner." in answer.text
    assert await written(first) == []


async def test_a_weight_from_another_hand_stays_until_one_is_chosen(planner: Browser, world: World) -> None:
    session = world.sessions["draft"]
    need = await Demand.create(session_id=session, role="host", language="fr", weight=2.5)
    page = f"/schedule/demands/{need.id}/edit"
    form = (await planner.get(page)).text
    assert 'value="kept" checked' in form
    assert '<option value="fr" selected>' in form
    await planner.post(page, {"role": "host", "language": "fr", "weight": "kept"})
    assert (await written(session))[0][3:5] == ("fr", 2.5)
    await planner.post(page, {"role": "host", "language": "fr", "weight": "spare"})
    assert (await written(session))[0][4] == 0.3


async def test_a_session_that_is_over_asks_for_nobody(planner: Browser, world: World) -> None:
    session = world.sessions["draft"]
    need = await Demand.create(session_id=session, role="host", language="da")
    page = f"/schedule/demands/{need.id}/edit"
    await planner.get(page)
    await Session.filter(id=session).update(state="ended")
    for path in (page, address(session)):
        assert (await planner.get(path)).status_code == 404
    assert (await planner.post(f"/schedule/demands/{need.id}/remove")).status_code == 404
    assert len(await written(session)) == 1
    desk = (await planner.get(f"/admin/sessions/{session}")).text
    assert "Hvem skal der bruges?" in desk
    assert address(session) not in desk


async def test_only_its_own_planners_are_led_to_the_form(
    browser: Callable[..., Browser], world: World
) -> None:
    need = await Demand.create(session_id=world.sessions["draft"], role="host", language="da")
    for who, led in (("coordinator", True), ("other_coordinator", False)):
        page = await browser(who).get(f"/schedule/demands/{need.id}")
        assert (f'href="/schedule/demands/{need.id}/edit"' in page.text) is led, who
    desk = await browser("professional").get(f"/admin/sessions/{world.sessions['draft']}")
    assert "Hvem skal der bruges?" not in desk.text

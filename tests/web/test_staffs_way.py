"""Staff's way: planning a session from draft to cancelled, people, partners, the log."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from hub.accounts.models import PersonCompetence
from tests.web.conftest import Browser
from tests.web.world import World

Browsers = Callable[..., Browser]
SESSION = {
    "kind": "webinar",
    "title": "Søvn og hjerte",
    "description": "Vi taler om søvn.",
    "course": "Hjerte",
    "language": "da",
    "date": "2026-03-12",
    "starts": "19:00",
    "ends": "20:00",
    "visibility": "public",
}


async def _made(visitor: Browser, data: dict[str, object]) -> str:
    answer = await visitor.send("/admin/sessions/new", "/admin/sessions/new", data)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def test_a_session_is_planned_published_moved_and_cancelled(browser: Browsers, world: World) -> None:
    planner = browser("coordinator")
    hosts = {"host-1": world.people["professional"].person_id, "part-1": "host"}
    hosts |= {"host-2": world.people["other_professional"].person_id, "part-2": "co_host"}
    path = await _made(planner, SESSION | hosts)
    page = await planner.get(path)
    assert "Kladde" in page.text
    assert "Anne Holm" in page.text
    answer = await planner.post(f"{path}/publish")
    assert answer.headers["location"] == f"{path}?done=published"
    moved = {"date": "13-03-2026", "starts": "18.30", "ends": "19.30"}
    answer = await planner.send(path, f"{path}/move", moved)
    assert answer.headers["location"] == f"{path}?done=moved"
    assert "fredag d.\u00a013. marts, kl.\u00a018.30 til 19.30" in (await planner.get(path)).text
    answer = await planner.send(path, f"{path}/cancel", {"reason": ""})
    assert (answer.status_code, 'href="#f-reason"' in answer.text) == (400, True)
    answer = await planner.send(path, f"{path}/cancel", {"reason": "Sygdom"})
    assert answer.headers["location"] == f"{path}?done=cancelled"
    assert "Aflyst" in (await planner.get(path)).text
    assert "Sygdom" not in (await browser().get(path.removeprefix("/admin"))).text


async def test_a_form_with_a_mistake_keeps_what_was_written(browser: Browsers) -> None:
    planner = browser("coordinator")
    wrong = SESSION | {"ends": "18:00", "municipality_ids": "1"}
    answer = await planner.send("/admin/sessions/new", "/admin/sessions/new", wrong)
    assert answer.status_code == 400
    for kept in (
        'value="Søvn og hjerte"',
        "Vi taler om søvn.</textarea>",
        'value="2026-03-12"',
        'value="18:00"',
    ):
        assert kept in answer.text, kept
    assert 'href="#f-ends"' in answer.text
    assert 'aria-describedby="f-ends-error" aria-invalid="true"' in answer.text


async def test_fields_that_are_nonsense_are_told_beside_them(browser: Browsers) -> None:
    planner = browser("coordinator")
    for field, value in (
        ("date", "i morgen"),
        ("date", "0001-01-01"),
        ("date", "99999999999999999999-1-1"),
        ("starts", "aften"),
        ("starts", "99999999999999999999:00"),
        ("ends", "25:99"),
        ("capacity", "mange"),
        ("title", ""),
        ("kind", "fest"),
        ("visibility", ""),
        ("host-1", "Per"),
        ("times", "x"),
    ):
        answer = await planner.send(
            "/admin/sessions/new", "/admin/sessions/new", SESSION | {"repeat": "weekly", field: value}
        )
        assert (answer.status_code, f'href="#f-{field}"' in answer.text) == (400, True), field


async def test_a_series_becomes_one_draft_a_week(browser: Browsers) -> None:
    planner = browser("coordinator")
    await _made(planner, SESSION | {"repeat": "weekly", "times": "3"})
    page = await planner.get("/admin/sessions?search=hjerte&state=draft")
    assert re.findall(r"torsdag d\.\s\d+\. marts", page.text) == [
        "torsdag d.\u00a026. marts",
        "torsdag d.\u00a019. marts",
        "torsdag d.\u00a012. marts",
    ]


async def test_a_guests_link_is_shown_once(browser: Browsers, world: World) -> None:
    host = browser("professional")
    path = f"/admin/sessions/{world.sessions['public']}"
    answer = await host.send(path, f"{path}/links", {"name": "Hanne", "role": "relative"})
    address = re.search(r'value="(http://127\.0\.0\.1:8000/join/[^"]+)"', answer.text)
    assert address is not None
    assert "/join/" not in (await host.get(path)).text
    guest = await browser().get(address[1].removeprefix("http://127.0.0.1:8000"))
    assert guest.headers["location"] == f"/sessions/{world.sessions['public']}"


async def test_hosts_see_everybody_and_planners_their_own_citizens(browser: Browsers, world: World) -> None:
    path = f"/sessions/{world.sessions['public']}"
    for who in ("citizen", "other_citizen"):
        await browser(who).send(path, f"{path}/signup")
    seen = {
        who: [
            name in (await browser(who).get(f"/admin{path}")).text for name in ("Kirsten Madsen", "Ove Vang")
        ]
        for who in ("professional", "coordinator", "platform")
    }
    assert seen == {"professional": [True, True], "coordinator": [True, False], "platform": [False, False]}


async def test_doors_are_opened_and_the_session_ended_from_its_desk(browser: Browsers, world: World) -> None:
    host = browser("professional")
    path = f"/admin/sessions/{world.sessions['public']}"
    for state, words in (
        ("practice", "Øver"),
        ("open", "Døren er åben"),
        ("live", "I gang"),
        ("ended", "Slut"),
    ):
        answer = await host.send(path, f"{path}/state", {"to": state})
        assert answer.headers["location"] == f"{path}?done=state"
        assert words in (await host.get(path)).text
    answer = await host.send(path, f"{path}/state", {"to": "live"})
    assert answer.status_code in (404, 409)


async def test_an_upload_that_is_no_pdf_is_told_beside_the_field(browser: Browsers, world: World) -> None:
    host = browser("professional")
    path = f"/admin/sessions/{world.sessions['public']}"
    await host.get(path)
    empty = await host.post(f"{path}/slides", {"deck_title": "Frokost"})
    assert (empty.status_code, 'id="f-file-error"' in empty.text) == (400, True)
    file = {"file": ("frokost.pdf", b"not a pdf", "application/pdf")}
    answer = await host.post(f"{path}/slides", {"deck_title": "Frokost"}, files=file)
    assert (answer.status_code, 'id="f-file-error"' in answer.text) == (400, True)


async def test_a_person_is_made_invited_edited_and_shut_out(browser: Browsers, world: World) -> None:
    keeper = browser("administrator")
    form = {
        "name": "Else Ny",
        "email": "else@demo.invalid",
        "language": "en",
        "roles": ["professional", "coordinator"],
    }
    form |= {"municipality_id": world.places["kolding"], "profession_id": world.competence, "languages": "da"}
    wrong = await keeper.send("/admin/people/new", "/admin/people/new", form | {"email": "else"})
    assert (wrong.status_code, 'href="#f-email"' in wrong.text) == (400, True)
    assert wrong.text.count(" checked") == 4
    answer = await keeper.post("/admin/people/new", form)
    path = answer.headers["location"].partition("?")[0]
    page = await keeper.get(path)
    assert "Personen er ikke inviteret endnu." in page.text
    await keeper.post(f"{path}/invite")
    assert "Invitationen gælder til" in (await keeper.get(path)).text
    await keeper.post(path, form | {"name": "Else Nyere", "roles": "professional"})
    assert "Else Nyere" in (await keeper.get("/admin/people?search=nyere")).text
    await keeper.post(f"{path}/deactivate")
    assert "Personen er lukket ude." in (await keeper.get(path)).text
    await keeper.post(f"{path}/reactivate")
    assert "Personen er lukket ude." not in (await keeper.get(path)).text


async def test_an_administrator_says_when_a_competence_counts(browser: Browsers, world: World) -> None:
    keeper = browser("administrator")
    path, skill = f"/admin/people/{world.people['professional'].person_id}", world.competence
    form = {"name": "Per Lindgaard", "language": "da", "roles": "professional"}
    form |= {"municipality_id": str(world.places["kolding"]), "competences": str(skill)}
    await keeper.send(path, path, form)
    form |= {f"level-{skill}": "3", f"from-{skill}": "01-03-2026", f"until-{skill}": "2026-02-01"}
    wrong = await keeper.post(path, form)
    assert (wrong.status_code, 'href="#f-skills"' in wrong.text) == (400, True)
    assert 'id="f-skills"' in wrong.text
    answer = await keeper.post(path, form | {f"until-{skill}": "31-12-2026"})
    assert answer.status_code == 303
    page = (await keeper.get(path)).text
    assert f'name="from-{skill}" type="date" value="2026-03-01"' in page
    assert f'name="until-{skill}" type="date" value="2026-12-31"' in page
    row = await PersonCompetence.get(person_id=world.people["professional"].person_id)
    assert (row.level, row.valid_from, row.valid_to) == (3, dt.date(2026, 3, 1), dt.date(2026, 12, 31))


async def test_no_administrator_makes_an_administrator_of_the_platform(
    browser: Browsers, world: World
) -> None:
    keeper = browser("administrator")
    page = await keeper.get("/admin/people/new")
    assert 'value="platform_administrator"' not in page.text
    form = {"name": "Snu", "municipality_id": world.places["kolding"], "roles": "platform_administrator"}
    assert (await keeper.post("/admin/people/new", form)).status_code == 404


@pytest.mark.parametrize("giver", ["administrator", "professional"])
async def test_a_citizen_is_given_a_seat_by_who_knows_their_address(
    browser: Browsers, world: World, giver: str
) -> None:
    keeper = browser(giver)
    path = f"/admin/sessions/{world.sessions['invited']}"
    wrong = await keeper.send(path, f"{path}/enrol", {"email": "nobody@demo.invalid"})
    assert (wrong.status_code, 'href="#f-email"' in wrong.text) == (400, True)
    answer = await keeper.post(f"{path}/enrol", {"email": "citizen@demo.invalid"})
    assert answer.headers["location"] == f"{path}?done=enrolled"
    assert "Startsamtale" in (await browser("citizen").get("/me")).text


async def test_agreements_begin_and_end(browser: Browsers, world: World) -> None:
    keeper = browser("administrator")
    form = {
        "giver_id": world.places["kolding"],
        "receiver_id": world.places["varde"],
        "valid_from": "02.03.2026",
    }
    same = await keeper.send(
        "/admin/agreements", "/admin/agreements", form | {"receiver_id": form["giver_id"]}
    )
    assert same.status_code == 400
    answer = await keeper.post("/admin/agreements", form)
    assert answer.headers["location"] == "/admin/agreements?done=created"
    answer = await keeper.send("/admin/agreements", f"/admin/agreements/{world.agreement}/end")
    assert answer.headers["location"] == "/admin/agreements?done=ended"


async def test_municipalities_are_the_platforms_matter(browser: Browsers, world: World) -> None:
    keeper = browser("platform")
    answer = await keeper.send(
        "/admin/municipalities", "/admin/municipalities", {"name": "Ærø", "accent": "lyng", "phone": "1234"}
    )
    assert answer.headers["location"] == "/admin/municipalities?done=created"
    path = f"/admin/municipalities/{world.places['varde']}"
    answer = await keeper.send(path, path, {"name": "Varde", "accent": "neon", "active": "1"})
    assert (answer.status_code, 'href="#f-accent"' in answer.text) == (400, True)
    await keeper.post(path, {"name": "Varde", "accent": "skov"})
    assert "Er ikke med" in (await keeper.get("/admin/municipalities")).text
    assert (await browser("other_citizen").get("/me")).status_code == 303


async def test_deeds_stand_in_the_log_and_a_citizen_sees_those_about_herself(
    browser: Browsers, world: World
) -> None:
    keeper = browser("administrator")
    citizen = world.people["citizen"].person_id
    await keeper.send(f"/admin/people/{citizen}", f"/admin/people/{citizen}/invite")
    log = (await keeper.get("/admin/audit")).text
    assert "Person: inviteret" in log
    assert "Karen Leth" in log
    own = (await browser("citizen").get("/me/log")).text
    assert "Person: inviteret" in own
    assert "Karen Leth" not in own

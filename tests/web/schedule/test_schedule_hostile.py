"""The scheduler's addresses and forms in hostile or clumsy hands: every number in every place, forms sent
twice and too late, two planners at once. A clear answer each time, nothing lost; on both databases."""

import asyncio
from collections.abc import Callable

import pytest

from config.settings import Settings
from hub.accounts.models import Agreement, Municipality, Person
from hub.schedule.models import Asked, Call, Declined, Demand, Proposal, Suggestion
from hub.sessions import actions as sessions
from hub.sessions.models import SessionHost
from tests.conftest import Clock
from tests.web.conftest import Browser
from tests.web.schedule_world import planned
from tests.web.world import World
from web.app import configure
from web.routes.schedule import ROUTES

KNOWN = "{known}"
IDS = ("0", "4711", "2147483648", "99999999999999999999", KNOWN)
VALUES = ("", "-1", "4711", "2147483648", "99999999999999999999", "٣", "NaN", "9" * 5000)
FIELDS = (
    "person",
    "proposal",
    "demands",
    "days",
    "first",
    "last",
    "seconds",
    "competence",
    "level",
    "weight",
)
TOLD = {200, 303, 400, 404, 409, 429}


@pytest.fixture
async def world(database: Settings, frozen_clock: Clock) -> World:
    """The world of the page tests, once on each kind of database."""
    configure(database)
    made = World()
    await made.fill()
    made.planning = await planned(made)
    return made


@pytest.fixture
def sqlite_database(database: Settings) -> Settings:
    """The pages open the same one."""
    return database


def addresses(method: str) -> list[str]:
    return sorted({route.path for route in ROUTES if method in route.methods})  # type: ignore[attr-defined]


def known_for(path: str, world: World) -> str:
    """An id that is there: of a call, a proposal, a demand or a session."""
    which = "substitute" if "/calls/" in path else "plan" if "/proposals/" in path else "need"
    return str(world.sessions["draft"] if "/admin/" in path else world.planning[which])


async def test_no_number_in_any_address_is_an_error(browser: Callable[..., Browser], world: World) -> None:
    wrong = []
    for who in ("coordinator", "professional"):
        one = browser(who)
        for path in addresses("GET"):
            for key in IDS if "{" in path else ("",):
                target = path.replace("{id:int}", key.replace(KNOWN, known_for(path, world)))
                for query in ("", "?person=999999999&proposal=999999999&page=999999999&other=999999999"):
                    status = (await one.get(target + query)).status_code
                    wrong += [] if status in TOLD else [(target + query, status)]
    assert wrong == []


async def test_no_value_in_any_form_is_an_error(browser: Callable[..., Browser], world: World) -> None:
    wrong = []
    for who, page in (("coordinator", "/schedule/proposals"), ("professional", "/my-work")):
        one = browser(who)
        await one.get(page)
        for path in addresses("POST"):
            for key in IDS if "{" in path else ("",):
                target = path.replace("{id:int}", key.replace(KNOWN, known_for(path, world)))
                for value in VALUES if key in (KNOWN, "") else ("4711",):
                    status = (await one.post(target, dict.fromkeys(FIELDS, value))).status_code
                    wrong += [] if status in TOLD else [(target, value[:24], status)]
    assert wrong == []


async def test_a_call_pressed_twice_is_taken_once_and_going_back_says_so(
    browser: Callable[..., Browser], world: World
) -> None:
    one, call = browser("professional"), world.planning["substitute"]
    await one.get("/my-work")
    sent = await asyncio.gather(*(one.post(f"/my-work/calls/{call}/take") for _ in range(3)))
    assert sorted(each.status_code for each in sent) == [303, 409, 409]
    demand = await Demand.get(id=(await Call.get(id=call)).demand_id)
    assert await SessionHost.filter(session_id=demand.session_id, person_id=demand.person_id).count() == 1
    again = await one.post(f"/my-work/calls/{call}/take")
    assert (again.status_code, "call_over" in again.text) == (409, True)


async def test_two_planners_publish_the_same_proposal_and_a_third_discards_it(
    browser: Callable[..., Browser], world: World
) -> None:
    plan = world.planning["plan"]
    planners = [browser("coordinator"), browser("other_coordinator"), browser("administrator")]
    for each in planners:
        await each.get("/schedule/proposals")
    path = f"/schedule/proposals/{plan}"
    sent = await asyncio.gather(
        planners[0].post(f"{path}/publish", {"all": "1"}),
        planners[1].post(f"{path}/publish", {"all": "1"}),
        planners[2].post(f"{path}/discard"),
    )
    assert {each.status_code for each in sent} <= {303, 409}
    demand = await Demand.get(id=world.planning["need"])
    told = await Suggestion.get(proposal_id=plan)
    assert (demand.person_id is not None) == (told.published_at is not None)
    assert (await Proposal.get(id=plan)).state in ("published", "discarded")
    stale = await planners[0].post(f"{path}/publish", {"all": "1"})
    assert (stale.status_code, "not_ready" in stale.text) == (409, True)


async def test_an_answer_to_what_was_cancelled_meanwhile_is_told_so(
    browser: Callable[..., Browser], world: World
) -> None:
    one, asked = browser("professional"), world.planning["asked"]
    await one.get("/my-work")
    session_id = (await Demand.get(id=asked)).session_id
    await sessions.cancel(world.people["coordinator"], session_id, "Aflyst")
    for act in ("accept", "decline", "swap"):
        sent = await one.post(f"/my-work/{asked}/{act}")
        assert (sent.status_code, "session_over" in sent.text) == (409, True)
    assert not await Declined.exists()


async def test_what_has_changed_since_a_proposal_was_made_is_left_and_not_lost(
    browser: Callable[..., Browser], world: World
) -> None:
    """The professional is deactivated; then she is back, but the agreement she came by has ended."""
    one, plan = browser("coordinator"), world.planning["plan"]
    her = world.people["other_professional"].person_id
    await Suggestion.filter(proposal_id=plan).update(person_id=her)
    await Person.filter(id=her).update(active=False)
    await one.get("/schedule/proposals")
    path = f"/schedule/proposals/{plan}"
    assert (await one.post(f"{path}/publish", {"all": "1"})).status_code == 303
    assert (await one.get(path)).status_code == 200
    await Person.filter(id=her).update(active=True)
    await Agreement.all().delete()
    assert (await one.post(f"{path}/publish", {"all": "1"})).status_code == 303
    await Municipality.filter(id=world.places["varde"]).update(active=False)
    assert (await one.post(f"{path}/publish", {"all": "1"})).status_code == 303
    assert (await Demand.get(id=world.planning["need"])).person_id is None
    assert (await Suggestion.get(proposal_id=plan)).published_at is None
    assert await Asked.all().count() == 1

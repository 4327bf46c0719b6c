"""The invented people can sign in, and the real municipalities lend each other what they should."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import audit, clock, site
from hub.accounts import actions, demo, queries
from hub.accounts.models import Person
from hub.actor import ANONYMOUS, SYSTEM, Actor, Role
from tests.conftest import Clock

from .conftest import as_actor

PARTNERS = {
    "Varde",
    "Faaborg-Midtfyn",
    "Kolding",
    "Kerteminde",
    "Svendborg",
    "Ærø",
    "Langeland",
    "Nyborg",
    "Assens",
    "Nordfyns",
    "Halsnæs",
}


@pytest.fixture
async def ids(frozen_clock: Clock, database: Settings) -> dict[str, dict[str, int]]:
    site.configure(database)
    return await demo.fill(clock.now())


async def known(ids: dict[str, dict[str, int]], key: str) -> Actor:
    person = await Person.get(id=ids["person"][key]).prefetch_related("roles")
    return as_actor(person, *(Role(grant.role) for grant in person.roles))


async def test_the_partners_are_those_of_the_programme(ids: dict[str, dict[str, int]]) -> None:
    partners = await queries.municipalities(ANONYMOUS)
    assert {view.name for view in partners} == PARTNERS
    assert {view.slug: view.id for view in partners} == ids["municipality"]
    assert await audit.first_broken() is None


async def test_everybody_in_the_table_of_sign_ins_can_sign_in(ids: dict[str, dict[str, int]]) -> None:
    for number, login in enumerate(demo.LOGINS):
        token = await actions.sign_in(login.email, demo.PASSWORD, address=f"192.0.2.{number}")
        actor = await queries.actor_for_login(token)
        assert actor is not None
        assert login.who.startswith(actor.name)
        roles = {role.lower().replace(" ", "_") for role in login.role.split(" who is a ")}
        assert roles <= set(actor.roles)


async def test_every_kind_of_role_that_can_be_held_is_there(ids: dict[str, dict[str, int]]) -> None:
    page = await queries.people_for(SYSTEM)
    held = {role for row in page.people for role in row.roles}
    assert held == {role.value for role in Role} - {"guest", "anonymous"}
    assert page.total == len(ids["person"]) == 24
    assert {row.email.partition("@")[2] for row in page.people} == {"demo.invalid"}


async def test_the_coordinator_can_plan_across_municipalities(ids: dict[str, dict[str, int]]) -> None:
    coordinator = await known(ids, "koordinator")
    found = {view.name: view.municipality for view in await queries.professionals_for(coordinator)}
    assert found == {
        "Mads Kjærgaard": "Kolding",
        "Lone Bruun": "Varde",
        "Sofie Lindholm": "Svendborg",
        "Camilla Østergaard": "Kerteminde",
        "Rasmus Holt": "Halsnæs",
    }


async def test_agreements_are_in_every_state(ids: dict[str, dict[str, int]]) -> None:
    found = await queries.agreements_for(SYSTEM)
    assert {view.state for view in found} == {"coming", "current", "ended"}
    assert all(view.giver_id != view.receiver_id for view in found)


async def test_professionals_have_a_title_a_competence_and_a_language(ids: dict[str, dict[str, int]]) -> None:
    for view in await queries.professionals_for(SYSTEM):
        assert view.title
        assert view.competences
        assert "da" in view.languages


async def test_everything_is_made_at_the_given_moment(ids: dict[str, dict[str, int]]) -> None:
    made = {person.created_at for person in await Person.all()}
    assert made == {dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)}

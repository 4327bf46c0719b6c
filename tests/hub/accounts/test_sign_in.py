"""Signing in and out, on both kinds of database."""

import asyncio
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher

from config.settings import Settings
from hub import audit, bus, limits
from hub.accounts import actions, passwords, queries, tokens
from hub.accounts.models import LoginSession, Municipality, OneTimeLink, Person
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import Missing, Refused
from tests.conftest import Clock

from .conftest import PASSWORD, World

HOME = "192.0.2.10"


async def with_password(world: World, place: str | None = "Kolding", *roles: Role) -> Person:
    person = await world.person(
        "Inger Sørensen", place, *(roles or (Role.citizen,)), email="inger@example.dk"
    )
    person.password_hash = await passwords.hashed(PASSWORD)
    await person.save()
    return person


async def refused(*arguments: str) -> str:
    with pytest.raises(Refused) as caught:
        await actions.sign_in(*arguments)
    return caught.value.code


async def signed_in(person: Person, address: str = HOME) -> Actor:
    actor = await queries.actor_for_login(
        await actions.sign_in(person.email or "", PASSWORD, "Tablet", address)
    )
    assert actor is not None
    return actor


async def outcomes() -> list[tuple[str, str, str]]:
    return [(row.verb, row.object_id, row.outcome) for row in await AuditRow.all().order_by("id")]


async def test_the_cookie_brings_the_person_back(both: World) -> None:
    person = await with_password(both, "Kolding", Role.citizen, Role.moderator)
    token = await actions.sign_in(" Inger@Example.dk", PASSWORD, "Firefox", HOME)
    login = await LoginSession.get(person_id=person.id)
    assert await queries.actor_for_login(token) == Actor(
        person_id=person.id,
        municipality_id=both.place["Kolding"],
        roles=frozenset({Role.citizen, Role.moderator}),
        name="Inger Sørensen",
        language="da",
        login_id=login.id,
    )
    assert (login.token_hash, login.device) == (tokens.hashed(token), "Firefox")
    assert await outcomes() == [("sign_in", str(login.id), "done")]


async def test_every_wrong_sign_in_sounds_the_same_and_is_recorded(both: World) -> None:
    person = await with_password(both)
    tries = [
        ("inger@example.dk", "wrong password"),
        ("nobody@example.dk", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        ("inger@example.dk", "x" * 100_000),
        ("x" * 100_000, "y"),
        ("inger@example.dk\x00", "\ud800"),
    ]
    codes = {await refused(email, password, "", f"192.0.2.{n}") for n, (email, password) in enumerate(tries)}
    assert codes == {"wrong_login"}
    recorded = await outcomes()
    assert len(recorded) == len(tries)
    assert set(recorded) == {
        ("sign_in", str(person.id), "refused:wrong_login"),
        ("sign_in", "unknown", "refused:wrong_login"),
    }


async def test_somebody_without_a_password_cannot_sign_in(world: World) -> None:
    await world.person("Ny", "Kolding", Role.citizen, email="ny@example.dk")
    assert await refused("ny@example.dk", "") == "wrong_login"


async def test_a_closed_account_is_out_at_once(world: World) -> None:
    person = await with_password(world)
    token = await actions.sign_in("inger@example.dk", PASSWORD)
    await Person.filter(id=person.id).update(active=False)
    assert await queries.actor_for_login(token) is None
    assert await refused("inger@example.dk", PASSWORD) == "wrong_login"


async def test_people_of_a_municipality_that_left_are_out_at_once(world: World) -> None:
    await with_password(world)
    token = await actions.sign_in("inger@example.dk", PASSWORD)
    await Municipality.filter(id=world.place["Kolding"]).update(active=False)
    assert await queries.actor_for_login(token) is None
    assert await refused("inger@example.dk", PASSWORD) == "wrong_login"


async def test_a_platform_administrator_belongs_to_no_municipality(world: World) -> None:
    person = await with_password(world, None, Role.platform_administrator)
    assert (await signed_in(person)).municipality_id is None


async def test_a_hash_of_yesterdays_strength_is_made_anew(world: World) -> None:
    person = await with_password(world)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await Person.filter(id=person.id).update(password_hash=old)
    await actions.sign_in("inger@example.dk", PASSWORD)
    stored = (await Person.get(id=person.id)).password_hash
    assert stored != old
    assert not passwords.needs_rehash(stored)
    assert await passwords.verify(PASSWORD, stored)


async def test_a_sign_in_ends_after_so_long_without_use(world: World, frozen_clock: Clock) -> None:
    await with_password(world)
    token = await actions.sign_in("inger@example.dk", PASSWORD)
    for _ in range(3):
        frozen_clock.forward(days=world.settings.login.days - 1)
        assert await queries.actor_for_login(token) is not None
    frozen_clock.forward(days=world.settings.login.days, seconds=1)
    assert await queries.actor_for_login(token) is None


async def test_use_is_marked_once_an_hour(world: World, frozen_clock: Clock) -> None:
    person = await with_password(world)
    token = await actions.sign_in("inger@example.dk", PASSWORD)
    seen = []
    for minutes in (30, 31, 30):
        frozen_clock.forward(minutes=minutes)
        await queries.actor_for_login(token)
        seen.append((await LoginSession.get(person_id=person.id)).seen_at)
    assert [(moment - seen[0]).total_seconds() / 60 for moment in seen] == [0, 61, 61]


async def test_sign_ins_and_links_long_over_are_forgotten(both: World, frozen_clock: Clock) -> None:
    person, other = await with_password(both), await both.person("Bo", "Kolding", Role.citizen)
    admin = await both.actor("Adm", "Kolding", Role.municipal_administrator)
    await signed_in(person)
    for invited in (person, other):
        await actions.invite(admin, invited.id, mail=False)
    frozen_clock.forward(days=both.settings.login.days + 90)
    await signed_in(person)
    assert await LoginSession.filter(person_id=person.id).count() == 2
    frozen_clock.forward(seconds=1)
    latest = await signed_in(person)
    assert latest.login_id is not None
    assert await LoginSession.filter(person_id=person.id).order_by("id").values_list("id", flat=True) == [
        latest.login_id - 1,
        latest.login_id,
    ]
    assert await OneTimeLink.all().values_list("person_id", flat=True) == [other.id]


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 100_000, "æ" * 43, "\ud800" * 43])
async def test_a_cookie_that_is_none_of_ours_is_nobody(world: World, token: str) -> None:
    assert await queries.actor_for_login(token) is None


async def test_signing_out_ends_this_sign_in_only(both: World) -> None:
    person = await with_password(both)
    here, there = [await actions.sign_in("inger@example.dk", PASSWORD, name) for name in ("Tablet", "Phone")]
    actor = await queries.actor_for_login(here)
    assert actor is not None
    await actions.sign_out(actor)
    assert await queries.actor_for_login(here) is None
    still = await queries.actor_for_login(there)
    assert still is not None
    assert still.person_id == person.id


async def test_signing_out_without_being_signed_in_does_nothing(world: World) -> None:
    await actions.sign_out(ANONYMOUS)
    assert await outcomes() == []


async def test_signing_out_everywhere_tells_open_sockets(both: World) -> None:
    person = await with_password(both)
    first = await signed_in(person)
    second = await signed_in(person)
    heard: list[tuple[str, dict[str, Any]]] = []
    stop = bus.subscribe("accounts.person", lambda topic, message: heard.append((topic, message)))
    await actions.sign_out_everywhere(first)
    stop()
    assert await queries.my_logins(first) == []
    logins = sorted([first.login_id, second.login_id])  # type: ignore[type-var]
    [(topic, message)] = heard
    assert (topic, message["what"], sorted(message["logins"])) == (
        f"accounts.person.{person.id}",
        "logins_ended",
        logins,
    )


async def test_the_list_of_sign_ins_marks_the_present_one(world: World, frozen_clock: Clock) -> None:
    person = await with_password(world)
    await signed_in(person)
    frozen_clock.forward(minutes=5)
    actor = await signed_in(person)
    listed = await queries.my_logins(actor)
    assert [(view.device, view.current) for view in listed] == [("Tablet", True), ("Tablet", False)]


async def test_one_sign_in_can_be_ended_from_another(world: World) -> None:
    person = await with_password(world)
    lost, here = await signed_in(person), await signed_in(person)
    await actions.revoke_login(here, lost.login_id or 0)
    assert [view.id for view in await queries.my_logins(here)] == [here.login_id]


@pytest.mark.parametrize("theirs", [True, False])
async def test_nobody_ends_anybody_elses_sign_in(world: World, theirs: bool) -> None:
    person = await with_password(world)
    victim = await signed_in(person)
    stranger = await world.actor("Fremmed", "Kolding", Role.municipal_administrator)
    wanted = (victim.login_id or 0) if theirs else 4_711
    with pytest.raises(Missing) as caught:
        await actions.revoke_login(stranger, wanted)
    assert caught.value.code == "missing"
    assert [view.id for view in await queries.my_logins(victim)] == [victim.login_id]
    assert (await outcomes())[-1] == ("end", str(wanted), "refused:missing")


async def test_the_lists_are_for_whoever_signed_in(world: World) -> None:
    for stranger in (ANONYMOUS, Actor(person_id=1, link_id=2, roles=frozenset({Role.citizen}))):
        with pytest.raises(Refused):
            await queries.my_logins(stranger)
        with pytest.raises(Refused):
            await actions.sign_out_everywhere(stranger)


class PausedHasher(PasswordHasher):
    """argon2 itself, which waits before it answers until it is told to go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=19456, parallelism=1)
        self.started = threading.Event()
        self.go_on = threading.Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.started.set()
        self.go_on.wait(30)
        return super().verify(hash, password)


async def test_a_password_changed_while_it_is_checked_lets_nobody_in(
    both: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await with_password(both)
    other = await passwords.hashed("en helt anden")
    paused = PausedHasher()
    monkeypatch.setattr(passwords, "_hasher", paused)
    entering = asyncio.create_task(actions.sign_in("inger@example.dk", PASSWORD))
    await asyncio.to_thread(paused.started.wait, 30)
    await Person.filter(id=person.id).update(password_hash=other)
    paused.go_on.set()
    with pytest.raises(Refused):
        await entering
    assert await LoginSession.filter(person_id=person.id).count() == 0


class TestThrottle:
    """Guessing is slow, and nobody can lock another one out."""

    @pytest.fixture(autouse=True)
    def _rates(self, world: World) -> None:
        limits.configure(world.settings.limits)

    async def test_an_account_is_tried_five_times_a_minute_from_one_address(self, world: World) -> None:
        await with_password(world)
        codes = [await refused("inger@example.dk", "guess", "", "198.51.100.1") for _ in range(6)]
        assert codes == ["wrong_login"] * 5 + ["too_fast"]

    async def test_an_account_that_does_not_exist_is_throttled_alike(self, world: World) -> None:
        codes = [await refused("nobody@example.dk", "guess", "", "198.51.100.1") for _ in range(6)]
        assert codes == ["wrong_login"] * 5 + ["too_fast"]

    async def test_many_addresses_together_are_no_faster(self, world: World) -> None:
        await with_password(world)
        codes = [await refused("inger@example.dk", "guess", "", f"198.51.100.{n}") for n in range(8)]
        assert codes == ["wrong_login"] * 5 + ["too_fast"] * 3

    async def test_the_victim_still_gets_in_at_home(self, world: World) -> None:
        person = await with_password(world)
        await signed_in(person, HOME)
        for n in range(8):
            await refused("inger@example.dk", "guess", "", f"198.51.100.{n}")
        assert (await signed_in(person, HOME)).person_id == person.id

    async def test_one_address_tries_twenty_times_a_minute_whatever_the_account(self, world: World) -> None:
        codes = [await refused(f"a{n}@example.dk", "guess", "", "198.51.100.1") for n in range(21)]
        assert codes == ["wrong_login"] * 20 + ["too_fast"]

    async def test_an_ipv6_network_is_one_address(self, world: World) -> None:
        codes = [await refused(f"a{n}@example.dk", "guess", "", f"2001:db8:1:2::{n:x}") for n in range(21)]
        assert codes[-1] == "too_fast"

    async def test_the_network_is_stored_as_a_hash_only(self, world: World) -> None:
        person = await with_password(world)
        await signed_in(person, HOME)
        stored = (await LoginSession.get(person_id=person.id)).network_key
        assert len(stored) == 64
        assert HOME not in stored


async def test_the_seal_of_the_log_holds_after_all_of_it(both: World, settings: Settings) -> None:
    person = await with_password(both)
    await refused("inger@example.dk", "wrong password")
    await actions.sign_out_everywhere(await signed_in(person))
    assert await audit.first_broken() is None

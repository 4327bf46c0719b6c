"""Personal links: signed, for one session, revocable, over when the session is."""

import datetime as dt

import pytest

from hub import bus
from hub.accounts.models import Municipality, RoleGrant
from hub.actor import Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from hub.sessions import actions, queries
from hub.sessions.links import tokens
from hub.sessions.links.queries import join_url
from hub.sessions.models import JoinLink, Session
from hub.sessions.wire import DeviceCheck, Visibility
from hub.site import facts
from tests.conftest import Clock
from tests.hub.sessions.conftest import World, form, published

KEY = b"k" * 40


def test_a_token_gives_its_uid_back_to_the_key_that_signed_it() -> None:
    uid = tokens.uid_text(bytes(range(16)))
    token = tokens.sign(KEY, uid)
    assert len(token) == 43
    assert tokens.read(KEY, token) == uid
    assert tokens.read(b"another key of more than 32 bytes", token) is None


def test_no_changed_character_is_accepted() -> None:
    token = tokens.sign(KEY, tokens.uid_text(bytes(16)))
    for place, had in enumerate(token[:-1]):
        changed = token[:place] + ("B" if had == "A" else "A") + token[place + 1 :]
        assert tokens.read(KEY, changed) is None


@pytest.mark.parametrize("junk", ["", "a", "é" * 43, "=" * 43, "!" * 43, "a" * 44, "a" * 10_000, "a" * 43])
def test_junk_is_no_token(junk: str) -> None:
    assert tokens.read(KEY, junk) is None


async def test_a_guests_link_gives_an_actor_for_that_session_only(world: World) -> None:
    session_id, another = await published(world), await published(world, visibility=Visibility.members)
    token = await actions.create_join_link(world.physio, session_id, " Tove  Tolk ", "interpreter")
    actor, where = await queries.join_actor(token)
    assert (where, actor.name, actor.person_id, actor.roles) == (
        session_id,
        "Tove Tolk",
        None,
        frozenset({Role.guest}),
    )
    assert actor.scope_session_id == session_id
    assert (await queries.session_for(actor, session_id)).id == session_id
    with pytest.raises(Missing):
        await queries.session_for(actor, another)
    assert [card.id for card in (await queries.coming(actor)).cards] == [session_id]


async def test_a_reminders_link_is_its_person_without_the_powers_of_staff(world: World) -> None:
    session_id, public = await published(world), await published(world)
    await actions.sign_up(world.citizen, session_id)
    await actions.sign_up(world.citizen, public)
    actor, where = await queries.join_actor(await _reminder(session_id, world.citizen.person_id))
    assert (where, actor.person_id, actor.roles) == (
        session_id,
        world.citizen.person_id,
        frozenset({Role.citizen}),
    )
    assert [card.id for card in await queries.my_sessions(actor)] == [session_id]
    with pytest.raises(Missing):
        await queries.session_for(actor, public)
    with pytest.raises(Missing):
        await actions.withdraw(actor, public)
    with pytest.raises(Refused):
        await actions.create(actor, form(world))
    heard: list[str] = []
    stop = bus.subscribe("sessions.join_link.", lambda topic, _: heard.append(topic))
    await actions.withdraw(actor, session_id)
    stop()
    assert heard == [f"sessions.join_link.{actor.link_id}"]
    with pytest.raises(Refused) as told:
        await queries.join_actor(await _reminder(session_id, world.citizen.person_id))
    assert told.value.code == "link_revoked"


async def test_a_reminders_link_of_a_citizen_who_also_plans_does_not_plan(world: World) -> None:
    session_id = await published(world)
    await RoleGrant.create(person_id=world.citizen.person_id, role=Role.coordinator.value)
    await actions.sign_up(world.citizen, session_id)
    actor, _ = await queries.join_actor(await _reminder(session_id, world.citizen.person_id))
    assert actor.roles == frozenset({Role.citizen})


async def test_a_link_ends_after_the_session_and_follows_a_move(world: World, frozen_clock: Clock) -> None:
    session_id = await published(world)
    token = await actions.create_join_link(world.physio, session_id, "Tove", "guest")
    frozen_clock.moment = (await Session.get(id=session_id)).starts_at - dt.timedelta(hours=2)
    await actions.move(
        world.coordinator, session_id, dt.datetime(2026, 3, 25, 9), dt.datetime(2026, 3, 25, 10)
    )
    ends_at = (await Session.get(id=session_id)).ends_at
    frozen_clock.moment = ends_at + dt.timedelta(hours=1, minutes=59)
    assert (await queries.join_actor(token))[1] == session_id
    frozen_clock.forward(minutes=1)
    with pytest.raises(Refused) as told:
        await queries.join_actor(token)
    assert told.value.code == "link_expired"


async def test_a_revoked_link_opens_nothing(world: World) -> None:
    session_id = await published(world)
    token = await actions.create_join_link(world.physio, session_id, "Tove", "relative")
    [link] = await queries.join_links_for(world.physio, session_id)
    heard: list[str] = []
    stop = bus.subscribe("sessions.join_link.", lambda topic, _: heard.append(topic))
    await actions.revoke_join_link(world.physio, session_id, link.id)
    stop()
    assert heard == [f"sessions.join_link.{link.id}"]
    with pytest.raises(Refused) as told:
        await queries.join_actor(token)
    assert told.value.code == "link_revoked"
    [after] = await queries.join_links_for(world.physio, session_id)
    assert (link.revoked, after.revoked) == (False, True)
    assert await AuditRow.filter(noun="join_link").order_by("id").values_list("verb", flat=True) == [
        "create",
        "revoke",
    ]


async def test_links_of_other_sessions_and_of_reminders_cannot_be_revoked(world: World) -> None:
    session_id, another = await published(world), await published(world)
    await actions.create_join_link(world.physio, another, "Tove", "guest")
    foreign = await JoinLink.get(session_id=another)
    for link_id in (foreign.id, 0, -5, 2**70):
        with pytest.raises(Missing):
            await actions.revoke_join_link(world.physio, session_id, link_id)
    await actions.sign_up(world.citizen, session_id)
    own = await JoinLink.get(session_id=session_id)
    with pytest.raises(Refused):
        await actions.revoke_join_link(world.physio, session_id, own.id)
    assert await queries.join_links_for(world.physio, session_id) == []


async def test_only_who_opens_the_doors_makes_links(world: World) -> None:
    session_id = await published(world)
    for actor in (world.citizen, world.nurse, world.neighbour):
        with pytest.raises(Refused) as told:
            await actions.create_join_link(actor, session_id, "Tove", "guest")
        assert told.value.code == "not_allowed"
    guest, _ = await queries.join_actor(
        await actions.create_join_link(world.coordinator, session_id, "Tove", "guest")
    )
    with pytest.raises(Refused):
        await actions.create_join_link(guest, session_id, "Tove", "guest")


@pytest.mark.parametrize(
    ("name", "role", "code", "field"),
    [
        ("", "guest", "required", "name"),
        ("a" * 10_000, "guest", "too_long", "name"),
        ("Tove", "reminder", "bad_role", "role"),
        ("Tove", "host", "bad_role", "role"),
    ],
)
async def test_a_link_that_cannot_be_made(world: World, name: str, role: str, code: str, field: str) -> None:
    session_id = await published(world)
    with pytest.raises(BadInput) as told:
        await actions.create_join_link(world.physio, session_id, name, role)
    assert (told.value.code, told.value.field) == (code, field)


async def test_a_draft_has_no_links(world: World) -> None:
    draft = await actions.create(world.coordinator, form(world))
    with pytest.raises(Refused) as told:
        await actions.create_join_link(world.physio, draft, "Tove", "guest")
    assert told.value.code == "not_coming"


async def test_a_guest_binds_a_device_check_to_the_link(world: World) -> None:
    session_id = await published(world)
    token = await actions.create_join_link(world.physio, session_id, "Tove", "interpreter")
    guest, _ = await queries.join_actor(token)
    assert await actions.record_device_check(guest, session_id, DeviceCheck("ok", "ok", "ok", "ok")) is True
    [link] = await queries.join_links_for(world.physio, session_id)
    assert link.device_checked is True


async def _reminder(session_id: int, person_id: int | None) -> str:
    """The token in a person's newest reminder, whether it still works or not."""
    link = await JoinLink.filter(session_id=session_id, person_id=person_id).order_by("-id").first()
    assert link is not None
    url = await join_url(session_id, person_id or 0)
    token = tokens.sign(facts().key, link.uid)
    assert url is None or url.endswith(token)
    return token


async def test_a_reminders_link_ends_with_the_partnership_of_its_persons_municipality(world: World) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    url = await join_url(session_id, world.citizen.person_id or 0)
    token = (url or "").rpartition("/")[2]
    assert (await queries.join_actor(token))[0].person_id == world.citizen.person_id

    await Municipality.filter(id=world.citizen.municipality_id).update(active=False)

    with pytest.raises(Refused) as told:
        await queries.join_actor(token)
    assert told.value.code == "link_revoked"

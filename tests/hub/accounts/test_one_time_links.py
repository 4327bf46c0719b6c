"""Invitations, forgotten passwords, and changing one's own."""

import asyncio
import re
from collections.abc import Callable

import pytest

from config.settings import Settings
from hub import jobs, notify
from hub.accounts import actions, passwords, queries
from hub.accounts.models import LoginSession, OneTimeLink, Person
from hub.actor import ANONYMOUS, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from hub.jobs import Job
from tests.conftest import Clock

from .conftest import PASSWORD, World, as_actor

NEW = "tre grønne heste"


async def inger(world: World, language: str = "da") -> Person:
    person = await world.person("Inger Sørensen", "Kolding", Role.citizen, email="inger@example.dk")
    person.language = language
    await person.save()
    return person


async def mails(world: World) -> list[str]:
    """The texts of the mails sent so far, after the jobs that are due."""
    await jobs.run_due()
    folder = world.settings.data.path / "outbox"
    found = sorted(folder.glob("*.eml")) if folder.exists() else []
    return [path.read_text() for path in found]


def link_in(mail: str) -> str:
    found = re.search(r"/password/([\w-]{43})\n", mail)
    assert found
    return found[1]


async def test_an_invitation_leads_to_a_password_and_in(both: World) -> None:
    person = await inger(both)
    admin = await both.actor("Adm", "Kolding", Role.municipal_administrator)
    token = await actions.invite(admin, person.id)
    assert (await queries.one_time_link(token)).purpose == "invitation"
    login = await actions.use_link(token, NEW, "Tablet", "192.0.2.1")
    actor = await queries.actor_for_login(login)
    assert actor is not None
    assert actor.person_id == person.id
    assert await actions.sign_in("inger@example.dk", NEW)
    recorded = await AuditRow.filter(subject_id=person.id).order_by("id").values_list("verb", "reason")
    assert list(recorded) == [("invite", ""), ("use_link", "invitation"), ("sign_in", "")]


async def test_the_invitation_also_comes_by_mail_and_both_links_are_one(world: World) -> None:
    person = await inger(world)
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    by_hand = await actions.invite(admin, person.id)
    [mail] = await mails(world)
    assert "Subject: Din adgang til Det Digitale Sundhedscenter" in mail
    await actions.use_link(link_in(mail), NEW)
    with pytest.raises(Missing):
        await actions.use_link(by_hand, NEW)


async def test_without_an_address_or_without_wanting_it_no_mail_is_sent(world: World) -> None:
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    silent = await world.person("Uden", "Kolding", Role.citizen)
    await actions.invite(admin, silent.id)
    await actions.invite(admin, (await inger(world)).id, mail=False)
    assert await mails(world) == []


async def test_no_token_is_ever_in_the_database(world: World) -> None:
    person = await inger(world)
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    token = await actions.invite(admin, person.id)
    [mail] = await mails(world)
    stored = (world.settings.data.path / "hub.db").read_bytes()
    stored += (world.settings.data.path / "hub.db-wal").read_bytes()
    assert token.encode() not in stored
    assert link_in(mail).encode() not in stored
    assert b"inger@example.dk" in stored


async def test_a_link_works_once(both: World) -> None:
    person = await inger(both)
    admin = await both.actor("Adm", "Kolding", Role.municipal_administrator)
    token = await actions.invite(admin, person.id)
    tries = [actions.use_link(token, NEW, address=f"192.0.2.{n}") for n in range(3)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in done) == ["Missing", "Missing", "str"]
    assert {result.code for result in done if isinstance(result, Missing)} == {"link_over"}


async def test_a_link_runs_out(world: World, frozen_clock: Clock) -> None:
    person = await inger(world)
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    token = await actions.invite(admin, person.id)
    frozen_clock.forward(hours=world.settings.login.invitation_hours)
    with pytest.raises(Missing) as caught:
        await queries.one_time_link(token)
    assert caught.value.code == "link_over"
    assert caught.value.say("da") == "Linket virker ikke længere. Bed om et nyt."


@pytest.mark.parametrize("token", ["", "x" * 43, "æ" * 43, "x" * 100_000])
async def test_a_link_that_is_none_of_ours_is_over(world: World, token: str) -> None:
    with pytest.raises(Missing):
        await queries.one_time_link(token)
    with pytest.raises(Missing):
        await actions.use_link(token, NEW)


async def test_a_weak_password_does_not_use_the_link_up(world: World) -> None:
    person = await inger(world)
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    token = await actions.invite(admin, person.id)
    with pytest.raises(BadInput) as caught:
        await actions.use_link(token, "kort")
    assert caught.value.code == "password_too_short"
    assert await actions.use_link(token, NEW)


async def test_a_closed_account_is_not_opened_by_a_link(world: World) -> None:
    person = await inger(world)
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    token = await actions.invite(admin, person.id)
    await Person.filter(id=person.id).update(active=False)
    with pytest.raises(Missing):
        await actions.use_link(token, NEW)
    with pytest.raises(Refused) as caught:
        await actions.invite(admin, person.id)
    assert caught.value.code == "not_active"


async def test_only_who_manages_a_person_invites_them(world: World) -> None:
    person = await inger(world)
    elsewhere = await world.actor("Adm", "Varde", Role.municipal_administrator)
    with pytest.raises(Missing):
        await actions.invite(elsewhere, person.id)
    themselves = as_actor(person, Role.citizen)
    with pytest.raises(Refused) as caught:
        await actions.invite(themselves, person.id)
    assert caught.value.code == "not_allowed"
    assert await OneTimeLink.all().count() == 0


class TestForgotten:
    """The answer is the same whether anybody has the address."""

    async def test_a_mail_brings_the_link(self, world: World) -> None:
        person = await inger(world, "en")
        person.password_hash = await passwords.hashed(PASSWORD)
        await person.save()
        await actions.ask_password_reset(" Inger@Example.dk ", "192.0.2.1")
        [mail] = await mails(world)
        assert "Subject: New password for Det Digitale Sundhedscenter" in mail
        assert "for 2 hours" in mail
        assert await actions.use_link(link_in(mail), NEW)
        with pytest.raises(Refused):
            await actions.sign_in("inger@example.dk", PASSWORD)

    async def test_nobody_gets_a_mail_and_nothing_tells(self, world: World) -> None:
        person = await inger(world)
        before = {}
        for email in ("nobody@example.dk", "inger@example.dk"):
            await actions.ask_password_reset(email, "192.0.2.1")
            before[email] = [(job.kind, sorted(job.payload)) for job in await Job.all()]
            await jobs.run_due()
            await Job.all().delete()
        assert before["nobody@example.dk"] == before["inger@example.dk"]
        recorded = await AuditRow.all().order_by("id").values_list("verb", "object_id", "outcome")
        assert list(recorded) == [
            ("ask_reset", "unknown", "refused:no_account"),
            ("ask_reset", str(person.id), "done"),
        ]

    async def test_a_closed_account_gets_no_mail(self, world: World) -> None:
        person = await inger(world)
        await Person.filter(id=person.id).update(active=False)
        await actions.ask_password_reset("inger@example.dk", "192.0.2.1")
        assert await mails(world) == []

    async def test_asking_twice_before_the_mail_has_left_sends_one(self, world: World) -> None:
        await inger(world)
        for _ in range(3):
            await actions.ask_password_reset("inger@example.dk", "192.0.2.1")
        assert len(await mails(world)) == 1

    async def test_asking_is_limited_by_address(self, world: World) -> None:
        for n in range(5):
            await actions.ask_password_reset(f"a{n}@example.dk", "192.0.2.1")
        with pytest.raises(Refused) as caught:
            await actions.ask_password_reset("a6@example.dk", "192.0.2.1")
        assert caught.value.code == "too_fast"
        await actions.ask_password_reset("a6@example.dk", "192.0.2.2")

    @pytest.mark.parametrize(("typed", "code"), [("", "missing_text"), ("inger", "bad_email")])
    async def test_what_is_no_address_is_said(self, world: World, typed: str, code: str) -> None:
        with pytest.raises(BadInput) as caught:
            await actions.ask_password_reset(typed, "192.0.2.1")
        assert caught.value.code == code


class TestChange:
    """Changing one's own password throws everybody else out."""

    @pytest.fixture
    async def person(self, world: World) -> Person:
        person = await inger(world)
        person.password_hash = await passwords.hashed(PASSWORD)
        await person.save()
        return person

    async def test_other_sign_ins_and_links_end(self, world: World, person: Person) -> None:
        admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
        link = await actions.invite(admin, person.id)
        here, there = [await actions.sign_in("inger@example.dk", PASSWORD) for _ in range(2)]
        actor = await queries.actor_for_login(here)
        assert actor is not None
        await actions.change_password(actor, PASSWORD, NEW)
        assert await queries.actor_for_login(here) == actor
        assert await queries.actor_for_login(there) is None
        with pytest.raises(Missing):
            await queries.one_time_link(link)
        assert await actions.sign_in("inger@example.dk", NEW)

    async def test_the_old_one_must_be_right(self, world: World, person: Person) -> None:
        actor = as_actor(person, Role.citizen)
        with pytest.raises(BadInput) as caught:
            await actions.change_password(actor, "en forkert en", NEW)
        assert caught.value.code == "wrong_password"
        assert (await AuditRow.all().order_by("-id").first()).outcome == "refused:wrong_password"  # type: ignore[union-attr]

    async def test_guessing_the_old_one_is_slow(self, world: World, person: Person) -> None:
        actor = as_actor(person, Role.citizen)
        for _ in range(5):
            with pytest.raises(BadInput):
                await actions.change_password(actor, "en forkert en", NEW)
        with pytest.raises(Refused) as caught:
            await actions.change_password(actor, PASSWORD, NEW)
        assert caught.value.code == "too_fast"

    async def test_it_takes_a_sign_in(self, world: World, person: Person) -> None:
        for stranger in (ANONYMOUS, as_actor(person).__class__(person_id=person.id, link_id=1)):
            with pytest.raises(Refused) as caught:
                await actions.change_password(stranger, PASSWORD, NEW)
            assert caught.value.code == "not_allowed"

    async def test_two_changes_at_once_do_not_both_win(self, world: World, person: Person) -> None:
        actor = as_actor(person, Role.citizen)
        wanted = ["første nye kode", "anden nye kode"]
        changes = [actions.change_password(actor, PASSWORD, new) for new in wanted]
        done = await asyncio.gather(*changes, return_exceptions=True)
        assert sorted(getattr(result, "code", "done") for result in done) == ["changed_meanwhile", "done"]


async def test_a_mail_that_cannot_leave_is_tried_again_and_no_log_tells_to_whom(
    world: World,
    frozen_clock: Clock,
    make_settings: Callable[..., Settings],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    person = await inger(world)
    admin = await world.actor("Adm", "Kolding", Role.municipal_administrator)
    notify.configure(make_settings(mail={"transport": "smtp", "host": "127.0.0.1", "port": 1}))
    await actions.invite(admin, person.id)
    assert await mails(world) == []
    notify.configure(world.settings)
    frozen_clock.forward(minutes=2)
    [mail] = await mails(world)
    assert await actions.use_link(link_in(mail), NEW)
    assert "account_mail" in caplog.text
    for private in ("inger", "Inger", "Sørensen", NEW, link_in(mail)):
        assert private not in caplog.text


async def test_sign_ins_end_when_a_link_sets_the_password(both: World) -> None:
    person = await inger(both)
    admin = await both.actor("Adm", "Kolding", Role.municipal_administrator)
    first = await actions.use_link(await actions.invite(admin, person.id), PASSWORD)
    second = await actions.use_link(await actions.invite(admin, person.id), NEW)
    assert await queries.actor_for_login(first) is None
    assert await queries.actor_for_login(second) is not None
    assert await LoginSession.filter(person_id=person.id, revoked_at=None).count() == 1


async def test_preferences_are_kept(world: World) -> None:
    actor = await world.actor("Inger", "Kolding", Role.citizen)
    await actions.set_preferences(actor, "en", "stoerst")
    view = await queries.person_for(actor, actor.person_id or 0)
    assert (view.language, view.text_size) == ("en", "stoerst")
    for language, size in (("fr", "normal"), ("da", "huge")):
        with pytest.raises(BadInput):
            await actions.set_preferences(actor, language, size)
    with pytest.raises(Refused):
        await actions.set_preferences(ANONYMOUS, "da", "normal")

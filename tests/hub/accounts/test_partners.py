"""Municipalities, agreements, competences, and who reads the log."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from hub import audit, bus, db
from hub.accounts import actions, queries
from hub.accounts.models import Agreement, Competence, Municipality
from hub.accounts.wire import AgreementForm, CompetenceForm, MunicipalityForm
from hub.actor import ANONYMOUS, SYSTEM, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Told
from tests.conftest import Clock

from .conftest import World

ADMIN = Role.municipal_administrator
FROM = dt.date(2026, 3, 1)


async def code_of(awaitable: Any) -> str:
    with pytest.raises(Told) as caught:
        await awaitable
    return caught.value.code


async def test_a_municipality_is_made_and_edited(both: World) -> None:
    form = MunicipalityForm(name="Faaborg-Midtfyn", accent="skov", phone="70 00 00 02", acute_phone="112")
    made = await actions.create_municipality(SYSTEM, form)
    view = await queries.municipality_for(ANONYMOUS, made)
    assert (view.slug, view.name, view.accent, view.phone, view.acute_phone, view.active) == (
        "faaborg-midtfyn",
        "Faaborg-Midtfyn",
        "skov",
        "70 00 00 02",
        "112",
        True,
    )
    await actions.edit_municipality(SYSTEM, made, msgspec.structs.replace(form, active=False))
    with pytest.raises(Missing):
        await queries.municipality_for(ANONYMOUS, made)
    assert (await queries.municipality_for(SYSTEM, made)).active is False
    assert "Faaborg-Midtfyn" not in [view.name for view in await queries.municipalities(ANONYMOUS)]
    assert [row.verb for row in await AuditRow.filter(noun="municipality", municipality_id=made)] == [
        "create",
        "edit",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "missing_text"),
        ({"name": "x" * 81}, "too_long"),
        ({"accent": "pink"}, "unknown_choice"),
        ({"phone": "x"}, "bad_phone"),
        ({"slug": "kolding"}, "slug_taken"),
        ({"name": "KOLDING"}, "slug_taken"),
    ],
)
async def test_what_a_municipality_cannot_be(world: World, change: dict[str, Any], code: str) -> None:
    form = msgspec.structs.replace(MunicipalityForm(name="Assens"), **change)
    assert await code_of(actions.create_municipality(SYSTEM, form)) == code
    assert await code_of(actions.edit_municipality(SYSTEM, world.place["Varde"], form)) == code


async def test_open_sockets_hear_when_their_municipality_leaves(world: World) -> None:
    inside = await world.person("Inger", "Kolding", Role.citizen)
    await world.person("Bo", "Varde", Role.citizen)
    heard: list[str] = []
    stop = bus.subscribe("accounts.person.", lambda topic, message: heard.append(topic + message["what"]))
    for active in (True, False, False, True):
        form = MunicipalityForm(name="Kolding", active=active)
        await actions.edit_municipality(SYSTEM, world.place["Kolding"], form)
    stop()
    assert heard == [f"accounts.person.{inside.id}rights_changed"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.platform_administrator])
async def test_only_platform_administrators_make_partners(world: World, role: Role) -> None:
    actor = await world.actor("Nogen", "Kolding", role)
    names = {"name_da": "a", "name_en": "b", "title_da": "c", "title_en": "d"}
    attempts = (
        actions.create_municipality(actor, MunicipalityForm(name="Assens")),
        actions.edit_municipality(actor, world.place["Kolding"], MunicipalityForm(name="Min")),
        actions.create_competence(actor, CompetenceForm(**names)),
    )
    assert [await code_of(attempt) for attempt in attempts] == ["not_allowed"] * 3
    assert await AuditRow.filter(outcome="refused:not_allowed").count() == 3
    assert (await Municipality.all().count(), await Competence.all().count()) == (3, 2)


async def test_competences_are_listed_by_name_in_the_readers_language(both: World) -> None:
    form = CompetenceForm(
        name_da="Kost", name_en="A diet", title_da="Diætist", title_en="Dietician", slug="kost-2"
    )
    await actions.create_competence(SYSTEM, form)
    danish = await both.actor("Dansk", "Kolding", Role.citizen)
    english = await both.actor("English", "Kolding", Role.citizen, language="en")
    assert [view.name for view in await queries.competences(danish)][1] == "Kost"
    first = (await queries.competences(english))[0]
    assert (first.name, first.title, first.slug) == ("A diet", "Dietician", "kost-2")
    assert await code_of(actions.create_competence(SYSTEM, form)) == "slug_taken"


class TestAgreements:
    """Given by the giving side, ended by either."""

    def form(self, world: World, giver: str, receiver: str, **more: Any) -> AgreementForm:
        sides = {"giver_id": world.place[giver], "receiver_id": world.place[receiver]}
        return AgreementForm(**{**sides, "valid_from": FROM, **more})

    async def admin(self, world: World, place: str) -> Actor:
        return await world.actor("Adm", place, ADMIN)

    async def test_the_giver_makes_one_and_both_sides_read_it(self, both: World) -> None:
        giver, receiver = await self.admin(both, "Ærø"), await self.admin(both, "Varde")
        made = await actions.create_agreement(giver, self.form(both, "Ærø", "Varde"))
        for reader in (giver, receiver, await both.actor("K", "Ærø", Role.coordinator)):
            found = {view.id: view for view in await queries.agreements_for(reader)}
            assert (found[made].giver, found[made].receiver, found[made].competence) == ("Ærø", "Varde", "")
            assert found[made].can == {"end": reader.has(ADMIN)}
        outsider = await self.admin(both, "Kolding")
        assert made not in {view.id for view in await queries.agreements_for(outsider)}

    async def test_nobody_takes_what_is_not_given(self, world: World) -> None:
        receiver = await self.admin(world, "Varde")
        assert (
            await code_of(actions.create_agreement(receiver, self.form(world, "Ærø", "Varde")))
            == "not_allowed"
        )
        coordinator = await world.actor("K", "Ærø", Role.coordinator)
        assert await code_of(actions.create_agreement(coordinator, self.form(world, "Ærø", "Varde"))) == (
            "not_allowed"
        )

    @pytest.mark.parametrize("side", ["Kolding", "Varde"])
    async def test_either_side_ends_one_from_now_on(self, world: World, side: str) -> None:
        agreement = await Agreement.all().first()
        assert agreement is not None
        await actions.end_agreement(await self.admin(world, side), agreement.id)
        [view] = await queries.agreements_for(SYSTEM)
        assert (view.state, view.valid_to, view.can) == ("ended", dt.date(2026, 3, 1), {"end": False})
        again = actions.end_agreement(await self.admin(world, side), agreement.id)
        assert await code_of(again) == "already_ended"

    @pytest.mark.parametrize("wanted", [None, 4_711])
    async def test_outsiders_do_not_find_it(self, world: World, wanted: int | None) -> None:
        agreement = await Agreement.all().first()
        assert agreement is not None
        outsider = await self.admin(world, "Ærø")
        assert await code_of(actions.end_agreement(outsider, wanted or agreement.id)) == "missing"
        assert (await Agreement.get(id=agreement.id)).valid_to == dt.date(2026, 12, 31)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"receiver_id": 1}, "same_municipality"),
            ({"valid_to": dt.date(2026, 2, 28)}, "ends_before_it_begins"),
            ({"receiver_id": 999}, "unknown_municipality"),
            ({"competence_id": 999}, "unknown_competence"),
        ],
    )
    async def test_what_an_agreement_cannot_be(self, world: World, change: dict[str, Any], code: str) -> None:
        form = msgspec.structs.replace(self.form(world, "Kolding", "Varde"), **change)
        assert await code_of(actions.create_agreement(SYSTEM, form)) == code

    async def test_its_state_follows_the_calendar(self, world: World, frozen_clock: Clock) -> None:
        form = self.form(world, "Ærø", "Varde", valid_from=dt.date(2026, 3, 3), valid_to=dt.date(2026, 3, 3))
        made = await actions.create_agreement(SYSTEM, form)
        states = []
        for _ in range(3):
            states += [view.state for view in await queries.agreements_for(SYSTEM) if view.id == made]
            frozen_clock.forward(days=1)
        assert states == ["coming", "current", "ended"]

    async def test_citizens_read_none(self, world: World) -> None:
        citizen = await world.actor("Inger", "Kolding", Role.citizen)
        assert await code_of(queries.agreements_for(citizen)) == "not_allowed"


class TestLog:
    """Who reads of what was done."""

    async def test_an_administrator_reads_of_the_own_municipality(self, both: World) -> None:
        here = await both.actor("Her", "Kolding", ADMIN)
        there = await both.actor("Der", "Varde", ADMIN)
        await actions.create_agreement(
            here,
            AgreementForm(giver_id=both.place["Kolding"], receiver_id=both.place["Varde"], valid_from=FROM),
        )
        page = await queries.audit_for(here)
        assert [(line.who, line.municipality, line.verb, line.noun) for line in page.lines] == [
            ("Her", "Kolding", "create", "agreement")
        ]
        assert (await queries.audit_for(there)).lines == ()
        assert (await queries.audit_for(SYSTEM)).total == 1

    async def test_failed_sign_ins_are_read_where_the_person_belongs(self, world: World) -> None:
        await world.person("Inger", "Kolding", Role.citizen, email="inger@example.dk")
        assert await code_of(actions.sign_in("inger@example.dk", "wrong password")) == "wrong_login"
        [line] = (await queries.audit_for(await world.actor("Adm", "Kolding", ADMIN))).lines
        assert (line.who, line.subject, line.outcome) == ("anonymous", "Inger", "refused:wrong_login")

    async def test_people_read_what_others_did_with_their_account_without_names(self, world: World) -> None:
        citizen = await world.actor("Inger", "Kolding", Role.citizen)
        admin = await world.actor("Birgitte", "Kolding", ADMIN)
        await actions.invite(admin, citizen.person_id or 0, mail=False)
        await actions.set_preferences(citizen, "da", "stor")
        [line] = (await queries.audit_about_me(citizen)).lines
        assert (line.who, line.municipality, line.verb) == ("", "Kolding", "invite")

    async def test_that_citizens_take_part_is_told_to_their_own_municipality_only(self, world: World) -> None:
        citizen = await world.actor("Inger", "Varde", Role.citizen)
        host = await world.actor("Per", "Varde", Role.professional)
        readers = {place: await world.actor("Adm", place, ADMIN) for place in ("Kolding", "Varde")}
        for actor, verb, noun in (
            (citizen, "take", "sign_up"),
            (host, "admit", "seat"),
            (citizen, "sign_in", "login"),
        ):
            for place in readers:
                async with db.transaction():
                    await audit.write(
                        actor,
                        verb,
                        noun,
                        1,
                        municipality_id=world.place[place],
                        subject_id=citizen.person_id,
                    )

        async def told(reader: Actor) -> set[tuple[str, str, str]]:
            return {(line.noun, line.who, line.subject) for line in (await queries.audit_for(reader)).lines}

        everything = {("sign_up", "Inger", "Inger"), ("seat", "Per", "Inger"), ("login", "Inger", "Inger")}
        assert await told(readers["Varde"]) == everything
        assert await told(readers["Kolding"]) == {("sign_up", "", ""), ("seat", "Per", ""), ("login", "", "")}
        assert await told(await world.actor("Pia", None, Role.platform_administrator)) == {
            ("sign_up", "", ""),
            ("seat", "Per", ""),
            ("login", "Inger", "Inger"),
        }

    async def test_strangers_read_nothing(self, world: World) -> None:
        assert await code_of(queries.audit_about_me(ANONYMOUS)) == "not_allowed"

    async def test_pages_hold_a_hundred_newest_first(self, world: World) -> None:
        citizen = await world.actor("Inger", "Kolding", Role.citizen)
        for _ in range(101):
            await actions.set_preferences(citizen, "da", "stor")
        first, last = await queries.audit_for(SYSTEM), await queries.audit_for(SYSTEM, 9)
        assert (len(first.lines), first.lines[0].id, len(last.lines), last.page) == (100, 101, 1, 2)


async def test_bad_input_is_said_in_both_languages(world: World) -> None:
    form = MunicipalityForm(name="Kolding")
    with pytest.raises(BadInput) as caught:
        await actions.create_municipality(SYSTEM, form)
    assert (caught.value.say("da"), caught.value.say("en")) == (
        "Kortnavnet er allerede i brug.",
        "The short name is already in use.",
    )

"""People: found, made, edited, closed. Each municipality its own."""

import asyncio
import datetime as dt
from typing import Any

import msgspec
import pytest

from hub import bus, clock
from hub.accounts import actions, queries, wire
from hub.accounts.models import Agreement, LoginSession, Person, PersonLanguage
from hub.accounts.wire import PersonForm
from hub.actor import ANONYMOUS, SYSTEM, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused, Told

from .conftest import World, as_actor

FORM = PersonForm(name="Karen Holm", email="karen@example.dk", roles=("citizen",))
ADMIN = Role.municipal_administrator


async def admin_of(world: World, place: str = "Kolding") -> Actor:
    return await world.actor("Adm", place, ADMIN)


async def code_of(awaitable: Any) -> str:
    with pytest.raises(Told) as caught:
        await awaitable
    return caught.value.code


async def test_a_person_is_made_as_the_form_says(both: World) -> None:
    admin = await admin_of(both)
    form = PersonForm(
        name="  Mads   Kjærgaard",
        email="Mads@Example.dk",
        phone="70 00 00 00",
        language="en",
        profession_id=both.competence["physiotherapist"],
        roles=("professional", "moderator"),
        competences=(both.competence["dietician"], both.competence["physiotherapist"]),
        languages=("en", "da"),
    )
    made = await actions.create_person(admin, form)
    view = await queries.person_for(admin, made)
    assert (view.name, view.email, view.phone, view.language) == (
        "Mads Kjærgaard",
        "mads@example.dk",
        "70 00 00 00",
        "en",
    )
    assert (view.municipality, view.roles, view.languages) == (
        "Kolding",
        ("professional", "moderator"),
        ("da", "en"),
    )
    assert {competence.slug for competence in view.competences} == {"dietician", "physiotherapist"}
    assert view.title == "physiotherapist title_da"
    assert (view.active, view.has_password, view.invited_until) == (True, False, None)
    assert view.can == {"edit": True, "deactivate": True, "reactivate": True, "invite": True}


async def test_the_form_of_a_view_changes_nothing(world: World) -> None:
    admin = await admin_of(world)
    made = await actions.create_person(admin, msgspec.structs.replace(FORM, languages=("da",), phone="112"))
    before = await queries.person_for(admin, made)
    await actions.edit_person(admin, made, wire.form_of(before))
    assert await queries.person_for(admin, made) == before


async def test_editing_replaces_roles_and_writes_which_to_the_log(world: World) -> None:
    admin = await admin_of(world)
    made = await actions.create_person(admin, FORM)
    form = msgspec.structs.replace(FORM, name="Karen Bech", roles=("relative", "moderator"))
    await actions.edit_person(admin, made, form)
    row = await AuditRow.filter(verb="edit").first()
    assert row is not None
    assert (row.subject_id, row.reason) == (made, "name +moderator +relative -citizen")
    assert "Karen" not in row.reason
    assert (await queries.person_for(admin, made)).roles == ("relative", "moderator")


async def test_open_sockets_hear_of_changed_rights(world: World) -> None:
    admin = await admin_of(world)
    made = await actions.create_person(admin, FORM)
    heard: list[tuple[str, dict[str, Any]]] = []
    stop = bus.subscribe("accounts.person", lambda topic, message: heard.append((topic, message)))
    await actions.edit_person(admin, made, FORM)
    stop()
    assert heard == [(f"accounts.person.{made}", {"what": "rights_changed"})]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "x" * 10_000}, "too_long"),
        ({"name": "a\x07"}, "control_characters"),
        ({"name": " "}, "missing_text"),
        ({"email": "nope"}, "bad_email"),
        ({"phone": "call me"}, "bad_phone"),
        ({"roles": ()}, "unknown_role"),
        ({"roles": ("anonymous",)}, "unknown_role"),
        ({"roles": ("guest",)}, "unknown_role"),
        ({"language": "fr"}, "unknown_choice"),
        ({"languages": ("dansk",)}, "unknown_language"),
        ({"competences": (999,)}, "unknown_competence"),
        ({"profession_id": 999}, "unknown_competence"),
        ({"roles": ("citizen", "platform_administrator")}, "not_allowed"),
        ({"roles": ("platform_administrator",)}, "not_allowed"),
    ],
)
async def test_what_a_municipal_administrator_cannot_write(
    world: World, change: dict[str, Any], code: str
) -> None:
    admin = await admin_of(world)
    form = msgspec.structs.replace(FORM, **change)
    assert await code_of(actions.create_person(admin, form)) == code
    made = await actions.create_person(admin, FORM)
    assert await code_of(actions.edit_person(admin, made, form)) == code
    assert await Person.all().count() == 2


async def test_nobody_is_made_in_another_municipality(world: World) -> None:
    admin = await admin_of(world)
    there = msgspec.structs.replace(FORM, municipality_id=world.place["Varde"])
    assert await code_of(actions.create_person(admin, there)) == "not_allowed"
    made = await actions.create_person(admin, FORM)
    assert await code_of(actions.edit_person(admin, made, there)) == "missing"
    assert (await Person.get(id=made)).municipality_id == world.place["Kolding"]


async def test_a_platform_administrator_chooses_the_municipality(world: World) -> None:
    assert await code_of(actions.create_person(SYSTEM, FORM)) == "municipality_required"
    nowhere = msgspec.structs.replace(FORM, municipality_id=999)
    assert await code_of(actions.create_person(SYSTEM, nowhere)) == "unknown_municipality"
    made = await actions.create_person(
        SYSTEM, msgspec.structs.replace(FORM, municipality_id=world.place["Ærø"])
    )
    moved = msgspec.structs.replace(FORM, municipality_id=world.place["Varde"])
    await actions.edit_person(SYSTEM, made, moved)
    assert (await queries.person_for(SYSTEM, made)).municipality == "Varde"


async def test_an_address_belongs_to_one_account(both: World) -> None:
    admin, elsewhere = await admin_of(both), await admin_of(both, "Varde")
    first = await actions.create_person(admin, FORM)
    twin = msgspec.structs.replace(FORM, email="KAREN@example.dk")
    assert await code_of(actions.create_person(elsewhere, twin)) == "email_taken"
    second = await actions.create_person(elsewhere, msgspec.structs.replace(FORM, email="other@example.dk"))
    assert await code_of(actions.edit_person(elsewhere, second, twin)) == "email_taken"
    await actions.edit_person(admin, first, FORM)
    recorded = await AuditRow.filter(outcome="refused:email_taken").values_list("verb", flat=True)
    assert list(recorded) == ["create", "edit"]


async def test_two_with_the_same_address_at_once_make_one_account(both: World) -> None:
    admin = await admin_of(both)
    tries = [actions.create_person(admin, FORM) for _ in range(4)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(getattr(result, "code", "made") for result in done) == ["email_taken"] * 3 + ["made"]


async def test_several_people_may_be_without_an_address(both: World) -> None:
    admin = await admin_of(both)
    silent = msgspec.structs.replace(FORM, email="")
    assert await actions.create_person(admin, silent) != await actions.create_person(admin, silent)


@pytest.mark.parametrize("exists", [True, False])
async def test_somebody_elses_person_and_nobody_look_the_same(world: World, exists: bool) -> None:
    person = await world.person("Inger", "Varde", Role.citizen)
    wanted = person.id if exists else 4_711
    admin = await admin_of(world)
    for attempt in (
        queries.person_for(admin, wanted),
        actions.edit_person(admin, wanted, FORM),
        actions.deactivate_person(admin, wanted),
        actions.reactivate_person(admin, wanted),
        actions.invite(admin, wanted),
    ):
        with pytest.raises(Missing) as caught:
            await attempt
        assert (caught.value.code, caught.value.say("da")) == (Missing().code, Missing().say("da"))
    assert await Person.get(id=person.id) == person


async def test_a_platform_administrator_is_not_the_municipalitys_to_manage(world: World) -> None:
    boss = await world.person("Anders", "Kolding", Role.platform_administrator)
    admin = await admin_of(world)
    takeover = msgspec.structs.replace(FORM, email="evil@example.dk")
    assert await code_of(actions.edit_person(admin, boss.id, takeover)) == "missing"
    assert await code_of(actions.invite(admin, boss.id)) == "missing"


async def test_closing_an_account_ends_its_sign_ins_and_links(both: World) -> None:
    admin = await admin_of(both)
    made = await actions.create_person(admin, FORM)
    token = await actions.use_link(await actions.invite(admin, made), "tre grønne heste")
    link = await actions.invite(admin, made)
    await actions.deactivate_person(admin, made)
    assert await queries.actor_for_login(token) is None
    assert await LoginSession.filter(person_id=made, revoked_at=None).count() == 0
    await actions.reactivate_person(admin, made)
    with pytest.raises(Missing):
        await queries.one_time_link(link)
    assert await actions.sign_in("karen@example.dk", "tre grønne heste")


async def test_nobody_closes_their_own_account_by_mistake(world: World) -> None:
    admin = await admin_of(world)
    assert await code_of(actions.deactivate_person(admin, admin.person_id or 0)) == "not_allowed"


async def test_the_platform_keeps_an_administrator(world: World) -> None:
    last = await world.person("Anders", None, Role.platform_administrator)
    form = PersonForm(name="Anders", roles=("citizen",), municipality_id=world.place["Ærø"])
    assert await code_of(actions.deactivate_person(SYSTEM, last.id)) == "last_administrator"
    assert await code_of(actions.edit_person(SYSTEM, last.id, form)) == "last_administrator"
    await world.person("Berit", None, Role.platform_administrator)
    await actions.edit_person(SYSTEM, last.id, form)
    assert (await queries.person_for(SYSTEM, last.id)).roles == ("citizen",)


async def test_two_administrators_closing_each_other_leave_one(both: World) -> None:
    first = await both.actor("Anders", None, Role.platform_administrator)
    second = await both.actor("Berit", None, Role.platform_administrator)
    closings = [
        actions.deactivate_person(first, second.person_id or 0),
        actions.deactivate_person(second, first.person_id or 0),
    ]
    done = await asyncio.gather(*closings, return_exceptions=True)
    assert sorted(getattr(result, "code", "done") for result in done) == ["done", "last_administrator"]
    assert await Person.filter(active=True).count() == 1


async def test_a_new_address_makes_links_to_the_old_one_useless(world: World) -> None:
    admin = await admin_of(world)
    made = await actions.create_person(admin, FORM)
    link = await actions.invite(admin, made)
    await actions.edit_person(admin, made, FORM)
    assert (await queries.one_time_link(link)).name == "Karen Holm"
    await actions.edit_person(admin, made, msgspec.structs.replace(FORM, email="new@example.dk"))
    with pytest.raises(Missing):
        await queries.one_time_link(link)


async def test_what_is_refused_leaves_nothing_but_a_line_in_the_log(both: World) -> None:
    citizen = await both.actor("Inger", "Kolding", Role.citizen)
    assert await code_of(actions.create_person(citizen, FORM)) == "not_allowed"
    assert await code_of(actions.create_person(ANONYMOUS, FORM)) == "municipality_required"
    assert await Person.all().count() == 1
    assert await AuditRow.all().values_list("actor_key", "verb", "noun", "object_id", "outcome") == [
        (f"person:{citizen.person_id}", "create", "person", "new", "refused:not_allowed")
    ]


class TestLists:
    """Whom one finds."""

    async def names(self, actor: Actor, search: str = "") -> list[str]:
        return [row.name for row in (await queries.people_for(actor, search)).people]

    async def test_an_administrator_finds_the_own_municipality(self, both: World) -> None:
        await both.person("Åse Holm", "Kolding", Role.citizen)
        await both.person("Bent Holm", "Varde", Role.citizen)
        assert await self.names(await admin_of(both)) == ["Adm", "Åse Holm"]
        assert set(await self.names(SYSTEM)) == {"Adm", "Åse Holm", "Bent Holm"}

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("åse", ["Åse Holm"]),
            ("ÅSE", ["Åse Holm"]),
            ("holm", ["Åse Holm"]),
            ("aase@", ["Åse Holm"]),
            ("%", []),
            ("_", []),
            ("'; drop table person; --", []),
            ("\x00", ["Adm", "Åse Holm"]),
            ("x" * 100_000, []),
        ],
    )
    async def test_a_search_finds_part_of_a_name_or_an_address(
        self, both: World, search: str, found: list[str]
    ) -> None:
        await both.person("Åse Holm", "Kolding", Role.citizen, email="aase@example.dk")
        assert await self.names(await admin_of(both), search) == found

    async def test_a_coordinator_finds_professionals_who_serve_the_municipality(self, both: World) -> None:
        await both.person("Egen", "Varde", Role.professional)
        await both.person("Lånt", "Kolding", Role.professional, work="physiotherapist")
        await both.person("Ikke lånt", "Kolding", Role.professional, work="dietician")
        await both.person("Borger", "Varde", Role.citizen)
        coordinator = await both.actor("Koordinator", "Varde", Role.coordinator)
        assert await self.names(coordinator) == ["Egen", "Lånt"]

    @pytest.mark.parametrize("role", [Role.citizen, Role.relative, Role.professional, Role.moderator])
    async def test_others_find_nobody(self, world: World, role: Role) -> None:
        actor = await world.actor("Nysgerrig", "Kolding", role)
        for refused in (queries.people_for(actor), queries.audit_for(actor)):
            assert await code_of(refused) == "not_allowed"

    async def test_pages_hold_fifty(self, world: World) -> None:
        admin = await admin_of(world)
        for number in range(60):
            await world.person(f"Borger {number:02}", "Kolding", Role.citizen)
        second = await queries.people_for(admin, page=2)
        assert (len(second.people), second.page, second.pages, second.total) == (11, 2, 2, 61)
        assert second.people[-1].name == "Borger 59"
        assert (await queries.people_for(admin, page=99)) == second
        assert (await queries.people_for(admin, page=-1)).page == 1

    async def test_two_roles_do_not_list_a_person_twice(self, world: World) -> None:
        both_hats = await world.actor("To hatte", "Varde", Role.coordinator, ADMIN)
        await world.person("Egen", "Varde", Role.professional, Role.moderator, work="physiotherapist")
        page = await queries.people_for(both_hats)
        assert ([row.name for row in page.people], page.total) == (["Egen", "To hatte"], 2)


class TestProfessionals:
    """Whom one may choose as a host."""

    async def chosen(self, actor: Actor, competence: int | None = None) -> list[tuple[str, str, bool]]:
        found = await queries.professionals_for(actor, competence)
        return [(view.name, view.municipality, view.own) for view in found]

    async def test_own_ones_and_those_lent(self, both: World) -> None:
        await both.person("Egen", "Varde", Role.professional, work="dietician")
        await both.person("Lånt", "Kolding", Role.professional, work="physiotherapist")
        await both.person("Fremmed", "Ærø", Role.professional, work="physiotherapist")
        actor = await both.actor("Fagperson", "Varde", Role.professional)
        assert await self.chosen(actor) == [
            ("Egen", "Varde", True),
            ("Fagperson", "Varde", True),
            ("Lånt", "Kolding", False),
        ]
        assert await self.chosen(actor, both.competence["physiotherapist"]) == [("Lånt", "Kolding", False)]
        assert await self.chosen(actor, both.competence["dietician"]) == [("Egen", "Varde", True)]

    @pytest.mark.parametrize(
        ("day", "lent"), [("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)]
    )
    async def test_an_agreement_holds_from_its_first_to_its_last_day(
        self, world: World, day: str, lent: int
    ) -> None:
        person = await world.person("Lånt", "Kolding", Role.professional, work="physiotherapist")
        actor = await world.actor("Koordinator", "Varde", Role.coordinator)
        noon = dt.datetime.fromisoformat(f"{day}T12:00:00+01:00")
        clock.set_clock(lambda: noon)
        assert len(await queries.professionals_for(actor)) == lent
        if lent:
            assert (await queries.person_for(actor, person.id)).name == "Lånt"
        else:
            assert await code_of(queries.person_for(actor, person.id)) == "missing"

    async def test_an_agreement_on_everything_lends_everybody(self, both: World) -> None:
        await Agreement.create(
            giver_id=both.place["Ærø"], receiver_id=both.place["Varde"], valid_from=dt.date(2026, 1, 1)
        )
        await both.person("Ø", "Ærø", Role.professional)
        actor = await both.actor("Koordinator", "Varde", Role.coordinator)
        assert await self.chosen(actor) == [("Ø", "Ærø", False)]

    async def test_it_does_not_go_the_other_way(self, world: World) -> None:
        await world.person("Vardes", "Varde", Role.professional, work="physiotherapist")
        actor = await world.actor("Koordinator", "Kolding", Role.coordinator)
        assert await self.chosen(actor) == []

    async def test_closed_accounts_are_not_offered(self, world: World) -> None:
        person = await world.person("Lukket", "Varde", Role.professional)
        await Person.filter(id=person.id).update(active=False)
        assert await self.chosen(await world.actor("Koordinator", "Varde", Role.coordinator)) == []

    async def test_the_view_says_what_they_can_in_the_readers_language(self, world: World) -> None:
        person = await world.person("Egen", "Varde", Role.professional, work="dietician")
        await PersonLanguage.create(person=person, code="da")
        reader = as_actor(await world.person("K", "Varde", Role.coordinator), Role.coordinator, language="en")
        [view] = await queries.professionals_for(reader)
        assert (view.title, view.competences, view.languages) == (
            "dietician title_en",
            ("dietician name_en",),
            ("da",),
        )

    async def test_citizens_are_not_shown_professionals_to_choose_from(self, world: World) -> None:
        for role in (Role.citizen, Role.relative, Role.moderator):
            with pytest.raises(Refused):
                await queries.professionals_for(await world.actor("Nysgerrig", "Varde", role))


async def test_bad_input_names_the_field(world: World) -> None:
    admin = await admin_of(world)
    with pytest.raises(BadInput) as caught:
        await actions.create_person(admin, msgspec.structs.replace(FORM, phone="call me"))
    assert caught.value.field == "phone"
    assert str(caught.value) == "bad_phone"

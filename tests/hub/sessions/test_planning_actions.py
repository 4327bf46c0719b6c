"""Planning: who may, whose professionals, which moves; each write leaves its row in the log."""

import datetime as dt

import pytest

from hub import bus
from hub.actor import ANONYMOUS, Actor, Role
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from hub.sessions import actions, queries
from hub.sessions.kinds import Kind
from hub.sessions.models import Series, Session, SessionHost
from hub.sessions.states import State
from hub.sessions.wire import HostForm, Part
from tests.hub.sessions.conftest import World, form, published


def led_by(*actors: Actor) -> dict[str, object]:
    parts = [Part.host, Part.co_host, Part.panellist]
    return {"hosts": tuple(HostForm(a.person_id or 0, p) for a, p in zip(actors, parts, strict=False))}


async def test_a_session_is_stored_as_planned_with_wall_time_zone_and_moment(each_world: World) -> None:
    session_id = await actions.create(each_world.coordinator, form(each_world, title="<b>Gå</b> & sæt"))
    row = await Session.get(id=session_id)
    assert (row.title, row.state, row.zone) == ("<b>Gå</b> & sæt", "draft", "Europe/Copenhagen")
    assert (row.starts_local, row.ends_local) == ("2026-03-24T19:00", "2026-03-24T20:00")
    assert row.starts_at == dt.datetime(2026, 3, 24, 18, 0, tzinfo=dt.UTC)
    view = await queries.session_for(each_world.coordinator, session_id)
    assert [m.name for m in view.municipalities] == ["Kolding", "Varde"]
    assert (view.starts_local, view.capacity, view.free_seats) == (dt.datetime(2026, 3, 24, 19), 20, 20)
    [log] = await AuditRow.filter(noun="session")
    assert (log.verb, log.object_id, log.municipality_id, log.person_id) == (
        "create",
        str(session_id),
        each_world.kolding.id,
        each_world.coordinator.person_id,
    )


async def test_who_may_plan_and_where(world: World) -> None:
    for actor in (world.coordinator, world.physio):
        assert await actions.create(actor, form(world))
    for actor in (world.citizen, world.neighbour, world.nurse, ANONYMOUS):
        with pytest.raises(Refused) as told:
            await actions.create(actor, form(world, municipality_id=world.kolding.id))
        assert told.value.code == "not_allowed"
    platform = Actor(person_id=world.coordinator.person_id, roles=frozenset({Role.platform_administrator}))
    with pytest.raises(BadInput) as missing:
        await actions.create(platform, form(world))
    assert (missing.value.code, missing.value.field) == ("required", "municipality_id")
    assert await actions.create(platform, form(world, municipality_id=world.kolding.id))


async def test_a_professional_of_another_municipality_leads_where_an_agreement_covers(world: World) -> None:
    session_id = await published(world, **led_by(world.physio, world.nurse))
    view = await queries.session_for(world.citizen, session_id)
    assert [(h.name, h.title, h.municipality, h.part.value) for h in view.hosts] == [
        ("Per Lindgaard", "", "Kolding", "host"),
        ("Anne Holm", "Sygeplejerske", "Varde", "co_host"),
    ]


async def test_an_agreement_covers_its_days_competence_and_direction_only(world: World) -> None:
    late = {"starts_local": dt.datetime(2026, 5, 1, 9), "ends_local": dt.datetime(2026, 5, 1, 10)}
    last = {"starts_local": dt.datetime(2026, 4, 30, 9), "ends_local": dt.datetime(2026, 4, 30, 10)}
    assert await actions.create(world.coordinator, form(world, **led_by(world.nurse), **last))
    for plan in (form(world, **led_by(world.nurse), **late), form(world, **led_by(world.dietician))):
        with pytest.raises(BadInput) as told:
            await actions.create(world.coordinator, plan)
        assert (told.value.code, told.value.field) == ("no_agreement", "hosts")
    with pytest.raises(BadInput):
        await actions.create(world.neighbour, form(world, **led_by(world.physio)))


async def test_a_move_beyond_the_agreement_is_refused(world: World) -> None:
    session_id = await published(world, **led_by(world.physio, world.nurse))
    with pytest.raises(BadInput) as told:
        await actions.move(
            world.coordinator, session_id, dt.datetime(2026, 5, 1, 9), dt.datetime(2026, 5, 1, 10)
        )
    assert told.value.code == "no_agreement"
    assert (await Session.get(id=session_id)).starts_local == "2026-03-24T19:00"


async def test_only_professionals_can_be_named_to_lead(world: World) -> None:
    strangers = [world.citizen.person_id or 0, world.coordinator.person_id or 0, 99_999, 0, -1, 2**80]
    for person_id in strangers:
        with pytest.raises(BadInput) as told:
            await actions.create(world.coordinator, form(world, hosts=(HostForm(person_id),)))
        assert (told.value.code, told.value.field) == ("unknown_host", "hosts")


async def test_only_partners_can_offer_a_session(world: World) -> None:
    for municipality_id in (99_999, 0, -1, 2**80):
        with pytest.raises(BadInput) as told:
            await actions.create(world.coordinator, form(world, municipality_ids=(municipality_id,)))
        assert told.value.code == "unknown_municipality"
    assert await Session.all().count() == 0


async def test_a_session_without_a_host_is_not_published(world: World) -> None:
    hosts = (HostForm(world.physio.person_id or 0, Part.panellist),)
    session_id = await actions.create(world.coordinator, form(world, hosts=hosts))
    with pytest.raises(Refused) as told:
        await actions.publish(world.coordinator, session_id)
    assert told.value.code == "no_host"


async def test_drafts_are_seen_by_who_plans_and_leads_only(world: World) -> None:
    session_id = await actions.create(world.coordinator, form(world, **led_by(world.physio, world.nurse)))
    for actor in (world.coordinator, world.physio, world.nurse):
        assert (await queries.session_for(actor, session_id)).state is State.draft
    for actor in (world.citizen, world.neighbour, world.dietician, ANONYMOUS):
        with pytest.raises(Missing):
            await queries.session_for(actor, session_id)
        with pytest.raises(Missing):
            await actions.publish(actor, session_id)


async def test_editing_replaces_hosts_and_offers_and_keeps_the_kind_once_published(world: World) -> None:
    session_id = await published(world)
    plan = form(
        world, title="Ny", municipality_ids=(world.svendborg.id,), **led_by(world.physio, world.nurse)
    )
    await actions.edit(world.physio, session_id, plan)
    view = await queries.session_for(world.citizen, session_id)
    assert (view.title, [m.name for m in view.municipalities]) == ("Ny", ["Kolding", "Svendborg"])
    assert [h.person_id for h in view.hosts] == [world.physio.person_id, world.nurse.person_id]
    with pytest.raises(BadInput) as told:
        await actions.edit(world.physio, session_id, form(world, kind=Kind.group, capacity=8))
    assert told.value.code == "kind_fixed"
    with pytest.raises(Refused):
        await actions.edit(world.physio, session_id, form(world, municipality_id=world.varde.id))
    with pytest.raises(Refused) as alone:
        await actions.edit(world.physio, session_id, form(world, hosts=()))
    assert alone.value.code == "no_host"


async def test_who_sees_but_may_not_is_refused(world: World) -> None:
    session_id = await published(world)
    at = dt.datetime(2026, 3, 25, 9)
    for actor in (world.citizen, world.neighbour, world.nurse):
        for act in (
            actions.publish(actor, session_id),
            actions.edit(actor, session_id, form(world)),
            actions.move(actor, session_id, at, at + dt.timedelta(hours=1)),
            actions.cancel(actor, session_id, "x"),
            actions.set_state(actor, session_id, State.open),
        ):
            with pytest.raises(Refused) as told:
                await act
            assert told.value.code == "not_allowed"
    assert (await Session.get(id=session_id)).state == "published"


async def test_from_practice_to_the_end(world: World) -> None:
    session_id = await published(world, **led_by(world.physio, world.nurse))
    for actor, state in (
        (world.nurse, State.practice),
        (world.physio, State.published),
        (world.physio, State.open),
        (world.nurse, State.live),
        (world.coordinator, State.ended),
    ):
        await actions.set_state(actor, session_id, state)
        assert (await Session.get(id=session_id)).state == state.value
    with pytest.raises(Refused) as told:
        await actions.set_state(world.physio, session_id, State.live)
    assert told.value.code == "illegal_move"
    verbs = (
        await AuditRow.filter(noun="session", outcome="done").order_by("id").values_list("verb", flat=True)
    )
    assert verbs[2:] == ["step_practice", "step_published", "step_open", "step_live", "step_ended"]


async def test_steps_are_no_way_round_publishing_or_cancelling(world: World) -> None:
    draft, shown = await actions.create(world.coordinator, form(world)), await published(world)
    for session_id, state in ((draft, State.published), (shown, State.cancelled), (shown, State.draft)):
        with pytest.raises(Refused):
            await actions.set_state(world.physio, session_id, state)


async def test_what_has_begun_is_not_planned_any_more(world: World) -> None:
    session_id = await published(world)
    await actions.set_state(world.physio, session_id, State.open)
    at = dt.datetime(2026, 3, 25, 9)
    for act in (
        actions.edit(world.physio, session_id, form(world)),
        actions.move(world.physio, session_id, at, at + dt.timedelta(hours=1)),
    ):
        with pytest.raises(Refused) as told:
            await act
        assert told.value.code == "not_plannable"


async def test_a_cancelled_session_leaves_the_list_and_says_so_on_its_page(world: World) -> None:
    session_id = await published(world)
    await actions.cancel(world.coordinator, session_id, "Sygdom")
    assert (await queries.coming(world.citizen)).total == 0
    assert (await queries.session_for(world.citizen, session_id)).state is State.cancelled
    [log] = await AuditRow.filter(verb="cancel")
    assert log.reason == "Sygdom"


@pytest.mark.parametrize(("reason", "code"), [("", "required"), ("a" * 10_000, "too_long")])
async def test_cancelling_wants_a_reason(world: World, reason: str, code: str) -> None:
    session_id = await published(world)
    with pytest.raises(BadInput) as told:
        await actions.cancel(world.coordinator, session_id, reason)
    assert (told.value.code, told.value.field) == (code, "reason")


async def test_a_series_is_made_whole_or_not_at_all(world: World) -> None:
    days = [dt.date(2026, 3, 31), dt.date(2026, 3, 24), dt.date(2026, 4, 7)]
    ids = await actions.create_series(world.coordinator, form(world), days)
    rows = await Session.filter(id__in=ids).order_by("starts_at")
    assert [row.id for row in rows] == ids
    assert [row.starts_local[:10] for row in rows] == ["2026-03-24", "2026-03-31", "2026-04-07"]
    assert [row.starts_at.hour for row in rows] == [18, 17, 17]
    view = await queries.session_for(world.coordinator, ids[0])
    assert view.series is not None
    assert view.series.title == "Frokost og blodsukker"
    with pytest.raises(BadInput):
        await actions.create_series(
            world.coordinator, form(world, **led_by(world.nurse)), [*days, dt.date(2026, 5, 5)]
        )
    night = form(world, starts_local=dt.datetime(2026, 3, 24, 2, 30), ends_local=dt.datetime(2026, 3, 24, 4))
    with pytest.raises(BadInput) as told:
        await actions.create_series(world.coordinator, night, [*days, dt.date(2026, 3, 29)])
    assert told.value.code == "no_such_time"
    assert (await Session.all().count(), await Series.all().count()) == (3, 1)


async def test_what_happens_is_announced_after_it_is_true(world: World) -> None:
    heard: list[tuple[str, str, str]] = []
    stop = bus.subscribe("session.", lambda topic, told: heard.append((topic, told["what"], told["state"])))
    try:
        session_id = await published(world)
        await actions.set_state(world.physio, session_id, State.open)
        with pytest.raises(Refused):
            await actions.set_state(world.physio, session_id, State.practice)
    finally:
        stop()
    assert heard == [
        (f"session.{session_id}", "state", "published"),
        (f"session.{session_id}", "state", "open"),
    ]


async def test_a_refusal_leaves_a_row_and_nothing_else(world: World) -> None:
    session_id = await published(world)
    with pytest.raises(Refused):
        await actions.cancel(world.citizen, session_id, "x")
    [log] = await AuditRow.exclude(outcome="done")
    assert (log.verb, log.outcome, log.person_id) == (
        "cancel",
        "refused:not_allowed",
        world.citizen.person_id,
    )
    assert await SessionHost.filter(session_id=session_id).count() == 1

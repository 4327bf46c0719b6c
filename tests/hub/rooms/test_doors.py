"""Doors, waiting rooms and what hosts do at them."""

from hub.audit import AuditRow
from hub.rooms import actions, registry
from hub.rooms.models import Attendance, RoomState
from hub.sessions import actions as sessions
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.states import State
from tests.doubles.live_world import Ears, LiveWorld, code_of


async def test_the_audience_waits_until_the_doors_open_and_then_all_are_inside(
    each_world: LiveWorld,
) -> None:
    world = each_world
    world.session = await world.new_session("webinar", "practice")
    await world.join(world.host)
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(5)]
    before = [await world.join(citizen) for citizen in citizens]
    assert {told.group for told in before} == {"waiting"}
    assert before[0].sections["me"]["waiting"] == "doors"
    ears = Ears(f"room.{world.session}.")

    await actions.set_state(world.host, world.session, "open")
    (await registry.here().room(world.session)).flush()

    assert (await world.fresh(world.host))["count"] == 5
    for told, citizen in zip(before, citizens, strict=True):
        heard = ears.on(f"seat:{told.seat}")
        assert next(m for m in heard if "group" in m)["group"] == "audience"
        sections = {m["section"]: m["value"] for m in heard if "section" in m and m["value"] is not None}
        assert set(sections) == set(await world.fresh(citizen)) - {"speaker", "poll", "slides"}
    assert await Attendance.all().count() == 6
    assert (await AuditRow.filter(verb="doors").get()).reason == "5 let in"
    assert (await RoomState.get(session_id=world.session)).opened_at is not None


async def test_a_state_changed_on_a_page_opens_the_doors_too(world: LiveWorld) -> None:
    world.session = await world.new_session("webinar", "practice")
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)

    await sessions.set_state(world.host, world.session, State.open)
    await registry.here().settle()

    assert (await world.fresh(citizen))["me"]["admitted"] is True


async def test_coming_early_is_no_way_in(world: LiveWorld) -> None:
    world.session = await world.new_session("webinar", "published")
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    early = await world.join(citizen)

    assert early.group == "waiting"
    for work in (
        actions.view(citizen, world.session),
        actions.raise_hand(citizen, world.session),
        actions.react(citizen, world.session, "heart"),
    ):
        assert await code_of(work) == "waiting"


async def test_a_group_is_let_in_one_by_one_and_returns_without_waiting(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "open")
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "a")).seat
    [waits] = (await world.fresh(world.host))["waiting"]
    assert (waits["seat"], waits["name"], waits["signed_up"]) == (seat, "Kirsten Borg", True)

    await actions.admit(world.host, world.session, seat)
    await actions.disconnected(world.session, seat, "a")
    again = await world.join(citizen, "b")

    assert (again.group, again.sections["me"]["on_stage"]) == ("audience", True)
    row = await AuditRow.filter(verb="admit").get()
    assert (row.person_id, row.subject_id) == (world.host.person_id, citizen.person_id)


async def test_everybody_who_waits_is_let_in_at_once(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "live")
    await world.join(world.host)
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(3)]
    for citizen in citizens:
        await world.join(citizen)

    await actions.admit_all(world.host, world.session)

    assert (await world.fresh(world.host))["waiting"] == []
    assert len((await world.fresh(citizens[0]))["stage"]) == 4


async def test_nobody_is_let_in_before_the_doors_open(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "practice")
    await world.join(world.host)
    seat = (await world.join(await world.citizen("Kirsten Borg", "Bregne"))).seat

    assert await code_of(actions.admit(world.host, world.session, seat)) == "doors_closed"


async def test_a_consultation_holds_as_many_as_its_layout(world: LiveWorld) -> None:
    world.session = await world.new_session("consultation", "live")
    await world.join(world.host)
    for n in range(5):
        seat = (await world.join(await world.by_link(f"Gæst {n}", "guest"))).seat
        await actions.admit(world.host, world.session, seat)
    late = (await world.join(await world.by_link("Gæst 6", "guest"))).seat

    assert await code_of(actions.admit(world.host, world.session, late)) == "room_full"


async def test_a_group_holds_more_than_can_be_heard_at_once(world: LiveWorld) -> None:
    """Everybody who signed up, those who lead and two guests, though only some have a slot at a time."""
    world.session = await world.new_session("group", "live")
    await world.join(world.host)
    rules = KINDS[Kind.group]
    for n in range(rules.max_capacity + rules.max_hosts + 1):
        seat = (await world.join(await world.by_link(f"Gæst {n}", "guest"))).seat
        await actions.admit(world.host, world.session, seat)
    late = (await world.join(await world.by_link("For sent", "guest"))).seat

    assert await code_of(actions.admit(world.host, world.session, late)) == "room_full"


async def test_citizens_open_no_doors(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "live")
    await world.join(world.host)
    one = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(one)).seat
    await actions.admit(world.host, world.session, seat)
    waits = (await world.join(await world.citizen("Ove Vang", "Lærke"))).seat

    assert await code_of(actions.admit(one, world.session, waits)) == "not_allowed"
    assert await code_of(actions.set_state(one, world.session, "ended")) == "not_allowed"
    refused = await AuditRow.filter(verb="admit", outcome="refused:not_allowed").get()
    assert refused.person_id == one.person_id


async def test_the_end_ends_attendance_hands_and_talk(world: LiveWorld) -> None:
    world.session = await world.new_session("webinar", "live")
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    await actions.raise_hand(citizen, world.session)

    await actions.set_state(world.host, world.session, "ended")

    seen = await world.fresh(citizen)
    assert (seen["session"]["state"], seen["me"]["hand"]) == ("ended", None)
    assert await Attendance.filter(left_at=None).count() == 0
    assert await code_of(world.join(citizen)) == "ended"
    assert await code_of(actions.view(citizen, world.session)) == "not_allowed"


async def test_an_unknown_state_is_bad_input(world: LiveWorld) -> None:
    await world.join(world.host)
    assert await code_of(actions.set_state(world.host, world.session, "party")) == "bad_state"

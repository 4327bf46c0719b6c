"""Leaders changed on a page while the room is live."""

from hub.audit import AuditRow
from hub.rooms import actions, registry
from hub.sessions.models import SessionHost
from tests.doubles.live_world import Ears, LiveWorld, code_of


async def test_whoever_no_longer_leads_loses_it_in_the_room_at_once(world: LiveWorld) -> None:
    world.session = await world.new_session("webinar", "practice")
    await world.join(world.host)
    seat = (await world.join(world.nurse)).seat
    ears = Ears(f"room.{world.session}.")
    await SessionHost.filter(session_id=world.session, person_id=world.nurse.person_id).delete()

    await actions.refresh(world.session)
    (await registry.here().room(world.session)).flush()

    assert await code_of(actions.set_state(world.nurse, world.session, "open")) == "not_allowed"
    assert await code_of(actions.view(world.nurse, world.session)) == "waiting"
    heard = ears.on(f"seat:{seat}")
    assert [m["group"] for m in heard if "group" in m] == ["waiting"]
    forgotten = {m["section"] for m in heard if "section" in m and m["value"] is None}
    assert forgotten >= {"roster", "waiting", "stage"}
    row = await AuditRow.filter(verb="part_audience").get()
    assert row.subject_id == world.nurse.person_id


async def test_a_new_co_host_leads_without_coming_again(world: LiveWorld) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    await world.join(world.speaker)
    await SessionHost.filter(session_id=world.session, person_id=world.speaker.person_id).update(
        part="co_host"
    )

    await actions.refresh(world.session)

    await actions.promote(world.speaker, world.session, seat)
    seen = await world.fresh(world.speaker)
    assert (seen["me"]["part"], len(seen["roster"])) == ("co_host", 3)


async def test_a_hand_comes_back_with_its_seat_and_hosts_are_told(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "practice")
    await world.join(world.host)
    seat = (await world.join(world.speaker)).seat
    await actions.raise_hand(world.speaker, world.session)
    await SessionHost.filter(session_id=world.session, person_id=world.speaker.person_id).delete()
    await actions.refresh(world.session)
    await actions.set_state(world.host, world.session, "open")
    live = await registry.here().room(world.session)
    live.flush()
    ears = Ears(f"room.{world.session}.")

    await actions.admit(world.host, world.session, seat)
    live.flush()

    [hands] = [m["value"] for m in ears.on("hosts") if m.get("section") == "hands"]
    assert [hand["seat"] for hand in hands] == [seat]

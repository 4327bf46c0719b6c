"""What hosts do to a seat."""

import pytest

from hub.audit import AuditRow
from hub.rooms import actions, registry
from hub.rooms.models import Seat
from tests.doubles.live_world import Ears, FakeMedia, LiveWorld, code_of


@pytest.fixture
async def seat(world: LiveWorld) -> str:
    """A citizen's seat beside the host and the co-host."""
    await world.join(world.host)
    await world.join(world.nurse)
    world.citizen_actor = await world.citizen("Kirsten Borg", "Bregne")
    return (await world.join(world.citizen_actor)).seat


async def written(verb: str) -> AuditRow:
    return await AuditRow.filter(verb=verb).get()


async def test_a_promoted_citizen_speaks_under_an_alias_without_joining_again(
    world: LiveWorld, seat: str
) -> None:
    assert (
        await code_of(actions.publish(world.citizen_actor, world.session, "v=0", {"0": "microphone"}))
        == "not_allowed"
    )

    await actions.promote(world.host, world.session, seat)

    assert await actions.publish(world.citizen_actor, world.session, "v=0", {"0": "microphone"}) == "answer"
    to_citizens = [s for s in (await world.fresh(world.citizen_actor))["stage"] if s["seat"] == seat]
    to_hosts = [s for s in (await world.fresh(world.host))["stage"] if s["seat"] == seat]
    assert [(s["name"], s["municipality"], s["microphone"]) for s in to_citizens] == [("Bregne", "", True)]
    assert [(s["name"], s["municipality"]) for s in to_hosts] == [("Kirsten Borg", "Kolding")]
    assert (await written("promote")).subject_id == world.citizen_actor.person_id


async def test_a_demoted_citizen_is_silenced_by_the_server(
    world: LiveWorld, seat: str, media: FakeMedia
) -> None:
    await actions.promote(world.host, world.session, seat)
    await actions.publish(world.citizen_actor, world.session, "v=0", {"0": "microphone"})

    await actions.demote(world.nurse, world.session, seat)
    await media.until("unpublish", f"session-{world.session}", seat)

    assert (
        await code_of(actions.publish(world.citizen_actor, world.session, "v=0", {"0": "microphone"}))
        == "not_allowed"
    )
    assert (await written("demote")).person_id == world.nurse.person_id


async def test_muting_is_told_and_held_until_the_owner_speaks_again(
    world: LiveWorld, seat: str, media: FakeMedia
) -> None:
    await actions.promote(world.host, world.session, seat)
    await actions.publish(world.citizen_actor, world.session, "v=0", {"0": "microphone"})
    room = f"session-{world.session}"

    await actions.mute(world.host, world.session, seat, "microphone")
    await media.until("pause", room, seat, "microphone", True)
    me = (await world.fresh(world.citizen_actor))["me"]
    assert (me["muted"], (await Seat.get(public_id=seat)).muted_microphone) == (
        {"microphone": True, "camera": False},
        True,
    )

    await actions.set_source(world.citizen_actor, world.session, "microphone", True)
    await media.until("pause", room, seat, "microphone", False)
    me = (await world.fresh(world.citizen_actor))["me"]
    assert (me["muted"]["microphone"], (await Seat.get(public_id=seat)).muted_microphone) == (False, False)


async def test_a_muted_source_stays_muted_when_published_again(
    world: LiveWorld, seat: str, media: FakeMedia
) -> None:
    await actions.promote(world.host, world.session, seat)
    await actions.mute(world.host, world.session, seat, "microphone")
    media.asked.clear()

    await actions.publish(world.citizen_actor, world.session, "v=0", {"0": "microphone", "1": "camera"})
    await media.until("pause", f"session-{world.session}", seat, "microphone", True)

    [shown] = [s for s in (await world.fresh(world.host))["stage"] if s["seat"] == seat]
    assert (shown["microphone"], shown["camera"]) == (False, True)


async def test_somebody_removed_is_out_and_stays_out_by_every_way(
    world: LiveWorld, seat: str, ears: Ears, media: FakeMedia
) -> None:
    citizen = world.citizen_actor
    await actions.remove(world.host, world.session, seat)

    told = ears.on(f"seat:{seat}")[-1]
    assert (told["removed"], told["connection"]) == ("host", f"socket-{citizen.key}")
    assert await code_of(world.join(citizen)) == "removed"
    by_link = await world.by_link("Kirsten Borg", "reminder", citizen)
    assert await code_of(world.join(by_link)) == "removed"
    assert await code_of(actions.view(citizen, world.session)) == "removed"
    assert (await written("remove")).subject_id == citizen.person_id


async def test_a_removal_can_be_taken_back(world: LiveWorld, seat: str) -> None:
    await actions.remove(world.host, world.session, seat)
    [row] = [r for r in (await world.fresh(world.host))["roster"] if r["seat"] == seat]
    assert row["removed"] is True

    await actions.restore(world.host, world.session, seat)

    assert (await world.join(world.citizen_actor)).group == "audience"
    assert (await written("restore")).subject_id == world.citizen_actor.person_id


async def test_a_co_host_carries_on_but_does_not_put_out_the_host(world: LiveWorld, seat: str) -> None:
    host = (await world.join(world.host)).seat

    assert await code_of(actions.remove(world.nurse, world.session, host)) == "not_allowed"
    assert await code_of(actions.demote(world.nurse, world.session, host)) == "not_allowed"
    await actions.promote(world.nurse, world.session, seat)


async def test_nobody_removes_themselves(world: LiveWorld, seat: str) -> None:
    host = (await world.join(world.host)).seat
    assert await code_of(actions.remove(world.host, world.session, host)) == "not_yourself"


async def test_the_stage_has_as_many_places_as_the_layout(world: LiveWorld) -> None:
    await world.join(world.host)
    seats = [(await world.join(await world.citizen(f"Borger {n}", f"Alias {n}"))).seat for n in range(6)]
    for seat in seats[:5]:
        await actions.promote(world.host, world.session, seat)

    await actions.promote(world.host, world.session, seats[0])
    assert await code_of(actions.promote(world.host, world.session, seats[5])) == "stage_full"


@pytest.mark.parametrize(
    "verb", [actions.promote, actions.demote, actions.remove, actions.restore, actions.admit]
)
async def test_foreign_and_unknown_seats_are_missing(world: LiveWorld, seat: str, verb: object) -> None:
    here = world.session
    world.session = await world.new_session("webinar", "open")
    stranger = await world.citizen("Ove Vang", "Lærke")
    other = (await world.join(stranger)).seat

    for wrong in (other, "x" * 10_000, "", 7, None, ["a"]):
        assert await code_of(verb(world.host, here, wrong)) == "missing"  # type: ignore[operator]
    assert await code_of(verb(stranger, here, seat)) == "missing"  # type: ignore[operator]


@pytest.mark.parametrize(
    "verb", [actions.promote, actions.demote, actions.remove, actions.restore, actions.admit]
)
async def test_citizens_and_panellists_do_nothing_to_seats(world: LiveWorld, seat: str, verb: object) -> None:
    await world.join(world.speaker)
    for actor in (world.citizen_actor, world.speaker):
        assert await code_of(verb(actor, world.session, seat)) == "not_allowed"  # type: ignore[operator]


async def test_a_source_that_is_none_is_bad_input(world: LiveWorld, seat: str) -> None:
    for wrong in ("brain", None, 3, ""):
        assert await code_of(actions.mute(world.host, world.session, seat, wrong)) == "bad_source"  # type: ignore[arg-type]


async def test_the_audit_chain_holds_after_all_of_it(world: LiveWorld, seat: str) -> None:
    from hub import audit

    await actions.promote(world.host, world.session, seat)
    await actions.remove(world.host, world.session, seat)
    assert await audit.first_broken() is None
    assert (await registry.here().room(world.session)).broken is False

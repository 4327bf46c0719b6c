"""Hands in their order, and reactions in sums."""

from hub.rooms import actions, registry
from hub.rooms.transitions import PLACES_TOLD
from tests.conftest import Clock
from tests.doubles.live_world import Ears, LiveWorld, code_of


async def test_hands_have_an_order_that_hosts_see_and_owners_are_told(
    world: LiveWorld, frozen_clock: Clock
) -> None:
    await world.join(world.host)
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(3)]
    for citizen in (citizens[1], citizens[0], citizens[2]):
        await world.join(citizen)
        frozen_clock.forward(seconds=1)
        await actions.raise_hand(citizen, world.session)
    await actions.raise_hand(citizens[0], world.session)

    hands = (await world.fresh(world.host))["hands"]
    assert [h["name"] for h in hands] == ["Borger 1", "Borger 0", "Borger 2"]
    assert (await world.fresh(citizens[0]))["me"]["hand"] == {"raised": True, "place": 2}
    assert (await world.fresh(citizens[0]))["hands"] == 3

    await actions.lower_hand(world.host, world.session, hands[0]["seat"])
    await actions.lower_hand(citizens[2], world.session)
    assert (await world.fresh(citizens[0]))["me"]["hand"] == {"raised": True, "place": 1}
    assert (await world.fresh(citizens[0]))["hands"] == 1


async def test_being_called_to_the_stage_takes_the_hand_down(world: LiveWorld) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    await actions.raise_hand(citizen, world.session)

    await actions.promote(world.host, world.session, seat)

    assert (await world.fresh(citizen))["me"]["hand"] is None


async def test_citizens_do_not_lower_each_others_hands(world: LiveWorld) -> None:
    one, other = await world.citizen("Kirsten Borg", "Bregne"), await world.citizen("Ove Vang", "Lærke")
    await world.join(one)
    seat = (await world.join(other)).seat
    await actions.raise_hand(other, world.session)

    assert await code_of(actions.lower_hand(one, world.session, seat)) == "not_allowed"
    assert await code_of(actions.lower_hand(one, world.session, "nobody")) == "not_allowed"


async def test_hosts_and_consultations_have_no_hands(world: LiveWorld) -> None:
    await world.join(world.host)
    assert await code_of(actions.raise_hand(world.host, world.session)) == "not_allowed"


async def test_a_hand_going_down_tells_only_those_near_the_front(world: LiveWorld, ears: Ears) -> None:
    await world.join(world.host)
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(PLACES_TOLD + 10)]
    for citizen in citizens:
        await world.join(citizen)
        await actions.raise_hand(citizen, world.session)
    live = await registry.here().room(world.session)
    live.flush()
    ears.heard.clear()

    await actions.lower_hand(citizens[0], world.session)
    live.flush()

    told = [topic for topic, m in ears.heard if m.get("section") == "me"]
    assert len(told) == PLACES_TOLD + 1
    assert (await world.fresh(citizens[-1]))["me"]["hand"] == {"raised": True, "place": None}


async def test_reactions_are_sums_of_the_last_ten_seconds(world: LiveWorld, frozen_clock: Clock) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    await actions.react(citizen, world.session, "heart")
    await actions.react(world.host, world.session, "heart")
    frozen_clock.forward(seconds=6)
    await actions.react(citizen, world.session, "clap")
    live = await registry.here().room(world.session)
    live.flush()
    assert (await world.fresh(citizen))["reactions"] == {"clap": 1, "heart": 2}

    frozen_clock.forward(seconds=5)
    live.flush()
    assert (await world.fresh(citizen))["reactions"] == {"clap": 1}


async def test_an_unknown_reaction_is_bad_input(world: LiveWorld) -> None:
    await world.join(world.host)
    assert await code_of(actions.react(world.host, world.session, "x" * 10_000)) == "bad_reaction"

"""Stretches of presence, merged."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from hub.rooms.attendance import GAP, merged, minutes
from hub.rooms.queries import attendance_for
from tests.conftest import Clock
from tests.doubles.live_world import LiveWorld, code_of

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


def at(minute: float) -> dt.datetime:
    return START + dt.timedelta(minutes=minute)


def test_two_devices_at_once_count_once() -> None:
    assert merged([(at(0), at(30)), (at(10), at(20)), (at(25), at(40))]) == [(at(0), at(40))]


def test_a_short_gap_is_a_bad_network_and_a_long_one_an_absence() -> None:
    assert merged([(at(0), at(10)), (at(11), at(20)), (at(30), at(40))]) == [
        (at(0), at(20)),
        (at(30), at(40)),
    ]


def test_a_begun_minute_counts() -> None:
    assert minutes([(at(0), at(0.5))]) == 1
    assert minutes([]) == 0


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 60)).map(lambda s: (at(s[0]), at(s[0] + s[1]))))
)
def test_merging_keeps_every_moment_and_leaves_no_short_gap(
    stretches: list[tuple[dt.datetime, dt.datetime]],
) -> None:
    whole = merged(stretches)

    assert all(any(a <= joined and left <= b for a, b in whole) for joined, left in stretches)
    assert all(later[0] - earlier[1] > GAP for earlier, later in itertools.pairwise(whole))
    assert merged(whole) == whole


async def test_leaders_see_all_planners_their_own_citizens_and_citizens_nothing(
    world: LiveWorld, frozen_clock: Clock
) -> None:
    from hub.actor import Role

    await world.join(world.host)
    near = await world.citizen("Kirsten Borg", "Bregne")
    far = await world.person("Ove Vang", Role.citizen, world.varde)
    await world.sign_up(far, "Odder")
    await world.join(near)
    await world.join(far)
    frozen_clock.forward(minutes=3)
    planner = await world.person("Vera Plan", Role.coordinator, world.varde)

    assert {line.name for line in await attendance_for(world.host, world.session)} == {
        "Per Vært",
        "Kirsten Borg",
        "Ove Vang",
    }
    assert [(line.name, line.minutes) for line in await attendance_for(planner, world.session)] == [
        ("Ove Vang", 3)
    ]
    assert await code_of(attendance_for(near, world.session)) == "not_allowed"

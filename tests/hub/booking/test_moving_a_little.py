"""A booked talk is moved onto a part of its own time: what it has already is not in its way."""

import datetime as dt

import pytest

from hub import clock
from hub.booking import actions, offering, queries
from hub.booking.free import new_part
from hub.booking.wire import OfferForm
from hub.errors import Refused
from hub.rota import commitments
from hub.rota.models import Commitment
from hub.sessions.models import Session
from tests.hub.booking.conftest import Desk

EIGHT = dt.datetime(2026, 3, 3, 8, tzinfo=dt.UTC)


def after(minutes: int) -> dt.datetime:
    return EIGHT + dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("starts", "ends", "needs"),
    [
        (60, 90, (60, 90)),
        (30, 60, (30, 60)),
        (15, 45, (30, 45)),
        (-15, 15, (-15, 0)),
        (0, 30, None),
        (10, 20, None),
        (-10, 40, None),
        (0, 40, (30, 40)),
    ],
)
def test_what_a_talk_needs_besides_its_own_half_hour(
    starts: int, ends: int, needs: tuple[int, int] | None
) -> None:
    own = EIGHT, after(30)
    found = new_part(own, after(starts), after(ends))
    assert found == (needs and (after(needs[0]), after(needs[1])))
    assert new_part(None, after(starts), after(ends)) == (after(starts), after(ends))


async def long_talk(desk: Desk) -> tuple[int, int]:
    """An offer of an hour, booked from 9 to 10 with Vita, who is there from 9 to 11."""
    offer = await offering.make_offer(desk.coordinator, OfferForm(desk.nursing.id, 60, "Samtale", "Talk"))
    busy = desk.at(9), desk.at(10)
    await Commitment.create(
        person_id=desk.nina.person_id, starts_at=busy[0], ends_at=busy[1], purpose="session"
    )
    assert await actions.hold(desk.citizen, offer, desk.at(9)) == desk.vita.person_id
    return offer, await actions.confirm(desk.citizen)


async def taken_of_vita(desk: Desk) -> list[tuple[str, str]]:
    rows = await Commitment.filter(person_id=desk.vita.person_id).order_by("starts_at")
    return [(f"{clock.local(row.starts_at):%H:%M}", f"{clock.local(row.ends_at):%H:%M}") for row in rows]


async def test_a_talk_is_moved_onto_a_part_of_its_own_time(each_desk: Desk) -> None:
    desk = each_desk
    offer, session_id = await long_talk(desk)
    found = await queries.times(desk.citizen, offer, 3, moves=session_id)
    assert [f"{wall:%H:%M}" for _, times in found.days for _, wall in times] == ["09:30", "10:00"]
    await actions.hold(desk.citizen, offer, desk.at(9, 30), session_id)
    assert await taken_of_vita(desk) == [("09:00", "10:00"), ("10:00", "10:30")]
    assert await actions.confirm(desk.citizen) == session_id
    assert await taken_of_vita(desk) == [("09:30", "10:30")]
    row = await Session.get(id=session_id)
    assert (row.starts_local, row.ends_local) == ("2026-03-03T09:30", "2026-03-03T10:30")


async def test_a_move_that_is_let_go_leaves_the_talk_as_it_was(each_desk: Desk) -> None:
    desk = each_desk
    offer, session_id = await long_talk(desk)
    await actions.hold(desk.citizen, offer, desk.at(9, 30), session_id)
    await actions.let_go(desk.citizen)
    assert await taken_of_vita(desk) == [("09:00", "10:00")]


async def test_the_time_it_has_is_no_time_to_move_to(desk: Desk) -> None:
    offer, session_id = await long_talk(desk)
    with pytest.raises(Refused) as told:
        await actions.hold(desk.citizen, offer, desk.at(9), session_id)
    assert told.value.code == "time_gone"


async def test_what_comes_after_its_own_time_is_kept_from_others_meanwhile(each_desk: Desk) -> None:
    desk = each_desk
    offer, session_id = await long_talk(desk)
    await actions.hold(desk.citizen, offer, desk.at(9, 30), session_id)
    with pytest.raises(Refused) as told:
        await actions.hold(desk.other, offer, desk.at(10))
    assert told.value.code == "time_gone"


async def test_a_talk_that_was_moved_meanwhile_is_not_moved_onto_somebody_elses_time(each_desk: Desk) -> None:
    """Half of the time was kept by the talk itself: gone with it, and taken by another."""
    desk = each_desk
    offer, session_id = await long_talk(desk)
    await actions.hold(desk.citizen, offer, desk.at(9, 30), session_id)
    vita = desk.vita.person_id or 0
    await Commitment.filter(session_id=session_id).update(starts_at=desk.at(8), ends_at=desk.at(9))
    await commitments_of_another(vita, desk.at(9, 30), desk.at(10))
    with pytest.raises(Refused) as told:
        await actions.confirm(desk.citizen)
    assert told.value.code == "double_booked"


async def commitments_of_another(person_id: int, starts: dt.datetime, ends: dt.datetime) -> None:
    assert not await commitments.clashes([person_id], starts, ends)
    await Commitment.create(person_id=person_id, starts_at=starts, ends_at=ends, purpose="session")

"""A citizen books, moves and gives back a talk; who comes second is told, and whoever waits gets the time."""

import asyncio
import datetime as dt

import pytest

from hub import clock, jobs
from hub.actor import Actor, Role
from hub.booking import actions, offering, queries, waiting
from hub.booking.models import BookingHold, WaitingFor
from hub.booking.wire import OfferForm
from hub.errors import BadInput, Missing, Refused
from hub.rota.models import Commitment, RotaRule
from hub.sessions import queries as sessions
from hub.sessions.models import JoinLink, Session, SessionHost
from tests.hub.booking.conftest import Desk


async def walls(desk: Desk, days: int = 3) -> list[str]:
    found = await queries.times(desk.citizen, desk.offer, days)
    return [f"{wall:%d %H:%M}" for _, moments in found.days for _, wall in moments]


async def booked(desk: Desk, actor: Actor | None = None, hour: int = 9, minute: int = 0) -> int:
    who = actor or desk.citizen
    await actions.hold(who, desk.offer, desk.at(hour, minute))
    return await actions.confirm(who)


async def test_free_times_are_those_of_all_whom_the_agreements_allow(each_desk: Desk) -> None:
    desk = each_desk
    assert await walls(desk) == ["03 09:00", "03 09:30", "03 10:00", "03 10:30"]
    await desk.pact.update_from_dict({"valid_to": dt.date(2026, 3, 2)}).save()
    assert await walls(desk) == ["03 09:00", "03 09:30"]
    assert await walls(desk, 9) == ["03 09:00", "03 09:30", "10 09:00", "10 09:30"]


async def test_a_time_is_not_offered_two_hours_before_or_later(desk: Desk) -> None:
    desk.clock.moment = desk.at(7, 45)
    assert await walls(desk, 1) == ["03 10:00", "03 10:30"]


async def test_a_held_time_is_kept_from_others_for_five_minutes(each_desk: Desk) -> None:
    desk = each_desk
    assert await actions.hold(desk.citizen, desk.offer, desk.at(10)) == desk.vita.person_id
    assert await walls(desk) == ["03 09:00", "03 09:30"]
    with pytest.raises(Refused) as refused:
        await actions.hold(desk.other, desk.offer, desk.at(10))
    assert refused.value.code == "time_gone"
    desk.clock.forward(minutes=5)
    assert len(await walls(desk)) == 4
    with pytest.raises(Missing):
        await queries.held(desk.citizen)
    assert await actions.hold(desk.other, desk.offer, desk.at(10)) == desk.vita.person_id
    with pytest.raises(Refused) as expired:
        await actions.confirm(desk.citizen)
    assert expired.value.code == "hold_expired"


async def test_confirming_makes_the_talk_with_seat_letter_and_link(each_desk: Desk) -> None:
    desk = each_desk
    assert await actions.hold(desk.citizen, desk.offer, desk.at(9)) == desk.nina.person_id
    shown = await queries.held(desk.citizen)
    assert (shown.name, shown.title, shown.municipality) == ("Nina Kolding", "Sygeplejerske", "Kolding")
    session_id = await actions.confirm(desk.citizen)

    view = await sessions.session_for(desk.citizen, session_id)
    assert (view.title, view.kind, view.state) == (
        "Samtale med en sygeplejerske",
        "consultation",
        "published",
    )
    assert (view.starts_local, view.my_signup) == (dt.datetime(2026, 3, 3, 9), "signed_up")
    taken = await Commitment.get(session_id=session_id)
    assert (taken.person_id, taken.purpose) == (desk.nina.person_id, "session")
    assert await BookingHold.all().count() == 0
    assert await jobs.Job.filter(key__startswith=f"reminder:{session_id}:").count() == 1
    assert await JoinLink.filter(session_id=session_id, person_id=desk.citizen.person_id).count() == 1
    with pytest.raises(Missing):
        await sessions.session_for(desk.other, session_id)


async def test_of_many_at_once_each_time_goes_to_one(each_desk: Desk) -> None:
    desk = each_desk
    people = [desk.citizen, desk.other]
    people += [await desk.person(f"Borger {n}", Role.citizen, desk.kolding) for n in range(4)]
    done = await asyncio.gather(
        *(actions.hold(who, desk.offer, desk.at(10)) for who in people), return_exceptions=True
    )
    assert done.count(desk.vita.person_id) == 1
    assert sum(isinstance(one, Refused) for one in done) == len(people) - 1


async def test_a_new_hold_gives_the_old_one_back(desk: Desk) -> None:
    await actions.hold(desk.citizen, desk.offer, desk.at(10))
    await actions.hold(desk.citizen, desk.offer, desk.at(10, 30))
    assert await Commitment.all().count() == 1
    await actions.let_go(desk.citizen)
    await actions.let_go(desk.citizen)
    assert await Commitment.all().count() == 0


async def test_moving_keeps_the_professional_where_it_can_and_moves_reminders(each_desk: Desk) -> None:
    desk = each_desk
    session_id = await booked(desk, hour=10)
    before = await Session.get(id=session_id)
    assert await actions.hold(desk.citizen, desk.offer, desk.at(9, day=10), session_id) == desk.vita.person_id
    assert await actions.confirm(desk.citizen) == session_id

    after = await Session.get(id=session_id)
    assert (after.starts_local, after.ics_sequence) == ("2026-03-10T09:00", before.ics_sequence + 1)
    assert [row.starts_at for row in await Commitment.all()] == [desk.at(9, day=10)]
    assert "03 10:00" in await walls(desk)
    await jobs.run_due()
    runs = [
        row.run_at
        for row in await jobs.Job.filter(key__startswith=f"reminder:{session_id}:").order_by("run_at")
    ]
    assert runs == [desk.at(9, day=9), desk.at(8, day=10)]


async def test_moving_to_a_time_of_another_changes_who_leads(desk: Desk) -> None:
    session_id = await booked(desk, hour=9)
    assert (await SessionHost.get(session_id=session_id)).person_id == desk.nina.person_id
    assert await actions.hold(desk.citizen, desk.offer, desk.at(10, 30), session_id) == desk.vita.person_id
    await actions.confirm(desk.citizen)
    assert (await SessionHost.get(session_id=session_id)).person_id == desk.vita.person_id


async def test_a_talk_given_back_goes_to_who_waited_first(each_desk: Desk) -> None:
    desk = each_desk
    await RotaRule.filter(person_id=desk.vita.person_id).delete()
    await RotaRule.filter(person_id=desk.nina.person_id).update(ends="09:30", valid_to=dt.date(2026, 3, 3))
    session_id = await booked(desk, hour=9, minute=0)
    desk.clock.moment = desk.at(8, day=2)
    await waiting.wait(desk.other, desk.offer, dt.date(2026, 3, 5))
    assert await waiting.fill() == 0
    await waiting.withdraw(desk.citizen, session_id)

    assert (await Session.get(id=session_id)).state == "cancelled"
    [mine] = await sessions.my_sessions(desk.other)
    assert (mine.starts_local, mine.my_signup) == (dt.datetime(2026, 3, 3, 9), "signed_up")
    assert await WaitingFor.all().count() == 0
    assert await Commitment.all().count() == 1


async def test_nobody_is_booked_within_a_day_unasked_or_after_the_day_they_said(desk: Desk) -> None:
    desk.clock.moment = desk.at(12, day=2)
    await waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 9))
    assert await waiting.fill() == 0
    await waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 10))
    assert await waiting.fill() == 1
    [mine] = await sessions.my_sessions(desk.citizen)
    assert mine.starts_local == dt.datetime(2026, 3, 10, 9)


async def test_whoever_waits_is_looked_after_every_hour(desk: Desk) -> None:
    await RotaRule.all().delete()
    await waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 20))
    await jobs.run_due()
    assert await sessions.my_sessions(desk.citizen) == []
    await RotaRule.create(
        person_id=desk.nina.person_id, weekday=4, starts="09:00", ends="10:00", valid_from=dt.date(2026, 3, 1)
    )
    desk.clock.forward(hours=1)
    await jobs.run_due()
    [mine] = await sessions.my_sessions(desk.citizen)
    assert mine.starts_local == dt.datetime(2026, 3, 5, 9)
    await jobs.run_due()
    assert await jobs.Job.filter(kind="booking_fill", done_at=None).count() == 0


async def test_one_who_has_waited_too_long_is_forgotten(desk: Desk) -> None:
    await waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 2))
    desk.clock.forward(days=1)
    assert await waiting.fill() == 0
    assert await WaitingFor.all().count() == 0
    with pytest.raises(BadInput) as refused:
        await waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 2))
    assert refused.value.code == "bad_day"


async def test_nobody_books_for_another_municipality_or_touches_anothers_talk(desk: Desk) -> None:
    session_id = await booked(desk)
    assert [view.id for view in await queries.offers(desk.citizen)] == [desk.offer]
    assert await queries.offers(desk.far) == []
    for who in (desk.far, desk.nina, desk.coordinator):
        with pytest.raises(Missing):
            await actions.hold(who, desk.offer, desk.at(9, 30))
    with pytest.raises(Missing):
        await waiting.withdraw(desk.other, session_id)
    with pytest.raises(Missing):
        await actions.hold(desk.other, desk.offer, desk.at(9, 30), session_id)
    with pytest.raises(Missing):
        await queries.times(desk.citizen, 2**40)


async def test_a_citizen_is_not_in_two_places_and_leaves_times_for_others(desk: Desk) -> None:
    await booked(desk, hour=9)
    with pytest.raises(Refused) as busy:
        await actions.hold(desk.citizen, desk.offer, desk.at(9))
    assert busy.value.code == "busy_yourself"
    for hour, minute in ((9, 30), (10, 30)):
        await booked(desk, hour=hour, minute=minute)
    with pytest.raises(Refused) as many:
        await actions.hold(desk.citizen, desk.offer, desk.at(9, day=10))
    assert many.value.code == "too_many_bookings"


async def test_only_the_municipalitys_own_desk_makes_offers(desk: Desk) -> None:
    form = OfferForm(desk.nursing.id, 30, "Samtale", "Talk", desk.varde.id)
    for who in (desk.coordinator, desk.citizen):
        with pytest.raises(Missing):
            await offering.make_offer(who, form)
    for wrong in (OfferForm(desk.nursing.id, 5, "a", "b"), OfferForm(2**40, 30, "a", "b")):
        with pytest.raises(BadInput):
            await offering.make_offer(desk.coordinator, wrong)


async def test_a_closed_offer_is_booked_no_more_and_booked_talks_stand(desk: Desk) -> None:
    session_id = await booked(desk)
    assert await queries.booked(desk.citizen, session_id) == (desk.offer, "")
    assert await queries.booked(desk.other, session_id) is None
    with pytest.raises(Missing):
        await offering.close_offer(desk.citizen, desk.offer)
    await offering.close_offer(desk.coordinator, desk.offer)
    assert await queries.offers(desk.citizen) == await queries.offers_of(desk.coordinator) == []
    assert (await Session.get(id=session_id)).state == "published"


async def test_a_talk_after_the_clock_changed_begins_when_the_wall_says(desk: Desk) -> None:
    desk.clock.moment = clock.utc(dt.datetime(2026, 3, 27, 9))
    found = await queries.times(desk.citizen, desk.offer, 7)
    assert found.days[0][1][0] == (dt.datetime(2026, 3, 31, 7, tzinfo=dt.UTC), dt.datetime(2026, 3, 31, 9))

"""Whom one is offered: who has hours left in the agreement's month, speaks one's language and still can."""

import asyncio
import datetime as dt

import pytest

from hub import clock
from hub.accounts.models import Agreement, ClosingDay, Competence, PersonCompetence, PersonLanguage
from hub.actor import Role
from hub.booking import actions, queries, waiting
from hub.booking.lending import joined
from hub.booking.models import Booking, WaitingFor
from hub.errors import BadInput, Refused
from hub.ledger.usage import used
from hub.rota.models import RotaRule
from hub.sessions.models import SessionHost
from tests.hub.booking.conftest import Desk

MARCH = dt.date(2026, 3, 1)


async def walls(desk: Desk, days: int = 3, language: str = "", moves: int | None = None) -> list[str]:
    found = await queries.times(desk.citizen, desk.offer, days, language, moves)
    return [f"{wall:%d %H:%M}" for _, moments in found.days for _, wall in moments]


async def cap(desk: Desk, minutes: int) -> None:
    await Agreement.filter(id=desk.pact.id).update(cap_minutes=minutes)


NINAS = ["03 09:00", "03 09:30"]
ALL = [*NINAS, "03 10:00", "03 10:30"]


async def test_an_agreement_whose_month_is_used_up_offers_no_times_in_it(each_desk: Desk) -> None:
    desk = each_desk
    await cap(desk, 29)
    assert await walls(desk) == NINAS
    await cap(desk, 30)
    assert await walls(desk) == ALL
    await actions.hold(desk.other, desk.offer, desk.at(10))
    assert await used(MARCH, MARCH) == {(desk.pact.id, MARCH): 30}
    assert await walls(desk) == NINAS
    await actions.confirm(desk.other)
    assert await used(MARCH, MARCH) == {(desk.pact.id, MARCH): 30}
    assert await walls(desk) == NINAS
    april = [wall for wall in await walls(desk, 50) if wall.endswith("10:30")]
    assert april == ["07 10:30", "14 10:30"]


async def test_a_talk_that_is_moved_makes_room_for_itself(desk: Desk) -> None:
    await cap(desk, 30)
    await actions.hold(desk.citizen, desk.offer, desk.at(10))
    mine = await actions.confirm(desk.citizen)
    week_after = "10 10:30"
    assert week_after not in await walls(desk, 9)
    assert week_after in await walls(desk, 9, moves=mine)
    assert await actions.hold(desk.citizen, desk.offer, desk.at(10, 30, 10), mine) == desk.vita.person_id
    assert await actions.confirm(desk.citizen) == mine


async def test_the_last_hours_of_a_month_go_to_one(each_desk: Desk) -> None:
    desk = each_desk
    await cap(desk, 30)
    await desk.nurse("Vera Varde", desk.varde, "11:00")
    people = [desk.citizen, desk.other]
    people += [await desk.person(f"Borger {n}", Role.citizen, desk.kolding) for n in range(3)]
    times = [desk.at(10), desk.at(10, 30)] * 3
    done = await asyncio.gather(
        *(
            actions.hold(who, desk.offer, time)
            for who, time in zip(people, times[: len(people)], strict=True)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Refused) for one in done) == len(people) - 1


async def test_a_held_time_that_ran_out_is_not_booked_over_the_cap(each_desk: Desk) -> None:
    desk = each_desk
    await cap(desk, 30)
    await desk.nurse("Vera Varde", desk.varde, "11:00")
    first = await actions.hold(desk.citizen, desk.offer, desk.at(10))
    desk.clock.forward(minutes=5)
    other = PersonCompetence.filter(person_id=first)
    await other.update(valid_to=dt.date(2026, 3, 1))
    assert await actions.hold(desk.other, desk.offer, desk.at(10)) != first
    with pytest.raises(Refused) as refused:
        await actions.confirm(desk.citizen)
    assert refused.value.code == "hold_expired"
    await actions.let_go(desk.other)
    await actions.confirm(desk.citizen)


async def test_one_chooses_who_speaks_ones_language(each_desk: Desk) -> None:
    desk = each_desk
    for code in ("ar", "da"):
        await PersonLanguage.create(person_id=desk.vita.person_id, code=code)
    found = await queries.times(desk.citizen, desk.offer, 3, "ar")
    assert (found.languages, found.language) == (("ar", "da"), "ar")
    assert await walls(desk, language="ar") == ALL
    assert await walls(desk, language="pl") == []
    assert await actions.hold(desk.citizen, desk.offer, desk.at(9), language="ar") == desk.vita.person_id
    assert (await queries.held(desk.citizen)).language == "ar"
    mine = await actions.confirm(desk.citizen)
    assert await queries.booked(desk.citizen, mine) == (desk.offer, "ar")
    assert await queries.language_of(mine) == "ar"

    assert await actions.hold(desk.citizen, desk.offer, desk.at(10, 30), mine, "da") == desk.vita.person_id
    await actions.confirm(desk.citizen)
    assert (await Booking.get()).language == "da"


async def test_of_whom_nothing_is_written_one_expects_danish(desk: Desk) -> None:
    await PersonLanguage.create(person_id=desk.vita.person_id, code="ar")
    assert await walls(desk, language="da") == NINAS


@pytest.mark.parametrize("language", ["arabisk", "x", "1 "])
async def test_what_is_no_language_is_refused(desk: Desk, language: str) -> None:
    for deed in (
        actions.hold(desk.citizen, desk.offer, desk.at(9), language=language),
        waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 5), language),
    ):
        with pytest.raises(BadInput) as refused:
            await deed
        assert refused.value.code == "unknown_language"


async def test_whoever_waits_for_a_language_gets_one_who_speaks_it(desk: Desk) -> None:
    await waiting.wait(desk.citizen, desk.offer, dt.date(2026, 3, 20), "ar")
    desk.clock.moment = desk.at(8, day=2)
    assert await waiting.fill() == 0
    assert (await WaitingFor.get()).language == "ar"
    await PersonLanguage.create(person_id=desk.vita.person_id, code="ar")
    assert await waiting.fill() == 1
    assert (await SessionHost.get()).person_id == desk.vita.person_id
    assert (await Booking.get()).language == "ar"


async def test_a_competence_counts_on_the_days_it_is_valid(desk: Desk) -> None:
    nina, vita = (
        PersonCompetence.filter(person_id=who.person_id, competence=desk.nursing)
        for who in (desk.nina, desk.vita)
    )
    await nina.update(valid_to=dt.date(2026, 3, 9))
    await vita.update(valid_from=dt.date(2026, 3, 10))
    assert await walls(desk, 14) == [*NINAS, "10 09:00", "10 09:30", "10 10:00", "10 10:30"]
    assert (await actions.hold(desk.citizen, desk.offer, desk.at(9, day=10))) == desk.vita.person_id
    await vita.update(level=0)
    assert await walls(desk, 14) == NINAS


async def test_an_agreement_in_another_competence_lends_nobody(desk: Desk) -> None:
    other = await Competence.create(slug="diet", name_da="D", name_en="D", title_da="D", title_en="D")
    await Agreement.filter(id=desk.pact.id).update(competence_id=other.id)
    assert await walls(desk) == NINAS


async def test_a_municipalitys_closing_day_has_no_times_of_its_people(desk: Desk) -> None:
    await ClosingDay.create(municipality=desk.varde, day=dt.date(2026, 3, 3))
    assert await walls(desk) == NINAS
    await RotaRule.filter(person_id=desk.nina.person_id).delete()
    with pytest.raises(Refused):
        await actions.hold(desk.citizen, desk.offer, desk.at(10))


def test_days_in_a_row_are_one_stretch() -> None:
    first, last = dt.date(2026, 3, 30), dt.date(2026, 4, 2)
    days = [first, first + dt.timedelta(days=1), last]
    found = [(starts.date(), ends.date()) for starts, ends in joined(days)]
    assert found == [(first, dt.date(2026, 4, 1)), (last, dt.date(2026, 4, 3))]
    assert clock.utc(joined([dt.date(2026, 3, 29)])[0][0]).hour == 23

"""A talk is offered once, the citizen chooses among free times, and what stands between them and the seat."""

import asyncio
import datetime as dt

import pytest

from forum.letterbox import actions, queries
from forum.letterbox.models import Assignment
from forum.letterbox.wire import OfferedTimes
from forum.notices.models import Notice
from hub import clock, db
from hub.accounts.models import Agreement, ClosingDay
from hub.errors import Missing, Refused
from hub.rota import commitments
from hub.rota.models import Commitment, RotaException, RotaRule
from hub.sessions import queries as sessions
from hub.sessions.models import Session, SessionHost
from tests.conftest import Clock
from tests.doubles.letters import Letters
from tests.forum.debate.counted import asked

HALF = dt.timedelta(minutes=30)


async def offered(letters: Letters, who: str = "inger") -> str:
    """A letter in which its professional offers a talk."""
    letter = await letters.sent(who=who)
    await actions.offer_times(letters[await letters.holder(letter)], letter)
    return letter


async def times(letters: Letters, letter: str, everything: bool = False) -> list[dt.datetime]:
    found = await queries.offered_times(letters["inger"], letter, everything)
    assert found is not None
    return [moment for day in found.days for moment, _ in day.times]


async def leader_told(letters: Letters, letter: str) -> list[str]:
    """What whoever has the letter was told of its talks, in order."""
    told = Notice.filter(person_id=letters.id(await letters.holder(letter)), kind__startswith="talk_")
    return [str(each) for each in await told.order_by("id").values_list("kind", flat=True)]


async def gone(letters: Letters, letter: str) -> bool:
    """Whether no talk is offered, and none can be chosen."""
    with pytest.raises(Refused, match="not_offered"):
        await actions.choose_time(letters["inger"], letter, clock.utc(dt.datetime(2026, 3, 3, 9)))
    return await queries.offered_times(letters["inger"], letter) is None


async def test_one_press_and_the_citizen_chooses(letters: Letters) -> None:
    letter = await offered(letters)
    host = letters[await letters.holder(letter)]
    view = await queries.offered_times(letters["inger"], letter)
    assert isinstance(view, OfferedTimes)
    assert (view.minutes, view.more) == (30, True)
    assert [len(one.times) for one in view.days] == [4, 4, 4]
    assert view.days[0].times[0][1] == dt.datetime(2026, 3, 2, 11)
    assert (await actions.open_letter(host, letter)).times_offered
    third = (await times(letters, letter))[2]
    session = await actions.choose_time(letters["inger"], letter, third)
    card = await sessions.session_for(letters["inger"], session)
    assert (card.title, card.my_signup, card.starts_local) == ("Samtale", "signed_up", clock.local(third))
    assert [each.name for each in card.hosts] == [host.name]
    assert [talk.session_id for talk in (await queries.my_letter(letters["inger"], letter)).talks] == [
        session
    ]
    assert await queries.letter_of_session(host, session) == f"/admin/letters/{letter}"
    assert await gone(letters, letter)
    assert not (await actions.open_letter(host, letter)).times_offered
    taken = await Commitment.filter(session_id=session).values_list("person_id", "expires_at")
    assert [tuple(row) for row in taken] == [(host.person_id, None)]


async def test_the_citizen_is_told_once_however_often_it_is_pressed(letters: Letters) -> None:
    letter = await offered(letters)
    host = letters[await letters.holder(letter)]
    await actions.offer_times(host, letter)
    told = Notice.filter(person_id=letters.id("inger"), kind="talk_offered")
    assert await told.count() == 1


async def test_an_offer_falls_when_it_is_taken_back_or_the_letter_goes(letters: Letters) -> None:
    async def back(letter: str) -> None:
        await actions.take_times_back(letters[await letters.holder(letter)], letter)

    async def passed_on(letter: str) -> None:
        await actions.hand_over(letters[await letters.holder(letter)], letter, None, "Hun ved mere om det")

    async def given_back(letter: str) -> None:
        await actions.give_back(letters[await letters.holder(letter)], letter, "Jeg er ikke den rette")

    async def withdrawn(letter: str) -> None:
        await actions.withdraw(letters["inger"], letter)

    async def closed(letter: str) -> None:
        await actions.answer(letters[await letters.holder(letter)], letter, "Drik vand.")
        assert await queries.offered_times(letters["inger"], letter) is not None
        await actions.close(letters["inger"], letter)

    for end in (back, passed_on, given_back, withdrawn, closed):
        letter = await offered(letters)
        await end(letter)
        assert await gone(letters, letter), end.__name__
        assert await Assignment.filter(to_at=None).exclude(talk_offered_at=None).count() == 0


async def test_only_she_chooses_and_only_who_has_the_letter_offers(letters: Letters) -> None:
    letter = await offered(letters)
    first = (await times(letters, letter))[0]
    host, other = await letters.holder(letter), await letters.other(letter)
    for name in ("poul", host, other, "henrik", "anders"):
        with pytest.raises((Missing, Refused)):
            await actions.choose_time(letters[name], letter, first)
        with pytest.raises((Missing, Refused)):
            await queries.offered_times(letters[name], letter)
    for name in ("inger", "poul", other, "mads", "henrik", "anders"):
        with pytest.raises((Missing, Refused)):
            await actions.offer_times(letters[name], letter)
        with pytest.raises((Missing, Refused)):
            await actions.take_times_back(letters[name], letter)
    assert await Session.all().count() == 0


async def test_a_time_somebody_else_took_is_refused_and_the_others_stand(letters: Letters) -> None:
    letter = await offered(letters)
    host = letters.id(await letters.holder(letter))
    before = await times(letters, letter)
    async with db.transaction():
        await commitments.hold(host, before[0], before[0] + HALF, before[0])
    for moment in (before[0], before[0] + dt.timedelta(minutes=7), before[0] - dt.timedelta(days=2)):
        with pytest.raises(Refused, match="time_gone"):
            await actions.choose_time(letters["inger"], letter, moment)
    assert await Session.all().count() == 0
    after = await times(letters, letter)
    assert before[0] not in after
    await actions.choose_time(letters["inger"], letter, after[0])


async def test_of_two_who_press_the_same_time_at_once_one_gets_it(letters: Letters) -> None:
    first = await offered(letters)
    host = await letters.holder(first)
    second = await letters.sent()
    if await letters.holder(second) != host:
        await actions.hand_over(letters[await letters.holder(second)], second, None, "Den anden ved mere")
    assert await letters.holder(second) == host
    await actions.offer_times(letters[host], second)
    [moment, *_] = await times(letters, first)
    tries = [actions.choose_time(letters["inger"], letter, moment) for letter in (first, second)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Refused", "int"]
    assert await Commitment.filter(person_id=letters.id(host)).count() == 1


async def test_she_has_another_session_then(letters: Letters) -> None:
    letter, second = await offered(letters), await offered(letters)
    [moment, *_] = await times(letters, letter)
    await actions.choose_time(letters["inger"], letter, moment)
    with pytest.raises(Refused, match="busy_yourself"):
        await actions.choose_time(letters["inger"], second, moment)


async def test_times_are_the_rotas_and_no_holiday(letters: Letters) -> None:
    letter = await offered(letters)
    host = letters[await letters.holder(letter)]
    await ClosingDay.create(municipality_id=host.municipality_id, day=dt.date(2026, 3, 2), name="Lukket")
    assert clock.local((await times(letters, letter))[0]) == dt.datetime(2026, 3, 3, 9)
    await RotaException.create(
        person_id=host.person_id, kind="away", starts_local="2026-03-03T00:00", ends_local="2026-03-04T00:00"
    )
    assert clock.local((await times(letters, letter))[0]) == dt.datetime(2026, 3, 4, 9)
    await RotaRule.create(
        person_id=host.person_id, weekday=4, starts="12:00", ends="13:00", valid_from=dt.date(2026, 1, 1)
    )
    shown = [clock.local(moment) for moment in await times(letters, letter, everything=True)]
    assert shown[:3] == [
        dt.datetime(2026, 3, 5, 12),
        dt.datetime(2026, 3, 5, 12, 30),
        dt.datetime(2026, 3, 12, 12),
    ]
    assert dt.date(2026, 4, 2) not in {moment.date() for moment in shown}  # skærtorsdag


async def test_an_agreement_that_has_ended_books_nothing(letters: Letters) -> None:
    letter = await offered(letters)
    moment = (await times(letters, letter))[0]
    await letters.end_agreements(dt.date(2026, 3, 1))
    assert await times(letters, letter) == []
    with pytest.raises(Refused, match="not_lent"):
        await actions.choose_time(letters["inger"], letter, moment)
    assert await Session.all().count() == 0


async def test_a_month_whose_agreed_hours_are_used_up_offers_no_times(letters: Letters) -> None:
    letter = await offered(letters)
    host = letters.id(await letters.holder(letter))
    await RotaRule.create(
        person_id=host, weekday=4, starts="12:00", ends="13:00", valid_from=dt.date(2026, 1, 1)
    )
    before = await times(letters, letter, everything=True)
    march = [moment for moment in before if clock.local(moment).month == 3]
    assert 0 < len(march) < len(before)
    await Agreement.all().update(cap_minutes=29)
    for moment in (march[0], before[-1]):
        with pytest.raises(Refused, match="month_full"):
            await actions.choose_time(letters["inger"], letter, moment)
    assert await times(letters, letter) == []
    await Agreement.all().update(cap_minutes=30)
    assert await times(letters, letter, everything=True) == before
    first = await actions.choose_time(letters["inger"], letter, march[0])
    await actions.offer_times(letters[await letters.holder(letter)], letter)
    april = [moment for moment in before if moment not in march]
    assert await times(letters, letter, everything=True) == april
    with pytest.raises(Refused, match="month_full"):
        await actions.choose_time(letters["inger"], letter, march[5])
    assert await Session.all().count() == 1
    await actions.move_time(letters["inger"], letter, first, march[5])


async def test_the_hours_of_two_letters_at_once_do_not_pass_the_cap(letters: Letters) -> None:
    await Agreement.all().update(cap_minutes=30)
    mine = [await offered(letters) for _ in range(4)]
    found = [(one, (await times(letters, one))[number]) for number, one in enumerate(mine)]
    tries = [actions.choose_time(letters["inger"], letter, moment) for letter, moment in found]
    done = await asyncio.gather(*tries, return_exceptions=True)
    hosts = {await letters.holder(letter) for letter in mine}
    assert sum(isinstance(one, int) for one in done) == len(hosts)


async def test_she_moves_the_talk_to_another_time_with_the_same_professional(letters: Letters) -> None:
    letter = await offered(letters)
    host = letters[await letters.holder(letter)]
    [first, second, *_] = await times(letters, letter)
    session = await actions.choose_time(letters["inger"], letter, first)
    view = await queries.offered_times(letters["inger"], letter, True, session)
    assert view is not None
    assert (view.name, view.minutes, view.moves, view.now) == (host.name, 30, session, first)
    moments = [moment for day in view.days for moment, _ in day.times]
    assert first not in moments
    assert second in moments
    await actions.move_time(letters["inger"], letter, session, second)
    assert await leader_told(letters, letter) == ["talk_chosen", "talk_changed"]
    card = await sessions.session_for(letters["inger"], session)
    assert (card.starts_local, card.my_signup) == (clock.local(second), "signed_up")
    assert [each.name for each in card.hosts] == [host.name]
    taken = await Commitment.all().values_list("person_id", "session_id", "starts_at")
    assert [tuple(row) for row in taken] == [(host.person_id, session, second)]
    [talk] = (await queries.my_letter(letters["inger"], letter)).talks
    assert (talk.session_id, talk.starts_at, talk.movable) == (session, second, True)
    assert await queries.way_to_move(letters["inger"], session) == f"/letters/{letter}?move={session}#times"


async def test_a_talk_is_moved_by_her_alone_and_not_once_it_has_begun(
    letters: Letters, frozen_clock: Clock
) -> None:
    letter, other = await offered(letters), await letters.sent()
    host = await letters.holder(letter)
    [first, second, *_] = await times(letters, letter)
    session = await actions.choose_time(letters["inger"], letter, first)
    for name in ("poul", host, "henrik", "anders"):
        with pytest.raises((Missing, Refused)):
            await actions.move_time(letters[name], letter, session, second)
        assert await queries.way_to_move(letters[name], session) == ""
    for wrong in (-1, 0, session + 1, 2**31, 2**70):
        with pytest.raises(Refused, match="not_plannable"):
            await actions.move_time(letters["inger"], letter, wrong, second)
        assert await queries.offered_times(letters["inger"], letter, moves=wrong) is None
    with pytest.raises(Refused, match="not_plannable"):
        await actions.move_time(letters["inger"], other, session, second)
    with pytest.raises(Refused, match="time_gone"):
        await actions.move_time(letters["inger"], letter, session, None)
    with pytest.raises(Refused, match="time_gone"):
        await actions.move_time(letters["inger"], letter, session, first)
    await SessionHost.create(session_id=session, person_id=letters.id("mads"), part="co_host")
    with pytest.raises(Refused, match="not_plannable"):
        await actions.move_time(letters["inger"], letter, session, second)
    await SessionHost.filter(person_id=letters.id("mads")).delete()
    frozen_clock.moment = first
    with pytest.raises(Refused, match="not_plannable"):
        await actions.move_time(letters["inger"], letter, session, second + 24 * 2 * HALF)
    assert (await Session.get(id=session)).starts_at == first


async def test_a_closed_letter_leaves_its_talk_and_the_way_to_another_time(letters: Letters) -> None:
    letter = await offered(letters)
    [first, second, *_] = await times(letters, letter)
    session = await actions.choose_time(letters["inger"], letter, first)
    await actions.answer(letters[await letters.holder(letter)], letter, "Vi tales ved.")
    await actions.close(letters["inger"], letter)
    await actions.move_time(letters["inger"], letter, session, second)
    assert (await Session.get(id=session)).starts_at == second


async def test_she_gives_the_talk_back_and_the_professional_is_free_again(letters: Letters) -> None:
    letter = await offered(letters)
    moment = (await times(letters, letter))[0]
    session = await actions.choose_time(letters["inger"], letter, moment)
    for name in ("poul", await letters.holder(letter)):
        with pytest.raises(Refused, match="not_plannable"):
            await actions.give_talk_back(letters[name], session)
    await actions.give_talk_back(letters["inger"], session)
    assert await leader_told(letters, letter) == ["talk_chosen", "talk_changed"]
    assert (await Session.get(id=session)).state == "cancelled"
    assert await Commitment.all().count() == 0
    [talk] = (await queries.my_letter(letters["inger"], letter)).talks
    assert (talk.cancelled, talk.movable) == (True, False)
    with pytest.raises(Refused, match="not_plannable"):
        await actions.give_talk_back(letters["inger"], session)


async def test_the_list_of_times_is_as_many_queries_however_much_is_taken(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = await offered(letters)
    host, counts = letters.id(await letters.holder(letter)), []
    for amount in (1, 2):
        for _ in range(amount):
            start = (await times(letters, letter))[0]
            async with db.transaction():
                await commitments.hold(host, start, start + HALF, start)
        with asked(monkeypatch) as seen:
            await queries.offered_times(letters["inger"], letter)
        counts.append(len(seen.statements))
    assert counts[0] == counts[1] <= 16

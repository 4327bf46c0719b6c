"""What the clock does: reminders, late letters, cover at absence, letters nobody took; over real jobs."""

import datetime as dt

import pytest

from forum.letterbox import actions, deadlines, queries
from forum.letterbox.models import Function, Letter
from forum.letterbox.states import State
from forum.notices.kinds import Kind
from forum.notices.models import Notice
from hub import jobs
from hub.accounts import actions as accounts
from hub.accounts.wire import ClosingForm
from hub.errors import BadInput, Missing
from tests.conftest import Clock
from tests.doubles.letters import Letters, let_jobs_run


async def told(kind: Kind) -> list[int]:
    """Ids of those who were told this, in order."""
    rows = await Notice.filter(kind=kind.value).order_by("id").values("person_id")
    return [row["person_id"] for row in rows]


def to(clock: Clock, text: str) -> None:
    clock.moment = dt.datetime.fromisoformat(text)


async def test_reminded_the_morning_before_and_late_after_office_hours(
    letters: Letters, frozen_clock: Clock
) -> None:
    letter = await letters.sent()  # Monday 9.00, due on Thursday at 16.00
    holder = letters.id(await letters.holder(letter))
    to(frozen_clock, "2026-03-04T06:59+00:00")
    await let_jobs_run()
    assert await told(Kind.letter_due) == []
    to(frozen_clock, "2026-03-04T07:01+00:00")
    await let_jobs_run()
    assert await told(Kind.letter_due) == [holder]
    to(frozen_clock, "2026-03-05T14:59+00:00")
    await let_jobs_run()
    assert await told(Kind.letter_overdue) == []
    to(frozen_clock, "2026-03-05T15:01+00:00")
    await let_jobs_run()
    assert await told(Kind.letter_overdue) == [holder, letters.id("henrik")]
    assert (await Letter.get(public_id=letter)).late
    [row] = await queries.late(letters["henrik"])
    assert row.public_id == letter
    assert await queries.late(letters["tine"]) == []


async def test_nobody_is_reminded_of_what_is_answered(letters: Letters, frozen_clock: Clock) -> None:
    letter = await letters.sent()
    await actions.answer(letters[await letters.holder(letter)], letter, "Spis oftere.")
    frozen_clock.forward(days=30)
    await let_jobs_run()
    assert await told(Kind.letter_due) == await told(Kind.letter_overdue) == []


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-03-27T09:00+00:00", "2026-04-01T14:00+00:00"),  # summer time begins on the 29th
        ("2026-10-23T09:00+00:00", "2026-10-28T15:00+00:00"),  # and ends on the 25th
        ("2026-03-31T09:00+00:00", "2026-04-08T14:00+00:00"),  # Easter
        ("2026-12-22T09:00+00:00", "2026-12-29T15:00+00:00"),  # Christmas: 23, 28, 29
    ],
)
async def test_the_deadline_is_office_hours_over_clock_changes_and_feasts(
    letters: Letters, frozen_clock: Clock, sent: str, due: str
) -> None:
    to(frozen_clock, sent)
    letter = await letters.sent()
    assert (await Letter.get(public_id=letter)).due_at == dt.datetime.fromisoformat(due)


async def test_cover_takes_the_letters_of_somebody_ill(letters: Letters, frozen_clock: Clock) -> None:
    letter = await letters.sent()
    first, second = await letters.holder(letter), await letters.other(letter)
    today = dt.date(2026, 3, 2)
    await actions.be_absent(letters[first], letters.id(first), today, None)
    await let_jobs_run()
    assert await letters.holder(letter) == second
    event = (await queries.my_letter(letters["inger"], letter)).events[-1]
    assert event.sentence.startswith(f"{letters[first].name} er ikke på arbejde. {letters[second].name}")
    assert set(await told(Kind.letter_handed_over)) == {letters.id("inger")}
    [row] = (await queries.inbox(letters[second])).rows
    assert (row.for_whom, row.subject) == (letters[first].name, "")
    another = await letters.sent(subject="Et brev til")
    assert await letters.holder(another) == second


async def test_who_is_back_in_time_keeps_her_letters(letters: Letters, frozen_clock: Clock) -> None:
    letter = await letters.sent()
    first = await letters.holder(letter)
    await actions.be_absent(letters[first], letters.id(first), dt.date(2026, 3, 2), dt.date(2026, 3, 4))
    await let_jobs_run()
    assert await letters.holder(letter) == first


async def test_an_absence_to_come_begins_by_itself(letters: Letters, frozen_clock: Clock) -> None:
    letter = await letters.sent()
    first, second = await letters.holder(letter), await letters.other(letter)
    await actions.be_absent(letters[first], letters.id(first), dt.date(2026, 3, 3), dt.date(2026, 3, 20))
    await let_jobs_run()
    assert await letters.holder(letter) == first
    to(frozen_clock, "2026-03-03T00:00+00:00")
    await let_jobs_run()
    assert await letters.holder(letter) == second


async def test_when_everybody_is_away_the_coordinator_knows_at_once(letters: Letters) -> None:
    letter = await letters.sent()
    for who in ("sofie", "rasmus"):
        await actions.be_absent(letters[who], letters.id(who), dt.date(2026, 3, 2), None)
    await let_jobs_run()
    assert await letters.holder(letter) == ""
    assert letters.id("henrik") in await told(Kind.letter_overdue)
    sentence = (await queries.my_letter(letters["inger"], letter)).events[-1].sentence
    assert sentence.endswith("er ikke på arbejde. Vi finder en anden.")


async def test_absence_is_one_s_own_matter_or_the_municipality_s(letters: Letters) -> None:
    day = dt.date(2026, 3, 2)
    for who in ("rasmus", "henrik", "birgitte", "inger", "anders"):
        with pytest.raises(Missing):
            await actions.be_absent(letters[who], letters.id("sofie"), day, day)
    with pytest.raises(BadInput):
        await actions.be_absent(letters["sofie"], letters.id("sofie"), day, dt.date(2026, 3, 1))
    made = await actions.be_absent(letters["tine"], letters.id("sofie"), day, day)
    await actions.end_absence(letters["tine"], made)
    assert await queries.absences(letters["tine"]) == []


async def test_a_pooled_letter_waits_to_be_taken_and_is_assigned_if_nobody_does(
    letters: Letters, frozen_clock: Clock
) -> None:
    await Function.all().update(pooled=True)
    letter = await letters.sent()
    assert await letters.holder(letter) == ""
    assert (await queries.my_letter(letters["inger"], letter)).state is State.sent
    assert (await queries.inbox(letters["sofie"], "pool")).pool == 1
    to(frozen_clock, "2026-03-03T11:01+00:00")
    await let_jobs_run()
    assert await letters.holder(letter) in ("sofie", "rasmus")


async def test_a_follow_up_finds_somebody_else_when_the_agreement_has_ended(
    letters: Letters, frozen_clock: Clock
) -> None:
    from hub.accounts.models import Agreement

    letter = await letters.sent()
    first, second = await letters.holder(letter), await letters.other(letter)
    await actions.answer(letters[first], letter, "Spis oftere.")
    giver = letters[first].municipality_id
    await Agreement.filter(giver_id=giver).update(valid_to=dt.date(2026, 3, 1))
    await actions.follow_up(letters["inger"], letter, "Hvor ofte?")
    assert await letters.holder(letter) == second
    last = (await queries.my_letter(letters["inger"], letter)).events[-1]
    assert "svarer ikke længere" in last.sentence


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-03-02T08:00+00:00", 3),
        ("2026-03-05T08:00+00:00", 0),
        ("2026-03-05T15:30+00:00", -1),
        ("2026-03-07T08:00+00:00", -1),
        ("2026-03-09T08:00+00:00", -2),
    ],
)
def test_working_days_left(frozen_clock: Clock, now: str, left: int) -> None:
    to(frozen_clock, now)
    due = deadlines.due(dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC), 3)
    assert deadlines.workdays_left(due) == left


async def test_the_home_municipality_s_closing_days_do_not_count(
    letters: Letters, frozen_clock: Clock
) -> None:
    tuesday, wednesday = dt.date(2026, 3, 3), dt.date(2026, 3, 4)
    for day, place in ((tuesday, "kolding"), (wednesday, "svendborg")):
        form = ClosingForm(first=day, last=day, municipality_id=letters.places[place])
        await accounts.close_on(letters["anders"], form)
    letter = await letters.sent()
    row = await Letter.get(public_id=letter)
    assert row.due_at == dt.datetime(2026, 3, 6, 15, tzinfo=dt.UTC)
    [job] = await jobs.Job.filter(key=f"letter:{letter}:{deadlines.REMIND}")
    assert job.run_at == dt.datetime(2026, 3, 5, 7, tzinfo=dt.UTC)
    page = await queries.inbox(letters[await letters.holder(letter)])
    assert [one.workdays for one in page.rows] == [3]
    await accounts.close_on(
        letters["anders"],
        ClosingForm(first=wednesday, last=wednesday, municipality_id=letters.places["kolding"]),
    )
    assert (await Letter.get(public_id=letter)).due_at == row.due_at
    frozen_clock.moment = dt.datetime(2026, 3, 9, 7, tzinfo=dt.UTC)
    [late] = await queries.late(letters["henrik"])
    assert late.workdays == -1

"""A time machine: whatever is over is gone on its day, all of it, and nothing before; holds keep it."""

import datetime as dt

import pytest
from tortoise import Tortoise

from forum.files import CleanFile
from forum.keeping import actions, nightly
from forum.keeping.models import Hold, Retention
from forum.keeping.retention import DAYS, Kept
from forum.letterbox import actions as letterbox
from forum.letterbox.models import Letter
from forum.notices.models import Notice
from hub import jobs
from hub.accounts.models import Person
from hub.audit import AuditRow
from hub.errors import BadInput, Missing
from hub.jobs import Job
from tests.conftest import Clock
from tests.doubles.letters import Letters

FILE = CleanFile(name="svar.pdf", kind="application/pdf", data=b"%PDF-")


async def full(letters: Letters) -> str:
    """A letter with everything that can hang on one, closed."""
    inger = letters["inger"]
    letter = await letterbox.start(inger, letters.function)
    await letterbox.save_draft(inger, letter, "Tekst", "Emne")
    await letterbox.attach(inger, letter, FILE)
    await letterbox.send(inger, letter)
    holder = letters[await letters.holder(letter)]
    await letterbox.open_letter(holder, letter)
    await letterbox.note(holder, letter, "En note til kollegerne")
    await letterbox.answer(holder, letter, "Et svar")
    await letterbox.close(inger, letter)
    await jobs.run_due()
    return letter


async def left(letters: Letters) -> dict[str, int]:
    """How many rows are left of everything that hangs on letters."""
    models = (Tortoise.apps or {})["hub"]
    names = ["Letter", "LetterMessage", "LetterAttachment", "Assignment", "InternalNote", "Reading", "Talk"]
    counts = {name: await models[name].all().count() for name in [*names, "LetterPublication"]}
    counts["Notice"] = await Notice.filter(path__contains="/letters/").count()
    return {name: count for name, count in counts.items() if count}


async def at_night(clock: Clock, day: dt.date) -> None:
    """The clock stands at four in the night of `day`, and what is due is carried out."""
    clock.moment = dt.datetime.combine(day, dt.time(4), dt.UTC)
    await jobs.run_due()


async def test_everything_is_gone_on_the_day_and_all_there_the_day_before(
    letters: Letters, frozen_clock: Clock
) -> None:
    await nightly.schedule()
    await full(letters)
    closed = frozen_clock.moment.date()
    before = await left(letters)
    assert {"Letter", "LetterMessage", "LetterAttachment", "InternalNote", "Reading", "Notice"} <= set(before)
    last = closed + dt.timedelta(days=DAYS[Kept.letters])
    await at_night(frozen_clock, last)
    assert {name: count for name, count in before.items() if name != "Notice"} == {
        name: count for name, count in (await left(letters)).items() if name != "Notice"
    }
    await at_night(frozen_clock, last + dt.timedelta(days=1))
    assert await left(letters) == {}
    row = await AuditRow.get(verb="expire")
    assert (row.municipality_id, row.reason) == (letters.places["kolding"], "letters: 1")


async def test_a_municipality_chooses_for_its_own_citizens(letters: Letters, frozen_clock: Clock) -> None:
    await actions.set_days(letters["birgitte"], {Kept.letters: 60, Kept.drafts: 30})
    letter = await full(letters)
    other = await letterbox.start(letters["poul"], letters.function)
    await letterbox.save_draft(letters["poul"], other, "Ærøs kladde", "x")
    await nightly.schedule()
    await at_night(frozen_clock, dt.date(2026, 5, 2))
    assert not await Letter.exists(public_id=letter)
    assert await Letter.exists(public_id=other)


async def test_a_letter_that_waits_for_an_answer_is_never_over(letters: Letters, frozen_clock: Clock) -> None:
    letter = await letters.sent()
    await nightly.schedule()
    await at_night(frozen_clock, dt.date(2036, 3, 2))
    assert await Letter.exists(public_id=letter)


async def test_a_hold_keeps_letters_until_it_is_lifted(letters: Letters, frozen_clock: Clock) -> None:
    letter = await full(letters)
    with pytest.raises(BadInput):
        await actions.place_hold(letters["birgitte"], "inger@demo.invalid", " ")
    await actions.place_hold(letters["birgitte"], "inger@demo.invalid", "Sag 12/2026")
    await nightly.schedule()
    await at_night(frozen_clock, dt.date(2029, 3, 2))
    assert await Letter.exists(public_id=letter)
    await actions.lift_hold(letters["birgitte"], (await Hold.get()).id)
    await at_night(frozen_clock, dt.date(2029, 3, 3))
    assert await left(letters) == {}


async def test_more_than_a_batch_goes_in_one_night(
    letters: Letters, frozen_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "BATCH", 2)
    for _ in range(5):
        await letterbox.start(letters["inger"], letters.function)
    await nightly.schedule()
    await at_night(frozen_clock, dt.date(2027, 3, 2))
    assert await Letter.all().count() == 0


async def test_every_night_asks_for_the_next_also_when_it_fails(
    letters: Letters, frozen_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await nightly.schedule()
    await nightly.schedule()
    assert await Job.filter(kind="nightly_keeping").count() == 1
    monkeypatch.delitem(DAYS, Kept.letters)
    await at_night(frozen_clock, dt.date(2026, 3, 3))
    waiting = await Job.filter(kind="nightly_keeping", done_at=None).order_by("run_at")
    assert [job.error for job in waiting] == ["KeyError", ""]
    assert waiting[-1].run_at.isoformat() == "2026-03-04T02:30:00+00:00"


@pytest.mark.parametrize("days", [0, 29, 3651])
async def test_a_period_has_bounds(letters: Letters, days: int) -> None:
    with pytest.raises(BadInput):
        await actions.set_days(letters["birgitte"], {Kept.letters: days})
    assert await Retention.all().count() == 0


@pytest.mark.parametrize("who", ["inger", "sofie", "henrik", "anders"])
async def test_only_the_municipalitys_administrator_decides(letters: Letters, who: str) -> None:
    for work in (
        actions.set_days(letters[who], {Kept.letters: 60}),
        actions.place_hold(letters[who], "inger@demo.invalid", "x"),
        actions.lift_hold(letters[who], 1),
    ):
        with pytest.raises(Missing):
            await work


async def test_nobody_holds_another_municipalitys_letters(letters: Letters) -> None:
    with pytest.raises(BadInput):
        await actions.place_hold(letters["birgitte"], "poul@demo.invalid", "x")
    poul = await Person.get(email="poul@demo.invalid")
    hold = await Hold.create(person_id=poul.id, reason="x", placed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(Missing):
        await actions.lift_hold(letters["birgitte"], hold.id)

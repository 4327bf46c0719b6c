"""A letter's way through the house, on both databases."""

import datetime as dt

import pytest

from forum.letterbox import actions, queries
from forum.letterbox.models import Assignment, Letter, LetterMessage, Reading
from forum.letterbox.states import State
from forum.notices.kinds import Kind
from forum.notices.models import Notice
from hub import jobs
from hub.audit import AuditRow
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.doubles.letters import SUBJECT, TEXT, Letters


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


async def told(kind: Kind) -> set[int]:
    """Ids of those who were told this."""
    rows = await Notice.filter(kind=kind.value).values("person_id")
    return {row["person_id"] for row in rows}


async def test_a_letter_is_sent_assigned_with_a_deadline_and_answered(letters: Letters) -> None:
    letter = await letters.sent()
    view = await queries.my_letter(letters["inger"], letter)
    assert (view.state, view.turn, view.subject) == (State.assigned, "ours", SUBJECT)
    assert view.due_at == moment("2026-03-05T15:00+00:00")  # Thursday at 16 in Copenhagen
    assert [message.text for message in view.messages] == [TEXT]
    assert view.professional is not None
    assert view.readings == ()

    holder = letters[await letters.holder(letter)]
    desk = await actions.open_letter(holder, letter)
    assert (desk.subject, desk.citizen, desk.workdays) == (SUBJECT, "Inger Sørensen", 3)
    await actions.answer(holder, letter, "Spis lidt oftere.", last=desk.last)
    view = await queries.my_letter(letters["inger"], letter)
    assert (view.state, view.turn, view.due_at) == (State.answered, "hers", None)
    assert [message.text for message in view.messages] == [TEXT, "Spis lidt oftere."]
    assert [reading.reason for reading in view.readings] == ["assignment"]


async def test_what_is_written_lies_sealed(letters: Letters) -> None:
    letter = await letters.sent()
    row = await Letter.get(public_id=letter)
    message = await LetterMessage.get(letter_id=row.id)
    assert SUBJECT.encode() not in bytes(row.subject)
    assert TEXT.encode() not in bytes(message.sealed)


async def test_an_empty_letter_is_not_sent(letters: Letters) -> None:
    letter = await actions.start(letters["inger"], letters.function)
    with pytest.raises(BadInput) as refused:
        await actions.send(letters["inger"], letter)
    assert (refused.value.code, refused.value.field) == ("required", "subject")
    await actions.save_draft(letters["inger"], letter, "  ", SUBJECT)
    with pytest.raises(BadInput) as refused:
        await actions.send(letters["inger"], letter)
    assert (refused.value.code, refused.value.field) == ("required", "text")


@pytest.mark.parametrize(
    "who", ["poul", "ida", "mads", "henrik", "birgitte", "tine", "anders", "mona", "other"]
)
async def test_nobody_but_the_parties_reads(letters: Letters, who: str) -> None:
    letter = await letters.sent()
    stranger = letters[await letters.other(letter) if who == "other" else who]
    with pytest.raises((Missing, Refused)):
        await actions.open_letter(stranger, letter)
    with pytest.raises((Missing, Refused)):
        await queries.my_letter(stranger, letter)
    assert not await Reading.exists()


async def test_her_own_draft_is_hers_alone(letters: Letters) -> None:
    letter = await actions.start(letters["inger"], letters.function)
    await actions.save_draft(letters["inger"], letter, TEXT, SUBJECT)
    for who in ("sofie", "rasmus", "mads"):
        with pytest.raises(Missing):
            await actions.open_letter(letters[who], letter, "Hun ringede og bad mig læse")
    await actions.withdraw(letters["inger"], letter)
    assert not await Letter.exists()


async def test_every_read_is_a_row_with_its_reason_and_a_line_in_the_log(letters: Letters) -> None:
    letter = await letters.sent()
    holder = letters[await letters.holder(letter)]
    await actions.open_letter(holder, letter)
    await actions.open_letter(holder, letter)
    assert [row.reason for row in await Reading.all()] == ["assignment", "assignment"]
    assert await AuditRow.filter(verb="read", noun="letter", subject_id=letters.id("inger")).count() == 2
    [seen] = (await queries.my_letter(letters["inger"], letter)).readings
    assert (seen.reader.name, seen.times) == (holder.name, 2)


async def test_breaking_the_glass_takes_words_and_is_told(letters: Letters) -> None:
    letter = await letters.sent()
    with pytest.raises(BadInput):
        await actions.open_letter(letters["mads"], letter, "akut")
    view = await actions.open_letter(letters["mads"], letter, "Borgeren er faldet om hos os")
    assert view.subject == SUBJECT
    assert view.can["answer"] is False
    [reading] = (await queries.my_letter(letters["inger"], letter)).readings
    assert (reading.reason, reading.words) == ("break_glass", "Borgeren er faldet om hos os")
    assert await told(Kind.reading_break_glass) == {letters.id("inger"), letters.id("birgitte")}
    [row] = await queries.glass(letters["birgitte"])
    assert (row.reader.name, row.words) == ("Mads Kjærgaard", "Borgeren er faldet om hos os")


async def test_no_agreement_no_broken_glass(letters: Letters) -> None:
    letter = await letters.sent()
    for who in ("ida", "anders", "birgitte", "henrik", "poul"):
        with pytest.raises((Missing, Refused)):
            await actions.open_letter(letters[who], letter, "Jeg vil gerne se brevet")
    assert not await Reading.exists()


async def test_a_colleague_gets_the_letter_with_a_reason_the_citizen_sees(letters: Letters) -> None:
    letter = await letters.sent()
    first, second = await letters.holder(letter), await letters.other(letter)
    [colleague] = await queries.colleagues(letters[first], letter)
    assert colleague.who.name == letters[second].name
    with pytest.raises(BadInput):
        await actions.hand_over(letters[first], letter, colleague.key, " ")
    await actions.hand_over(letters[first], letter, colleague.key, "Hun ved mere om lavt blodsukker")
    assert await letters.holder(letter) == second
    with pytest.raises(Missing):
        await actions.open_letter(letters[first], letter)
    last = (await queries.my_letter(letters["inger"], letter)).events[-1]
    assert last.words == "Hun ved mere om lavt blodsukker"
    assert letters[first].name in last.sentence
    assert letters[second].name in last.sentence


async def test_given_back_by_everybody_it_lies_in_the_tray_and_the_coordinator_knows(
    letters: Letters,
) -> None:
    letter = await letters.sent()
    first = await letters.holder(letter)
    await actions.give_back(letters[first], letter, "Jeg har ferie")
    second = await letters.holder(letter)
    assert second not in ("", first)
    await actions.give_back(letters[second], letter, "Det er ikke mit felt")
    assert await letters.holder(letter) == ""
    assert (await Letter.get(public_id=letter)).state == State.sent
    [row] = await queries.late(letters["henrik"])
    assert (row.public_id, row.professional) == (letter, None)
    tray = await queries.inbox(letters[first], "pool")
    assert [(one.public_id, one.subject, one.citizen) for one in tray.rows] == [(letter, "", "")]
    assert (await queries.inbox(letters["ida"], "pool")).rows == ()
    await actions.take(letters[first], letter)
    with pytest.raises(Refused) as refused:
        await actions.take(letters[second], letter)
    assert refused.value.code == "taken"
    events = (await queries.my_letter(letters["inger"], letter)).events
    assert [bool(event.sentence) for event in events] == [True] * 4


async def test_only_the_home_municipality_s_coordinator_moves_a_letter_and_without_reading(
    letters: Letters,
) -> None:
    letter = await letters.sent()
    second = await letters.other(letter)
    with pytest.raises(Missing):
        await actions.hand_over(letters["tine"], letter, None, "Det haster")
    [colleague] = await queries.colleagues(letters["henrik"], letter)
    await actions.hand_over(letters["henrik"], letter, colleague.key, "Det haster")
    assert await letters.holder(letter) == second
    assert "Din kommune" in (await queries.my_letter(letters["inger"], letter)).events[-1].sentence
    assert not await Reading.exists()


async def test_more_from_the_citizen_while_somebody_writes_is_read_before_it_is_answered(
    letters: Letters,
) -> None:
    letter = await letters.sent()
    holder = letters[await letters.holder(letter)]
    seen = (await actions.open_letter(holder, letter)).last
    await actions.follow_up(letters["inger"], letter, "Det sker mest om tirsdagen.")
    with pytest.raises(Refused) as refused:
        await actions.answer(holder, letter, "Svar", last=seen)
    assert refused.value.code == "newer_message"
    view = await actions.open_letter(holder, letter)
    assert view.draft is not None
    assert (view.draft.text, view.last) == ("Svar", 2)
    await actions.answer(holder, letter, "Svar", last=view.last)


async def test_a_follow_up_goes_to_the_same_professional_with_a_new_deadline(
    letters: Letters, frozen_clock: Clock
) -> None:
    letter = await letters.sent()
    first = await letters.holder(letter)
    await actions.answer(letters[first], letter, "Spis oftere.")
    frozen_clock.forward(days=7)
    await actions.follow_up(letters["inger"], letter, "Hvor ofte?")
    view = await queries.my_letter(letters["inger"], letter)
    assert (view.state, view.due_at) == (State.follow_up, moment("2026-03-12T15:00+00:00"))
    assert await letters.holder(letter) == first
    await actions.answer(letters[first], letter, "Hver tredje time.")
    await actions.close(letters["inger"], letter)
    with pytest.raises(Refused):
        await actions.follow_up(letters["inger"], letter, "En ting til")
    assert [message.number for message in view.messages] == [1, 2, 3]


async def test_what_is_withdrawn_nobody_else_reads(letters: Letters) -> None:
    letter = await letters.sent()
    holder = letters[await letters.holder(letter)]
    await actions.withdraw(letters["inger"], letter)
    with pytest.raises(Missing):
        await actions.open_letter(holder, letter)
    with pytest.raises(Missing):
        await actions.open_letter(letters["mads"], letter, "Jeg vil gerne se brevet")
    assert (await queries.my_letter(letters["inger"], letter)).messages[0].text == TEXT
    assert not await jobs.Job.filter(key__startswith=f"letter:{letter}", done_at=None).exists()


async def test_a_second_reader_reads_before_the_citizen(letters: Letters) -> None:
    letter = await letters.sent()
    first, second = await letters.holder(letter), await letters.other(letter)
    await actions.answer(letters[first], letter, "Et første svar", second_reader=True)
    assert len((await queries.my_letter(letters["inger"], letter)).messages) == 1
    [asked] = (await queries.inbox(letters[second])).to_read
    assert (asked.public_id, asked.kind) == (letter, "answer")
    view = await actions.open_letter(letters[second], letter)
    assert view.waiting is not None
    assert view.waiting.text == "Et første svar"
    await actions.return_answer(letters[second], letter, "Husk at nævne måling")
    with pytest.raises(Missing):
        await actions.open_letter(letters[second], letter)
    again = await actions.open_letter(letters[first], letter)
    assert [note.text for note in again.notes] == ["Husk at nævne måling"]
    await actions.answer(letters[first], letter, "Et bedre svar", second_reader=True)
    await actions.approve_answer(letters[second], letter)
    seen = await queries.my_letter(letters["inger"], letter)
    assert [message.text for message in seen.messages] == [TEXT, "Et bedre svar"]
    assert {reading.reason for reading in seen.readings} == {"assignment", "second_reader"}


async def test_one_assignment_is_open_at_a_time(letters: Letters) -> None:
    letter = await letters.sent()
    await actions.hand_over(letters[await letters.holder(letter)], letter, None, "Jeg har ferie")
    assert await Assignment.filter(to_at=None).count() == 1
    assert await Assignment.all().count() == 2


async def test_words_that_sound_of_danger_reach_whoever_has_the_letter_at_once(letters: Letters) -> None:
    await letters.sent()
    assert await told(Kind.emergency_alert) == set()
    letter = await letters.sent(text="Jeg vil ikke leve mere")
    assert await told(Kind.emergency_alert) == {letters.id(await letters.holder(letter))}


async def test_a_subject_that_sounds_of_danger_counts_as_the_text_does(letters: Letters) -> None:
    letter = await letters.sent(subject="Jeg vil ikke leve mere")
    assert await told(Kind.emergency_alert) == {letters.id(await letters.holder(letter))}

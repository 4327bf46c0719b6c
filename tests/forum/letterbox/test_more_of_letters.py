"""Invitations, questions from sessions, talks, fixed answers, files, public answers; on both databases."""

import asyncio
import datetime as dt
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from config.settings import Settings
from forum import commands, search
from forum.letterbox import actions, queries
from forum.letterbox.models import Letter, LetterPublication, Reading
from forum.letterbox.states import Published, State
from forum.letterbox.wire import CopyForm, FunctionForm, TemplateForm
from hub import db
from hub.accounts.models import Competence
from hub.actor import ANONYMOUS
from hub.errors import BadInput, Missing, Refused
from hub.rota import commitments
from hub.rota.models import RotaException, RotaRule
from hub.sessions import actions as sessions
from hub.sessions import queries as session_queries
from hub.sessions.kinds import Kind
from hub.sessions.wire import HostForm, Part, SessionForm
from tests.doubles.command_line import at_the_command_line
from tests.doubles.letters import TEXT, Letters

COPY = CopyForm(title="Svimmel", question="Jeg bliver svimmel efter frokost.", answer="Spis oftere.")


class File(NamedTuple):
    name: str
    kind: str
    data: bytes


async def test_an_invitation_is_answered_to_whoever_invited(letters: Letters) -> None:
    await actions.invite(
        letters["rasmus"], " Inger@demo.invalid", letters.function, "Din kost", "Skriv til mig"
    )
    [row] = (await queries.my_letters(letters["inger"])).letters
    view = await queries.my_letter(letters["inger"], row.public_id)
    assert (view.state, view.origin, view.subject) == (State.draft, "invitation", "Din kost")
    assert [(m.kind, m.text, m.author.name) for m in view.messages] == [
        ("invitation", "Skriv til mig", "Rasmus Holt")
    ]
    await actions.save_draft(letters["inger"], row.public_id, TEXT)
    await actions.send(letters["inger"], row.public_id)
    assert await letters.holder(row.public_id) == "rasmus"


@pytest.mark.parametrize("address", ["poul@demo.invalid", "mads@demo.invalid", "nobody@demo.invalid"])
async def test_people_are_not_found_by_guessing(letters: Letters, address: str) -> None:
    with pytest.raises(Missing):
        await actions.invite(letters["rasmus"], address, letters.function, "Din kost", "Skriv til mig")
    assert not await Letter.exists()


async def test_a_question_that_was_not_reached_becomes_a_letter_to_its_host(letters: Letters) -> None:
    session = await sessions.create(
        letters["sofie"],
        SessionForm(
            kind=Kind.webinar,
            title="Mad",
            starts_local=dt.datetime(2026, 3, 3, 19),
            ends_local=dt.datetime(2026, 3, 3, 20),
            hosts=(HostForm(letters.id("sofie"), Part.host),),
        ),
    )
    await sessions.publish(letters["sofie"], session)
    letter = await actions.from_question(letters["inger"], session, "Må jeg spise rosiner?")
    view = await queries.my_letter(letters["inger"], letter)
    assert (view.origin, view.state) == ("session_question", State.assigned)
    assert [message.text for message in view.messages] == ["Må jeg spise rosiner?"]
    assert await letters.holder(letter) == "sofie"


async def test_one_press_makes_a_consultation_with_the_letter_carried_along(letters: Letters) -> None:
    letter = await letters.sent()
    first = letters[await letters.holder(letter)]
    session = await actions.offer_talk(first, letter)
    card = await session_queries.session_for(letters["inger"], session)
    assert (card.kind, card.title, card.my_signup) == (Kind.consultation, "Samtale", "signed_up")
    assert card.starts_local == dt.datetime(2026, 3, 3, 9)
    assert await actions.suggested(first) == dt.datetime(2026, 3, 3, 9, 30)
    assert [talk.session_id for talk in (await queries.my_letter(letters["inger"], letter)).talks] == [
        session
    ]
    assert await queries.letter_of_session(letters["inger"], session) == f"/letters/{letter}"
    assert await queries.letter_of_session(first, session) == f"/admin/letters/{letter}"
    assert await queries.letter_of_session(letters["mads"], session) == ""
    assert await queries.letter_of_session(ANONYMOUS, session) == ""


async def test_a_talk_is_suggested_when_the_professional_is_there_and_free(letters: Letters) -> None:
    sofie, person = letters["sofie"], letters.id("sofie")
    assert await actions.suggested(sofie) == dt.datetime(2026, 3, 3, 9)
    await RotaException.create(
        person_id=person, kind="away", starts_local="2026-03-03T09:00", ends_local="2026-03-03T10:00"
    )
    assert await actions.suggested(sofie) == dt.datetime(2026, 3, 3, 10)
    held = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
    async with db.transaction():
        await commitments.hold(person, held, held + dt.timedelta(minutes=40), held)
    assert await actions.suggested(sofie) == dt.datetime(2026, 3, 3, 11)
    await RotaRule.create(
        person_id=person, weekday=4, starts="12:00", ends="00:00", valid_from=dt.date(2026, 1, 1)
    )
    assert await actions.suggested(sofie) == dt.datetime(2026, 3, 5, 12)


async def test_fixed_answers_fill_in_names_and_belong_to_a_municipality(letters: Letters) -> None:
    letter = await letters.sent()
    first = letters[await letters.holder(letter)]
    form = TemplateForm(title="Hilsen", text="Kære {navn}\n\n{fagperson}, {titel}, {kommune}. {telefon}")
    with pytest.raises(BadInput):
        await actions.save_template(first, TemplateForm(title="Hilsen", text="Kære {borger}"))
    template = await actions.save_template(first, form)
    await actions.save_answer(first, letter, "Hej")
    await actions.insert_template(first, letter, template)
    view = await actions.open_letter(first, letter)
    assert view.draft is not None
    place = {"sofie": "Svendborg", "rasmus": "Halsnæs"}[await letters.holder(letter)]
    assert view.draft.text == f"Hej\n\nKære Inger\n\n{first.name}, Diætist, {place}. 70 00 00 01"
    other = letters[await letters.other(letter)]
    for stranger in (other, letters["anders"], letters["inger"]):
        with pytest.raises((Missing, Refused)):
            await actions.delete_template(stranger, template)
    await actions.delete_template(first, template)
    assert await queries.templates(first) == []


async def test_files_go_with_the_letter_and_are_read_by_its_readers(letters: Letters) -> None:
    letter = await actions.start(letters["inger"], letters.function)
    await actions.save_draft(letters["inger"], letter, TEXT, "Måling")
    await actions.attach(letters["inger"], letter, File("måling.webp", "image/webp", b"\x00picture"))
    await actions.attach(letters["inger"], letter, File("to.webp", "image/webp", b"two"))
    [keep, drop] = (await queries.my_letter(letters["inger"], letter)).draft.files  # type: ignore[union-attr]
    await actions.detach(letters["inger"], letter, drop.public_id)
    await actions.send(letters["inger"], letter)
    first = letters[await letters.holder(letter)]
    found = await actions.open_file(first, letter, keep.public_id)
    assert (found.name, found.kind, found.data) == ("måling.webp", "image/webp", b"\x00picture")
    assert await Reading.filter(reader_id=first.person_id).count() == 1
    with pytest.raises(Missing):
        await actions.open_file(letters["mads"], letter, keep.public_id)
    with pytest.raises(Missing):
        await queries.my_file(letters["poul"], letter, keep.public_id)
    another = await letters.sent()
    with pytest.raises(Missing):
        await queries.my_file(letters["inger"], another, keep.public_id)


async def test_a_file_in_a_draft_is_hers_alone(letters: Letters) -> None:
    letter = await letters.sent()
    await actions.attach(letters["inger"], letter, File("mere.webp", "image/webp", b"more"))
    [begun] = (await queries.my_letter(letters["inger"], letter)).draft.files  # type: ignore[union-attr]
    assert (await queries.my_file(letters["inger"], letter, begun.public_id)).data == b"more"
    with pytest.raises(Missing):
        await actions.open_file(letters[await letters.holder(letter)], letter, begun.public_id)


async def test_a_letter_holds_so_many_files_and_no_more(letters: Letters) -> None:
    letter = await actions.start(letters["inger"], letters.function)
    for n in range(5):
        await actions.attach(letters["inger"], letter, File(f"{n}.webp", "image/webp", b"x"))
    with pytest.raises(BadInput):
        await actions.attach(letters["inger"], letter, File("6.webp", "image/webp", b"x"))


async def published(letters: Letters) -> tuple[str, LetterPublication]:
    """A letter answered, proposed for publication, agreed to by both; and the copy."""
    letter = await letters.sent()
    first = await letters.holder(letter)
    await actions.answer(letters[first], letter, "Kære Inger. Spis oftere.")
    await actions.propose_publication(letters[first], letter, COPY)
    row = await LetterPublication.get(letter__public_id=letter)
    return letter, row


async def found_by_everybody() -> list[str]:
    hits = await search.find(search.Reach(), "svimmel")
    return [hit.key for hit in hits.found]


async def test_a_public_answer_needs_her_yes_and_a_second_reader_s(letters: Letters) -> None:
    letter, row = await published(letters)
    second = letters[await letters.other(letter)]
    assert (await queries.answers(ANONYMOUS)).answers == ()
    await actions.consent(letters["inger"], letter, True)
    assert (await queries.answers(ANONYMOUS)).answers == ()
    assert await found_by_everybody() == []
    copy = await actions.open_copy(second, row.public_id)
    assert copy.answer == "Spis oftere."
    assert await Reading.filter(reader_id=second.person_id, reason="second_reader").count() == 1
    await actions.approve_publication(second, row.public_id)
    [card] = (await queries.answers(ANONYMOUS)).answers
    assert (card.title, card.question) == (COPY.title, COPY.question)
    assert "Inger" not in str(card)
    assert await found_by_everybody() == [row.public_id]
    await actions.unpublish(letters["inger"], letter)
    assert (await queries.answers(ANONYMOUS)).answers == ()
    assert await found_by_everybody() == []
    with pytest.raises(Missing):
        await queries.public_answer(ANONYMOUS, row.public_id)
    await row.refresh_from_db()
    assert row.shown == ""


async def test_a_colleagues_yes_alone_shows_nobody_anything(letters: Letters) -> None:
    letter, row = await published(letters)
    await actions.approve_publication(letters[await letters.other(letter)], row.public_id)
    assert (await queries.answers(ANONYMOUS)).answers == ()
    assert await found_by_everybody() == []
    with pytest.raises(Missing):
        await queries.public_answer(ANONYMOUS, row.public_id)
    await actions.consent(letters["inger"], letter, True)
    assert await found_by_everybody() == [row.public_id]


async def test_nobody_is_the_second_reader_of_their_own_letter(letters: Letters) -> None:
    letter, row = await published(letters)
    second = letters[await letters.other(letter)]
    await Letter.filter(public_id=letter).update(citizen_id=second.person_id)
    for asked in (actions.open_copy, actions.approve_publication):
        with pytest.raises(Missing):
            await asked(second, row.public_id)


async def test_her_no_is_enough_and_only_hers_counts(letters: Letters) -> None:
    letter, row = await published(letters)
    first, second = await letters.holder(letter), await letters.other(letter)
    for stranger in ("mads", "poul", "henrik", first):
        with pytest.raises((Missing, Refused)):
            await actions.consent(letters[stranger], letter, True)
        with pytest.raises(Missing):
            await actions.approve_publication(letters[stranger], row.public_id)
    await actions.approve_publication(letters[second], row.public_id)
    await actions.consent(letters["inger"], letter, False)
    await row.refresh_from_db()
    assert row.state == Published.declined
    with pytest.raises(Refused):
        await actions.consent(letters["inger"], letter, True)


async def test_reindex_files_public_answers_and_no_others(
    letters: Letters, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = []
    for _ in range(3):
        letter, row = await published(letters)
        await actions.consent(letters["inger"], letter, True)
        rows.append(row.public_id)
        if len(rows) < 3:
            await actions.approve_publication(letters[await letters.other(letter)], row.public_id)
        if len(rows) == 2:
            await actions.unpublish(letters["inger"], letter)
    await db.close()
    at_the_command_line(database, monkeypatch)
    for _ in range(2):
        result = await asyncio.to_thread(CliRunner().invoke, commands.forum, ["reindex"])
        assert result.exit_code == 0, result.output
        assert "1 documents" in result.output
    await db.connect(database)
    assert await found_by_everybody() == rows[:1]


async def test_other_words_ask_both_again(letters: Letters) -> None:
    letter, row = await published(letters)
    first, second = await letters.holder(letter), await letters.other(letter)
    await actions.consent(letters["inger"], letter, True)
    await actions.propose_publication(letters[first], letter, COPY)
    await actions.approve_publication(letters[second], row.public_id)
    await row.refresh_from_db()
    assert row.state == Published.proposed


async def test_a_copy_that_names_her_is_refused(letters: Letters) -> None:
    letter = await letters.sent()
    first = letters[await letters.holder(letter)]
    await actions.answer(first, letter, "Spis oftere.")
    named = CopyForm(title="Svimmel", question="Inger bliver svimmel", answer="Spis oftere.")
    with pytest.raises(BadInput):
        await actions.propose_publication(first, letter, named)


async def test_functions_are_kept_by_administrators_each_their_own(letters: Letters) -> None:
    form = FunctionForm(title_da="Teamet", title_en="The team", members=(letters.id("mads"),))
    team = await actions.create_function(letters["birgitte"], form)
    with pytest.raises(BadInput):
        await actions.create_function(letters["birgitte"], FunctionForm(title_da="T", title_en="T"))
    with pytest.raises(BadInput):
        other = FunctionForm(title_da="T", title_en="T", members=(letters.id("sofie"),))
        await actions.create_function(letters["birgitte"], other)
    for who in ("henrik", "mads", "inger"):
        with pytest.raises(Refused):
            await actions.create_function(letters[who], form)
    with pytest.raises(Missing):
        await actions.edit_function(letters["birgitte"], letters.function, form)
    common = FunctionForm(title_da="Diætist", title_en="Dietician", open=False)
    competence = (await Competence.get(slug="dietician")).id
    closed = FunctionForm(title_da="Diætist", title_en="Dietician", open=False, competence_id=competence)
    with pytest.raises(BadInput):
        await actions.edit_function(letters["anders"], letters.function, common)
    await actions.edit_function(letters["anders"], letters.function, closed)
    assert [one.slug for one in await queries.functions(letters["inger"])] == [team]
    letter = await letters_to(letters, team)
    assert await letters.holder(letter) == "mads"


async def letters_to(letters: Letters, function: str) -> str:
    letter = await actions.start(letters["inger"], function)
    await actions.save_draft(letters["inger"], letter, TEXT, "Knæet")
    await actions.send(letters["inger"], letter)
    return letter

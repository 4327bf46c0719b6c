"""What is refused in the letterbox: acts out of season, people without the right, values out of range."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from config.settings import Limits
from forum.letterbox import actions, queries
from forum.letterbox.models import Absence, Function, Letter, LetterPublication, LetterTemplate
from forum.letterbox.wire import CopyForm, FunctionForm, TemplateForm
from hub import limits
from hub.errors import BadInput, Missing, Refused
from tests.doubles.letters import SUBJECT, TEXT, Letters

COPY = CopyForm(title="Svimmel efter mad", question="Hvad kan jeg gøre?", answer="Spis lidt oftere.")
FIXED = TemplateForm(title="Tak", text="Tak for dit brev.")
DAY = dt.date(2026, 3, 4)
Made = Callable[[Letters], Awaitable[tuple[str, str]]]


async def draft(letters: Letters) -> tuple[str, str]:
    letter = await actions.start(letters["inger"], letters.function)
    await actions.save_draft(letters["inger"], letter, TEXT, SUBJECT)
    return letter, "sofie"


async def assigned(letters: Letters) -> tuple[str, str]:
    letter = await letters.sent()
    return letter, await letters.holder(letter)


async def in_the_tray(letters: Letters) -> tuple[str, str]:
    letter = await letters.sent()
    for _ in range(2):
        await actions.give_back(letters[await letters.holder(letter)], letter, "Jeg er ikke den rette.")
    return letter, "sofie"


async def answered(letters: Letters) -> tuple[str, str]:
    letter, holder = await assigned(letters)
    await actions.answer(letters[holder], letter, "Spis lidt oftere.")
    return letter, holder


async def asked_again(letters: Letters) -> tuple[str, str]:
    letter, holder = await answered(letters)
    await actions.follow_up(letters["inger"], letter, "Det hjalp ikke.")
    return letter, holder


async def closed(letters: Letters) -> tuple[str, str]:
    letter, holder = await answered(letters)
    await actions.close(letters["inger"], letter)
    return letter, holder


async def withdrawn(letters: Letters) -> tuple[str, str]:
    letter, holder = await assigned(letters)
    await actions.withdraw(letters["inger"], letter)
    return letter, holder


HERS: dict[str, Callable[..., Awaitable[Any]]] = {
    "send": actions.send,
    "write": lambda actor, letter: actions.save_draft(actor, letter, "Og mere."),
    "follow_up": lambda actor, letter: actions.follow_up(actor, letter, "Og mere."),
    "close": actions.close,
    "withdraw": actions.withdraw,
}
THEIRS: dict[str, Callable[..., Awaitable[Any]]] = {
    "take": actions.take,
    "begin": lambda actor, letter: actions.save_answer(actor, letter, "Begyndt."),
    "answer": lambda actor, letter: actions.answer(actor, letter, "Svar."),
    "second": lambda actor, letter: actions.answer(actor, letter, "Svar.", second_reader=True),
    "approve": actions.approve_answer,
    "return": lambda actor, letter: actions.return_answer(actor, letter, "Skriv det om."),
    "hand_over": lambda actor, letter: actions.hand_over(actor, letter, None, "Jeg har ferie."),
    "give_back": lambda actor, letter: actions.give_back(actor, letter, "Jeg har ferie."),
    "note": lambda actor, letter: actions.note(actor, letter, "Ring til hende."),
    "propose": lambda actor, letter: actions.propose_publication(actor, letter, COPY),
}
OVER = "begin answer second approve return hand_over give_back take"
OUT_OF_SEASON: list[tuple[Made, str, str]] = [
    (draft, "follow_up close", f"{OVER} note propose"),
    (in_the_tray, "send close", "begin answer second approve return give_back note propose"),
    (assigned, "close", "approve return propose"),
    (answered, "send withdraw", OVER),
    (asked_again, "send", "approve return propose"),
    (closed, "send write follow_up close withdraw", f"{OVER} note"),
    (withdrawn, "send write follow_up close withdraw", f"{OVER} note propose"),
]


@pytest.mark.parametrize(("made", "hers", "theirs"), OUT_OF_SEASON, ids=lambda v: getattr(v, "__name__", ""))
async def test_what_is_out_of_season_is_refused_and_changes_nothing(
    letters: Letters, made: Made, hers: str, theirs: str
) -> None:
    letter, holder = await made(letters)
    before = await Letter.all().values()
    for who, acts, names in (("inger", HERS, hers), (holder, THEIRS, theirs)):
        for name in names.split():
            if name == "take" and made in (assigned, answered, asked_again):
                continue
            with pytest.raises((Refused, Missing)):
                await acts[name](letters[who], letter)
            assert await Letter.all().values() == before, name


async def test_a_letter_is_sent_once(letters: Letters) -> None:
    letter, _ = await assigned(letters)
    await actions.save_draft(letters["inger"], letter, "Og mere.")
    before = await Letter.get()
    with pytest.raises(Refused):
        await actions.send(letters["inger"], letter)
    assert (await Letter.get()).sent_at == before.sent_at


async def test_an_answer_that_is_being_read_is_not_written_on(letters: Letters) -> None:
    letter, holder = await assigned(letters)
    await actions.answer(letters[holder], letter, "Svar.", second_reader=True)
    for name in ("begin", "answer", "second"):
        with pytest.raises(Refused):
            await THEIRS[name](letters[holder], letter)


async def test_without_a_colleague_nobody_is_asked_to_read_along(letters: Letters) -> None:
    letter, holder = await assigned(letters)
    other = await letters.other(letter)
    await actions.be_absent(letters[other], letters.id(other), dt.date(2026, 3, 2), None)
    with pytest.raises(Refused) as refused:
        await actions.answer(letters[holder], letter, "Svar.", second_reader=True)
    assert refused.value.code == "no_second_reader"
    await actions.answer(letters[holder], letter, "Svar.")
    with pytest.raises(Refused) as refused:
        await actions.propose_publication(letters[holder], letter, COPY)
    assert refused.value.code == "no_second_reader"


@pytest.mark.parametrize("who", ["sofie", "henrik", "birgitte", "anders", "mona"])
async def test_only_citizens_begin_letters_and_only_professionals_invite(letters: Letters, who: str) -> None:
    with pytest.raises(Refused):
        await actions.start(letters[who], letters.function)
    if who != "sofie":
        with pytest.raises(Refused):
            await actions.invite(letters[who], "inger@demo.invalid", letters.function, SUBJECT, TEXT)
    assert not await Letter.exists()


async def test_ten_drafts_are_enough(letters: Letters) -> None:
    for _ in range(10):
        await actions.start(letters["inger"], letters.function)
    with pytest.raises(Refused) as refused:
        await actions.start(letters["inger"], letters.function)
    assert refused.value.code == "too_many_drafts"
    with pytest.raises(Missing):
        await actions.start(letters["poul"], "nobody")


async def test_whoever_has_moved_sends_from_the_new_home(letters: Letters) -> None:
    letter, _ = await draft(letters)
    moved = msgspec.structs.replace(letters["inger"], municipality_id=letters.places["aeroe"])
    with pytest.raises(Refused):
        await actions.send(moved, letter)


async def test_so_many_letters_an_hour_and_no_more(letters: Letters) -> None:
    rates = dict.fromkeys(Limits.__struct_fields__, "99/minute")
    limits.configure(Limits(**(rates | {"letter": "3/hour"})))
    letter, _ = await draft(letters)
    await actions.send(letters["inger"], letter)
    for _ in range(2):
        await actions.follow_up(letters["inger"], letter, "Og mere.")
    with pytest.raises(Refused, match="too_fast"):
        await actions.follow_up(letters["inger"], letter, "Og mere.")
    with pytest.raises(Refused, match="too_fast"):
        await actions.send(letters["inger"], (await draft(letters))[0])
    for _ in range(3):
        await actions.invite(letters["sofie"], "inger@demo.invalid", letters.function, SUBJECT, TEXT)
    with pytest.raises(Refused, match="too_fast"):
        await actions.invite(letters["sofie"], "inger@demo.invalid", letters.function, SUBJECT, TEXT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"competence_id": 4711},
        {"competence_id": None},
        {"answer_workdays": 0},
        {"answer_workdays": 1000},
        {"municipality_ids": (4711,)},
    ],
    ids=str,
)
async def test_a_function_holds_what_there_is(letters: Letters, wrong: dict[str, Any]) -> None:
    good = {"competence_id": letters.competences["dietician"]}
    with pytest.raises(BadInput):
        await actions.create_function(
            letters["anders"], FunctionForm(title_da="Diæt", title_en="Diet", **(good | wrong))
        )
    assert await Function.all().count() == 1


@pytest.mark.parametrize("who", ["inger", "mona", "anders"])
async def test_fixed_answers_are_kept_by_staff_of_the_place(letters: Letters, who: str) -> None:
    own = await actions.save_template(letters["mads"], FIXED)
    with pytest.raises(Refused):
        await actions.save_template(letters[who], FIXED)
    with pytest.raises(Refused):
        await queries.templates(letters[who])
    for stranger in (who, "sofie"):
        for deed in (actions.delete_template(letters[stranger], own), _resave(letters, stranger, own)):
            with pytest.raises(Missing):
                await deed
    letter, holder = await assigned(letters)
    with pytest.raises(Missing):
        await actions.insert_template(letters[holder], letter, own)
    assert await LetterTemplate.all().count() == 1


async def _resave(letters: Letters, who: str, template: str) -> None:
    await actions.save_template(letters[who], FIXED, template)


async def test_absences_are_of_professionals_and_ended_by_who_may_write_them(letters: Letters) -> None:
    with pytest.raises(Missing):
        await actions.be_absent(letters["henrik"], letters.id("inger"), DAY, None)
    away = await actions.be_absent(letters["mads"], letters.id("mads"), DAY, DAY)
    for who in ("inger", "sofie", "tine", "mona", "anders"):
        with pytest.raises(Missing):
            await actions.end_absence(letters[who], away)
    with pytest.raises(Missing):
        await actions.end_absence(letters["mads"], "nothing")
    assert await Absence.all().count() == 1


LISTS: dict[Callable[..., Awaitable[Any]], str] = {
    queries.late: "henrik tine",
    queries.glass: "birgitte",
    queries.absences: "henrik tine birgitte sofie rasmus ida mads",
    queries.staff: "henrik tine birgitte sofie rasmus ida mads",
    queries.team_choices: "birgitte anders",
    queries.functions_for_admin: "birgitte anders",
    queries.templates: "henrik tine birgitte sofie rasmus ida mads",
}


async def test_lists_are_shown_to_those_they_are_for_and_nobody_else(letters: Letters) -> None:
    for shown, who in LISTS.items():
        for name in letters.people:
            if name in who.split():
                await shown(letters[name])
            else:
                with pytest.raises(Refused):
                    await shown(letters[name])


async def test_a_public_answer_is_settled_once_by_those_who_were_asked(letters: Letters) -> None:
    letter, holder = await answered(letters)
    second = await letters.other(letter)
    with pytest.raises(Missing):
        await actions.consent(letters["inger"], letter, True)
    with pytest.raises(Missing):
        await actions.unpublish(letters["inger"], letter)
    await actions.propose_publication(letters[holder], letter, COPY)
    copy = (await LetterPublication.get()).public_id
    for who in (holder, "mads", "inger", "henrik"):
        for deed in (actions.open_copy(letters[who], copy), actions.approve_publication(letters[who], copy)):
            with pytest.raises(Missing):
                await deed
    await actions.consent(letters["inger"], letter, True)
    await actions.approve_publication(letters[second], copy)
    with pytest.raises(Refused):
        await actions.consent(letters["inger"], letter, False)
    with pytest.raises(Refused):
        await actions.propose_publication(letters[holder], letter, COPY)
    with pytest.raises(Refused):
        await actions.approve_publication(letters[second], copy, False)
    with pytest.raises(Refused):
        await actions.approve_publication(letters[second], copy)
    await actions.unpublish(letters["inger"], letter)
    for late in (
        actions.unpublish(letters["inger"], letter),
        actions.consent(letters["inger"], letter, True),
    ):
        with pytest.raises(Refused):
            await late

"""An invented letterbox: sealed, read as any other, gone on with after an interruption."""

import datetime as dt

import pytest

from config.settings import Settings
from forum.letterbox import actions, demo, queries
from forum.letterbox.models import Assignment, Letter, LetterMessage, Reading
from forum.letterbox.states import State
from forum.scale import letters
from forum.scale.letters import Amount, filling
from forum.scale.letters.plan import batch_of, batches
from hub import clock, site
from hub.accounts import demo as accounts
from hub.accounts.models import Person
from hub.actor import Actor, Role
from tests.doubles.counting import counted

AMOUNT = Amount(letters=120, open=60, own=24, batch=30)
NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
async def people(frozen_clock: object, database: Settings) -> None:
    site.configure(database)
    made = await accounts.fill(clock.now())
    await demo._functions(made)


async def actor(key: str, role: Role) -> Actor:
    row = await Person.get(email=f"{key}@demo.invalid")
    return Actor(
        person_id=row.id, municipality_id=row.municipality_id, roles=frozenset({role}), name=row.name
    )


async def test_a_filled_letterbox_is_read_as_any_other(people: None) -> None:
    await letters.fill(AMOUNT, NOW)
    assert await Letter.all().count() == 120
    inger = await actor("borger", Role.citizen)
    mine = await queries.my_letters(inger)
    assert len(mine.letters) == 20
    assert mine.next
    assert await Letter.filter(citizen_id=inger.person_id).count() == 24
    for row in mine.letters:
        view = await queries.my_letter(inger, row.public_id)
        assert view.subject
        assert view.state is State.draft or view.messages[0].text.endswith("\nInger")


async def test_letters_are_spread_and_each_is_with_somebody_who_may_have_it(people: None) -> None:
    await letters.fill(AMOUNT, NOW)
    rows = await Letter.all()
    assert {row.state for row in rows} >= {"assigned", "follow_up", "answered", "closed"}
    assert len({row.municipality_id for row in rows}) == 11
    assert len({row.function_id for row in rows}) == 5
    assert len({row.professional_id for row in rows if row.professional_id}) >= 6
    assert sum(row.state in ("sent", "assigned", "follow_up") for row in rows) == 60
    sofie = await actor("diaetist", Role.professional)
    inbox = await queries.inbox(sofie)
    assert inbox.rows
    opened = await actions.open_letter(sofie, inbox.rows[0].public_id)
    assert opened.messages[0].text
    for row in rows:
        assert row.created_at <= row.changed_at <= NOW
        assert row.closed_at is None or row.closed_at == row.changed_at


async def test_nothing_invented_lies_in_the_open(people: None) -> None:
    await letters.fill(AMOUNT, NOW)
    for message in await LetterMessage.all():
        assert b"Venlig" not in bytes(message.sealed)
        assert b"ilse" not in bytes(message.sealed)
    numbers = await LetterMessage.filter(letter__state="closed").order_by("letter_id", "id").values("number")
    assert [row["number"] for row in numbers][:2] == [1, 2]


async def test_sealing_costs_no_query_for_each_letter(people: None) -> None:
    await letters.fill(AMOUNT, NOW)

    async def again(number: int) -> None:
        await letters.fill(Amount(letters=number, open=10, own=4, batch=number, seed=number), NOW)

    few = await counted(again, 60)
    many = await counted(again, 110)
    assert few == many


async def test_an_interrupted_run_goes_on_to_the_same_end(
    people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 60:
            raise Interrupted

    with pytest.raises(Interrupted):
        await letters.fill(AMOUNT, NOW, stop)
    assert await Letter.all().count() == 60
    await letters.fill(AMOUNT, NOW)
    await letters.fill(AMOUNT, NOW)
    planned = [plan for batch in range(batches(AMOUNT)) for plan in batch_of(AMOUNT, batch, NOW)]
    assert await LetterMessage.all().count() == sum(plan.texts for plan in planned)
    assert {row.public_id for row in await Letter.all()} == {plan.key for plan in planned}


async def test_half_a_batch_is_never_left(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    write = filling.rows.write

    async def fails(model: type, rows: list[object]) -> None:
        if model is Reading:
            raise ConnectionError
        await write(model, rows)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(filling.rows, "write", fails)
        with pytest.raises(ConnectionError):
            await letters.fill(AMOUNT, NOW)
    assert await Letter.all().count() == await Assignment.all().count() == 0
    await letters.fill(AMOUNT, NOW)
    assert await Letter.all().count() == 120

"""What a statement and its sheet say, and to whom."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.actor import Actor, Role
from hub.errors import Missing
from hub.ledger import actions
from hub.ledger.models import Entry
from hub.ledger.periods import read
from hub.ledger.queries import balances, statement
from hub.ledger.sheet import csv_of, safe
from hub.ledger.wire import CorrectionForm
from hub.sessions.models import Session
from tests.hub.ledger.conftest import Held

FIRST = read("2026-1")


async def lent(world: Held, minutes: int) -> int:
    made = await world.another(world.kolding, host=world.nurse)
    await world.was_there(world.nurse, (0, minutes), session=made)
    await world.over()
    return (await Entry.get(session_id=made)).id


async def test_balances_show_every_partner_most_given_first_and_add_up(world: Held) -> None:
    await lent(world, 60)
    found = await balances(world.far, FIRST)

    assert [(row.name, row.given, row.received, row.surplus) for row in found.rows] == [
        ("Varde", 60, 0, 60),
        ("Svendborg", 0, 0, 0),
        ("Kolding", 0, 60, -60),
    ]
    assert found.total == 60


async def test_a_statement_opens_with_what_stood_before_and_closes_with_what_stands(world: Held) -> None:
    entry = await lent(world, 60)
    world.clock.moment = dt.datetime(2026, 4, 3, 8, tzinfo=dt.UTC)
    await actions.correct(world.neighbour, entry, CorrectionForm(45, "Hun gik tidligere"))

    march = await statement(world.neighbour, FIRST, world.varde.id)
    april = await statement(world.neighbour, read("2026-2"), world.varde.id)
    assert (march.opening, march.given, march.received, march.closing) == (0, 60, 0, 60)
    assert (april.opening, april.given, april.received, april.closing) == (60, 0, 15, 45)
    assert [(line.minutes, line.stands, line.can_correct) for line in march.lines] == [(60, 45, True)]
    assert [(line.kind, line.corrects, line.can_correct) for line in april.lines] == [
        ("correction", entry, False)
    ]


async def test_a_statement_groups_by_agreement(world: Held) -> None:
    await world.lend(world.varde, world.kolding, competence=world.nursing)
    await lent(world, 60)
    [pair] = (await statement(world.coordinator, FIRST, world.kolding.id)).pairs

    assert (pair.other, pair.agreement, pair.covered) == ("Varde", "Sygepleje", True)
    assert (pair.given, pair.received, pair.surplus) == (0, 60, -60)


async def test_only_ones_own_account_and_only_for_the_desk(world: Held) -> None:
    await lent(world, 60)
    assert (await statement(world.platform, FIRST, world.varde.id)).given == 60
    for actor in (world.coordinator, world.nurse, Actor()):
        with pytest.raises(Missing):
            await statement(actor, FIRST, world.varde.id)
    with pytest.raises(Missing):
        await statement(world.platform, FIRST, 2**40)
    for stranger in (world.nurse, Actor(), await world.person("Borger", Role.citizen)):
        with pytest.raises(Missing):
            await balances(stranger, FIRST)


async def test_the_sheet_opens_in_a_danish_spreadsheet(world: Held) -> None:
    entry = await lent(world, 60)
    await Session.all().update(title='=HYPERLINK("http://x.invalid";"Åbn")')
    sheet = csv_of(await statement(world.neighbour, FIRST, world.varde.id), "da")

    assert sheet.startswith(b"\xef\xbb\xbfNummer;Dato;Giver;")
    [row] = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig")), delimiter=";"))
    assert (row["Nummer"], row["Giver"], row["Modtager"], row["Minutter"]) == (
        str(entry),
        "Varde",
        "Kolding",
        "60",
    )
    assert row["Møde"] == '\'=HYPERLINK("http://x.invalid";"Åbn")'
    assert row["Dato"] == "2026-03-02"


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe(text).lstrip(" ").startswith(("=", "+", "-", "@"))
    assert safe(text).endswith(text)

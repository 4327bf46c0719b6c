"""The invented fortnight: made by real actions from invented people, at any hour of any day."""

import datetime as dt

import pytest

from config.settings import Settings
from hub import clock, site
from hub.accounts import demo as accounts_demo
from hub.actor import ANONYMOUS, Actor, Role
from hub.sessions import demo, queries
from hub.sessions.models import Session, SignUp
from hub.sessions.states import State
from hub.sessions.wire import Part
from tests.conftest import Clock

MOMENTS = [
    dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 3, 29, 0, 57, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 25, 0, 58, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 31, 22, 59, 59, tzinfo=dt.UTC),
]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_fortnight_is_filled(
    sqlite_database: Settings, frozen_clock: Clock, moment: dt.datetime
) -> None:
    frozen_clock.moment = moment
    site.configure(sqlite_database)
    people = await accounts_demo.fill(clock.now())
    made = await demo.fill(people, clock.now())

    soon = await Session.get(id=made["soon"])
    assert dt.timedelta(minutes=5) <= soon.starts_at - moment <= dt.timedelta(minutes=70)
    last = await Session.all().order_by("-starts_at").first()
    assert last is not None
    assert last.starts_at - moment < dt.timedelta(days=16)
    assert await SignUp.filter(session_id=made["soon"], state="signed_up").count() == 8


async def test_it_shows_what_a_trial_needs(sqlite_database: Settings, frozen_clock: Clock) -> None:
    site.configure(sqlite_database)
    people = await accounts_demo.fill(clock.now())
    made = await demo.fill(people, clock.now())

    cards = {card.id: card for card in (await queries.coming(ANONYMOUS)).cards}
    soon = cards[made["soon"]]
    assert [(h.part, h.title, h.municipality) for h in soon.hosts] == [
        (Part.host, "Fysioterapeut", "Kolding"),
        (Part.co_host, "Diabetessygeplejerske", "Varde"),
    ]
    assert next(iter(cards)) == made["soon"]
    full = cards[made["full"]]
    assert (full.free_seats, full.waiting) == (0, 3)
    assert cards[made["two_left"]].free_seats == 2
    assert cards[made["english"]].language == "en"
    assert made["start_talk"] not in cards
    assert {(await Session.get(id=made[key])).state for key in ("draft", "cancelled")} == {
        State.draft.value,
        State.cancelled.value,
    }
    citizen = Actor(
        person_id=people["person"]["borger"],
        municipality_id=people["municipality"]["kolding"],
        roles=frozenset({Role.citizen}),
    )
    mine = await queries.my_sessions(citizen)
    assert mine[0].id == made["soon"]
    assert made["start_talk"] in {card.id for card in mine}

"""How much of an agreement's month is used: what was held, what is promised, and under which agreement."""

import datetime as dt

import pytest

from hub import clock, db
from hub.accounts.models import Agreement, Competence, PersonCompetence
from hub.actor import Actor
from hub.ledger import actions, usage
from hub.ledger.counting import covering
from hub.ledger.models import Entry
from hub.ledger.wire import CorrectionForm
from hub.rota import commitments
from hub.schedule.models import Demand
from hub.sessions.models import Session, SessionMunicipality
from tests.hub.ledger.conftest import Held

DAY, MARCH = dt.date(2026, 3, 2), dt.date(2026, 3, 1)


async def competence(slug: str) -> Competence:
    return await Competence.create(slug=slug, name_da=slug, name_en=slug, title_da=slug, title_en=slug)


async def promise(world: Held, who: Actor, day: int = 10, hours: int = 2, month: int = 3) -> int:
    """A session of Kolding's that `who` is committed to; two hours from ten."""
    made = await world.another(world.kolding, host=who)
    starts = clock.utc(dt.datetime(2026, month, day, 10))
    ends = starts + dt.timedelta(hours=hours)
    await Session.filter(id=made).update(starts_at=starts, ends_at=ends)
    async with db.transaction():
        await commitments.follow(made, starts, ends, [who.person_id or 0])
    return made


async def lent(world: Held, **more: object) -> Agreement:
    return await world.lend(world.varde, world.kolding, **{"cap_minutes": 600, **more})


async def march(**more: object) -> dict[tuple[int, dt.date], int]:
    return await usage.used(DAY, DAY, **more)  # type: ignore[arg-type]


async def test_promised_time_counts_in_its_month(each_world: Held) -> None:
    world = each_world
    pact = await lent(world)
    await promise(world, world.nurse)
    await promise(world, world.nurse, day=31)
    await promise(world, world.nurse, day=1, month=4, hours=1)
    assert await march() == {(pact.id, MARCH): 240}
    both = await usage.used(dt.date(2026, 3, 30), dt.date(2026, 4, 5))
    assert both == {(pact.id, MARCH): 240, (pact.id, dt.date(2026, 4, 1)): 60}


async def test_what_is_left_out_does_not_count(world: Held) -> None:
    pact = await lent(world)
    first = await promise(world, world.nurse)
    await promise(world, world.nurse, day=20, hours=1)
    assert await march(but_sessions=[first]) == {(pact.id, MARCH): 60}
    week = (dt.date(2026, 3, 16), dt.date(2026, 3, 22))
    assert await march(but_days=week) == {(pact.id, MARCH): 120}
    assert await march(receiver_id=world.kolding.id) == {(pact.id, MARCH): 180}
    assert await march(receiver_id=world.varde.id) == {}


async def test_agreements_without_a_cap_and_ones_own_people_use_nothing(world: Held) -> None:
    await lent(world, cap_minutes=None)
    await world.lend(world.kolding, world.varde, cap_minutes=600)
    await promise(world, world.nurse)
    await promise(world, world.host)
    assert await march() == {}


async def test_time_given_back_is_the_agreements_again(world: Held) -> None:
    await lent(world)
    made = await promise(world, world.nurse)
    async with db.transaction():
        await commitments.release(made)
    assert await march() == {}


async def test_what_was_held_counts_as_the_ledger_has_it_and_once(each_world: Held) -> None:
    world = each_world
    pact = await lent(world)
    await SessionMunicipality.filter(session_id=world.session, municipality=world.varde).delete()
    session = await Session.get(id=world.session)
    async with db.transaction():
        people = [world.nurse.person_id or 0]
        await commitments.follow(session.id, session.starts_at, session.ends_at, people)
    promised = (session.ends_at - session.starts_at) // dt.timedelta(minutes=1)
    assert await march() == {(pact.id, MARCH): promised}
    await world.was_there(world.nurse, (0, 20))
    await world.over()
    assert await march() == {(pact.id, MARCH): 20}

    entry = await Entry.get()
    world.clock.moment = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)
    await actions.correct(world.neighbour, entry.id, CorrectionForm(minutes=5, reason="Hun gik efter fem."))
    assert await march() == {(pact.id, MARCH): 5}
    assert await usage.used(dt.date(2026, 4, 2), dt.date(2026, 4, 2)) == {}


async def test_hours_fall_under_the_agreement_of_what_was_asked_for(world: Held) -> None:
    speech, diet = await competence("speech"), await competence("diet")
    for skill in (speech, diet):
        await PersonCompetence.create(person_id=world.nurse.person_id, competence=skill)
    pacts = [await lent(world, competence=skill) for skill in (speech, diet)]
    everything = await lent(world)
    unasked = await promise(world, world.nurse)
    assert await march() == {(pacts[0].id, MARCH): 120}
    demand = await Demand.create(
        session_id=unasked, role="host", competence=diet, language="da", person_id=world.nurse.person_id
    )
    assert await march() == {(pacts[1].id, MARCH): 120}
    await Demand.filter(id=demand.id).update(competence_id=(await competence("yoga")).id)
    assert await march() == {(everything.id, MARCH): 120}


async def test_the_ledger_files_hours_under_what_was_asked_for_too(world: Held) -> None:
    speech, diet = await competence("speech"), await competence("diet")
    for skill in (speech, diet):
        await PersonCompetence.create(person_id=world.nurse.person_id, competence=skill)
    pacts = [await lent(world, competence=skill) for skill in (speech, diet)]
    await Demand.create(
        session_id=world.session, role="host", competence=diet, language="da", person_id=world.nurse.person_id
    )
    await world.was_there(world.nurse, (0, 20))
    await world.over()
    entry = await Entry.get()
    assert (entry.agreement_id, entry.competence_id) == (pacts[1].id, diet.id)


@pytest.mark.parametrize(
    ("day", "month", "after"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 1, 1), dt.date(2026, 2, 1)),
        (dt.date(2026, 12, 31), dt.date(2026, 12, 1), dt.date(2027, 1, 1)),
    ],
)
def test_months(day: dt.date, month: dt.date, after: dt.date) -> None:
    assert (usage.month_of(day), usage.next_month(day)) == (month, after)


def test_an_agreement_covers_nothing_outside_its_days() -> None:
    pact = Agreement(valid_from=DAY, valid_to=DAY)
    assert covering([pact], [], DAY) is pact
    assert covering([pact], [], DAY - dt.timedelta(days=1)) is None
    assert covering([pact], [], DAY + dt.timedelta(days=1)) is None

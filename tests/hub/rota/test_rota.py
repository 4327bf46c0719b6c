"""Writing and reading the rota: who may, what is refused by name, and when many can be asked."""

import datetime as dt
from typing import Any

import pytest
from tortoise.connection import get_connection

from hub.accounts.models import ClosingDay, PersonCompetence
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing, Refused
from hub.rota import actions, queries
from hub.rota.models import BusyFeed, BusySpan, Employment, RotaException, RotaRule
from hub.rota.wire import EmploymentForm, ExceptionForm, RuleForm, Span, WeeklyHours
from tests.hub.rota.conftest import World, at

TODAY = dt.date(2026, 3, 2)
SUNDAY = dt.date(2026, 3, 8)


def key(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


def hours(**changes: Any) -> RuleForm:
    """Mondays from eight to four."""
    return RuleForm(**{"weekday": 1, "starts": "08:00", "ends": "16:00", "valid_from": TODAY} | changes)


def exception(starts: str, ends: str, kind: str = "away") -> ExceptionForm:
    first, last = (dt.datetime.fromisoformat(text) for text in (starts, ends))
    return ExceptionForm(starts_local=first, ends_local=last, kind=kind)


def job(**changes: Any) -> EmploymentForm:
    return EmploymentForm(**{"weekly_minutes": 2220, "valid_from": TODAY} | changes)


async def test_a_week_is_written_and_asked_for(each_world: World) -> None:
    w = each_world
    me = key(w.physio)
    await actions.add_rule(w.physio, me, hours())
    await actions.add_exception(w.physio, me, exception("2026-03-03T08:00", "2026-03-04T00:00"))
    await actions.add_exception(w.physio, me, exception("2026-03-05T08:00", "2026-03-05T09:00", "rather_not"))
    await actions.employ(w.coordinator, me, job(share=50))
    feed = await BusyFeed.create(
        person_id=me, municipality=w.kolding, url=b"x", host="h", created_at=at("2026-03-01 09:00")
    )
    await BusySpan.create(feed=feed, starts_at=at("2026-03-02 10:00"), ends_at=at("2026-03-02 11:00"))
    found = (await queries.availability([me], TODAY, SUNDAY))[me]
    assert found.hours == (WeeklyHours(1, dt.time(8), dt.time(16)),)
    assert found.away == (
        Span(dt.datetime(2026, 3, 2, 10), dt.datetime(2026, 3, 2, 11)),
        Span(dt.datetime(2026, 3, 3, 8), dt.datetime(2026, 3, 4)),
    )
    assert found.rather_not == (Span(dt.datetime(2026, 3, 5, 8), dt.datetime(2026, 3, 5, 9)),)
    assert (found.share_minutes, found.daily_minutes, found.weekly_minutes) == (1110, 480, 2220)
    view = await queries.week_of(w.physio, me, dt.date(2026, 3, 4))
    assert [[stretch.what for stretch in day.stretches] for day in view.days] == [
        ["work", "busy"],
        ["away"],
        [],
        ["rather_not"],
        [],
        [],
        [],
    ]
    assert (view.name, view.mine, len(view.feeds)) == ("Per Lindgaard", True, 1)
    assert (await queries.week_of(w.coordinator, me, TODAY)).feeds == ()


async def test_only_ones_own_municipality_closes_ones_day(each_world: World) -> None:
    w = each_world
    for who in (w.physio, w.nurse):
        await actions.add_rule(who, key(who), hours())
    for day, place in ((TODAY, w.kolding), (dt.date(2026, 3, 4), None), (dt.date(2026, 3, 12), w.kolding)):
        await ClosingDay.create(municipality=place, day=day, name="Personaledag" if place else "")
    found = await queries.availability(None, TODAY, SUNDAY)
    wednesday = Span(dt.datetime(2026, 3, 4), dt.datetime(2026, 3, 5))
    assert found[key(w.nurse)].away == (wednesday,)
    assert found[key(w.physio)].away == (Span(dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 3)), wednesday)
    view = await queries.week_of(w.physio, key(w.physio), TODAY)
    assert [day.closed for day in view.days][:3] == [
        ("Personaledag", "Personaledag"),
        None,
        ("lukkedag", "closing day"),
    ]
    assert view.days[0].stretches == ()


async def test_as_many_questions_for_many_as_for_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [await world.person(world.kolding, f"Fag {n}", Role.professional) for n in range(8)]
    for someone in people:
        await actions.add_rule(someone, key(someone), hours())
    sent: list[str] = []
    connection: Any = get_connection("default")
    whole = connection.execute_query

    def listening(query: str, *rest: Any) -> Any:
        sent.append(query)
        return whole(query, *rest)

    monkeypatch.setattr(connection, "execute_query", listening)
    one = await queries.availability([key(people[0])], TODAY, SUNDAY)
    asked = len(sent)
    everybody = await queries.availability(None, TODAY, SUNDAY)
    assert (len(one), len(everybody), len(sent) - asked <= asked + 1) == (1, 10, True)


REFUSED: dict[str, tuple[RuleForm | ExceptionForm | EmploymentForm, str, str]] = {
    "end before start": (hours(starts="16:00", ends="08:00"), "end_before_start", "ends"),
    "no length": (hours(starts="08:00", ends="08:00"), "end_before_start", "ends"),
    "no time of day": (hours(starts="25:00"), "bad_time", "starts"),
    "no weekday": (hours(weekday=8), "unknown_choice", "weekday"),
    "no such weeks": (hours(weeks="third"), "unknown_choice", "weeks"),
    "ends first": (hours(valid_to=dt.date(2026, 3, 1)), "ends_before_it_begins", "valid_to"),
    "overlapping hours": (hours(starts="15:00", ends="17:00"), "contradictory_rota", "starts"),
    "in the gap": (exception("2026-03-29T02:30", "2026-03-29T04:00"), "no_such_time", "starts_local"),
    "backwards": (exception("2026-03-04T10:00", "2026-03-04T09:00"), "end_before_start", "ends_local"),
    "too long": (exception("2026-03-04T10:00", "2028-03-04T09:00"), "too_long", "ends_local"),
    "far off": (exception("2086-03-04T10:00", "2086-03-04T11:00"), "too_far", "starts_local"),
    "no such kind": (exception("2026-03-04T10:00", "2026-03-04T11:00", "holy"), "unknown_choice", "kind"),
    "the opposite": (
        exception("2026-03-10T10:00", "2026-03-10T11:00", "extra"),
        "contradictory_rota",
        "starts_local",
    ),
    "too many hours": (job(weekly_minutes=99999), "bad_number", "weekly_minutes"),
    "negative": (job(daily_limit=-1), "bad_number", "daily_limit"),
    "second job": (job(valid_to=dt.date(2026, 4, 1)), "contradictory_rota", "valid_from"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_is_refused_by_name(world: World, name: str) -> None:
    me = key(world.physio)
    await actions.add_rule(world.physio, me, hours())
    await actions.add_exception(world.physio, me, exception("2026-03-10T00:00", "2026-03-11T00:00", "sick"))
    await actions.employ(world.coordinator, me, job())
    form, code, field = REFUSED[name]
    with pytest.raises(BadInput) as caught:
        match form:
            case RuleForm():
                await actions.add_rule(world.physio, me, form)
            case ExceptionForm():
                await actions.add_exception(world.physio, me, form)
            case EmploymentForm():
                await actions.employ(world.coordinator, me, form)
    assert (caught.value.code, caught.value.field) == (code, field)
    counted = [await model.all().count() for model in (RotaRule, RotaException, Employment)]
    assert counted == [1, 1, 1]


async def test_even_and_odd_weeks_do_not_contradict(world: World) -> None:
    for weeks in ("even", "odd"):
        await actions.add_rule(world.physio, key(world.physio), hours(weeks=weeks))
    with pytest.raises(BadInput, match="contradictory_rota"):
        await actions.add_rule(world.physio, key(world.physio), hours(weeks="every"))


async def test_who_may_write_whose_rota(world: World) -> None:
    me = key(world.physio)
    form = exception("2026-03-10T00:00", "2026-03-11T00:00", "sick")
    wish = exception("2026-03-12T00:00", "2026-03-13T00:00", "rather_not")
    for stranger in (world.neighbour, world.nurse, world.citizen):
        with pytest.raises(Missing):
            await actions.add_exception(stranger, me, form)
        with pytest.raises(Missing):
            await queries.week_of(stranger, me, TODAY)
    await actions.add_exception(world.coordinator, me, form)
    with pytest.raises(Refused, match="not_allowed"):
        await actions.add_exception(world.coordinator, me, wish)
    with pytest.raises(Refused, match="not_allowed"):
        await actions.employ(world.physio, me, job())
    with pytest.raises(Missing):
        await actions.add_exception(world.coordinator, key(world.citizen), form)
    rule = await actions.add_rule(world.physio, me, hours())
    with pytest.raises(Missing):
        await actions.remove_rule(world.neighbour, rule)
    await actions.remove_rule(world.coordinator, rule)
    assert await RotaRule.all().count() == 0


async def test_nobody_fills_the_table(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(actions.MOST, RotaRule, 1)
    await actions.add_rule(world.physio, key(world.physio), hours())
    with pytest.raises(Refused, match="too_many"):
        await actions.add_rule(world.physio, key(world.physio), hours(weekday=2))


async def test_a_period_must_run_forwards_and_not_for_ever(world: World) -> None:
    for first, last in ((SUNDAY, TODAY), (TODAY, TODAY + dt.timedelta(days=400))):
        with pytest.raises(BadInput, match="bad_period"):
            await queries.availability(None, first, last)


async def test_who_is_qualified_has_the_level_and_a_competence_that_holds(each_world: World) -> None:
    w = each_world
    for actor, level, until in ((w.physio, 1, None), (w.nurse, 3, TODAY)):
        await PersonCompetence.create(person_id=key(actor), competence=w.nursing, level=level, valid_to=until)
    nursing, later = w.nursing.id, TODAY + dt.timedelta(days=1)
    assert list(await queries.qualified(nursing, TODAY)) == [key(w.physio), key(w.nurse)]
    assert list(await queries.qualified(nursing, TODAY, level=2)) == [key(w.nurse)]
    assert await queries.qualified(nursing, later) == {key(w.physio): ()}
    assert await queries.qualified(nursing, TODAY, later) == {
        key(w.physio): (),
        key(w.nurse): (Span(dt.datetime(2026, 3, 3), dt.datetime(2026, 3, 4)),),
    }

"""The week on one board."""

import datetime as dt

import msgspec
import pytest

from hub import asked, clock
from hub.actor import Actor
from hub.errors import Refused
from hub.rota.models import RotaException, RotaRule
from hub.schedule import actions, queries
from hub.schedule.models import Proposal, SickReport, Suggestion
from hub.schedule.states import DemandState
from hub.schedule.wire import BoardBy, BoardItem, BoardRow, BoardWeek
from hub.sessions.wire import Visibility
from tests.hub.schedule.conftest import DAY, demanded, planned
from tests.hub.sessions.conftest import World, published

TUESDAY = 1


def rows(week: BoardWeek) -> dict[str, BoardRow]:
    return {row.name: row for row in week.rows}


def items(week: BoardWeek, name: str) -> list[BoardItem]:
    return [item for cell in rows(week)[name].cells for item in cell]


async def proposal() -> Proposal:
    now = clock.now()
    period = {"period_from": DAY.date(), "period_to": DAY.date()}
    return await Proposal.create(**period, state="ready", seconds=5, made_at=now, beat_at=now)


async def test_a_session_stands_in_its_hosts_row_on_its_day(world: World) -> None:
    session_id = await published(world)
    week = await queries.board(world.coordinator, DAY.date())
    [item] = rows(week)["Per Lindgaard"].cells[TUESDAY]
    assert (item.kind, item.session_id, item.label) == ("session", session_id, "Frokost og blodsukker")
    assert (week.monday, week.gaps, rows(week)["Per Lindgaard"].detail) == (
        dt.date(2026, 3, 23),
        0,
        "Kolding",
    )


async def test_what_nobody_leads_is_a_gap_in_the_first_row(world: World) -> None:
    demand = await demanded(await planned(world))
    week = await queries.board(world.coordinator, DAY.date())
    [item] = week.rows[0].cells[TUESDAY]
    assert (week.rows[0].key, item.kind, item.demand_id, week.gaps) == ("gaps", "gap", demand.id, 1)


async def test_a_draft_that_asks_for_nobody_is_not_on_the_board(world: World) -> None:
    await planned(world)
    week = await queries.board(world.coordinator, DAY.date())
    assert [cell for row in week.rows for cell in row.cells if cell] == []


async def test_who_was_told_has_it_with_her_answer(world: World) -> None:
    who = world.nurse.person_id
    await demanded(await planned(world), person_id=who, state="asked", pinned_id=who)
    [item] = items(await queries.board(world.coordinator, DAY.date()), "Anne Holm")
    assert (item.kind, item.state, item.pinned) == ("session", DemandState.asked, True)


async def test_a_proposal_stands_where_it_would_change_something(world: World) -> None:
    demand = await demanded(await planned(world))
    made = await proposal()
    suggestion = await Suggestion.create(proposal=made, demand=demand, person_id=world.nurse.person_id)
    week = await queries.board(world.coordinator, DAY.date(), proposal_id=made.id)
    [item] = items(week, "Anne Holm")
    assert (item.kind, item.suggestion_id, week.gaps) == ("proposal", suggestion.id, 0)
    assert week.proposal is not None
    assert (week.proposal.demands, week.proposal.filled) == (1, 1)


async def test_illness_is_shown_on_each_day_it_touches(world: World) -> None:
    times = {"starts_local": "2026-03-23T07:30", "ends_local": "2026-03-24T23:00"}
    await SickReport.create(person_id=world.physio.person_id, made_at=clock.now(), **times)
    row = rows(await queries.board(world.coordinator, DAY.date()))["Per Lindgaard"]
    assert [[item.kind for item in cell] for cell in row.cells] == [["sick"], ["sick"], [], [], [], [], []]


@pytest.mark.parametrize(
    ("by", "name"), [(BoardBy.municipality, "Kolding"), (BoardBy.course, "Type 2-diabetes")]
)
async def test_the_same_by_municipality_and_by_course(world: World, by: BoardBy, name: str) -> None:
    await demanded(await planned(world))
    await published(world)
    week = await queries.board(world.coordinator, DAY.date(), by=by)
    assert sorted(item.kind for item in items(week, name)) == ["gap", "session"]


async def test_another_municipalitys_private_talk_keeps_its_title_to_itself(world: World) -> None:
    await demanded(await planned(world, visibility=Visibility.invited))
    own = await queries.board(world.coordinator, DAY.date())
    other = await queries.board(world.neighbour, DAY.date())
    assert [week.rows[0].cells[TUESDAY][0].label for week in (own, other)] == [
        "Frokost og blodsukker",
        "Webinar",
    ]


async def test_the_week_of_a_clock_change_has_seven_days(world: World) -> None:
    sunday = dt.datetime(2026, 3, 29, 23, 0)
    await demanded(await planned(world, at=sunday.replace(hour=22)))
    week = await queries.board(world.coordinator, sunday.date())
    assert [len(cell) for cell in week.rows[0].cells] == [0, 0, 0, 0, 0, 0, 1]


async def test_citizens_and_professionals_see_no_board(world: World) -> None:
    for actor in (world.citizen, world.nurse):
        with pytest.raises(Refused):
            await queries.board(actor, DAY.date())


async def test_english_readers_read_english(world: World, reader: Actor) -> None:
    await demanded(await planned(world))
    assert (await queries.board(reader, DAY.date())).rows[0].name == "Nobody yet"


async def test_the_number_of_queries_does_not_grow_with_the_week(world: World) -> None:
    asked.watch()

    async def count() -> int:
        with asked.counted() as number:
            await queries.board(world.coordinator, DAY.date())
        return number[0]

    await demanded(await planned(world), person_id=world.nurse.person_id)
    few = await count()
    for hour in range(8, 18):
        at = DAY.replace(hour=hour)
        await demanded(await planned(world, at=at), person_id=world.physio.person_id)
    assert await count() == few


async def test_demands_are_listed_by_time_and_counted(world: World) -> None:
    later = await demanded(await planned(world, at=DAY.replace(hour=20)))
    first = await demanded(
        await planned(world, at=DAY.replace(hour=9)), person_id=world.nurse.person_id, state="asked"
    )
    page = await queries.demands_for(world.coordinator)
    assert ([each.id for each in page.demands], page.total, page.open) == ([first.id, later.id], 2, 1)
    assert [each.id for each in (await queries.demands_for(world.coordinator, "open")).demands] == [later.id]
    [own] = await queries.demands_of(world.coordinator, later.session_id)
    assert msgspec.structs.asdict(own) == msgspec.structs.asdict(page.demands[1])


async def test_who_is_not_at_work_is_off_for_the_day_or_for_the_hours(world: World) -> None:
    times = {"starts_local": "2026-03-24T12:00", "ends_local": "2026-03-25T23:00", "kind": "away"}
    await RotaException.create(person_id=world.physio.person_id, **times)
    row = rows(await queries.board(world.coordinator, DAY.date()))["Per Lindgaard"]
    shown = [[(item.kind, item.starts, item.ends) for item in cell] for cell in row.cells]
    noon = ("off", DAY.replace(hour=12), DAY.replace(hour=20))
    assert shown == [[], [noon], [("off", None, None)], [], [], [], []]


async def test_a_weekday_without_hours_is_off_and_a_weekend_says_nothing(world: World) -> None:
    await RotaRule.filter(person_id=world.physio.person_id, weekday=3).delete()
    row = rows(await queries.board(world.coordinator, DAY.date()))["Per Lindgaard"]
    assert [[item.label for item in cell] for cell in row.cells] == [[], [], ["Fri"], [], [], [], []]


def asked_for(week: BoardWeek, name: str) -> BoardItem:
    """The one item in the row that is about a demand."""
    [item] = [each for each in items(week, name) if each.demand_id is not None]
    return item


async def test_what_has_become_impossible_is_marked_and_nothing_else(world: World, reader: Actor) -> None:
    """She was asked, and then her week changed; a suggestion of somebody without the competence as well."""
    demand = await demanded(await planned(world), competence_id=world.nursing.id)
    await actions.assign(world.coordinator, demand.id, world.nurse.person_id)
    item = asked_for(await queries.board(reader, DAY.date()), "Anne Holm")
    assert (item.state, item.broken) == (DemandState.asked, "")
    await RotaRule.filter(person_id=world.nurse.person_id).delete()
    item = asked_for(await queries.board(reader, DAY.date()), "Anne Holm")
    assert item.broken == "Is not at work then."
    made = await proposal()
    await Suggestion.create(proposal=made, demand=demand, person_id=world.physio.person_id)
    week = await queries.board(reader, DAY.date(), proposal_id=made.id)
    told, suggested = asked_for(week, "Anne Holm"), asked_for(week, "Per Lindgaard")
    assert (told.broken, suggested.kind) == ("", "proposal")
    assert suggested.broken == "Does not have the competence."

"""Who leads has every change in her calendar once, whether the schedule planned her or somebody by hand."""

import datetime as dt

from icalendar import Calendar

from hub import jobs
from hub.actor import Actor
from hub.schedule import actions
from hub.schedule.mails import Order, compose
from hub.sessions import actions as sessions
from hub.sessions.wire import HostForm, Part, SessionForm
from tests.hub.schedule.conftest import EVENING, demanded, planned
from tests.hub.sessions.conftest import World, form

LATER = EVENING + dt.timedelta(days=1)
Entry = tuple[str, int, dt.datetime]


def led_by(*actors: Actor) -> tuple[HostForm, ...]:
    parts = [Part.host, *[Part.co_host] * len(actors)]
    return tuple(HostForm(actor.person_id or 0, part) for actor, part in zip(actors, parts, strict=False))


def plan(world: World, starts: dt.datetime, *leaders: Actor) -> SessionForm:
    times = {"starts_local": starts, "ends_local": starts + dt.timedelta(hours=1)}
    return form(world, title="Et nyt navn", hosts=led_by(*leaders), **times)


async def sent(person: Actor) -> list[Entry]:
    """What has been written to her since last time, read back: method, sequence and wall time."""
    found = []
    for job in await jobs.Job.filter(kind="schedule_letter").order_by("id"):
        if job.payload["person_id"] != person.person_id:
            continue
        mail = await compose(Order(**job.payload))
        await job.delete()
        assert mail is not None
        calendar = Calendar.from_ical(mail.calendar)
        [event] = calendar.walk("VEVENT")
        assert (mail.method, event["attendee"]) == (calendar["method"], f"mailto:{mail.to}")
        found.append((mail.method, event["sequence"], event["dtstart"].dt.replace(tzinfo=None)))
    return found


async def moved(world: World, session_id: int, starts: dt.datetime = LATER) -> None:
    await sessions.move(world.coordinator, session_id, starts, starts + dt.timedelta(hours=1))


async def test_of_a_draft_planned_by_hand_nobody_is_told_before_it_is_shown(world: World) -> None:
    session_id = await planned(world, hosts=led_by(world.physio, world.nurse))
    await moved(world, session_id)
    assert await sent(world.physio) == []
    await sessions.publish(world.coordinator, session_id)
    for person in (world.physio, world.nurse):
        assert [(each[0], each[2]) for each in await sent(person)] == [("REQUEST", LATER)]


async def test_each_change_by_hand_is_one_letter_with_a_higher_number(world: World) -> None:
    session_id = await planned(world, hosts=led_by(world.physio))
    await sessions.publish(world.coordinator, session_id)
    [first] = await sent(world.physio)
    await moved(world, session_id)
    [second] = await sent(world.physio)
    await sessions.edit(world.coordinator, session_id, plan(world, LATER, world.nurse))
    [gone], [come] = await sent(world.physio), await sent(world.nurse)
    await sessions.cancel(world.coordinator, session_id, "Syg")
    [off] = await sent(world.nurse)
    assert [first[0], second[0], gone[0], come[0], off[0]] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
        "REQUEST",
        "CANCEL",
    ]
    assert first[1] < second[1] < gone[1] == come[1] < off[1]
    assert [each[2] for each in (first, second, gone)] == [EVENING, LATER, LATER]
    assert await sent(world.physio) == []


async def test_an_edit_that_changes_neither_time_nor_people_writes_to_nobody(world: World) -> None:
    session_id = await planned(world, hosts=led_by(world.physio))
    await sessions.publish(world.coordinator, session_id)
    await sent(world.physio)
    await sessions.edit(world.coordinator, session_id, plan(world, EVENING, world.physio))
    assert await sent(world.physio) == []


async def test_who_the_schedule_asked_has_its_letter_and_no_second_one(world: World) -> None:
    """Beside somebody named by hand: shown, moved and called off, each has one letter a time."""
    session_id = await planned(world, hosts=led_by(world.nurse))
    demand = await demanded(session_id, role="co_host")
    await actions.assign(world.coordinator, demand.id, world.physio.person_id)
    [asked] = await sent(world.physio)
    await sessions.publish(world.coordinator, session_id)
    assert (await sent(world.physio), len(await sent(world.nurse))) == ([], 1)
    await moved(world, session_id)
    again, told = await sent(world.physio), await sent(world.nurse)
    assert [(each[0], each[2]) for each in (*again, *told)] == [("REQUEST", LATER)] * 2
    await sessions.cancel(world.coordinator, session_id, "Syg")
    [mine], [hers] = await sent(world.physio), await sent(world.nurse)
    assert (mine[0], hers[0]) == ("CANCEL", "CANCEL")
    assert asked[1] < again[0][1] < mine[1]

"""Letters about seats: sent as jobs, moved and taken back with the session, silent on what it is about."""

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from config.settings import Settings
from hub import jobs
from hub.accounts.models import Person
from hub.actor import Role
from hub.jobs import Job
from hub.sessions import actions, queries
from hub.sessions.letters import when
from hub.sessions.mails import CHUNK
from hub.sessions.models import SessionHost
from hub.sessions.wire import DeviceCheck
from tests.conftest import Clock
from tests.hub.sessions.conftest import World, form, published

PLANTED = ("Xanthoma", "Ykvist", "Zebrafod")


class Outbox:
    """The mails about seats written since last asked, oldest first; those to who leads are the schedule's."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data.path / "outbox"
        self._seen: set[Path] = set()

    async def take(self) -> list[EmailMessage]:
        await jobs.run_due()
        new = sorted(set(self._folder.glob("*.eml")) - self._seen)
        self._seen.update(new)
        leading = {str(each) for each in await SessionHost.all().values_list("person__email", flat=True)}
        return [mail for mail in map(_read, new) if mail["To"] not in leading]


def _read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def outbox(world: World, sqlite_database: Settings) -> Outbox:
    return Outbox(sqlite_database)


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def event(message: EmailMessage) -> Any:
    [part] = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["method"]
    [found] = calendar.walk("VEVENT")
    found.method = str(calendar["method"])
    return found


def told(message: EmailMessage) -> tuple[str, str, int]:
    found = event(message)
    return str(message["Subject"]), found.method, int(found["sequence"])


async def reminders(session_id: int) -> dict[str, str]:
    rows = await Job.filter(key__startswith=f"reminder:{session_id}:", done_at=None).order_by("key")
    return {str(row.key).rpartition(":")[2]: row.run_at.strftime("%d.%m %H:%M") for row in rows}


async def test_a_seat_is_confirmed_with_an_invitation_and_two_reminders(world: World, outbox: Outbox) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    [mail] = await outbox.take()
    assert mail["To"] == "kirsten.borg@demo.invalid"
    assert told(mail) == ("Du er tilmeldt", "REQUEST", 0)
    assert event(mail)["attendee"] == "mailto:kirsten.borg@demo.invalid"
    assert "tirsdag d. 24. marts 2026 kl. 19.00 til 20.00" in text(mail)
    assert await reminders(session_id) == {"day": "23.03 18:00", "hour": "24.03 17:00"}


async def test_each_reminder_carries_the_persons_own_link(
    world: World, outbox: Outbox, frozen_clock: Clock
) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    await actions.sign_up(world.other, session_id)
    await outbox.take()
    frozen_clock.moment = dt.datetime(2026, 3, 24, 17, 0, tzinfo=dt.UTC)
    mails = await outbox.take()
    assert sorted(str(mail["Subject"]) for mail in mails) == ["Påmindelse om dit møde"] * 4
    for mail in mails:
        [url] = [line for line in text(mail).splitlines() if "/join/" in line]
        actor, where = await queries.join_actor(url.rpartition("/")[2])
        person = await Person.get(id=actor.person_id)
        assert (where, person.email) == (session_id, mail["To"])
        assert event(mail)["url"] == url


async def test_reminders_whose_time_has_passed_are_not_sent(world: World, frozen_clock: Clock) -> None:
    session_id = await published(world)
    frozen_clock.moment = dt.datetime(2026, 3, 24, 12, 0, tzinfo=dt.UTC)
    await actions.sign_up(world.citizen, session_id)
    assert await reminders(session_id) == {"hour": "24.03 17:00"}


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        ("2026-03-29", {"day": "28.03 17:00", "hour": "29.03 16:00"}),
        ("2026-10-25", {"day": "24.10 18:00", "hour": "25.10 17:00"}),
    ],
)
async def test_reminders_over_a_clock_change_come_before_the_true_start(
    world: World, day: str, runs: dict[str, str]
) -> None:
    starts, ends = (dt.datetime.fromisoformat(f"{day}T{hour}:00") for hour in (19, 20))
    session_id = await published(world, starts_local=starts, ends_local=ends)
    await actions.sign_up(world.citizen, session_id)
    assert await reminders(session_id) == runs


async def test_a_move_sends_a_newer_invitation_and_moves_the_reminders(world: World, outbox: Outbox) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    [first] = await outbox.take()
    await actions.move(
        world.coordinator, session_id, dt.datetime(2026, 3, 31, 16, 30), dt.datetime(2026, 3, 31, 17, 30)
    )
    assert await reminders(session_id) == {}
    [second] = await outbox.take()
    assert told(second) == ("Dit møde er flyttet", "REQUEST", 1)
    assert event(second)["uid"] == event(first)["uid"]
    assert event(second)["dtstart"].dt.astimezone(dt.UTC).isoformat() == "2026-03-31T14:30:00+00:00"
    assert "tirsdag d. 31. marts 2026 kl. 16.30 til 17.30" in text(second)
    assert await reminders(session_id) == {"day": "30.03 14:30", "hour": "31.03 13:30"}


async def test_a_cancelled_session_is_taken_out_of_calendars_and_reminds_nobody(
    world: World, outbox: Outbox
) -> None:
    session_id = await published(world, capacity=1)
    await actions.sign_up(world.citizen, session_id)
    await actions.sign_up(world.other, session_id)
    first, queued = sorted(await outbox.take(), key=lambda mail: str(mail["To"]))
    assert (queued["Subject"], list(queued.iter_attachments())) == ("Du er på venteliste", [])
    await actions.cancel(world.coordinator, session_id, "Sygdom")
    to_seat, to_queue = sorted(await outbox.take(), key=lambda mail: str(mail["To"]))
    assert told(to_seat) == ("Dit møde er aflyst", "CANCEL", 1)
    assert event(to_seat)["uid"] == event(first)["uid"]
    assert event(to_seat)["status"] == "CANCELLED"
    assert (to_queue["Subject"], list(to_queue.iter_attachments())) == ("Dit møde er aflyst", [])
    assert await reminders(session_id) == {}


async def test_giving_back_sends_a_cancellation_and_coming_back_a_newer_invitation(
    world: World, outbox: Outbox
) -> None:
    session_id = await published(world)
    sequences = []
    for step in (actions.sign_up, actions.withdraw, actions.sign_up):
        await step(world.citizen, session_id)
        [mail] = await outbox.take()
        sequences.append(told(mail)[1:])
        if step is actions.withdraw:
            assert await reminders(session_id) == {}
    assert sequences == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


async def test_a_seat_from_the_queue_is_told_with_invitation_and_reminders(
    world: World, outbox: Outbox
) -> None:
    session_id = await published(world, capacity=1)
    await actions.sign_up(world.citizen, session_id)
    await actions.sign_up(world.other, session_id)
    await outbox.take()
    await actions.withdraw(world.citizen, session_id)
    by_name = {str(mail["To"]).partition(".")[0]: mail for mail in await outbox.take()}
    assert told(by_name["ove"])[:2] == ("Du har fået en plads", "REQUEST")
    assert "/join/" in text(by_name["ove"])
    assert told(by_name["kirsten"])[:2] == ("Du er meldt fra", "CANCEL")
    assert list(await reminders(session_id)) == ["day", "hour"]


async def test_everyone_is_told_however_many(world: World, outbox: Outbox) -> None:
    people = [await world.person(world.kolding, f"Borger {n}", Role.citizen) for n in range(CHUNK + 7)]
    session_id = await published(world, capacity=CHUNK)
    for actor in people:
        await actions.sign_up(actor, session_id)
    await outbox.take()
    await actions.cancel(world.coordinator, session_id, "Sygdom")
    mails = await outbox.take()
    assert sorted(str(mail["To"]) for mail in mails) == sorted(
        [f"borger.{n}@demo.invalid" for n in range(CHUNK + 7)]
    )
    assert sum(bool(list(mail.iter_attachments())) for mail in mails) == CHUNK


async def test_a_letter_that_is_no_longer_true_is_not_sent(world: World, outbox: Outbox) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    await actions.withdraw(world.citizen, session_id)
    assert [str(mail["Subject"]) for mail in await outbox.take()] == ["Du er meldt fra"]


async def test_mails_and_calendars_say_nothing_of_what_it_is_about(
    world: World, outbox: Outbox, frozen_clock: Clock
) -> None:
    title, course, description = PLANTED
    planned: dict[str, Any] = {"title": title, "course": course, "description": description, "capacity": 1}
    session_id = await published(world, **planned)
    await Person.filter(id=world.other.person_id).update(language="en")
    for actor in (world.citizen, world.other):
        await actions.sign_up(actor, session_id)
    mails = await outbox.take()
    await actions.edit(world.coordinator, session_id, form(world, **(planned | {"capacity": 2})))
    await actions.move(world.coordinator, session_id, dt.datetime(2026, 4, 7, 9), dt.datetime(2026, 4, 7, 10))
    mails += await outbox.take()
    frozen_clock.moment = dt.datetime(2026, 4, 7, 6, 30, tzinfo=dt.UTC)
    mails += await outbox.take()
    await actions.withdraw(world.other, session_id)
    await actions.cancel(world.coordinator, session_id, "Zebrafod")
    mails += await outbox.take()
    assert len({str(mail["Subject"]) for mail in mails}) == 9
    for mail in mails:
        parts = [part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart()]
        everything = (mail.as_string() + b"".join(parts).decode()).casefold()
        for word in (*PLANTED, "webinar", "diabetes", "Per Lindgaard"):
            assert word.casefold() not in everything


async def test_jobs_hold_ids_only(world: World) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id, "Havblik")
    stored = " ".join(str(job.payload) for job in await Job.all())
    for private in ("Kirsten", "kirsten", "Frokost", "Havblik", "/join/"):
        assert private not in stored


async def test_who_has_no_address_gets_no_letter_and_no_failed_job(world: World, outbox: Outbox) -> None:
    await Person.filter(id=world.citizen.person_id).update(email=None)
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    assert await outbox.take() == []
    assert await Job.filter(error="", failed_at=None).count() == await Job.all().count()


async def test_a_device_check_sends_nothing(world: World, outbox: Outbox) -> None:
    session_id = await published(world)
    await actions.sign_up(world.citizen, session_id)
    await outbox.take()
    await actions.record_device_check(world.citizen, session_id, DeviceCheck("ok", "ok", "ok", "ok"))
    assert await outbox.take() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", "tirsdag d. 24. november 2026 kl. 19.00 til 20.00"),
        ("en", "Tuesday 24 November 2026 at 19:00 to 20:00 (Danish time)"),
    ],
)
def test_a_time_in_words_begins_with_the_weekday(language: str, words: str) -> None:
    starts = dt.datetime(2026, 11, 24, 19, 0)
    assert when(starts, starts + dt.timedelta(hours=1), language) == words

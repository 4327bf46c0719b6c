"""Mails of notices as a real SMTP server gets them: when, to whom, and nothing private in them."""

import datetime as dt
import re

import pytest

from forum.notices import actions, queries
from forum.notices.kinds import DEFAULTS, GROUP_OF, MEMBERS, PACES, SENTENCES, Group, Kind, Pace, Way
from forum.notices.models import Notice
from hub import clock, db, jobs
from hub.accounts.models import Person
from hub.actor import ANONYMOUS, Actor, Role
from hub.errors import BadInput, Missing, Refused
from tests.conftest import Clock
from tests.forum.notices.conftest import Inbox, person

LETTER = "/letters/k3Jx_letters_public_id"
ONCE, DAILY, NEVER = Pace.once, Pace.daily, Pace.never


async def tell(who: Actor, kind: Kind = Kind.letter_answered, path: str = LETTER) -> None:
    async with db.transaction():
        await actions.tell([who.person_id or 0], kind, path)
    await jobs.run_due()


def test_every_kind_belongs_to_one_group_and_has_its_sentences() -> None:
    assert sorted(GROUP_OF) == sorted(Kind) == sorted(SENTENCES)
    assert sum(map(len, MEMBERS.values())) == len(Kind)
    assert set(DEFAULTS) == {(group, way) for group in Group for way in Way}
    assert all(pace in PACES[way] for (_, way), pace in DEFAULTS.items())


async def test_a_mail_says_that_something_is_there_and_has_one_link(inbox: Inbox, citizen: Actor) -> None:
    await tell(citizen)
    (mail,) = inbox.mails
    (text,) = inbox.texts()
    notice = await Notice.get()
    assert mail["To"] == "kirsten-borg@demo.invalid"
    assert mail["Subject"] == "Der er nyt til dig"
    assert "Der er svar på et brev." in text
    assert re.findall(r"https?://\S+", text) == [f"http://127.0.0.1:8000/notices/{notice.public_id}"]


@pytest.mark.parametrize("kind", list(Kind))
async def test_no_mail_says_where_it_leads_or_who_it_is_about(
    inbox: Inbox, citizen: Actor, kind: Kind
) -> None:
    """Neither the letter's id nor the person's name or number is in any header or line."""
    async with db.transaction():
        await actions.choose(citizen, {(GROUP_OF[kind], Way.mail): ONCE})
    await tell(citizen, kind)
    whole = inbox.mails[0].as_string()
    assert "k3Jx" not in whole
    assert "Kirsten" not in whole.replace("kirsten-borg@demo.invalid", "")
    assert SENTENCES[kind][0] in inbox.texts()[0]


async def test_english_for_whoever_reads_english(inbox: Inbox, frozen_clock: Clock) -> None:
    await tell(await person("Jane Doe", Role.citizen, language="en"))
    assert inbox.mails[0]["Subject"] == "There is something new for you"
    assert "A letter has been answered." in inbox.texts()[0]


async def test_nothing_is_sent_if_the_deed_was_undone(inbox: Inbox, citizen: Actor) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await actions.tell([citizen.person_id or 0], Kind.letter_answered, LETTER)
            raise ZeroDivisionError
    await jobs.run_due()
    assert inbox.mails == []


async def test_the_same_thing_is_told_again_only_after_an_hour_or_after_it_was_read(
    inbox: Inbox, citizen: Actor, frozen_clock: Clock
) -> None:
    for _ in range(3):
        await tell(citizen)
    assert len(inbox.mails) == 1
    await actions.open_notice(citizen, (await Notice.get()).public_id)
    await tell(citizen)
    assert len(inbox.mails) == 2
    frozen_clock.forward(minutes=61)
    await tell(citizen)
    assert len(inbox.mails) == 3


async def test_other_things_are_told_at_once(inbox: Inbox, citizen: Actor) -> None:
    await tell(citizen)
    await tell(citizen, path=LETTER + "2")
    await tell(citizen, Kind.letter_handed_over)
    assert len(inbox.mails) == 3


async def test_never_means_never(inbox: Inbox, citizen: Actor) -> None:
    await actions.choose(citizen, {(Group.letters, Way.mail): NEVER})
    await tell(citizen)
    assert inbox.mails == []
    assert [notice.opened for notice in await queries.latest(citizen)] == [False]


async def test_an_emergency_is_told_at_once_whatever_was_chosen(inbox: Inbox, frozen_clock: Clock) -> None:
    moderator = await person("Mona Vagt", Role.moderator)
    await actions.choose(moderator, {(Group.duty, Way.mail): NEVER})
    await tell(moderator, Kind.review_waiting, "/moderation")
    assert inbox.mails == []
    for _ in range(2):
        await tell(moderator, Kind.emergency_alert, "/moderation")
    assert len(inbox.mails) == 2


async def test_a_closed_account_and_one_without_an_address_get_nothing(inbox: Inbox, citizen: Actor) -> None:
    silent = await person("Uden Adresse", Role.citizen, email=None)
    await Person.filter(id=citizen.person_id).update(active=False)
    await tell(citizen)
    await tell(silent)
    assert inbox.mails == []
    assert [row.person_id for row in await Notice.all()] == [silent.person_id]


async def test_telling_many_is_one_job_until_it_is_carried_out(inbox: Inbox, citizen: Actor) -> None:
    people = [await person(f"Følger {number}", Role.citizen) for number in range(12)]
    ids = [who.person_id or 0 for who in people]
    async with db.transaction():
        await actions.tell(ids, Kind.letter_answered, LETTER)
    assert await Notice.all().count() == 12
    assert await jobs.Job.filter(kind="notices").count() == 1
    await jobs.run_due()
    assert {mail["To"] for mail in inbox.mails} == {f"foelger-{n}@demo.invalid" for n in range(12)}


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "letters", "/" + "x" * 200])
async def test_a_notice_leads_to_a_page_of_ours(citizen: Actor, path: str) -> None:
    with pytest.raises(ValueError, match="page of ours"):
        await actions.tell([citizen.person_id or 0], Kind.mention, path)


class TestDigest:
    """Once a day, at half past seven in Copenhagen."""

    async def test_it_is_one_mail_on_everything_since_the_last(
        self, inbox: Inbox, citizen: Actor, frozen_clock: Clock
    ) -> None:
        for number in range(3):
            await tell(citizen, Kind.thread_reply, f"/forum/t/{number}")
        await tell(citizen, Kind.mention, "/forum/t/4")
        assert inbox.mails == []
        frozen_clock.forward(hours=22, minutes=29)
        await jobs.run_due()
        assert inbox.mails == []
        frozen_clock.forward(minutes=2)
        await jobs.run_due()
        (mail,) = inbox.mails
        (text,) = inbox.texts()
        assert mail["Subject"] == "Nyt siden i går"
        assert "Der er nyt i en tråd, du følger. (3)\nNogen har nævnt dig i en tråd.\n" in text
        assert re.findall(r"https?://\S+", text) == ["http://127.0.0.1:8000/me/notices"]
        frozen_clock.forward(days=1)
        await jobs.run_due()
        assert len(inbox.mails) == 1

    async def test_what_was_read_meanwhile_is_not_in_it(
        self, inbox: Inbox, citizen: Actor, frozen_clock: Clock
    ) -> None:
        await tell(citizen, Kind.thread_reply, "/forum/t/1")
        await actions.read_all(citizen)
        frozen_clock.forward(days=1)
        await jobs.run_due()
        assert inbox.mails == []

    @pytest.mark.parametrize(
        ("told_on", "sent_at"),
        [
            ((2026, 3, 28, 12), "2026-03-29T05:30:00+00:00"),
            ((2026, 10, 24, 12), "2026-10-25T06:30:00+00:00"),
        ],
    )
    async def test_it_is_half_past_seven_on_both_days_on_which_the_clocks_change(
        self, inbox: Inbox, citizen: Actor, frozen_clock: Clock, told_on: tuple[int, ...], sent_at: str
    ) -> None:
        frozen_clock.moment = clock.utc(dt.datetime(*told_on))
        await tell(citizen, Kind.thread_reply, "/forum/t/1")
        assert (await jobs.Job.get(kind="notice_digest")).run_at.isoformat() == sent_at


class TestStopping:
    """The unsubscribe link of a mail (RFC 8058)."""

    async def test_the_headers_name_an_address_that_stops_them_without_signing_in(
        self, inbox: Inbox, citizen: Actor
    ) -> None:
        await tell(citizen)
        (mail,) = inbox.mails
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = str(mail["List-Unsubscribe"]).strip(" <>")
        token = address.removeprefix("http://127.0.0.1:8000/notices/stop/")
        assert await queries.stopped_group(token) == "letters"
        await actions.stop(token)
        await tell(citizen, path=LETTER + "2")
        assert len(inbox.mails) == 1
        held = {choice.group: choice.mail for choice in await queries.choices(citizen)}
        assert held == {Group.letters: NEVER, Group.forum: DAILY, Group.moderation: ONCE}

    async def test_a_digest_of_several_groups_stops_them_all(
        self, inbox: Inbox, citizen: Actor, frozen_clock: Clock
    ) -> None:
        await actions.choose(citizen, {(Group.letters, Way.mail): DAILY})
        await tell(citizen)
        await tell(citizen, Kind.mention)
        frozen_clock.forward(days=1)
        await jobs.run_due()
        token = str(inbox.mails[0]["List-Unsubscribe"]).strip(" <>").rpartition("/")[2]
        await actions.stop(token)
        assert {choice.mail for choice in await queries.choices(citizen)} == {NEVER}

    @pytest.mark.parametrize(
        "token", ["", ".", ".letters", "x.letters", "x" * 300 + ".all", "{key}", "{key}.", "{key}.no"]
    )
    async def test_a_link_that_is_nobodys_stops_nothing(
        self, inbox: Inbox, citizen: Actor, token: str
    ) -> None:
        await tell(citizen)
        key = str(inbox.mails[0]["List-Unsubscribe"]).rpartition("/")[2].partition(".")[0]
        for work in (actions.stop(token.format(key=key)), queries.stopped_group(token.format(key=key))):
            with pytest.raises(Missing):
                await work
        assert (await queries.choices(citizen))[0].mail is ONCE


class TestChoosing:
    """What is kept, and whose it is."""

    async def test_a_citizen_is_asked_about_what_can_concern_her(self, citizen: Actor) -> None:
        assert [c.group for c in await queries.choices(citizen)] == [
            Group.letters,
            Group.forum,
            Group.moderation,
        ]

    async def test_a_professional_is_asked_about_work_too(self, inbox: Inbox, frozen_clock: Clock) -> None:
        nurse = await person("Anne Holm", Role.professional)
        assert [c.group for c in await queries.choices(nurse)] == list(Group)

    async def test_a_choice_can_be_changed_again(self, citizen: Actor) -> None:
        for pace in (NEVER, DAILY, DAILY, ONCE):
            await actions.choose(citizen, {(Group.forum, Way.mail): pace})
            assert {c.group: c.mail for c in await queries.choices(citizen)}[Group.forum] is pace

    async def test_no_push_comes_daily(self, citizen: Actor) -> None:
        with pytest.raises(BadInput):
            await actions.choose(citizen, {(Group.forum, Way.push): DAILY})

    async def test_others_notices_are_not_there(self, inbox: Inbox, citizen: Actor) -> None:
        other = await person("Ove Vang", Role.citizen)
        await tell(citizen)
        public_id = (await Notice.get()).public_id
        with pytest.raises(Missing):
            await actions.open_notice(other, public_id)
        assert await queries.latest(other) == []
        assert await actions.open_notice(citizen, public_id) == LETTER

    async def test_strangers_and_guests_have_none(self, inbox: Inbox) -> None:
        for actor in (ANONYMOUS, Actor(person_id=1, link_id=3, roles=frozenset({Role.guest}))):
            for work in (
                queries.choices(actor),
                queries.latest(actor),
                actions.choose(actor, {}),
                actions.read_all(actor),
            ):
                with pytest.raises(Refused):
                    await work

    async def test_old_notices_go(self, inbox: Inbox, citizen: Actor, frozen_clock: Clock) -> None:
        await tell(citizen)
        frozen_clock.forward(days=89)
        await tell(citizen)
        frozen_clock.forward(days=2)
        assert await actions.tidy() == 1
        assert len(await queries.latest(citizen)) == 1

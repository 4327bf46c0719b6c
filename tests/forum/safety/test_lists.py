"""Word lists kept by those who may; standing; alerts with their clock; who is on duty."""

import datetime as dt

import pytest

from config.settings import Settings
from forum.safety import actions, queries
from forum.safety.models import Alert, Duty, Sanction
from forum.safety.wire import SanctionKind, Verdict, WordForm, WordKind
from hub import clock, db
from hub.accounts.models import Municipality, Person
from hub.actor import Actor, Role
from hub.errors import BadInput, Missing
from hub.jobs import Job
from tests.conftest import Clock

HOLD = WordForm(phrase="kryptovaluta", language="da", kind="hold")


async def place(slug: str) -> int:
    row = await Municipality.create(slug=slug, name=slug.title(), created_at=clock.now())
    return row.id


async def somebody(role: Role, municipality_id: int | None) -> Actor:
    person = await Person.create(
        municipality_id=municipality_id, name="En Person", name_key="en person", created_at=clock.now()
    )
    return Actor(
        person_id=person.id, municipality_id=municipality_id, roles=frozenset({role}), name="En Person"
    )


async def test_a_municipality_adds_a_word_for_its_own_writers(
    database: Settings, frozen_clock: Clock
) -> None:
    kolding, varde = await place("kolding"), await place("varde")
    karen = await somebody(Role.municipal_administrator, kolding)
    form = WordForm(phrase="kryptovaluta", language="da", kind="hold", municipality_id=kolding)
    await actions.add_word(karen, form)
    assert (await queries.judge("Køb kryptovaluta", kolding)).hold is True
    assert (await queries.judge("Køb kryptovaluta", varde)).hold is False
    assert (await queries.judge("Køb kryptovaluta")).hold is False


async def test_nobody_changes_anothers_list(database: Settings, frozen_clock: Clock) -> None:
    kolding, varde = await place("kolding"), await place("varde")
    karen = await somebody(Role.municipal_administrator, kolding)
    vagn = await somebody(Role.municipal_administrator, varde)
    key = await actions.add_word(
        karen, WordForm(phrase="kryptovaluta", language="da", kind="hold", municipality_id=kolding)
    )
    for who in (vagn, await somebody(Role.moderator, kolding), await somebody(Role.citizen, kolding)):
        with pytest.raises(Missing):
            await actions.remove_word(who, key)
        with pytest.raises(Missing):
            await actions.add_word(who, HOLD)
    with pytest.raises(Missing):
        await queries.words(await somebody(Role.citizen, kolding), WordKind.hold)
    await actions.remove_word(karen, key)
    assert (await queries.judge("Køb kryptovaluta", kolding)).hold is False


async def test_the_platform_switches_a_standard_entry_off_and_on(
    database: Settings, frozen_clock: Clock
) -> None:
    pia = await somebody(Role.platform_administrator, None)
    [entry] = [
        word
        for word in await queries.words(pia, WordKind.hold)
        if word.phrase == "idiot*" and word.language == "da"
    ]
    english = next(
        w for w in await queries.words(pia, WordKind.hold) if w.phrase == "idiot*" and w.language == "en"
    )
    await actions.switch_standard(pia, entry.key, False)
    assert (await queries.judge("Du er en idiot")).hold is True
    await actions.switch_standard(pia, english.key, False)
    assert (await queries.judge("Du er en idiot")).hold is False
    await actions.switch_standard(pia, english.key, True)
    assert (await queries.judge("Du er en idiot")).hold is True


@pytest.mark.parametrize("phrase", ["og", "en to", "a*", "ko*", "", "x " * 20])
async def test_a_word_that_would_match_everything_is_refused(
    database: Settings, frozen_clock: Clock, phrase: str
) -> None:
    pia = await somebody(Role.platform_administrator, None)
    with pytest.raises(BadInput):
        await actions.add_word(pia, WordForm(phrase=phrase, language="da", kind="hold"))


async def test_the_most_urgent_guidance_is_shown_first(database: Settings, frozen_clock: Clock) -> None:
    verdict = await queries.judge("Jeg har høj feber. Jeg vil dø. Jeg kan ikke få luft.")
    assert verdict == Verdict(hold=False, emergency="call_112")
    assert (await queries.judge("Jeg har høj feber. Jeg vil dø.")).emergency == "lifeline"
    assert (await queries.judge("Jeg har høj feber.")).emergency == "doctor"
    assert await queries.judge("Hej alle sammen") == Verdict()


async def test_a_pause_ends_by_itself_and_counts_in_its_category(
    database: Settings, frozen_clock: Clock
) -> None:
    anna = await somebody(Role.citizen, await place("kolding"))
    moderator = await somebody(Role.moderator, None)
    until = clock.now() + dt.timedelta(days=1)
    async with db.transaction():
        await actions.sanction(moderator, anna.person_id or 0, 7, SanctionKind.pause, until, "Hårde ord")
    assert (await queries.standing(anna.person_id or 0, 7)).may_write is False
    assert (await queries.standing(anna.person_id or 0, 7)).reason == "Hårde ord"
    assert (await queries.standing(anna.person_id or 0, 8)).may_write is True
    frozen_clock.forward(days=1)
    assert (await queries.standing(anna.person_id or 0, 7)).may_write is True


async def test_a_ban_everywhere_lasts_until_it_is_lifted(database: Settings, frozen_clock: Clock) -> None:
    anna = await somebody(Role.citizen, await place("kolding"))
    moderator = await somebody(Role.moderator, None)
    async with db.transaction():
        await actions.sanction(moderator, anna.person_id or 0, None, SanctionKind.ban, None, "Trusler")
    frozen_clock.forward(days=4000)
    assert (await queries.standing(anna.person_id or 0, 7)).may_write is False
    async with db.transaction():
        assert await actions.lift(anna.person_id or 0, None) == 1
    assert (await queries.standing(anna.person_id or 0, 7)).may_write is True
    assert await Sanction.all().count() == 1


async def test_an_alert_rings_now_and_again_when_nobody_answers(
    database: Settings, frozen_clock: Clock
) -> None:
    anna = await somebody(Role.citizen, await place("kolding"))
    async with db.transaction():
        await actions.alert(anna, Verdict(emergency="lifeline"), "/forum/threads/x", about="post")
    assert [job.run_at for job in await Job.filter(kind=actions.JOB).order_by("run_at")] == [
        clock.now(),
        clock.now() + actions.ANSWER_WITHIN,
    ]
    async with db.transaction():
        assert await actions.answered(anna, "post") == 1
    assert await Job.filter(kind=actions.JOB).count() == 1
    assert (await Alert.get()).answered_at == clock.now()


async def test_no_alert_without_an_emergency(database: Settings, frozen_clock: Clock) -> None:
    anna = await somebody(Role.citizen, await place("kolding"))
    async with db.transaction():
        await actions.alert(anna, Verdict(hold=True), "/forum/threads/x", about="post")
    assert await Alert.all().count() == 0


async def test_who_is_on_duty_goes_by_the_clock(database: Settings, frozen_clock: Clock) -> None:
    mona = await somebody(Role.moderator, await place("kolding"))
    start = clock.now() + dt.timedelta(hours=1)
    end = start + dt.timedelta(hours=8)
    await Duty.create(public_id="d", person_id=mona.person_id, starts_at=start, ends_at=end)
    assert await queries.on_duty(start - dt.timedelta(seconds=1)) == []
    assert await queries.on_duty(start) == [mona.person_id]
    assert await queries.on_duty(end) == []

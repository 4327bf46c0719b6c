"""Random days in the letterbox: whatever is done in whatever order, only the parties read, nothing is lost,
every read by a professional has its row, deadlines hold over clock changes and feasts, states are legal; a
talk is offered by who has the letter while it is open, and what she books is in nobody's way.

What may be is worked out here from the tables alone, apart from the rules that are tried.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from config.settings import Settings
from forum.letterbox import actions, deadlines, queries, rules
from forum.letterbox.actions import reading
from forum.letterbox.models import Assignment, Letter, LetterMessage, Reading, Talk
from forum.letterbox.sealing import opened
from forum.letterbox.states import MOVES, OPEN, OURS, State
from hub import clock, db, site
from hub.accounts.models import Agreement
from hub.booking import direct
from hub.errors import Told
from hub.rota.models import Commitment
from tests.conftest import Clock, _new_database, _open
from tests.doubles import nightly
from tests.doubles.letters import SUBJECT, Letters, let_jobs_run

CLOSED_2026 = {"04-02", "04-03", "04-06", "05-14", "05-25", "06-05", "12-24", "12-25", "12-31"}
STARTS = ("2026-03-24T08:00+00:00", "2026-10-20T12:00+00:00", "2026-12-17T15:30+00:00")
STAFF = ("sofie", "rasmus", "ida", "mads", "henrik", "birgitte", "anders")
PROFESSIONALS = ("sofie", "rasmus")
WORDS = "Borgeren er faldet om hos os"

CAP = 30
"""Minutes of talks that each of the two municipalities lends in a month."""

WHICH, WHO = st.integers(0, 3), st.sampled_from(PROFESSIONALS)


def due_by_hand(sent: dt.datetime) -> dt.datetime:
    """16.00 in Copenhagen on the third open day after `sent`, counted on the calendar of 2026."""
    day, left = sent.astimezone(clock.COPENHAGEN).date(), 3
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5 and f"{day:%m-%d}" not in CLOSED_2026
    return dt.datetime.combine(day, dt.time(16), clock.COPENHAGEN).astimezone(dt.UTC)


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


class Days(RuleBasedStateMachine):
    """One letterbox, from an empty one on. `opened` makes the settings of its database."""

    opened: Callable[[], Coroutine[Any, Any, Settings]]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.names: list[str] = []
        self.written: dict[str, list[str]] = {}
        self.due: dict[str, dt.datetime] = {}
        self.was: dict[str, State] = {}
        self.reads = 0
        self.booked: dict[int, tuple[str, int, dt.datetime]] = {}
        self.clock = Clock(dt.datetime.fromisoformat(STARTS[0]))
        clock.set_clock(self.clock)
        self.run(self._begin())

    async def _begin(self) -> None:
        made = await type(self).opened()
        await _open(made)
        site.configure(made)
        self.letters = await Letters().fill()
        await Agreement.all().update(cap_minutes=CAP)

    def run(self, work: Awaitable[Any]) -> Any:
        return self.runner.run(_awaited(work))

    def try_(self, work: Awaitable[Any]) -> bool:
        """Whether it was done; refusals are answers too."""
        with suppress(Told):
            self.run(work)
            return True
        return False

    def teardown(self) -> None:
        self.run(db.close())
        self.runner.close()
        clock.set_clock(None)

    def pick(self, which: int) -> str:
        return self.names[which % len(self.names)] if self.names else "nothing"

    @initialize(start=st.sampled_from(STARTS))
    def a_day_begins(self, start: str) -> None:
        self.clock.moment = dt.datetime.fromisoformat(start)
        self.she_writes()
        self.she_writes()
        self.everybody_tries_to_look(0)

    @rule()
    def she_writes(self) -> None:
        if len(self.names) < 4:
            name = self.run(self.letters.sent("Brev nummer 1", SUBJECT))
            self.names.append(name)
            self.written[name] = ["Brev nummer 1"]
            self.due[name] = due_by_hand(self.clock.moment)

    @rule(which=WHICH)
    def she_writes_more(self, which: int) -> None:
        name = self.pick(which)
        before = self.run(self._state(name))
        text = f"Mere: {len(self.written.get(name, []))}"
        if self.try_(actions.follow_up(self.letters["inger"], name, text)):
            self.written[name].append(text)
            if before is State.answered:
                self.due[name] = due_by_hand(self.clock.moment)

    @rule(which=WHICH, who=WHO, second=st.booleans())
    def somebody_answers(self, which: int, who: str, second: bool) -> None:
        name = self.pick(which)
        holder = self.run(self._holder(name))
        text = f"Svar: {len(self.written.get(name, []))}"
        if self.try_(actions.answer(self.letters[who], name, text, second)):
            assert holder == self.letters.id(who)
            self.written[name] += [] if second else [text]

    @rule(which=WHICH, who=WHO, yes=st.booleans())
    def a_second_reader_decides(self, which: int, who: str, yes: bool) -> None:
        name = self.pick(which)
        asked = self.run(self._waiting(name, who))
        reader = self.letters[who]
        back = actions.return_answer(reader, name, "Skriv lidt mere")
        if yes:
            back.close()
        done = self.try_(actions.approve_answer(reader, name) if yes else back)
        assert done is asked
        if done and yes:
            self.written[name].append(f"Svar: {self.run(self._count(name))}")

    @rule(which=WHICH, who=WHO)
    def somebody_gives_it_on(self, which: int, who: str) -> None:
        self.try_(actions.hand_over(self.letters[who], self.pick(which), None, "Hun ved mere"))

    @rule(which=WHICH, who=WHO)
    def somebody_gives_it_back(self, which: int, who: str) -> None:
        self.try_(actions.give_back(self.letters[who], self.pick(which), "Det er ikke mit felt"))

    @rule(which=WHICH, who=st.sampled_from(STAFF))
    def somebody_takes_it(self, which: int, who: str) -> None:
        if self.try_(actions.take(self.letters[who], self.pick(which))):
            assert who in PROFESSIONALS

    @rule(which=WHICH)
    def she_takes_it_back(self, which: int) -> None:
        self.try_(actions.withdraw(self.letters["inger"], self.pick(which)))

    @rule(which=WHICH)
    def she_is_content(self, which: int) -> None:
        self.try_(actions.close(self.letters["inger"], self.pick(which)))

    @rule(which=WHICH, who=st.sampled_from(STAFF), back=st.booleans())
    def somebody_offers_a_talk(self, which: int, who: str, back: bool) -> None:
        name = self.pick(which)
        has = self.run(self._holder(name)) == self.letters.id(who) and self.run(self._state(name)) in OPEN
        act = actions.take_times_back if back else actions.offer_times
        assert self.try_(act(self.letters[who], name)) is has
        if has:
            assert self.run(self._offers(name)) == (None if back else self.letters.id(who))

    @rule(number=st.integers(0, 9), asked=st.booleans())
    def she_chooses_times(self, number: int, asked: bool) -> None:
        for step, name in enumerate([*self.names, *self.names]):
            if asked:
                for who in PROFESSIONALS:
                    self.try_(actions.offer_times(self.letters[who], name))
            self._chooses(name, number + step)

    def _chooses(self, name: str, number: int) -> None:
        offers = self.run(self._offers(name))
        found = self._times(name)
        assert (found is None) == (offers is None)
        moment = found[number % len(found)] if found else self.clock.moment
        free = bool(found) and moment not in self._taken()
        assert self.try_(actions.choose_time(self.letters["inger"], name, moment)) is free
        if free:
            made = self.run(Talk.all().order_by("-id").first())
            self.booked[made.session_id] = name, offers or 0, moment

    @rule(which=WHICH, number=st.integers(0, 9))
    def she_moves_a_talk(self, which: int, number: int) -> None:
        if self.booked:
            session = list(self.booked)[which % len(self.booked)]
            name, host, had = self.booked[session]
            found = (self._times(name, session) or []) if had > self.clock.moment else []
            moment = found[number % len(found)] if found else had
            free = bool(found) and moment not in self._taken()
            moved = actions.move_time(self.letters["inger"], name, session, moment)
            assert self.try_(moved) is free
            self.booked[session] = name, host, moment

    def _taken(self) -> set[dt.datetime]:
        return {moment for _, _, moment in self.booked.values()}

    def _times(self, name: str, moves: int | None = None) -> list[dt.datetime] | None:
        if name not in self.names:
            return None
        shown = self.run(queries.offered_times(self.letters["inger"], name, True, moves))
        return [moment for day in shown.days for moment, _ in day.times] if shown else None

    @rule(who=WHO, days=st.integers(0, 9))
    def somebody_is_ill(self, who: str, days: int) -> None:
        today = clock.local(self.clock.moment).date()
        absence = actions.be_absent(
            self.letters[who], self.letters.id(who), today, today + dt.timedelta(days=days)
        )
        self.run(absence)
        self.run(let_jobs_run())

    @rule(hours=st.sampled_from([1, 7, 24, 72, 120]))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours=hours)
        self.run(let_jobs_run())

    @rule(which=WHICH)
    def everybody_tries_to_look(self, which: int) -> None:
        name = self.pick(which)
        for who in STAFF:
            may = self.run(self._party(name, who))
            assert self.try_(actions.open_letter(self.letters[who], name)) is may
            self.reads += may
            assert not self.try_(queries.my_letter(self.letters[who], name))

    @rule(which=WHICH, who=st.sampled_from(STAFF))
    def somebody_breaks_the_glass(self, which: int, who: str) -> None:
        name = self.pick(which)
        done = self.try_(actions.open_letter(self.letters[who], name, WORDS))
        if done:
            assert who in (*PROFESSIONALS, "mads")
        self.reads += done

    @invariant()
    def nothing_is_lost_or_out_of_order(self) -> None:
        for name in self.names:
            view = self.run(queries.my_letter(self.letters["inger"], name))
            assert [message.text for message in view.messages] == self.written[name]

    @invariant()
    def every_read_has_its_row(self) -> None:
        assert self.run(Reading.all().count()) == self.reads

    @invariant()
    def states_are_legal_and_the_clock_is_right(self) -> None:
        for name in self.names:
            row: Letter = self.run(Letter.get(public_id=name))
            new, old = State(row.state), self.was.get(name, State.draft)
            near = {old} | MOVES[old] | {after for step in MOVES[old] for after in MOVES[step]}
            assert new in near
            self.was[name] = new
            assert row.due_at == self.due[name]
            assert row.late <= (self.clock.moment >= self.due[name])

    @invariant()
    def one_at_most_has_it_and_every_change_has_its_reason(self) -> None:
        for name in self.names:
            row: Letter = self.run(Letter.get(public_id=name))
            held = self.run(Assignment.filter(letter_id=row.id, to_at=None))
            assert [one.professional_id for one in held] == (
                [row.professional_id] if row.professional_id and row.state in OPEN else []
            )
            view = self.run(queries.my_letter(self.letters["inger"], name))
            changes = self.run(Assignment.filter(letter_id=row.id).count())
            lost = self.run(Assignment.filter(letter_id=row.id, left=True).count())
            assert len([event for event in view.events if event.sentence]) == changes + lost

    @invariant()
    def what_she_booked_takes_the_time_of_who_offered_it(self) -> None:
        rows = self.run(Commitment.all().values_list("session_id", "person_id", "starts_at"))
        told = {(session, host, moment) for session, (_, host, moment) in self.booked.items()}
        assert {tuple(row) for row in rows} == told
        for name in self.names:
            view = self.run(queries.my_letter(self.letters["inger"], name))
            mine = [session for session, (letter, _, _) in self.booked.items() if letter == name]
            assert [talk.session_id for talk in view.talks] == mine

    @invariant()
    def no_municipality_lends_more_than_was_agreed(self) -> None:
        spent: Counter[tuple[int, int]] = Counter()
        for _, host, moment in self.booked.values():
            spent[host, clock.local(moment).month] += 30
        assert max(spent.values(), default=0) <= CAP

    async def _offers(self, name: str) -> int | None:
        """Who offers a talk in the letter, by the tables."""
        offer = {"letter__public_id": name, "to_at": None, "talk_offered_at__not_isnull": True}
        row = await Assignment.filter(**offer, letter__state__in=list(OPEN)).first()
        return row.professional_id if row else None

    async def _state(self, name: str) -> State | None:
        row = await Letter.get_or_none(public_id=name)
        return State(row.state) if row else None

    async def _holder(self, name: str) -> int | None:
        row = await Letter.get_or_none(public_id=name)
        return row.professional_id if row else None

    async def _waiting(self, name: str, who: str) -> bool:
        mine = {"letter__public_id": name, "second_reader_id": self.letters.id(who)}
        return await LetterMessage.filter(state="waiting", letter__state__in=list(OURS), **mine).exists()

    async def _count(self, name: str) -> str:
        """The number in the answer sent last."""

        row = (
            await LetterMessage.filter(letter__public_id=name)
            .exclude(number=None)
            .order_by("-number")
            .first()
        )
        assert row is not None
        text = await opened(await Letter.get(public_id=name), f"message:{row.public_id}", row.sealed)
        return text.removeprefix("Svar: ")

    async def _party(self, name: str, who: str) -> bool:
        row = await Letter.get_or_none(public_id=name)
        if row is None:
            return False
        has = row.professional_id == self.letters.id(who) and row.state not in (State.withdrawn, State.draft)
        return has or await self._waiting(name, who)


FEW = settings(
    max_examples=nightly.many(8),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    derandomize=nightly.TIMES == 1,
)


@pytest.fixture(params=["sqlite", "postgres"])
def days(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings]
) -> type[RuleBasedStateMachine]:
    """The machine over databases of one kind, a new one for each run."""
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    return machine(make_settings, server)


def machine(make_settings: Callable[..., Settings], server: str = "") -> type[RuleBasedStateMachine]:
    """Random days, each over a database of its own."""
    count = iter(range(10_000))

    async def opened() -> Settings:
        if server:
            return make_settings(database={"url": await _new_database(server)})
        return make_settings(
            data={"folder": f"{make_settings().data.path}-{next(count)}"}, database={"url": ""}
        )

    async def with_folder() -> Settings:
        made = await opened()
        await asyncio.to_thread(made.data.path.mkdir, parents=True, exist_ok=True)
        return made

    return type("TheseDays", (Days,), {"opened": staticmethod(with_folder)})


@pytest.mark.timeout(nightly.seconds(400))
def test_only_the_parties_read_nothing_is_lost_and_the_clock_is_right(
    days: type[RuleBasedStateMachine],
) -> None:
    run_state_machine_as_test(days, settings=FEW)


async def unnoticed(*told: Any, **more: Any) -> None:
    """A read that leaves no row."""


async def unhindered(*told: Any) -> Any:
    """Agreements that lend whatever is asked."""
    return lambda day: None


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "everybody reads": (rules.MAY, "read", lambda actor, s: rules.is_professional(actor)),
    "reads leave no row": (reading, "noted", unnoticed),
    "everybody offers talks": (rules.MAY, "offer_talk", lambda actor, s: rules.is_professional(actor)),
    "months without an end": (direct, "hindrance", unhindered),
    "three days of 24 hours": (deadlines, "due", lambda sent, days, _closed: sent + dt.timedelta(days=days)),
}


@pytest.mark.timeout(nightly.seconds(200))
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(
    fault: str, make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    where, name, wrong = FAULTS[fault]
    if isinstance(where, dict):
        monkeypatch.setitem(where, name, wrong)
    else:
        monkeypatch.setattr(where, name, wrong)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine(make_settings), settings=FEW)

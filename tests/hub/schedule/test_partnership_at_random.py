"""Random weeks of a partnership, several acting at once: nobody is ever booked twice, no demand is ever
lost, the ledger balances to zero.

What must hold is worked out here from the tables alone, apart from the rules that are tried. Acts of one
round run at the same time, each in a task and a transaction of its own.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from config.settings import Settings
from hub import clock, db, site
from hub.actor import Actor, Role
from hub.errors import Told
from hub.ledger.held import count_held
from hub.ledger.queries import surplus
from hub.rooms.models import Attendance, Seat
from hub.rota import commitments
from hub.rota.models import Commitment
from hub.schedule import actions
from hub.schedule.actions import giving
from hub.schedule.models import Asked, Call, Demand, Proposal, Suggestion
from hub.schedule.wire import DemandForm
from hub.sessions import actions as sessions
from hub.sessions import staffing
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost
from hub.sessions.wire import HostForm
from tests.conftest import Clock, _new_database, _open
from tests.hub.schedule.conftest import Rostered
from tests.hub.sessions.conftest import World, form

DAYS = (
    dt.datetime(2026, 3, 27),
    dt.datetime(2026, 3, 28),
    dt.datetime(2026, 3, 30),
    dt.datetime(2026, 10, 26),
)
"""The days around both clock changes."""
HOURS = (9, 10, 14)
WHICH = st.integers(0, 7)
START = st.builds(lambda day, hour: day.replace(hour=hour), st.sampled_from(DAYS), st.sampled_from(HOURS))
HOUR = dt.timedelta(hours=1)
ACT = st.one_of(
    st.tuples(st.just("assign"), WHICH, WHICH),
    st.tuples(st.just("publish"), WHICH, WHICH),
    st.tuples(st.just("answer"), WHICH, st.booleans()),
    st.tuples(st.just("swap"), WHICH, WHICH),
    st.tuples(st.just("sick"), WHICH, START),
    st.tuples(st.just("take"), WHICH, WHICH),
    st.tuples(st.just("hold"), WHICH, START),
    st.tuples(st.just("book"), WHICH, WHICH),
    st.tuples(st.just("drop"), WHICH, WHICH),
    st.tuples(st.just("move"), WHICH, START),
    st.tuples(st.just("cancel"), WHICH, WHICH),
)


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


class Weeks(RuleBasedStateMachine):
    """One partnership. `opened` makes the settings of its database."""

    opened: Callable[[], Coroutine[Any, Any, Settings]]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = Clock(dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC))
        clock.set_clock(self.clock)
        self.demands: set[int] = set()
        self.holds: list[tuple[int, int, dt.datetime]] = []
        self.run(self._begin())

    def run(self, work: Awaitable[Any]) -> Any:
        return self.runner.run(_awaited(work))

    def teardown(self) -> None:
        self.run(db.close())
        self.runner.close()
        clock.set_clock(None)

    async def _begin(self) -> None:
        made = await type(self).opened()
        await _open(made)
        site.configure(made)
        self.world: World = Rostered()
        await self.world.fill()
        self.nurses = [self.world.nurse]
        for place in (self.world.kolding, self.world.kolding, self.world.varde):
            name = f"Sygeplejerske {len(self.nurses)}"
            self.nurses.append(await self.world.person(place, name, Role.professional, self.world.nursing))

    @initialize(first=START, second=START)
    def two_sessions_are_planned(self, first: dt.datetime, second: dt.datetime) -> None:
        self.a_session_is_planned(first)
        self.a_session_is_planned(second)

    @rule(at=START)
    def a_session_is_planned(self, at: dt.datetime) -> None:
        if len(self.demands) < 6:
            with suppress(Told):  # the day may be over
                self.demands.add(self.run(self._plan(at)))

    async def _plan(self, at: dt.datetime) -> int:
        times = {"starts_local": at, "ends_local": at + HOUR, "hosts": ()}
        session_id = await sessions.create(self.world.coordinator, form(self.world, **times))
        asks = DemandForm(competence_id=self.world.nursing.id)
        [demand_id] = await actions.add_demand(self.world.coordinator, session_id, asks)
        return demand_id

    @rule(acts=st.lists(ACT, min_size=1, max_size=4))
    def several_act_at_once(self, acts: list[tuple[str, int, Any]]) -> None:
        self.run(self._at_once(acts))

    async def _at_once(self, acts: list[tuple[str, int, Any]]) -> None:
        works = [getattr(self, f"_{name}")(which, what) for name, which, what in acts]
        done = await asyncio.wait_for(asyncio.gather(*works, return_exceptions=True), 60)
        bugs = [each for each in done if isinstance(each, BaseException) and not isinstance(each, Told)]
        assert bugs == []

    def _demand(self, which: int) -> int:
        return sorted(self.demands)[which % len(self.demands)]

    def _nurse(self, which: int) -> Actor:
        return self.nurses[which % len(self.nurses)]

    async def _assign(self, which: int, who: int) -> None:
        await actions.assign(self.world.coordinator, self._demand(which), self._nurse(who).person_id)

    async def _publish(self, which: int, who: int) -> None:
        now = clock.now()
        period = {"period_from": DAYS[0].date(), "period_to": DAYS[0].date()}
        made = await Proposal.create(**period, state="ready", seconds=1, made_at=now, beat_at=now)
        for at in range(2):
            told = {"proposal": made, "demand_id": self._demand(which + at)}
            if not await Suggestion.exists(**told):
                await Suggestion.create(**told, person_id=self._nurse(who + at).person_id)
        await actions.publish(self.world.coordinator, made.id)

    async def _answer(self, which: int, accept: bool) -> None:
        row = await Demand.get(id=self._demand(which))
        for nurse in self.nurses:
            if nurse.person_id == row.person_id:
                await actions.answer(nurse, row.id, accept)

    async def _swap(self, which: int, _: int) -> None:
        await actions.offer_swap(self.world.coordinator, self._demand(which))

    async def _sick(self, who: int, at: dt.datetime) -> None:
        nurse = self._nurse(who)
        await actions.report_sick(nurse, nurse.person_id or 0, at, at + 2 * HOUR)

    async def _take(self, which: int, rank: int) -> None:
        calls = await Call.filter(state="open").order_by("id")
        for call in calls[which % len(calls) :][:1] if calls else []:
            asked = await Asked.filter(call_id=call.id).order_by("rank")
            for row in asked[rank % len(asked) :][:1] if asked else []:
                who = next(each for each in self.nurses if each.person_id == row.person_id)
                await actions.take_call(who, call.id)

    async def _hold(self, who: int, at: dt.datetime) -> None:
        nurse, starts = self._nurse(who), clock.utc(at)
        async with db.transaction():
            until = clock.now() + dt.timedelta(minutes=5)
            made = await commitments.hold(nurse.person_id or 0, starts, starts + HOUR, until)
        self.holds.append((made, nurse.person_id or 0, at))

    async def _book(self, which: int, _: int) -> None:
        """A held time becomes a consultation, as a citizen's booking does it."""
        if not self.holds:
            return
        hold_id, person_id, at = self.holds[which % len(self.holds)]
        plan = {"kind": Kind.consultation, "capacity": 1, "starts_local": at, "ends_local": at + HOUR}
        hosts = (HostForm(person_id),)
        session_id = await sessions.create(self.world.coordinator, form(self.world, **plan, hosts=hosts))
        async with db.transaction():
            await commitments.turn_hold(hold_id, session_id)
        await sessions.publish(self.world.coordinator, session_id)

    async def _drop(self, which: int, _: int) -> None:
        if self.holds:
            async with db.transaction():
                await commitments.drop_hold(self.holds[which % len(self.holds)][0])

    async def _move(self, which: int, at: dt.datetime) -> None:
        row = await Demand.get(id=self._demand(which))
        await sessions.move(self.world.coordinator, row.session_id, at, at + HOUR)

    async def _cancel(self, which: int, really: int) -> None:
        row = await Demand.get(id=self._demand(which))
        if really == 0:
            await sessions.cancel(self.world.coordinator, row.session_id, "Aflyst")

    @rule(minutes=st.sampled_from((6, 60, 60 * 24 * 26)))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)
        self.run(self._held())

    async def _held(self) -> None:
        """What is over was held as planned, and is counted."""
        over = Session.filter(ends_at__lte=clock.now()).exclude(state__in=["ended", "cancelled"])
        for session in await over:
            for host in await SessionHost.filter(session_id=session.id):
                seat = await Seat.create(
                    session_id=session.id,
                    person_id=host.person_id,
                    public_id=f"p{session.id}-{host.person_id}",
                    name_shown="",
                    alias="",
                    part="host",
                    came_at=session.starts_at,
                    last_seen_at=session.ends_at,
                )
                await Attendance.create(seat=seat, joined_at=session.starts_at, left_at=session.ends_at)
            await Session.filter(id=session.id).update(state="ended")
        await count_held()

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        rows = self.run(Commitment.all().order_by("person_id", "starts_at", "ends_at"))
        assert [
            (one.id, other.id)
            for one, other in pairwise(rows)
            if one.person_id == other.person_id and other.starts_at < one.ends_at
        ] == []

    @invariant()
    def no_demand_is_lost(self) -> None:
        rows = self.run(Demand.all().select_related("session"))
        assert self.demands - {row.id for row in rows} == set()
        assert [row.id for row in rows if (row.person_id is None) != (row.state == "open")] == []

    @invariant()
    def who_has_a_demand_leads_it_and_her_time_is_taken(self) -> None:
        assert self.run(self._wrong()) == []

    async def _wrong(self) -> list[tuple[str, int]]:
        wrong = []
        for row in await Demand.all().select_related("session"):
            session = row.session
            hosts = [each.person_id for each in await SessionHost.filter(session_id=session.id)]
            if hosts != ([] if row.person_id is None else [row.person_id]):
                wrong.append(("hosts", row.id))
            taken = await Commitment.filter(session_id=session.id)
            if session.state == "cancelled":
                wrong += [("cancelled", row.id)] if taken else []
            elif [each.person_id for each in taken] != hosts:
                wrong.append(("time", row.id))
            elif any((e.starts_at, e.ends_at) != (session.starts_at, session.ends_at) for e in taken):
                wrong.append(("moved", row.id))
        return wrong

    @invariant()
    def a_call_is_open_once_and_taken_by_whom_it_says(self) -> None:
        calls = self.run(Call.all())
        open_ = [call.demand_id for call in calls if call.state == "open"]
        assert len(open_) == len(set(open_))
        assert [call.id for call in calls if (call.taken_by_id is None) == (call.state == "taken")] == []

    @invariant()
    def the_ledger_balances_to_zero(self) -> None:
        assert sum(self.run(surplus(dt.date(2027, 1, 1))).values()) == 0


FEW = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    derandomize=True,
)


def machine(make_settings: Callable[..., Settings], server: str = "") -> type[RuleBasedStateMachine]:
    """Random weeks, each over a database of its own."""
    count = iter(range(10_000))

    async def opened() -> Settings:
        if server:
            return make_settings(database={"url": await _new_database(server)})
        made = make_settings(data={"folder": f"{make_settings().data.path}-{next(count)}"})
        await asyncio.to_thread(made.data.path.mkdir, parents=True, exist_ok=True)
        return made

    return type("TheseWeeks", (Weeks,), {"opened": staticmethod(opened)})


@pytest.fixture(params=["sqlite", "postgres"])
def weeks(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings]
) -> type[RuleBasedStateMachine]:
    """The machine over databases of one kind, a new one for each run."""
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    return machine(make_settings, server)


@pytest.mark.timeout(400)
def test_never_a_double_booking_never_a_lost_demand(weeks: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(weeks, settings=FEW)


async def nothing(*told: Any, **more: Any) -> None:
    """A step left out."""


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "time is not taken": (staffing, "commit", nothing),
    "a no leaves the leader there": (staffing, "leave", nothing),
    "it is not written down who has it": (giving, "write", nothing),
}


@pytest.mark.timeout(200)
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(
    fault: str, make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(machine(make_settings), settings=FEW)

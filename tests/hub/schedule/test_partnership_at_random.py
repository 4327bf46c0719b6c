"""Random weeks of a partnership, several acting at once: nobody is ever booked twice, no demand is ever
lost, the ledger balances to zero.

The acts stand in `weeks/`, by noun, and what must hold in `weeks/holds.py`. Faults planted here show that it
would be seen; several processes at once are `test_processes_at_once.py`'s matter.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tortoise.connection import get_connection

from config.settings import Settings
from hub import db
from hub.actor import Actor
from hub.booking import actions as booking
from hub.ledger import actions as ledger
from hub.ledger.models import Entry
from hub.rota import commitments
from hub.schedule.actions import covering, following, giving
from hub.sessions import actions as sessions
from hub.sessions import staffing
from tests.conftest import _new_database, _open
from tests.hub.schedule.weeks.base import BOOKED, START, WHICH, Partnership
from tests.hub.schedule.weeks.booking import Booked
from tests.hub.schedule.weeks.holds import Holds
from tests.hub.schedule.weeks.ledger import Counted
from tests.hub.schedule.weeks.sessions import Planning
from tests.hub.schedule.weeks.staffing import Staffing

STAFFING = ("assign", "publish", "republish", "pin", "answer", "swap", "sick", "take", "refuse", "close")
SESSIONS = ("show", "move", "edit", "cancel", "step")
BOOKING = ("hold", "book", "let_go", "give_back", "wait", "stop_waiting", "fill")
OFTEN = ("hold", "book", "sick", "sick", "take", "take", "edit", "cancel", "move")
WHAT = st.sampled_from((*STAFFING, *SESSIONS, *BOOKING, *OFTEN))
ACT = st.tuples(WHAT, WHICH, WHICH, START)


ACTS = st.lists(ACT, min_size=3, max_size=7)
Act = tuple[str, int, int, dt.datetime]


class Weeks(Staffing, Booked, Counted, Planning, Holds):
    """All that can happen. `opened` makes the settings of its database."""

    @rule(acts=ACTS)
    def several_act_at_once(self, acts: list[Act]) -> None:
        self.run(self.at_once([getattr(self, f"_{name}")(*what) for name, *what in acts]))

    @rule(acts=ACTS)
    def and_several_more(self, acts: list[Act]) -> None:
        self.several_act_at_once(acts)

    @rule(who=WHICH, at=BOOKED)
    def a_citizen_books(self, who: int, at: dt.datetime) -> None:
        self.run(self.at_once([self._hold(who, 0, at), self._hold(who + 1, 0, at), self._hold(who, 0, at)]))
        self.run(self.at_once([self._book(who, 0, at), self._book(who, 0, at), self._book(who + 1, 0, at)]))


class ByHand(Counted, Planning, Holds):
    """Planners who name leaders and times by hand, and nothing else."""

    @rule(acts=st.lists(st.tuples(st.sampled_from(("edit", "move")), WHICH, WHICH, START), min_size=3))
    def several_plan_at_once(self, acts: list[Act]) -> None:
        self.run(self.at_once([getattr(self, f"_{name}")(*what) for name, *what in acts]))


FEW = settings(
    max_examples=8,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
UNTIL_FOUND = settings(FEW, max_examples=120)


def machine(
    make_settings: Callable[..., Settings], server: str = "", kind: type[Partnership] = Weeks
) -> type[Partnership]:
    """Random weeks, each over a database of its own."""
    count = iter(range(10_000))

    async def opened() -> Settings:
        if server:
            return make_settings(database={"url": await _new_database(server)})
        made = make_settings(data={"folder": f"{make_settings().data.path}-{next(count)}"})
        await asyncio.to_thread(made.data.path.mkdir, parents=True, exist_ok=True)
        return made

    return type("TheseWeeks", (kind,), {"opened": staticmethod(opened)})


@pytest.fixture(params=["sqlite", "postgres"])
def weeks(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings]
) -> type[RuleBasedStateMachine]:
    """The machine over databases of one kind, a new one for each run."""
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    return machine(make_settings, server)


@pytest.mark.timeout(600)
def test_never_a_double_booking_never_a_lost_demand(weeks: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(weeks, settings=FEW)


async def nothing(*told: Any, **more: Any) -> None:
    """A step left out."""


async def upwards(actor: Actor, entry: Entry, change: int, reason: str) -> Entry:
    """A correction that always adds."""
    return await COUNTER(actor, entry, abs(change), reason)


COUNTER = ledger._counter
UNGUARDED = (
    "DROP TRIGGER commitment_insert",
    "DROP TRIGGER commitment_update",
)
FAULTS: dict[str, tuple[Any, str, Any]] = {
    "time is not taken": (staffing, "commit", nothing),
    "time is not given back": (commitments, "release", nothing),
    "a no leaves the leader there": (staffing, "leave", nothing),
    "it is not written down who has it": (giving, "write", nothing),
    "who is taken off a session keeps its demand": (following, "write", nothing),
    "every yes is the first": (covering, "check_call", lambda old, new: None),
    "a hold is kept beside the next": (booking, "_give_back", nothing),
    "a moved talk keeps its old time": (booking.commitments, "turn_hold", nothing),
    "a correction goes one way only": (ledger, "_counter", upwards),
    "a session moves and its time does not": (sessions, "_commit", nothing),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(
    fault: str, make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(machine(make_settings), settings=UNTIL_FOUND)


@pytest.mark.timeout(300)
def test_without_guard_of_program_and_database_it_is_found(
    make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either alone is enough: both have to go before anybody is booked twice."""
    monkeypatch.setattr(commitments, "_check_free", nothing)
    weeks = machine(make_settings, kind=ByHand)
    run_state_machine_as_test(weeks, settings=settings(FEW, max_examples=2))
    opened = weeks.opened

    async def unguarded() -> Settings:
        made = await opened()
        await _open(made)
        for statement in UNGUARDED:
            await get_connection("default").execute_script(statement)
        await db.close()
        return made

    weeks.opened = staticmethod(unguarded)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(weeks, settings=UNTIL_FOUND)

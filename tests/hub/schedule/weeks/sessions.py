"""What happens to sessions themselves: planned, published, edited and moved by hand, called off, held."""

import datetime as dt
from contextlib import suppress

from hypothesis.stateful import initialize, rule

from hub import clock
from hub.actor import Actor
from hub.errors import Told
from hub.schedule import actions
from hub.schedule.models import Call, Demand
from hub.schedule.wire import DemandForm
from hub.sessions import actions as sessions
from hub.sessions.kinds import Kind
from hub.sessions.models import Session, SessionHost, SessionMunicipality
from hub.sessions.states import State
from hub.sessions.wire import HostForm, SessionForm, Visibility
from tests.hub.schedule.weeks.base import HOUR, START, WHICH, Partnership
from tests.hub.sessions.conftest import form

STEPS = (State.open, State.live, State.ended, State.practice)


class Planning(Partnership):
    """Acts take a number or two and a wall time, and choose by them among what there is."""

    @initialize(first=START, second=START, who=WHICH)
    def some_sessions_are_planned(self, first: dt.datetime, second: dt.datetime, who: int) -> None:
        self.a_session_is_planned(first)
        self.a_session_is_planned_led_and_shown(second, who)
        self.a_session_is_planned_led_and_shown(dt.datetime(2026, 3, 29, 10), who + 1)

    @rule(at=START)
    def a_session_is_planned(self, at: dt.datetime) -> None:
        if len(self.demands) < 8:
            with suppress(Told):  # the day may be over, or the hour one that is skipped
                self.demands.add(self.run(self._plan(at)))

    @rule(at=START, who=WHICH)
    def a_session_is_planned_led_and_shown(self, at: dt.datetime, who: int) -> None:
        known = set(self.demands)
        self.a_session_is_planned(at)
        for demand_id in self.demands - known:
            with suppress(Told):  # she may be taken
                self.run(self._lead(demand_id, who))

    async def _lead(self, demand_id: int, who: int) -> None:
        await actions.assign(self.world.coordinator, demand_id, self.nurse(who).person_id)
        row = await Demand.get(id=demand_id)
        await sessions.publish(self.world.coordinator, row.session_id)

    async def _plan(self, at: dt.datetime) -> int:
        times = {"starts_local": at, "ends_local": at + HOUR, "hosts": ()}
        session_id = await sessions.create(self.world.coordinator, form(self.world, **times))
        asks = DemandForm(competence_id=self.world.nursing.id)
        [demand_id] = await actions.add_demand(self.world.coordinator, session_id, asks)
        return demand_id

    async def _show(self, which: int, _: int, __: dt.datetime) -> None:
        row = await Demand.get(id=self.demand(which))
        await sessions.publish(self.world.coordinator, row.session_id)

    async def _move(self, which: int, minutes: int, at: dt.datetime) -> None:
        session, planner = await self._any(which)
        self.moved_by_hand |= session.kind == Kind.consultation
        await sessions.move(planner, session.id, at, at + HOUR + dt.timedelta(minutes=minutes * 5))

    async def _edit(self, which: int, who: int, at: dt.datetime) -> None:
        """By hand: another leader (or nobody), sometimes another time."""
        session, planner = await self._any(which)
        hosts = (HostForm(self.nurse(who).person_id or 0),) if who < 6 else ()
        self.moved_by_hand |= session.kind == Kind.consultation
        starts = at if who % 2 else dt.datetime.fromisoformat(session.starts_local)
        await sessions.edit(planner, session.id, await self._form(session, starts, hosts))

    async def _cancel(self, which: int, really: int, _: dt.datetime) -> None:
        """Often one that somebody is asked to cover."""
        session, planner = await self._any(which)
        calls = await Call.filter(state="open").select_related("demand__session") if really % 2 else []
        for call in calls[which % len(calls) :][:1] if calls else []:
            session, planner = call.demand.session, self._planner(call.demand.session)
        if really < 4:
            await sessions.cancel(planner, session.id, "Aflyst")

    async def _step(self, which: int, to: int, _: dt.datetime) -> None:
        session, planner = await self._any(which)
        await sessions.set_state(planner, session.id, STEPS[to % len(STEPS)])

    async def _any(self, which: int) -> tuple[Session, Actor]:
        """One of all sessions, booked talks with them, and its municipality's planner."""
        found = await Session.all().order_by("id")
        session = found[which % len(found)]
        return session, self._planner(session)

    def _planner(self, session: Session) -> Actor:
        return self.planners[session.municipality_id != self.world.kolding.id]

    async def _form(self, session: Session, starts: dt.datetime, hosts: tuple[HostForm, ...]) -> SessionForm:
        lasts = session.ends_at - session.starts_at
        offered = await SessionMunicipality.filter(session_id=session.id)
        return SessionForm(
            kind=Kind(session.kind),
            title=session.title,
            starts_local=starts,
            ends_local=starts + lasts,
            visibility=Visibility(session.visibility),
            hosts=hosts,
            municipality_ids=tuple(each.municipality_id for each in offered),
        )

    async def over(self) -> list[Session]:
        """Sessions whose time is over now, said to be held."""
        found = Session.filter(ends_at__lte=clock.now()).exclude(state__in=["ended", "cancelled"])
        over = [each for each in await found if await SessionHost.exists(session_id=each.id)]
        await Session.filter(id__in=[each.id for each in over]).update(state=State.ended.value)
        return over

"""What planners and professionals do with demands: give, publish, answer, swap, fall ill, take a call."""

import datetime as dt

from hub import clock
from hub.actor import Actor
from hub.schedule import actions
from hub.schedule.models import Asked, Call, Demand, Proposal, Suggestion
from hub.sessions.models import SessionHost
from tests.hub.schedule.weeks.base import DAYS, HOUR, Partnership


class Staffing(Partnership):
    """Acts take a number or two and a wall time, and choose by them among what there is."""

    async def _assign(self, which: int, who: int, _: dt.datetime) -> None:
        person = self.nurse(who).person_id if who < 6 else None
        await actions.assign(self.world.coordinator, self.demand(which), person)

    async def _publish(self, which: int, who: int, _: dt.datetime) -> None:
        now = clock.now()
        period = {"period_from": DAYS[0].date(), "period_to": DAYS[0].date()}
        made = await Proposal.create(**period, state="ready", seconds=1, made_at=now, beat_at=now)
        for at in range(2):
            told = {"proposal": made, "demand_id": self.demand(which + at)}
            if not await Suggestion.exists(**told):
                await Suggestion.create(**told, person_id=self.nurse(who + at).person_id)
        await actions.publish(self.world.coordinator, made.id)

    async def _republish(self, which: int, _: int, __: dt.datetime) -> None:
        """A stale page of an earlier proposal is sent again."""
        made = await Proposal.all().order_by("id")
        for proposal in made[which % len(made) :][:1] if made else []:
            await actions.publish(self.world.neighbour, proposal.id)

    async def _pin(self, which: int, who: int, _: dt.datetime) -> None:
        await actions.pin(self.world.coordinator, self.demand(which), self.nurse(who).person_id or 0)

    async def _answer(self, which: int, no: int, _: dt.datetime) -> None:
        row = await Demand.get(id=self.demand(which))
        for nurse in self._who(row.person_id):
            await actions.answer(nurse, row.id, no % 2 == 0)

    async def _swap(self, which: int, _: int, __: dt.datetime) -> None:
        await actions.offer_swap(self.world.coordinator, self.demand(which))

    async def _sick(self, which: int, days: int, at: dt.datetime) -> None:
        """Somebody who is to lead something, if anybody is, on that very day."""
        led = await SessionHost.all().order_by("id").select_related("session")
        for row in led[which % len(led) :][:1] if led else []:
            at = dt.datetime.fromisoformat(row.session.starts_local)
            for nurse in self._who(row.person_id):
                ends = at + 2 * HOUR + dt.timedelta(days=days)
                await actions.report_sick(nurse, row.person_id, at, ends)

    async def _take(self, which: int, rank: int, _: dt.datetime) -> None:
        for call in await self._calls(which):
            asked = await Asked.filter(call_id=call.id).order_by("rank")
            for row in asked[rank % len(asked) :][:1] if asked else []:
                for who in self._who(row.person_id):
                    await actions.take_call(who, call.id)

    async def _refuse(self, which: int, rank: int, _: dt.datetime) -> None:
        for call in await self._calls(which):
            asked = await Asked.filter(call_id=call.id).order_by("rank")
            for row in asked[rank % len(asked) :][:1] if asked else []:
                for who in self._who(row.person_id):
                    await actions.refuse_call(who, call.id)

    async def _close(self, which: int, _: int, __: dt.datetime) -> None:
        for call in await self._calls(which):
            await actions.close_call(self.world.coordinator, call.id)

    async def _calls(self, which: int) -> list[Call]:
        """One of the calls, mostly of those that are open; none if there are none."""
        there = Call.filter(state="open") if which else Call.all()
        calls = await there.order_by("-id")
        return calls[which % len(calls) :][:1] if calls else []

    def _who(self, person_id: int | None) -> list[Actor]:
        return [each for each in self.nurses if each.person_id == person_id]

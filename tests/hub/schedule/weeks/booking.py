"""What citizens do: hold a time, book it, move it, let it go, give a talk back, wait for one."""

import datetime as dt

from hub import clock
from hub.actor import Actor
from hub.booking import actions, waiting
from hub.booking.models import Booking, WaitingFor
from tests.hub.schedule.weeks.base import Partnership


class Booked(Partnership):
    """Acts take a number or two and a wall time, and choose by them among what there is."""

    async def _hold(self, who: int, moves: int, at: dt.datetime) -> None:
        citizen = self.citizen(who)
        mine = [each.session_id for each in await self._mine(citizen)]
        old = mine[moves % len(mine)] if mine and moves % 2 else None
        await actions.hold(citizen, self.offer(citizen), clock.utc(at), old)

    async def _book(self, who: int, _: int, __: dt.datetime) -> None:
        citizen = self.citizen(who)
        before = {each.session_id for each in await self._mine(citizen)}
        session_id = await actions.confirm(citizen)
        self.wanted[citizen.person_id or 0] += session_id not in before

    async def _let_go(self, who: int, _: int, __: dt.datetime) -> None:
        await actions.let_go(self.citizen(who))

    async def _give_back(self, who: int, which: int, _: dt.datetime) -> None:
        citizen = self.citizen(who)
        mine = await self._mine(citizen)
        if mine:
            await waiting.withdraw(citizen, mine[which % len(mine)].session_id)

    async def _wait(self, who: int, days: int, _: dt.datetime) -> None:
        citizen = self.citizen(who)
        before = await WaitingFor.exists(citizen_id=citizen.person_id)
        self.wanted[citizen.person_id or 0] += not before
        until = clock.local(clock.now()).date() + dt.timedelta(days=20 * days)
        await waiting.wait(citizen, self.offer(citizen), until)

    async def _stop_waiting(self, who: int, _: int, __: dt.datetime) -> None:
        citizen = self.citizen(who)
        await waiting.stop_waiting(citizen, self.offer(citizen))

    async def _fill(self, _: int, __: int, ___: dt.datetime) -> None:
        await waiting.fill()

    async def _mine(self, citizen: Actor) -> list[Booking]:
        return await Booking.filter(citizen_id=citizen.person_id).order_by("id")

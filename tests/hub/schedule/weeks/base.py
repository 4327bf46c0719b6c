"""One partnership over which random weeks pass: who is in it, its clock, and several who act at once.

What they do is in the files beside this one, by noun; what must hold is in `holds`.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from config.settings import Settings
from hub import clock, db, site
from hub.accounts.models import Agreement, PersonCompetence
from hub.actor import Actor, Role
from hub.booking import offering
from hub.booking.wire import OfferForm
from hub.errors import Told
from hub.rota.models import RotaRule
from tests.conftest import Clock, _open
from tests.hub.schedule.conftest import Rostered

DAYS = (
    dt.datetime(2026, 3, 27),
    dt.datetime(2026, 3, 29),
    dt.datetime(2026, 3, 30),
    dt.datetime(2026, 10, 25),
    dt.datetime(2026, 10, 26),
)
"""The days around both clock changes, and the Sundays themselves."""
TIMES = (dt.time(1, 30), dt.time(2, 30), dt.time(9), dt.time(9, 30), dt.time(10))
"""02.30 is skipped by one of the Sundays and comes twice on the other."""
HOUR = dt.timedelta(hours=1)
WHICH = st.integers(0, 7)
START = st.builds(dt.datetime.combine, st.sampled_from(DAYS), st.sampled_from(TIMES))

BOOKED = st.builds(dt.datetime.combine, st.sampled_from(DAYS[:3]), st.sampled_from(TIMES[2:]))
"""Such as a citizen chooses among."""


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


class Partnership(RuleBasedStateMachine):
    """Nurses of two municipalities that lend each other, citizens of both, a planner of each."""

    opened: Callable[[], Coroutine[Any, Any, Settings]]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = Clock(dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC))
        clock.set_clock(self.clock)
        self.demands: set[int] = set()
        self.wanted: Counter[int] = Counter()
        """How many talks each citizen has asked for: confirmed by hand, or waited for."""
        self.moved_by_hand = False
        """A planner gave a booked talk another time: it may lie across another one."""
        self.standing: dict[int, int] = {}
        """Entries of the ledger that were corrected, and the minutes last said of each."""
        self.run(self._begin())

    def run(self, work: Awaitable[Any]) -> Any:
        """Wait for it."""
        return self.runner.run(_awaited(work))

    def teardown(self) -> None:
        self.run(db.close())
        self.runner.close()
        clock.set_clock(None)

    async def at_once(self, works: list[Coroutine[Any, Any, None]]) -> None:
        """Each in a task and transactions of its own; what is not told in words is a bug."""
        done = await asyncio.wait_for(asyncio.gather(*works, return_exceptions=True), 60)
        bugs = [each for each in done if isinstance(each, BaseException) and not isinstance(each, Told)]
        if bugs:
            raise ExceptionGroup("escaped", [each for each in bugs if isinstance(each, Exception)])

    def demand(self, which: int) -> int:
        """One of the demands."""
        return sorted(self.demands)[which % len(self.demands)]

    def nurse(self, which: int) -> Actor:
        """One of the nurses."""
        return self.nurses[which % len(self.nurses)]

    def citizen(self, which: int) -> Actor:
        """One of the citizens."""
        return self.citizens[which % len(self.citizens)]

    def offer(self, citizen: Actor) -> int:
        """What that citizen may book."""
        return self.offers[0 if citizen.municipality_id == self.world.kolding.id else 1]

    async def _begin(self) -> None:
        made = await type(self).opened()
        await _open(made)
        site.configure(made)
        self.world = Rostered()
        await self.world.fill()
        await self._staff()
        kolding, varde = self.world.kolding, self.world.varde
        self.citizens = [self.world.citizen, self.world.other]
        self.citizens += [await self.world.person(kolding, "Bente Borg", Role.citizen)]
        self.citizens += [await self.world.person(varde, "Vagn Vang", Role.citizen)]
        form = OfferForm(self.world.nursing.id, 30, "Samtale", "Talk")
        self.planners = [self.world.coordinator, self.world.neighbour]
        self.offers = [await offering.make_offer(each, form) for each in self.planners]
        self.closer = await self.world.person(kolding, "Mona Chef", Role.municipal_administrator)
        assert kolding.id != varde.id

    async def _staff(self) -> None:
        """Two nurses of each municipality, who work on Sundays, too, and at night."""
        world = self.world
        pact = {"competence": world.nursing, "valid_from": dt.date(2026, 1, 1)}
        await Agreement.create(giver=world.kolding, receiver=world.varde, **pact)
        self.nurses = [world.nurse]
        for place in (world.kolding, world.kolding, world.varde):
            name = f"Sygeplejerske {len(self.nurses)}"
            self.nurses.append(await world.person(place, name, Role.professional, world.nursing))
        for each in self.nurses:
            await PersonCompetence.create(person_id=each.person_id, competence=world.nursing)
            hours = {"starts": "00:00", "ends": "23:59", "weeks": "every", "valid_from": dt.date(2026, 1, 1)}
            await RotaRule.create(person_id=each.person_id, weekday=7, **hours)

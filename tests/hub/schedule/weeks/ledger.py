"""What the ledger does when time passes: what was held is counted, what was counted wrongly is corrected."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from hub.errors import Told
from hub.ledger.actions import correct
from hub.ledger.held import count_held
from hub.ledger.models import Entry
from hub.ledger.wire import CorrectionForm
from hub.rooms.models import Attendance, Seat
from hub.sessions.models import Session, SessionHost
from tests.hub.schedule.weeks.base import WHICH
from tests.hub.schedule.weeks.sessions import Planning

LATER = st.sampled_from((6, 60, 60 * 24 * 27, 60 * 24 * 211))

SAID = st.sampled_from((0, 7, 45, 60))


class Counted(Planning):
    """Time passes, and entries follow."""

    @rule(minutes=LATER, which=WHICH, corrected=SAID)
    def time_passes(self, minutes: int, which: int, corrected: int) -> None:
        self.clock.forward(minutes=minutes)
        self.run(self._held())
        self.an_entry_is_corrected_from_both_sides_at_once(which, corrected)

    @rule(which=WHICH, minutes=SAID)
    def an_entry_is_corrected_from_both_sides_at_once(self, which: int, minutes: int) -> None:
        held = self.run(Entry.filter(kind="held").order_by("id"))
        if held:
            self.run(self._corrected(held[which % len(held)], minutes))

    async def _corrected(self, entry: Entry, minutes: int) -> None:
        """Only one side may correct in that direction; pressed twice it is done once."""
        await self.at_once([self._correct(entry, minutes, each) for each in (0, 1, 0, 1)])
        self.standing.setdefault(entry.id, entry.minutes)

    async def _correct(self, entry: Entry, minutes: int, side: int) -> None:
        try:
            await correct(
                self.planners[side], entry.id, CorrectionForm(minutes=minutes, reason="Talt forkert")
            )
        except Told:
            return
        self.standing[entry.id] = minutes

    async def _held(self) -> None:
        """What is over was held as planned, and is counted by several hubs at once."""
        for session in await self.over():
            for host in await SessionHost.filter(session_id=session.id):
                await self._attended(session, host.person_id)
        await self.at_once([self._count(), self._count(), self._count()])

    async def _count(self) -> None:
        await count_held()

    async def _attended(self, session: Session, person_id: int) -> None:
        seat = await Seat.create(
            session_id=session.id,
            person_id=person_id,
            public_id=f"p{session.id}-{person_id}",
            name_shown="",
            alias="",
            part="host",
            came_at=session.starts_at,
            last_seen_at=session.ends_at,
        )
        await Attendance.create(seat=seat, joined_at=session.starts_at, left_at=session.ends_at)

"""What must hold after every step, worked out from the tables alone, apart from the rules that are tried."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise

from hypothesis.stateful import invariant

from hub import clock
from hub.accounts.models import Person
from hub.booking.models import Booking, BookingHold
from hub.ledger.models import Counted, Entry
from hub.ledger.queries import surplus
from hub.rota.models import Commitment
from hub.schedule.models import Call, Demand
from hub.sessions.models import Session, SessionHost, SessionMunicipality, SignUp
from tests.hub.schedule.weeks.base import Partnership

STAND = frozenset({"draft", "published", "practice", "open", "live"})
COMING = STAND - {"draft"}
MARGIN = dt.timedelta(minutes=15)
Times = tuple[dt.datetime, dt.datetime]


def none(wrong: Collection[object]) -> None:
    """Nothing is wrong, or it is said what."""
    assert not wrong, wrong


def crossing(times: Iterable[Times]) -> list[tuple[Times, Times]]:
    """Stretches that overlap the next one."""
    return [(one, other) for one, other in pairwise(sorted(times)) if other[0] < one[1]]


class Holds(Partnership):
    """Each is looked at after every step."""

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        taken: dict[int, list[Times]] = defaultdict(list)
        for row in self.run(Commitment.all()):
            taken[row.person_id].append((row.starts_at, row.ends_at))
        none([crossing(times) for times in taken.values() if crossing(times)])

    @invariant()
    def nobody_leads_two_sessions_at_once(self) -> None:
        leads: dict[int, list[Times]] = defaultdict(list)
        for row in self.run(SessionHost.filter(session__state__in=list(COMING)).select_related("session")):
            leads[row.person_id].append((row.session.starts_at, row.session.ends_at))
        none([crossing(times) for times in leads.values() if crossing(times)])

    @invariant()
    def who_leads_has_her_time_taken_and_nobody_elses_is(self) -> None:
        none(self.run(self._commitments()))

    async def _commitments(self) -> list[tuple[int, str]]:
        wrong = []
        promised = {(row.session_id, row.person_id) for row in await Demand.exclude(person_id=None)}
        held = {row.commitment for row in await BookingHold.all()}
        for row in await Commitment.filter(purpose="hold", expires_at__gt=clock.now()):
            wrong += [] if row.id in held else [(row.id, "held for nobody")]
        for session in await Session.filter(state__in=[*STAND, "cancelled"]):
            hosts = {row.person_id for row in await SessionHost.filter(session_id=session.id)}
            due = hosts if session.state in COMING else set()
            if session.state == "draft":
                due = {each for each in hosts if (session.id, each) in promised}
            rows = await Commitment.filter(session_id=session.id)
            wrong += [] if due <= {row.person_id for row in rows} else [(session.id, "not taken")]
            spare = {row.person_id for row in rows} - (set() if session.state == "cancelled" else hosts)
            wrong += [(session.id, "taken for nothing")] if spare else []
            times = {(row.starts_at, row.ends_at) for row in rows}
            wrong += [(session.id, "another time")] if times - {(session.starts_at, session.ends_at)} else []
        return wrong

    @invariant()
    def wall_and_moment_agree(self) -> None:
        """Of the hour that comes twice the first is meant; the one that is skipped is nowhere."""
        for row in self.run(Session.all()):
            walls = (dt.datetime.fromisoformat(each) for each in (row.starts_local, row.ends_local))
            moments = [wall.replace(tzinfo=clock.COPENHAGEN).astimezone(dt.UTC) for wall in walls]
            assert moments == [row.starts_at, row.ends_at]
            assert clock.local(row.starts_at).isoformat(timespec="minutes") == row.starts_local

    @invariant()
    def no_demand_is_lost(self) -> None:
        rows = self.run(Demand.all().select_related("session"))
        assert self.demands - {row.id for row in rows} == set()
        none([row.id for row in rows if (row.person_id is None) != (row.state == "open")])

    @invariant()
    def who_has_a_demand_leads_it_and_nobody_is_looked_for_where_somebody_leads(self) -> None:
        none(self.run(self._led()))

    async def _led(self) -> list[tuple[int, str]]:
        wrong = []
        for session in await Session.filter(state__in=list(STAND)):
            demands = await Demand.filter(session_id=session.id)
            hosts = sorted([row.person_id for row in await SessionHost.filter(session_id=session.id)])
            theirs = sorted([row.person_id for row in demands if row.person_id is not None])
            if set(theirs) - set(hosts):
                wrong.append((session.id, "promised, but does not lead"))
            if session.state in COMING and len(theirs) < min(len(demands), len(hosts)):
                wrong.append((session.id, "looked for, though somebody leads"))
            if session.state in COMING and not demands and not hosts:
                wrong.append((session.id, "nobody leads and nobody is asked for"))
        return wrong

    @invariant()
    def a_call_is_open_once_and_taken_by_whom_it_says(self) -> None:
        calls = self.run(Call.all().select_related("demand__session"))
        there = [call for call in calls if call.state == "open"]
        assert len(there) == len({call.demand_id for call in there})
        none([call.id for call in there if call.demand.session.state == "cancelled"])
        left = [(c.id, c.kind, c.leaver_id, c.demand_id, c.demand.person_id) for c in there]
        none([each for each in left if each[4] not in (None, each[2])])
        none([call.id for call in calls if (call.taken_by_id is None) == (call.state == "taken")])
        none([call.id for call in calls if (call.over_at is None) != (call.state == "open")])

    @invariant()
    def a_citizen_has_the_talks_she_asked_for_and_is_not_in_two_places(self) -> None:
        none(self.run(self._talks()))

    async def _talks(self) -> list[tuple[int, str]]:
        """A planner may move a talk onto another; citizens and the waiting list may not."""
        wrong = []
        made = Counter([row.citizen_id for row in await Booking.all()])
        wrong += [(who, "more than she asked for") for who in made if made[who] > self.wanted[who]]
        mine: dict[int, list[Times]] = defaultdict(list)
        booked = await Booking.filter(session__state__in=list(COMING)).select_related("session")
        for row in booked:
            if await SignUp.exists(session_id=row.session_id, state="signed_up", person_id=row.citizen_id):
                mine[row.citizen_id].append((row.session.starts_at, row.session.ends_at))
        for who, times in mine.items():
            wrong += [(who, "two places at once")] if crossing(times) and not self.moved_by_hand else []
        return wrong

    @invariant()
    def the_ledger_balances_and_says_what_was_held_and_corrected(self) -> None:
        none(self.run(self._entries()))

    async def _entries(self) -> list[tuple[object, str]]:
        wrong: list[tuple[object, str]] = []
        sums: Counter[int] = Counter()
        minutes: Counter[tuple[int, int]] = Counter()
        for row in await Entry.filter(kind="held"):
            stands = self.standing.get(row.id, row.minutes)
            sums[row.giver_id] += stands
            sums[row.receiver_id] -= stands
            minutes[row.session_id, row.person_id] += row.minutes
        told = await surplus(dt.date(2100, 1, 1))
        wrong += (
            [] if told == {place: sums[place] for place in sorted(sums) if sums[place]} else [(told, "sum")]
        )
        wrong += [] if sum(told.values()) == 0 else [(told, "does not balance")]
        for counted in await Counted.all().select_related("session"):
            wrong += await self._shared(counted.session, minutes)
        return wrong

    async def _shared(self, session: Session, minutes: Counter[tuple[int, int]]) -> list[tuple[object, str]]:
        """Everybody was there all the time: her minutes, but for her own municipality's share."""
        lasts = (session.ends_at - session.starts_at) // dt.timedelta(minutes=1)
        offered = {row.municipality_id for row in await SessionMunicipality.filter(session_id=session.id)}
        wrong: list[tuple[object, str]] = []
        for host in await SessionHost.filter(session_id=session.id):
            home = (await Person.get(id=host.person_id)).municipality_id
            got = minutes[session.id, host.person_id]
            abroad = len(offered - {home})
            low, high = lasts * abroad // len(offered), -(-lasts * abroad // len(offered))
            wrong += [] if low <= got <= high else [((session.id, got, lasts), "minutes")]
        return wrong

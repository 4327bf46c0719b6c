"""The one gate: every part, way in and state, written out."""

import datetime as dt

import msgspec
import pytest

from hub.errors import Refused
from hub.rooms.admission import Admitted, Arrival, Waiting, decide
from hub.rooms.wire import PARTS
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.states import State

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
IN, DOORS, HOST = "in", "doors", "host"
COLUMNS = ("published", "practice", "open", "live", "ended", "cancelled", "draft")
SHUT = ("ended", "cancelled", "missing")

HOST_ARRIVAL = Arrival(part="host")
SIGNED_UP = Arrival(part="audience", signed_up=True)
STRANGER = Arrival(part="audience")
GUEST = Arrival(part="guest", invited_by_link=True)
RETURNING = Arrival(part="audience", signed_up=True, admitted=True)

TABLE: list[tuple[Kind, Arrival, tuple[str, ...]]] = [
    (Kind.webinar, HOST_ARRIVAL, (IN, IN, IN, IN, *SHUT)),
    (Kind.webinar, Arrival(part="co_host"), (IN, IN, IN, IN, *SHUT)),
    (Kind.webinar, Arrival(part="panellist"), (DOORS, IN, IN, IN, *SHUT)),
    (Kind.webinar, SIGNED_UP, (DOORS, DOORS, IN, IN, *SHUT)),
    (Kind.webinar, STRANGER, (*("not_signed_up",) * 4, *SHUT)),
    (Kind.webinar, GUEST, (DOORS, DOORS, IN, IN, *SHUT)),
    (Kind.group, HOST_ARRIVAL, (IN, IN, IN, IN, *SHUT)),
    (Kind.group, SIGNED_UP, (DOORS, DOORS, HOST, HOST, *SHUT)),
    (Kind.group, STRANGER, (DOORS, DOORS, HOST, HOST, *SHUT)),
    (Kind.group, GUEST, (DOORS, DOORS, HOST, HOST, *SHUT)),
    (Kind.group, RETURNING, (DOORS, DOORS, IN, IN, *SHUT)),
    (Kind.consultation, HOST_ARRIVAL, (IN, IN, IN, IN, *SHUT)),
    (Kind.consultation, SIGNED_UP, (DOORS, DOORS, HOST, HOST, *SHUT)),
    (Kind.consultation, GUEST, (DOORS, DOORS, HOST, HOST, *SHUT)),
    (Kind.consultation, RETURNING, (DOORS, DOORS, IN, IN, *SHUT)),
]


def outcome(kind: Kind, state: State, arrival: Arrival, now: dt.datetime = NOW) -> str:
    try:
        verdict = decide(KINDS[kind], state, arrival, now)
    except Refused as refused:
        return refused.code
    return IN if isinstance(verdict, Admitted) else verdict.until


@pytest.mark.parametrize(("kind", "arrival", "expected"), TABLE)
def test_the_table_of_the_gate(kind: Kind, arrival: Arrival, expected: tuple[str, ...]) -> None:
    assert tuple(outcome(kind, State(state), arrival) for state in COLUMNS) == expected


def test_the_table_covers_every_state() -> None:
    assert set(COLUMNS) == set(State)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("part", PARTS)
def test_a_removed_person_passes_by_no_way(kind: Kind, part: str) -> None:
    removed = Arrival(part=part, signed_up=True, invited_by_link=True, admitted=True, removed=True)  # type: ignore[arg-type]
    assert {outcome(kind, state, removed) for state in State} == {"removed"}


def test_a_way_in_ends_at_its_time() -> None:
    guest = msgspec.structs.replace(GUEST, valid_until=NOW)

    assert outcome(Kind.webinar, State.live, guest, NOW - dt.timedelta(seconds=1)) == IN
    assert outcome(Kind.webinar, State.live, guest, NOW) == "link_expired"


def test_waiting_says_for_what() -> None:
    assert decide(KINDS[Kind.group], State.live, SIGNED_UP, NOW) == Waiting("host")

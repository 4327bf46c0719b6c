"""Asking the gate about a seat that is known already."""

from hub import clock
from hub.errors import Told
from hub.rooms.admission import Admitted, Arrival, decide
from hub.rooms.live import LiveRoom
from hub.rooms.wire import SeatFacts


def arrival(facts: SeatFacts) -> Arrival:
    """The seat as it stands at the door."""
    return Arrival(
        part=facts.part,
        signed_up=facts.signed_up,
        invited_by_link=facts.part == "guest",
        admitted=facts.admitted,
        removed=facts.removed,
    )


def passes(live: LiveRoom, facts: SeatFacts) -> bool:
    """Whether the gate lets the seat in now."""
    try:
        return isinstance(decide(live.room.rules, live.room.state, arrival(facts), clock.now()), Admitted)
    except Told:
        return False

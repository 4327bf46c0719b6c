"""The state of one live room. Pure: no clock, no database, no tasks.

How it changes is in `transitions`, what viewers see of it in `sections`; only its owner (`live`) touches it.
"""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from hub.rooms.rules import Standing
from hub.rooms.wire import (
    HOSTING,
    STAFF,
    DeckInfo,
    Group,
    Level,
    PollNow,
    SeatFacts,
    SessionInfo,
    SlideNow,
    Source,
    Strain,
)
from hub.sessions.kinds import KINDS, Kind, KindRules
from hub.sessions.states import State


@dataclass(slots=True)
class Seated:
    """A seat and what it has in memory only: its connection, what it sends and what reaches it.

    `link` is what its connection carries now; `layers` which encodings of a source somebody watches, for the
    sources where that is known.
    """

    facts: SeatFacts
    connection: str | None = None
    sources: frozenset[Source] = frozenset()
    vote: int | None = None
    link: Level = "full"
    layers: dict[Source, tuple[str, ...]] = field(default_factory=dict)

    @property
    def on_stage(self) -> bool:
        return self.facts.on_stage and self.facts.admitted and not self.facts.removed


@dataclass(slots=True)
class Room:
    """One live room. `votes` are the sums of the poll on show, `reactions` the recent ones, oldest first;
    `raised` has the time and order of each raised hand, `audience` how many of the audience are online."""

    info: SessionInfo
    seats: dict[str, Seated] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    strain: Strain = "nothing"
    polls: dict[int, PollNow] = field(default_factory=dict)
    poll: int | None = None
    votes: list[int] = field(default_factory=list)
    decks: dict[int, DeckInfo] = field(default_factory=dict)
    slide: SlideNow | None = None
    reactions: deque[tuple[dt.datetime, str]] = field(default_factory=deque)
    raised: dict[str, tuple[dt.datetime, int]] = field(default_factory=dict)
    audience: int = 0

    @property
    def rules(self) -> KindRules:
        return KINDS[Kind(self.info.kind)]

    @property
    def state(self) -> State:
        return State(self.info.state)

    def standing(self, seat: str) -> Standing:
        """How `seat` stands to the room, for the table of verbs."""
        f = self.seats[seat].facts
        return Standing(
            part=f.part,
            admitted=f.admitted,
            removed=f.removed,
            on_stage=f.on_stage,
            rules=self.rules,
            state=self.state,
        )

    def group(self, seat: str) -> Group | None:
        """Which viewers `seat` belongs to; None when removed."""
        facts = self.seats[seat].facts
        if facts.removed:
            return None
        if not facts.admitted:
            return "waiting"
        return "hosts" if facts.part in HOSTING else "audience"

    def hands(self) -> list[str]:
        """Seats with a raised hand, first raised first."""
        return sorted(self.raised, key=lambda seat: self.raised[seat])

    def online(self) -> Iterator[Seated]:
        """Seats that have a connection."""
        return (s for s in self.seats.values() if s.connection is not None)

    def load(self, facts: Iterable[SeatFacts]) -> None:
        """Fill an empty room with the seats of the database, all of them without a connection."""
        for one in facts:
            self.seats[one.seat] = Seated(one)
            self.note(one)

    def edit(self, seat: str, **values: object) -> Seated:
        """Replace some of the facts of `seat`."""
        seated = self.seats[seat]
        seated.facts = msgspec.structs.replace(seated.facts, **values)
        self.note(seated.facts)
        return seated

    def note(self, facts: SeatFacts) -> None:
        """Keep the index of raised hands in step with `facts`."""
        if facts.hand and facts.admitted and not facts.removed:
            self.raised[facts.seat] = (facts.hand, facts.order)
        else:
            self.raised.pop(facts.seat, None)

    def in_audience(self, seat: str) -> bool:
        """Online, inside and not staff."""
        s = self.seats.get(seat)
        if s is None or s.connection is None or s.facts.part in STAFF:
            return False
        return s.facts.admitted and not s.facts.removed

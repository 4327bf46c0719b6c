"""A snapshot and the section messages after it equal a fresh snapshot, for every viewer, after every change.

The one test that finds a change that forgot to tell somebody. Changes are drawn at random, viewers join at
random moments, and what the feed holds back is told late on purpose.
"""

import datetime as dt
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.rooms import changes as ch
from hub.rooms.feed import Feed
from hub.rooms.room import Room
from hub.rooms.sections import snapshot
from hub.rooms.shows import tick
from hub.rooms.transitions import apply
from hub.rooms.wire import PARTS, REACTIONS, SOURCES, DeckInfo, PollNow, SeatFacts, SessionInfo, SlideNow

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
SEATS = [f"seat{n}" for n in range(8)]


def seen(sections: dict[str, Any]) -> dict[str, Any]:
    """What a viewer keeps: no absent sections, and no clock, which is told and not kept."""
    kept = {name: value for name, value in sections.items() if value is not None}
    if "session" in kept:
        kept["session"] = {**kept["session"], "server_now": None}
    return kept


class Viewer:
    """A browser: it replaces sections as it is told."""

    def __init__(self, connection: str, group: str | None, sections: dict[str, Any]) -> None:
        self.connection = connection
        self.group = group
        self.sections = dict(sections)

    def hear(self, message: dict[str, Any]) -> None:
        if "group" in message:
            self.group = message["group"]
        else:
            self.sections[message["section"]] = message["value"]


class LiveRoomMachine(RuleBasedStateMachine):
    """Any order of changes to a room of eight seats, three kinds, all states."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.feed = Feed()
        self.viewers: dict[str, Viewer] = {}
        self.connections = 0
        self.polls = 0

    @initialize(kind=st.sampled_from(["webinar", "group", "consultation"]))
    def open(self, kind: str) -> None:
        self.room = Room(SessionInfo(7, kind, "Frokost", "open", "2026-03-02T10:00", "da"))

    def change(self, *changes: ch.Change) -> None:
        for change in changes:
            self.feed.note(apply(self.room, change, self.now))

    def tell(self, everything: bool) -> None:
        self.feed.note(tick(self.room, self.now))
        for topic, message in self.feed.drain(self.room, self.now, everything):
            for seat, viewer in list(self.viewers.items()):
                if topic in (viewer.group, f"seat:{seat}"):
                    viewer.hear(message)

    @rule(
        seat=st.sampled_from(SEATS),
        part=st.sampled_from(PARTS),
        role=st.sampled_from(["relative", "guest"]),
        admitted=st.booleans(),
    )
    def join(self, seat: str, part: Any, role: str, admitted: bool) -> None:
        old = self.room.seats.get(seat)
        facts = old.facts if old else self.facts(seat, part, role)
        if facts.removed:
            return
        if not facts.admitted:
            facts = msgspec.structs.replace(facts, admitted=admitted)
        self.connections += 1
        connection = f"connection{self.connections}"
        self.change(ch.Connected(facts, connection))
        self.viewers[seat] = Viewer(connection, self.room.group(seat), snapshot(self.room, seat, self.now))

    def facts(self, seat: str, part: Any, role: str) -> SeatFacts:
        order = SEATS.index(seat)
        return SeatFacts(
            seat=seat,
            order=order,
            part=part,
            role=role,
            name=f"Navn {order}",
            alias=f"Alias {order}",
            came_at=START,
        )

    @precondition(lambda self: self.viewers)
    @rule(data=st.data(), late=st.booleans())
    def lose(self, data: st.DataObject, late: bool) -> None:
        seat = data.draw(st.sampled_from(sorted(self.viewers)))
        connection = "connection0" if late else self.viewers[seat].connection
        self.change(ch.Disconnected(seat, connection))
        if not late:
            del self.viewers[seat]

    @rule(
        state=st.sampled_from(["published", "practice", "open", "live", "ended"]), title=st.sampled_from("AB")
    )
    def session(self, state: str, title: str) -> None:
        self.change(ch.SessionChanged(msgspec.structs.replace(self.room.info, state=state, title=title)))

    @precondition(lambda self: self.room.seats)
    @rule(data=st.data(), on_stage=st.booleans())
    def admit(self, data: st.DataObject, on_stage: bool) -> None:
        waiting = [s for s, v in self.room.seats.items() if not v.facts.admitted and not v.facts.removed]
        if waiting:
            seats = data.draw(st.lists(st.sampled_from(waiting), unique=True, min_size=1))
            self.change(ch.Admitted(tuple(seats), on_stage))

    @precondition(lambda self: self.room.seats)
    @rule(data=st.data(), yes=st.booleans(), source=st.sampled_from(SOURCES))
    def seat_changes(self, data: st.DataObject, yes: bool, source: Any) -> None:
        seat = data.draw(st.sampled_from(sorted(self.room.seats)))
        possible = [
            ch.HandSet(seat, self.now if yes else None),
            ch.Staged(seat, yes),
            ch.Muted(seat, source, yes),
            ch.SourcesSet(seat, frozenset({source}) if yes else frozenset()),
            ch.SpeakerChanged(seat if yes else None),
            ch.SlotFilled("c0", seat if yes else None),
            ch.LinkSet(seat, "sound" if yes else "full"),
            ch.LayersSet(seat, source, ("q",) if yes else None),
        ]
        if not self.room.seats[seat].facts.removed:
            self.change(data.draw(st.sampled_from(possible)))

    @rule(given_up=st.sampled_from(["nothing", "layers", "pictures"]), lost=st.booleans())
    def strain(self, given_up: Any, lost: bool) -> None:
        self.change(ch.MediaLost() if lost else ch.StrainSet(given_up))

    @precondition(lambda self: self.room.seats)
    @rule(data=st.data(), part=st.sampled_from(PARTS), admitted=st.booleans(), on_stage=st.booleans())
    def reseat(self, data: st.DataObject, part: Any, admitted: bool, on_stage: bool) -> None:
        seat = data.draw(st.sampled_from(sorted(self.room.seats)))
        if not self.room.seats[seat].facts.removed:
            self.change(ch.PartSet(seat, part, admitted, on_stage))

    @precondition(lambda self: self.room.seats)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.change(ch.Removed(data.draw(st.sampled_from(sorted(self.room.seats))), "host"))

    @precondition(lambda self: any(s.facts.removed for s in self.room.seats.values()))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        gone = [seat for seat, s in self.room.seats.items() if s.facts.removed]
        self.change(ch.Restored(data.draw(st.sampled_from(gone))))

    @rule(kind=st.sampled_from(REACTIONS))
    def react(self, kind: str) -> None:
        self.change(ch.Reacted(kind))

    @rule(state=st.sampled_from(["draft", "open", "closed", "shown", "done"]), new=st.booleans())
    def poll(self, state: Any, new: bool) -> None:
        if new or not self.polls:
            self.polls += 1
            state = "draft"
        self.change(ch.PollSet(PollNow(self.polls, "Hvad spiste du?", ("Grød", "Brød"), state)))

    @precondition(lambda self: self.room.poll is not None and self.room.seats)
    @rule(data=st.data(), option=st.integers(0, 1))
    def vote(self, data: st.DataObject, option: int) -> None:
        self.change(
            ch.Voted(self.room.poll or 0, data.draw(st.sampled_from(sorted(self.room.seats))), option)
        )

    @rule(slide=st.sampled_from([None, SlideNow(1, 1, 3, "Velkommen"), SlideNow(1, 2, 3, "Frokost")]))
    def slides(self, slide: SlideNow | None) -> None:
        self.change(ch.DeckAdded(DeckInfo(1, "Frokost", 3)), ch.SlideShown(slide))

    @rule()
    def lose_media(self) -> None:
        self.change(ch.MediaLost())

    @rule(milliseconds=st.sampled_from([0, 100, 700, 11_000]))
    def wait(self, milliseconds: int) -> None:
        self.now += dt.timedelta(milliseconds=milliseconds)
        self.tell(everything=False)

    @invariant()
    def every_viewer_sees_what_a_newcomer_would(self) -> None:
        if not hasattr(self, "room"):
            return
        self.tell(everything=True)
        for seat, viewer in self.viewers.items():
            fresh = snapshot(self.room, seat, self.now)
            assert seen(viewer.sections) == seen(fresh), (seat, viewer.group)
            assert viewer.group == self.room.group(seat)

    @invariant()
    def the_count_is_what_one_counts(self) -> None:
        if hasattr(self, "room"):
            assert self.room.audience == sum(map(self.room.in_audience, self.room.seats))
            up = {f.seat for f in (s.facts for s in self.room.seats.values()) if f.hand and f.admitted}
            assert set(self.room.raised) == up


class LazyRoomMachine(LiveRoomMachine):
    """The same with the feed's own pace: it is compared only at the end, when everything has been told."""

    every_viewer_sees_what_a_newcomer_would = None  # type: ignore[assignment]

    def teardown(self) -> None:
        LiveRoomMachine.every_viewer_sees_what_a_newcomer_would(self)


TestEager = LiveRoomMachine.TestCase
TestEager.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestLazy = LazyRoomMachine.TestCase
TestLazy.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)

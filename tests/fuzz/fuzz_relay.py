"""Fuzz target: what another worker says of a room. Only Malformed may escape, and the room stays usable."""

import sys

import atheris

with atheris.instrument_imports(include=["rtc"]):
    from rtc.core.edge import Edge
    from rtc.core.malformed import Malformed
    from rtc.core.room import Room

CEILINGS = {"camera": 1, "screen": 1}


def one_input(data: bytes) -> None:
    room = Room(1, 1, 0, CEILINGS)
    room.feed_edge(1, 0.0)
    edge = Edge(room, 1, 0.0)
    for take in (edge.receive_rtcp, edge.receive, room.uplinks[1].heard):
        try:
            take(data, len(data), 0.0)
        except Malformed:
            continue
    room.tick(0.1)
    room.report(1.0)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

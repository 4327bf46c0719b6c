"""Layers nobody watches are told to whoever publishes them, and those wanted again at once."""

from rtc.core.allocate import Choice
from rtc.core.outputs import ToPublisher, Wanted
from rtc.core.wanting import UNWANTED_SECONDS
from tests.doubles.simulcast import FRAME
from tests.doubles.theatre import ALL, Theatre, choose, make


def wanted(theatre: Theatre, seconds: float) -> list[tuple[str, ...]]:
    told = []
    for _ in range(round(seconds / FRAME)):
        for packet in theatre.camera.frame():
            theatre.room.receive("anna", packet, len(packet), theatre.now)
        theatre.now += FRAME
        theatre.room.tick(theatre.now)
        for output in theatre.room.take_outputs():
            if isinstance(output, Wanted):
                assert (output.peer, output.source) == ("anna", "camera")
                told.append(output.rids)
            elif isinstance(output, ToPublisher):
                theatre.camera.hears(output.rtcp, theatre.now)
    return told


def test_layers_nobody_watches_are_told_after_a_while_and_those_wanted_again_at_once() -> None:
    theatre = make("bo", "carl")
    choose(theatre, "carl", Choice("q", ALL))
    assert wanted(theatre, UNWANTED_SECONDS - 0.5) == []
    assert wanted(theatre, 1.0) == [("q", "f")]
    choose(theatre, "bo", Choice("h", 0))
    assert wanted(theatre, 0.5) == [("q", "h", "f")]
    choose(theatre, "bo", None)
    assert wanted(theatre, UNWANTED_SECONDS + 0.5) == [("q", "h"), ("q",)]

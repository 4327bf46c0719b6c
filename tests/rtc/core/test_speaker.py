from rtc.core.speaker import Speakers


def talk(speakers: Speakers, peer: str, level: int, start: float, seconds: float) -> float:
    """A packet each 20 ms; returns the end."""
    for i in range(int(seconds * 50)):
        speakers.heard(peer, level, start + i / 50)
    return start + seconds


def test_who_talks_is_the_speaker_and_silence_ends_it() -> None:
    speakers = Speakers()
    now = talk(speakers, "anna", 20, 0.0, 1.0)
    assert speakers.changed(now)
    assert speakers.current == "anna"
    now = talk(speakers, "anna", 127, now, 3.0)
    assert speakers.changed(now)
    assert speakers.current is None


def test_quiet_room_has_no_speaker() -> None:
    speakers = Speakers()
    assert not speakers.changed(talk(speakers, "anna", 90, 0.0, 2.0))


def test_slightly_louder_voice_does_not_interrupt_but_takes_over_when_the_first_is_quiet() -> None:
    speakers = Speakers()
    now = talk(speakers, "anna", 20, 0.0, 1.0)
    speakers.changed(now)
    talk(speakers, "anna", 20, now, 1.0)
    now = talk(speakers, "bo", 18, now, 1.0)
    assert not speakers.changed(now)
    now = talk(speakers, "bo", 18, now, 1.0)
    assert speakers.changed(now)
    assert speakers.current == "bo"


def test_speaker_who_left_is_forgotten() -> None:
    speakers = Speakers()
    now = talk(speakers, "anna", 20, 0.0, 1.0)
    speakers.changed(now)
    speakers.forget("anna")
    assert speakers.changed(now)
    assert speakers.current is None

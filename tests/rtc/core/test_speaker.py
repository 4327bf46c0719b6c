"""Who has the floor, by the levels of eight voices (one line each in speech_levels.txt, 20 ms a number)."""

import itertools
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from rtc.core.speaker import Speakers, Voice

VOICES = [
    [int(level) for level in line.split()]
    for line in (Path(__file__).parent / "speech_levels.txt").read_text().splitlines()
]
PEOPLE = [f"p{i}" for i in range(len(VOICES))]
STEP = 0.02
COUGH = [22, 12, 14, 20, 26, 30, 34, 30, 24, 28, 33, 38, 41, 44]


class Scene:
    """A room whose people are heard packet by packet; `history` notes who got the floor when."""

    def __init__(self, seed: int = 1) -> None:
        self.speakers = Speakers()
        self.now = 0.0
        self.history: list[tuple[float, str | None]] = []
        self._random = random.Random(seed)

    def play(self, seconds: float, said: dict[str, Iterable[int]]) -> None:
        """Everybody's background noise, and over it what some say from now on."""
        said = {peer: iter(levels) for peer, levels in said.items()}
        for _ in range(round(seconds / STEP)):
            for i, peer in enumerate(PEOPLE):
                noise = self._random.randint(56 + 2 * i, 62 + 2 * i)
                level = min(noise, next(said.get(peer, iter(())), 127))
                self.speakers.heard(peer, level, round(self.now * 48000), self.now)
            self.now += STEP
            if self.speakers.changed(self.now):
                self.history.append((self.now, self.speakers.current))


@pytest.mark.parametrize("seed", range(5))
def test_each_of_eight_has_the_floor_within_half_a_second_and_nobody_else(seed: int) -> None:
    scene, began = Scene(seed), []
    order = random.Random(seed).sample(range(len(PEOPLE)), len(PEOPLE))
    for i in order:
        began.append(scene.now)
        scene.play(3.0, {PEOPLE[i]: VOICES[i]})
    assert [peer for _, peer in scene.history] == [PEOPLE[i] for i in order]
    assert max(at - start for (at, _), start in zip(scene.history, began, strict=True)) <= 0.5


def test_cough_takes_the_floor_neither_from_a_speaker_nor_in_silence() -> None:
    scene = Scene()
    scene.play(1.0, {"p7": COUGH})
    assert scene.history == []
    scene.play(4.0, {"p0": VOICES[0], "p3": [127] * 100 + COUGH, "p5": [127] * 150 + COUGH})
    assert [peer for _, peer in scene.history] == ["p0"]


def test_short_yes_in_a_pause_leaves_the_floor_where_it_is() -> None:
    scene = Scene()
    pause_at = 2.0
    words = [*VOICES[0][: round(pause_at / STEP)], *[127] * 22, *VOICES[0][100:200]]
    scene.play(4.0, {"p0": words, "p1": [127] * 100 + VOICES[1][14:28]})
    assert [peer for _, peer in scene.history] == ["p0"]


def test_voice_of_like_loudness_does_not_interrupt_but_a_much_louder_one_does() -> None:
    scene = Scene()
    scene.play(1.0, {"p0": [30] * 50})
    scene.play(2.0, {"p0": [30] * 100, "p1": [26] * 100})
    assert [peer for _, peer in scene.history] == ["p0"]
    scene.play(1.0, {"p0": [30] * 50, "p1": [20] * 50})
    assert [peer for _, peer in scene.history] == ["p0", "p1"]


def test_floor_is_empty_after_two_seconds_of_silence() -> None:
    scene = Scene()
    scene.play(1.0, {"p2": [30] * 50})
    scene.play(3.0, {})
    (_, first), (ended, last) = scene.history
    assert (first, last) == ("p2", None)
    assert ended == pytest.approx(3.0, abs=0.05)


def test_speaker_whose_packets_stop_altogether_loses_the_floor_too() -> None:
    """DTX, a cut link or a microphone taken away: nothing comes any more."""
    scene = Scene()
    scene.play(1.0, {"p2": [30] * 50})
    assert not scene.speakers.changed(2.9)
    assert scene.speakers.changed(3.1)
    assert scene.speakers.current is None


def test_steady_noise_becomes_background_and_speech_is_still_heard_over_it() -> None:
    speakers = Speakers()
    for i in range(1000):
        speakers.heard("fan", 45, i * 960, i * STEP)
    speakers.changed(20.0)
    assert speakers.current is None
    for i in range(1000, 1025):
        speakers.heard("fan", 30, i * 960, i * STEP)
    assert speakers.changed(20.5)


def test_comfort_packets_of_dtx_are_silence_and_do_not_stretch_what_follows() -> None:
    voice = Voice()
    for i in range(10):
        voice.heard(127, i * 19200, i * 0.4)
    for i in range(3):
        voice.heard(30, 10 * 19200 + i * 960, 4.0 + i * STEP)
    assert voice.speech(4.06) == pytest.approx(0.06)


def test_time_is_counted_by_the_talkers_clock_whatever_the_network_does() -> None:
    """After a stall all packets come at once: half a second of speech is half a second of speech."""
    voice = Voice()
    voice.heard(127, 0, 0.0)
    for i in range(1, 26):
        voice.heard(30, i * 960, 1.0)
    assert voice.speech(1.0) == pytest.approx(0.5)
    voice.heard(30, 960, 1.0)
    assert voice.speech(1.0) == pytest.approx(0.5)


def test_new_source_with_another_clock_starts_no_speech_of_its_own() -> None:
    voice = Voice()
    voice.heard(30, 4294967000, 0.0)
    voice.heard(30, 664, 0.02)
    assert voice.speech(0.02) == pytest.approx(0.04)
    voice.heard(30, 2_000_000_000, 0.04)
    assert voice.speech(0.04) <= 0.06


def test_speaker_who_left_is_forgotten() -> None:
    scene = Scene()
    scene.play(1.0, {"p0": [30] * 50})
    scene.speakers.forget("p0")
    assert scene.speakers.changed(scene.now)
    assert scene.speakers.current is None


@pytest.mark.parametrize("seed", range(3))
def test_everybody_at_once_does_not_make_the_floor_flap(seed: int) -> None:
    scene, chance = Scene(seed), random.Random(seed)
    for _ in range(10):
        scene.play(2.0, {peer: VOICES[i][chance.randrange(80) :] for i, peer in enumerate(PEOPLE)})
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(scene.history)]
    assert len(scene.history) <= 25
    assert not gaps or min(gaps) >= 0.399

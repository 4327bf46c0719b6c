"""Who gives way to whom; the voices here speak at one level, 127 is silence."""

from rtc.core import selection
from rtc.core.speaker import Speakers

LEVELS = {"loud": 15, "even": 30, "soft": 37}


def speakers(now: float, **spoke: tuple[float, str]) -> Speakers:
    """Each peer spoke for a second until so many seconds ago, at this level."""
    made = Speakers()
    for peer, (ago, level) in spoke.items():
        for i in range(51):
            at = now - ago - 1 + i / 50
            made.heard(peer, LEVELS[level], round(at * 48000), at)
    return made


def test_who_was_quiet_longest_gives_its_microphone_away_at_once() -> None:
    known = speakers(100.0, anna=(5.0, "even"), bo=(9.0, "even"), carl=(0.0, "even"))
    since = dict.fromkeys(("anna", "bo"), 0.0)
    assert selection.microphone_to_free(known, since, "carl", set(), 100.0) == "bo"
    assert selection.microphone_to_free(known, since, "carl", {"bo"}, 100.0) == "anna"
    assert selection.microphone_to_free(known, since, "carl", {"bo", "anna"}, 100.0) is None


def test_who_never_spoke_gives_way_first() -> None:
    known = speakers(100.0, bo=(9.0, "even"), carl=(0.0, "even"))
    assert selection.microphone_to_free(known, {"bo": 0.0, "dora": 0.0}, "carl", set(), 100.0) == "dora"


def test_when_all_speak_only_a_much_louder_voice_takes_the_softest_ones_place() -> None:
    known = speakers(100.0, anna=(0.0, "even"), bo=(0.0, "soft"), carl=(0.0, "even"), dora=(0.0, "soft"))
    since = dict.fromkeys(("anna", "bo"), 0.0)
    assert selection.microphone_to_free(known, since, "carl", set(), 100.0) == "bo"
    assert selection.microphone_to_free(known, since, "dora", set(), 100.0) is None


def test_voice_that_has_just_got_its_slot_keeps_it_for_a_while() -> None:
    known = speakers(100.0, bo=(0.0, "soft"), carl=(0.0, "loud"))
    assert selection.microphone_to_free(known, {"bo": 99.0}, "carl", set(), 100.0) is None
    assert selection.microphone_to_free(known, {"bo": 97.0}, "carl", set(), 100.0) == "bo"


def test_host_waits_for_nobodys_pause() -> None:
    known = speakers(100.0, anna=(0.0, "loud"), bo=(0.5, "loud"))
    since = dict.fromkeys(("anna", "bo"), 99.9)
    assert selection.microphone_to_free(known, since, "host", {"host"}, 100.0) == "bo"


def test_three_loud_packets_want_a_microphone_and_two_do_not() -> None:
    known = Speakers()
    for i in range(2):
        known.heard("anna", 30, i * 960, i / 50)
    assert not selection.wants_microphone(known, "anna", 0.02)
    known.heard("anna", 30, 1920, 0.04)
    assert selection.wants_microphone(known, "anna", 0.04)
    assert not selection.wants_microphone(known, "bo", 0.04)


def spoke(**at: float) -> Speakers:
    made = Speakers()
    made.spoke_at = dict(at)
    return made


def test_picture_of_who_spoke_last_is_shown_and_that_of_who_spoke_least_recently_goes() -> None:
    known = spoke(anna=10.0, bo=20.0, carl=30.0)
    since = dict.fromkeys(("anna", "bo", "dora"), 0.0)
    assert selection.camera_to_show(known, ["carl", "erna"], set()) == "carl"
    assert selection.camera_to_show(known, ["carl", "erna"], {"erna"}) == "erna"
    assert selection.camera_to_free(known, since, "carl", set(), set(), 40.0) == "dora"
    assert selection.camera_to_free(known, since, "carl", {"dora"}, set(), 40.0) == "anna"


def test_picture_stands_for_a_while_and_never_goes_for_one_with_no_more_right() -> None:
    known = spoke(anna=10.0, carl=30.0)
    assert selection.camera_to_free(known, {"anna": 38.0}, "carl", set(), set(), 40.0) is None
    assert selection.camera_to_free(known, {"carl": 0.0}, "anna", set(), set(), 40.0) is None
    assert selection.camera_to_free(known, {"bo": 0.0}, "dora", set(), set(), 40.0) is None


def test_camera_that_shows_nothing_goes_at_once_unless_it_is_a_hosts() -> None:
    known = spoke(anna=39.0)
    since = {"anna": 39.5, "bo": 0.0}
    assert selection.camera_to_free(known, since, "carl", set(), {"anna"}, 40.0) == "anna"
    assert selection.camera_to_free(known, since, "carl", {"anna"}, {"anna"}, 40.0) is None
    assert selection.camera_to_free(known, since, "host", {"host"}, set(), 40.0) == "bo"

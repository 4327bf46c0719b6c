import itertools

from hypothesis import given
from hypothesis import strategies as st

from rtc.core.nack import MAX_GAP, RETRY_AFTER, Gaps, KeyFrameAsks


def fed(*sequences: int, now: float = 0.0) -> tuple[Gaps, list[int]]:
    gaps, asked = Gaps(), []
    for sequence in sequences:
        asked += gaps.arrived(sequence, now)
    return gaps, asked


def test_hole_is_asked_for_at_once_and_across_the_wrap() -> None:
    assert fed(65533, 2)[1] == [65534, 65535, 0, 1]


def test_packet_that_came_late_is_not_asked_for_again() -> None:
    gaps, asked = fed(10, 13, 11)
    assert asked == [11, 12]
    assert gaps.due(0.1) == [12]


def test_packet_is_asked_for_four_times_and_then_hopeless() -> None:
    gaps, _ = fed(10, 12)
    now, asked = 0.0, 0
    for wait in RETRY_AFTER[:-1]:
        now += wait
        asked += len(gaps.due(now))
    assert (asked, gaps.take_hopeless()) == (3, False)
    assert gaps.due(now + RETRY_AFTER[-1]) == []
    assert gaps.take_hopeless()
    assert not gaps.take_hopeless()


def test_long_jump_asks_for_nothing_and_is_hopeless() -> None:
    gaps, asked = fed(10, 11 + MAX_GAP)
    assert asked == []
    assert gaps.take_hopeless()


@given(st.lists(st.integers(0, 65535), max_size=200))
def test_whatever_comes_no_more_than_the_limit_is_ever_missing(sequences: list[int]) -> None:
    gaps, _ = fed(*sequences)
    assert len(gaps.due(1.0)) <= MAX_GAP


def test_first_ask_is_sent_at_once_and_the_next_is_held_back_half_a_second() -> None:
    asks = KeyFrameAsks()
    assert asks.ask(10.0)
    asks.arrived()
    assert not asks.ask(10.2)
    assert not asks.due(10.4)
    assert asks.due(10.5)


def test_key_frame_serves_all_who_asked_before_it() -> None:
    asks = KeyFrameAsks()
    asks.ask(10.0)
    asks.ask(10.1)
    asks.arrived()
    assert not asks.due(12.0)


def test_ask_that_went_unheard_is_repeated_more_and_more_rarely() -> None:
    asks = KeyFrameAsks()
    asks.ask(0.0)
    sent = [tick / 50 for tick in range(3000) if asks.due(tick / 50)]
    pauses = [b - a for a, b in itertools.pairwise(sent)]
    assert round(pauses[0], 2) == 0.5
    assert round(pauses[-1], 2) == 3.0

"""The model of a bad network does what its figures say, again and again."""

import random

from load.link import Impairment, Link


def sent(how: Impairment, packets: int, size: int = 1000, every: float = 0.01) -> list[float | None]:
    """How long each packet took; None for the lost."""
    link = Link(how, random.Random(7))
    arrivals = [(link.send(size, i * every), i * every) for i in range(packets)]
    return [None if at is None else at - begin for at, begin in arrivals]


def test_a_perfect_link_takes_no_time() -> None:
    assert sent(Impairment(), 5) == [0.0] * 5


def test_the_share_that_is_lost_is_the_share_asked_for_and_the_same_each_time() -> None:
    how = Impairment(loss=0.2)
    assert 0.17 < sent(how, 5000).count(None) / 5000 < 0.23
    assert sent(how, 100) == sent(how, 100)


def test_jitter_varies_the_delay_and_never_turns_time_back() -> None:
    taken = [one for one in sent(Impairment(delay=0.1, jitter=0.1), 2000) if one is not None]
    assert min(taken) == 0.0
    assert 0.09 < sum(taken) / len(taken) < 0.12


def test_a_bottleneck_lets_its_rate_through_in_order_and_its_queue_is_as_long_as_said() -> None:
    taken = sent(Impairment(rate=400_000, queue=0.3), 1000)
    passed = [one for one in taken if one is not None]
    assert 0.48 < len(passed) / 1000 < 0.55
    assert 0.3 < max(passed) < 0.33


def test_a_cut_link_lets_nothing_through() -> None:
    assert sent(Impairment(cut=True), 10) == [None] * 10

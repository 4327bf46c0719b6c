import random

from load.link import Impairment, Link
from rtc.core.inbound import Inbound

CEILING = 1_500_000


def told(inbound: Inbound, how: Impairment, seconds: int, begin: int = 0, sends: float = 0) -> list[int]:
    """What the publisher is told each second; it sends at that rate (or at `sends`), 100 packets a second."""
    link, rates = Link(how, random.Random(1)), [CEILING]
    for second in range(begin, begin + seconds):
        lost = 0
        for packet in range(100):
            at = second + packet / 100
            size = int((sends or rates[-1]) / 800)
            arrives = link.send(size, at)
            lost += arrives is None
            if arrives is not None:
                inbound.arrived(7, int(at * 90000), 90000, size, arrives + 1000)
        rates.append(inbound.second(lost / 100, CEILING, 1001.0 + second))
    return rates[1:]


def test_a_free_link_is_told_the_ceiling() -> None:
    assert told(Inbound(), Impairment(delay=0.08, jitter=0.01, loss=0.02), 20) == [CEILING] * 20


def test_a_bottleneck_is_found_and_left_again() -> None:
    inbound = Inbound()
    rates = told(inbound, Impairment(rate=300e3, queue=1.0), 20)
    assert max(rates[5:]) < 450_000
    assert min(rates) > 100_000
    after = told(inbound, Impairment(), 30, begin=20)
    assert after[-1] == CEILING


def test_heavy_loss_brings_the_rate_down_and_little_loss_does_not() -> None:
    assert told(Inbound(), Impairment(loss=0.05), 10)[-1] == CEILING
    assert told(Inbound(), Impairment(loss=0.4), 10)[-1] < CEILING / 3


def test_invented_streams_take_no_memory() -> None:
    inbound = Inbound()
    for ssrc in range(1000):
        inbound.arrived(ssrc, 0, 90000, 100, 1.0)
    assert len(inbound._base) <= 16

"""A burst for a narrow link leaves evenly, in order, once, with the moment it really left."""

from rtc.core.pacing import LONGEST, Pacer
from rtc.core.stamps import stamp

SSRC, OTHER = 7, 8


def packet(number: int, ssrc: int = SSRC, size: int = 1000) -> bytes:
    head = b"\x90\x60" + number.to_bytes(2) + bytes(4) + ssrc.to_bytes(4) + stamp(1.0)
    return head.ljust(size, b"\0")


def numbers(packets: list[bytes]) -> list[int]:
    return [int.from_bytes(one[2:4]) for one in packets]


def drained(pacer: Pacer, since: float, seconds: float) -> list[tuple[float, int]]:
    """(when, number) of all that leaves, looked for fifty times a second."""
    return [
        (round(since + tick * 0.02, 2), number)
        for tick in range(round(seconds * 50))
        for number in numbers(pacer.due(since + tick * 0.02))
    ]


def test_a_burst_leaves_at_the_rate_of_the_link_and_in_order() -> None:
    pacer = Pacer(200_000)
    for number in range(20):
        pacer.put(packet(number))
    left = drained(pacer, 10.0, 2.0)
    assert [number for _, number in left] == list(range(20))
    assert 0.7 < left[-1][0] - 10.0 < 0.85
    for begin in range(70):
        window = [at for at, _ in left if begin <= (at - 10.0) * 100 < begin + 10]
        assert len(window) <= 4, "a tenth of a second of the rate is two and a half packets"


def test_what_comes_at_less_than_the_rate_is_not_held_up() -> None:
    pacer = Pacer(200_000)
    pacer.due(9.0)
    for number in range(20):
        pacer.put(packet(number))
        assert numbers(pacer.due(10.0 + number * 0.05)) == [number]


def test_nothing_waits_for_longer_than_a_second_however_low_the_rate() -> None:
    pacer = Pacer(1000)
    for number in range(50):
        pacer.put(packet(number))
    assert drained(pacer, 10.0, 5.0)[-1][0] < 10.0 + 5 * LONGEST


def test_while_it_is_held_nothing_leaves_and_what_a_key_frame_replaces_is_forgotten() -> None:
    pacer = Pacer(400_000)
    pacer.due(9.0)
    for number in range(5):
        pacer.put(packet(number))
        pacer.put(packet(number + 100, OTHER))
    pacer.hold(10.35, {SSRC})
    pacer.put(packet(50))
    left = drained(pacer, 10.0, 1.0)
    assert [number for _, number in left] == [100, 101, 102, 103, 104, 50]
    assert left[0][0] >= 10.35
    assert len(pacer) == 0


def test_packets_say_when_they_left() -> None:
    pacer = Pacer(1_000_000)
    pacer.put(packet(1))
    pacer.put(packet(2, size=24))
    pacer.due(20.0)
    [one] = pacer.rest(20.02) or pacer.due(20.04)
    assert one[12:20] in (stamp(20.02), stamp(20.04))
    assert len(pacer) == 0

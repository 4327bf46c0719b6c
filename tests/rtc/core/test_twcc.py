"""What a browser reads out of the feedback must be what arrived: an independent reader of the draft."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from rtc.core.twcc import MAX_SPAN, Arrivals, chunks


def read(packet: bytes) -> tuple[int, int, dict[int, float | None]]:
    """(feedback count, base number, {16-bit number: seconds since the reference epoch, None when lost})."""
    first, kind, words, _sender, _ssrc, base, count = struct.unpack_from("!BBHIIHH", packet)
    assert (first & 0x1F, kind) == (15, 205)
    assert len(packet) == 4 * (words + 1)
    clock = int.from_bytes(packet[16:19]) * 0.064
    number = packet[19]
    at, statuses = 20, []
    while len(statuses) < count:
        [chunk] = struct.unpack_from("!H", packet, at)
        at += 2
        if not chunk >> 15:
            statuses += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif not chunk >> 14 & 1:
            statuses += [chunk >> bit & 1 for bit in range(13, -1, -1)]
        else:
            statuses += [chunk >> bit & 3 for bit in range(12, -1, -2)]
    times: dict[int, float | None] = {}
    for i, status in enumerate(statuses[:count]):
        if status == 0:
            times[base + i & 0xFFFF] = None
            continue
        size, form = (1, "!B") if status == 1 else (2, "!h")
        clock += struct.unpack_from(form, packet, at)[0] * 0.00025
        at += size
        times[base + i & 0xFFFF] = clock
    padding = packet[-1] if first & 0x20 else 0
    assert at + padding == len(packet)
    return number, base, times


def told(arrivals: Arrivals) -> dict[int, float | None]:
    times: dict[int, float | None] = {}
    for packet in arrivals.feedback(1, 2):
        times.update(read(packet)[2])
    return times


def test_packets_in_order_are_told_with_their_times() -> None:
    arrivals = Arrivals()
    for i in range(30):
        arrivals.arrived(100 + i, 50.0 + i * 0.01)
    times = told(arrivals)
    assert list(times) == list(range(100, 130))
    assert all(abs((at or 0) - (50.0 + i * 0.01)) < 0.00026 for i, at in enumerate(times.values()))
    assert told(arrivals) == {}


def test_what_is_lost_is_told_once_and_what_comes_late_is_told_again_with_what_followed() -> None:
    arrivals = Arrivals()
    for number in (1, 2, 4, 5):
        arrivals.arrived(number, 1.0)
    assert [number for number, at in told(arrivals).items() if at is None] == [3]
    arrivals.arrived(3, 1.1)
    arrivals.arrived(6, 1.05)
    late = told(arrivals)
    assert list(late) == [3, 4, 5, 6]
    assert None not in late.values()


def test_numbers_wrap_and_the_feedback_count_wraps() -> None:
    arrivals = Arrivals()
    counts = []
    for i in range(300):
        arrivals.arrived(65400 + i & 0xFFFF, 10 + i * 0.02)
        [packet] = arrivals.feedback(1, 2)
        number, base, _times = read(packet)
        counts.append(number)
        assert base == 65400 + i & 0xFFFF
    assert counts == [i & 0xFF for i in range(300)]


def test_the_reference_time_wraps_at_24_bits() -> None:
    arrivals = Arrivals()
    arrivals.arrived(1, 0x1000000 * 0.064 + 1.0)
    [at] = told(arrivals).values()
    assert at is not None
    assert abs(at - 1.0) < 0.065


def test_a_pause_that_no_delta_can_tell_starts_a_packet_of_its_own() -> None:
    arrivals = Arrivals()
    arrivals.arrived(1, 5.0)
    arrivals.arrived(2, 25.0)
    packets = arrivals.feedback(1, 2)
    assert len(packets) == 2
    assert abs((read(packets[1])[2][2] or 0) - 25.0) < 0.00026


def test_a_repeat_does_not_move_the_time_of_the_first() -> None:
    arrivals = Arrivals()
    arrivals.arrived(1, 5.0)
    arrivals.arrived(1, 6.0)
    [at] = told(arrivals).values()
    assert abs((at or 0) - 5.0) < 0.00026


def test_a_jump_costs_neither_memory_nor_a_long_report() -> None:
    arrivals = Arrivals()
    for i in range(2000):
        arrivals.arrived(i * 16381 & 0xFFFF, 1 + i * 0.001)
        assert sum(len(packet) for packet in arrivals.feedback(1, 2)) < 3000
    assert len(arrivals._ticks) <= MAX_SPAN


def test_many_at_once_are_split_into_packets_that_fit_a_datagram() -> None:
    arrivals = Arrivals()
    for i in range(1500):
        arrivals.arrived(i, 1 + i % 7 * 0.1)
    packets = arrivals.feedback(1, 2)
    assert max(len(packet) for packet in packets) < 1200
    assert sum(len(read(packet)[2]) for packet in packets) == 1500


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=400))
def test_chunks_say_every_status(statuses: list[int]) -> None:
    read_back: list[int] = []
    for chunk in chunks(statuses):
        if not chunk >> 15:
            read_back += [chunk >> 13] * (chunk & 0x1FFF)
        elif not chunk >> 14 & 1:
            read_back += [chunk >> bit & 1 for bit in range(13, -1, -1)]
        else:
            read_back += [chunk >> bit & 3 for bit in range(12, -1, -2)]
    assert read_back[: len(statuses)] == statuses
    assert not any(read_back[len(statuses) :])


@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.floats(0, 0.3)),
        min_size=1,
        max_size=60,
        unique_by=lambda pair: pair[0],
    ),
    st.integers(0, 0xFFFF),
)
def test_any_order_and_any_loss_is_told_as_it_was(sent: list[tuple[int, float]], start: int) -> None:
    arrivals = Arrivals()
    for number, after in sent:
        arrivals.arrived(start + number & 0xFFFF, 100 + after)
    times = told(arrivals)
    assert {number for number, at in times.items() if at is not None} == {start + n & 0xFFFF for n, _ in sent}
    for number, after in sent:
        assert abs((times[start + number & 0xFFFF] or 0) - 100 - after) < 0.00026

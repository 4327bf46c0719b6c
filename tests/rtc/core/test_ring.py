from rtc.core.ring import Ring


def filled(first: int, count: int, capacity: int = 8) -> Ring:
    ring = Ring(capacity)
    for sequence in range(first, first + count):
        ring.put(sequence, b"%d" % sequence, now=0.0, starts_key_frame=sequence == first)
    return ring


def test_packet_is_found_by_its_short_number_across_the_wrap() -> None:
    ring = filled(65534, 4)
    assert [ring.find(number) for number in (65535, 0, 1)] == [
        (65535, b"65535"),
        (65536, b"65536"),
        (65537, b"65537"),
    ]


def test_what_fell_out_or_has_not_come_is_not_found() -> None:
    ring = filled(100, 20)
    assert ring.find(111) is None
    assert ring.find(112) == (112, b"112")
    assert ring.find(120) is None


def test_empty_ring_finds_nothing() -> None:
    assert Ring().find(0) is None


def test_joining_viewer_gets_everything_since_the_key_frame() -> None:
    ring = filled(10, 4)
    assert [sequence for sequence, _ in ring.since_key_frame(0.4, 0.5, 100, 999)] == [10, 11, 12, 13]


def test_joining_viewer_gets_nothing_old_nothing_incomplete_and_nothing_of_an_earlier_source() -> None:
    assert filled(10, 4).since_key_frame(0.6, 0.5, 100, 999) == []
    assert filled(10, 9).since_key_frame(0.0, 0.5, 100, 999) == []
    assert filled(10, 4).since_key_frame(0.0, 0.5, 3, 999) == []
    assert filled(10, 4).since_key_frame(0.0, 0.5, 100, 7) == []
    assert len(filled(10, 4).since_key_frame(0.0, 0.5, 100, 8)) == 4
    ring = filled(10, 4)
    ring.forget_key_frame()
    assert ring.since_key_frame(0.0, 0.5, 100, 999) == []

"""Pictures and sound measured apart: each run forwards the one kind and nothing of the other."""

from load import apart, media


def test_each_kind_is_forwarded_alone_at_its_own_pace() -> None:
    found = apart.measure(media.Wanted(2, 1.0, 1, "", 0, None, floor=False))
    assert found["picture"]["packets_per_second"] > found["sound"]["packets_per_second"] > 0
    assert [one["failed"] for one in found.values()] == [0, 0]

"""The benchmark of a shared audience, small: viewers of both workers get what is published."""

from load.share import measure


def test_small_run_feeds_viewers_of_both_workers() -> None:
    result = measure(viewers=8, seconds=2, workers=2, given=None)
    assert [one["viewers"] for one in (result["alone"], *result["shared"])] == [4, 4, 4]
    rates = [one["packets_per_second_and_viewer"] for one in (result["alone"], *result["shared"])]
    assert min(rates) > 0.5 * max(rates) > 0

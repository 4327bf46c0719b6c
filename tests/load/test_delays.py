"""Quantiles of a worker's histogram."""

from load import delays


def test_quantiles_lie_on_straight_lines_between_bounds() -> None:
    before = [[1.0, 10], [2.0, 0], [4.0, 0]]
    after = [[1.0, 110], [2.0, 0], [4.0, 100]]
    assert delays.between(before, after) == {"p50_ms": 1.0, "p99_ms": 3.96}
    assert delays.between(after, after) == {"p50_ms": None, "p99_ms": None}

"""The join benchmark, small: everybody gets in, in the quiet room and in the live one."""

import pytest

from load.join import measure


@pytest.mark.parametrize("workers", [1, 2])
def test_small_run_joins_everybody_and_says_what_it_cost(workers: int) -> None:
    result = measure(6, 4, workers)
    assert (result["joined"], result["live_joined"]) == (6, 6)
    assert result["joins_per_second"] > 0
    assert {"machine", "commit", "cpu_ms_per_join", "forward_p99_lift_ms"} <= set(result)

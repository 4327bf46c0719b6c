"""The join benchmark, small: everybody gets in, in the quiet room and in the live one."""

from load.join import measure


def test_small_run_joins_everybody_and_says_what_it_cost() -> None:
    result = measure(joins=6, into=4)
    assert (result["joined"], result["live_joined"]) == (6, 6)
    assert result["joins_per_second"] > 0
    assert {"machine", "commit", "cpu_ms_per_join", "forward_p99_lift_ms"} <= set(result)

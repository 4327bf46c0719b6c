"""What the workers of a room give up, as one: the most that any of them does."""

from rtc.overloads import Overloads
from rtc.wire import Overloaded


def test_the_most_that_any_worker_gives_up_is_told_and_each_change_once() -> None:
    overloads: Overloads[str] = Overloads()
    assert overloads.heard("home", Overloaded("r", "layers", 160)) == Overloaded("r", "layers", 160)
    assert overloads.heard("edge", Overloaded("r", "layers", 170)) is None
    assert overloads.heard("edge", Overloaded("r", "pictures", 300)) == Overloaded("r", "pictures", 300)
    assert overloads.heard("home", Overloaded("r", "nothing", 10)) is None
    assert overloads.heard("edge", Overloaded("r", "nothing", 20)) == Overloaded("r", "nothing", 20)


def test_worker_that_is_gone_gives_up_nothing_any_more() -> None:
    overloads: Overloads[str] = Overloads()
    for room in ("r", "s"):
        overloads.heard("home", Overloaded(room, "layers", 160))
        overloads.heard("edge", Overloaded(room, "pictures", 300))
    overloads.closed("s")
    assert overloads.lost("edge") == [Overloaded("r", "layers", 0)]
    assert overloads.lost("home") == [Overloaded("r", "nothing", 0)]
    assert overloads.lost("home") == []

import pytest

from rtc.core.slots import choose, names
from rtc.core.stage import NoFreeSlot, Stage


def test_slots_stand_in_the_order_of_the_m_lines_with_numbers_of_their_own() -> None:
    slots = names(2, 2, 1)
    assert [slot.mid for slot in slots] == ["m0", "m1", "c0", "c1", "s0"]
    assert len({slot.ssrc for slot in slots}) == 5


def test_microphone_and_camera_of_one_index_share_a_stream_and_screens_do_not() -> None:
    streams = {slot.mid: slot.stream for slot in names(2, 2, 1)}
    assert streams["m1"] == streams["c1"] != streams["m0"]
    assert streams["s0"] not in (streams["m0"], streams["c0"])


@pytest.mark.parametrize(
    ("free", "own", "others", "chosen"),
    [
        ({0, 1, 2}, {1}, set(), 1),
        ({0, 1, 2}, set(), {0}, 1),
        ({0}, {2}, {0}, 0),
        ({0, 2}, {1}, {0}, 2),
        (set(), {1}, set(), None),
    ],
)
def test_index_is_beside_ones_own_then_where_nobody_is_then_any(
    free: set[int], own: set[int], others: set[int], chosen: int | None
) -> None:
    assert choose(free, own, others) == chosen


def take(stage: Stage, peer: str, *sources: str) -> list[str]:
    chosen = stage.choose(peer, sources)
    for slot in chosen.values():
        slot.owner = peer
    return [slot.mid for slot in chosen.values()]


def test_camera_added_later_stands_beside_the_microphone() -> None:
    stage = Stage(3, 3, 1)
    assert take(stage, "anna", "microphone") == ["m0"]
    assert take(stage, "bo", "microphone", "camera") == ["m1", "c1"]
    assert take(stage, "anna", "microphone", "camera") == ["m0", "c0"]


def test_full_stage_refuses() -> None:
    stage = Stage(1, 1, 0)
    take(stage, "anna", "microphone")
    with pytest.raises(NoFreeSlot):
        stage.choose("bo", ["microphone"])
    with pytest.raises(NoFreeSlot):
        stage.choose("anna", ["screen"])

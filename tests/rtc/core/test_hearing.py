"""More redundancy at once when a link loses sound, less only when it has not for a while."""

from rtc.core.hearing import HOLD_SECONDS, Hearing
from rtc.core.rtcp import ReportBlock


class Link:
    """A viewer's reports, a block a second for one stream of fifty packets a second."""

    def __init__(self) -> None:
        self.hearing = Hearing()
        self.now, self.highest, self.lost = 0.0, 1000, 0
        self.seconds(1, 0.0)

    def seconds(self, count: int, loss: float) -> list[int]:
        """The depth after each second."""
        depths = []
        for _ in range(count):
            self.now += 1.0
            self.highest += 50
            self.lost += round(50 * loss)
            self.hearing.reported(ReportBlock(1, 0, self.lost, self.highest, 0, 0, 0), self.now)
            depths.append(self.hearing.depth)
        return depths


def test_clean_link_gets_none() -> None:
    assert set(Link().seconds(30, 0.0)) == {0}


def test_loss_raises_it_with_the_first_report_that_tells_and_heavy_loss_raises_it_to_two() -> None:
    assert Link().seconds(3, 0.04) == [1, 1, 1]
    assert Link().seconds(3, 0.2) == [2, 2, 2]


def test_it_goes_down_step_by_step_long_after_the_loss_has_ended() -> None:
    link = Link()
    link.seconds(5, 0.2)
    depths = link.seconds(60, 0.0)
    assert depths[: int(HOLD_SECONDS)] == [2] * int(HOLD_SECONDS)
    assert depths.count(1) >= HOLD_SECONDS
    assert depths[-1] == 0


def test_a_little_loss_keeps_what_is_there() -> None:
    link = Link()
    link.seconds(3, 0.04)
    assert set(link.seconds(60, 0.02)) == {1}


def test_sound_asked_for_again_counts_as_lost_before_any_report_and_though_it_hides_that() -> None:
    for every, depth in ((100, 0), (25, 1), (5, 2)):
        hearing = Hearing()
        for number in range(1000, 1100, every):
            hearing.missed("m0", [number], number / 50)
        hearing.missed("m0", [1100], 22.0)
        assert hearing.depth == depth


def test_what_was_asked_for_long_ago_keeps_no_redundancy_up() -> None:
    link = Link()
    for number in range(1000, 1100, 5):
        link.hearing.missed("m0", [number], link.now)
    assert link.seconds(1, 0.0) == [2]
    assert link.seconds(60, 0.0)[-1] == 0


def test_there_is_never_more_of_it_than_the_link_has_room_for() -> None:
    link = Link()
    link.hearing.most = 1
    assert link.seconds(3, 0.2) == [1, 1, 1]
    link.hearing.most = 0
    assert link.seconds(3, 0.2) == [0, 0, 0]
    link.hearing.most = 2
    assert link.seconds(1, 0.2) == [2]


def test_a_few_packets_tell_nothing() -> None:
    hearing = Hearing()
    hearing.reported(ReportBlock(1, 0, 0, 10, 0, 0, 0), 1.0)
    hearing.reported(ReportBlock(1, 128, 5, 20, 0, 0, 0), 2.0)
    assert hearing.depth == 0


def test_counters_that_jump_or_run_backwards_do_no_harm() -> None:
    hearing = Hearing()
    for i, (highest, lost) in enumerate([(2**32 - 1, 2**23), (5, 0), (2**31, 7), (9, 2**23)]):
        hearing.reported(ReportBlock(i % 2, 255, lost, highest, 0, 0, 0), float(i))
        assert 0.0 <= hearing.loss(float(i)) <= 1.0

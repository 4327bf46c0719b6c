"""What is taken from a viewer's reports: everything that is new, and nothing twice."""

from rtc.core.rtcp import ReportBlock
from rtc.core.viewer import Viewer

QUIET = ReportBlock(1, 0, 3, 100, 30, 0, 0)
LOSSY = QUIET._replace(lost=4)


def test_a_report_that_repeats_the_losses_waits_for_the_next_second() -> None:
    viewer = Viewer("a")
    assert viewer.news("c0", QUIET, 10.0)
    assert not viewer.news("c0", QUIET._replace(highest=200), 10.8)
    assert viewer.news("c0", QUIET._replace(highest=300), 10.9)


def test_a_loss_is_news_at_once() -> None:
    viewer = Viewer("a")
    viewer.news("c0", QUIET, 10.0)
    assert viewer.news("c0", LOSSY, 10.1)
    assert viewer.reports["c0"] == (LOSSY, 10.1)


def test_each_slot_has_reports_of_its_own() -> None:
    viewer = Viewer("a")
    viewer.news("c0", QUIET, 10.0)
    assert viewer.news("m0", QUIET, 10.1)

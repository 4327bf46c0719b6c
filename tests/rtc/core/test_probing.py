"""When a link is tried and how far; how it does in a call is in `test_links`."""

from rtc.core.probing import FIRST_PAUSE, FIRST_STEP, FURTHER, LAST_PAUSE, NEXT_PAUSE, VERDICT, Probing
from rtc.core.rtcp import ReportBlock, ntp_time


def pause_after(probing: Probing, now: float, *, padding: bool = True) -> float:
    """Seconds until another try is due, to a tenth."""
    return next(tenth / 10 for tenth in range(1000) if probing.due(now + tenth / 10, padding=padding))


def test_one_try_at_a_time_and_its_verdict_takes_a_moment() -> None:
    probing = Probing()
    assert probing.due(0.0, padding=True)
    probing.begin(100e3, 0.0, 1e6, 0.0)
    assert not probing.due(100.0, padding=True)
    assert [probing.is_over(at) for at in (VERDICT - 0.1, VERDICT)] == [False, True]


def test_tries_that_succeed_come_soon_and_reach_further_and_none_beyond_what_is_wanted() -> None:
    probing = Probing()
    assert probing.begin(100e3, 0.0, 1e6, 0.0) == 100e3 * FIRST_STEP
    probing.succeeded()
    assert pause_after(probing, 0.0) == NEXT_PAUSE
    assert probing.begin(135e3, 0.0, 1e6, 1.0) == 135e3 * FURTHER
    probing.succeeded()
    assert 200e3 <= probing.begin(229e3, 0.0, 200e3, 2.0) < 210e3
    probing.succeeded()
    assert probing.begin(100e3, 400e3, 300e3, 3.0) == 400e3


def test_tries_that_fail_come_more_and_more_rarely() -> None:
    probing, pauses = Probing(), list[float]()
    for now in (0.0, 100.0, 200.0, 300.0):
        probing.begin(100e3, 0.0, 1e6, now)
        probing.failed(now)
        pauses.append(pause_after(probing, now))
    assert pauses == [2 * FIRST_PAUSE, LAST_PAUSE, LAST_PAUSE, LAST_PAUSE]


def test_what_was_tried_and_did_not_last_is_a_failure_too() -> None:
    probing = Probing()
    probing.begin(100e3, 0.0, 1e6, 0.0)
    probing.succeeded()
    probing.congested(1.0)
    assert pause_after(probing, 0.0) == FIRST_PAUSE
    probing.begin(100e3, 0.0, 1e6, 10.0)
    probing.congested(11.0)
    assert pause_after(probing, 10.0) == 2 * FIRST_PAUSE
    probing.congested(50.0)
    assert pause_after(probing, 10.0) == 2 * FIRST_PAUSE


def test_tries_in_earnest_wait_twice_as_long_each_time() -> None:
    probing, pauses = Probing(), list[float]()
    for now in (0.0, 100.0):
        probing.begin(100e3, 0.0, 1e6, now)
        probing.succeeded(unseen=True)
        pauses.append(pause_after(probing, now, padding=False))
    assert pauses == [4 * FIRST_PAUSE, 8 * FIRST_PAUSE]


def test_the_report_behind_a_burst_is_awaited_and_none_before_it_is_taken_for_it() -> None:
    probing = Probing()
    probing.begin(100e3, 0.0, 1e6, 10.0)
    probing.ended(ntp_time(10.5))
    before, behind = ((ntp_time(at) >> 16) & 0xFFFFFFFF for at in (10.0, 10.5))
    probing.heard(ReportBlock(7, 0, 0, 1, 0, before, 0), 0.3)
    assert (probing.awaits, probing.answer) == (True, None)
    probing.heard(ReportBlock(7, 0, 0, 1, 0, behind, 0), 0.2)
    assert (probing.awaits, probing.answer) == (False, 0.2)

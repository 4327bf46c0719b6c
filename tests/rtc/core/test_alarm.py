"""When pictures are held for a first sign, and what proves it; how it does in a call is in `test_links`."""

import pytest

from rtc.core.alarm import FIRST_CALM, HELD, OVER, WARY, Alarm

SENT = 600_000.0


def raised() -> Alarm:
    """At 10.0, when 7 packets were missing."""
    alarm = Alarm()
    assert alarm.fell(450_000, SENT, 7, 10.0)
    return alarm


def test_a_belief_about_as_high_as_what_is_sent_is_no_sign() -> None:
    alarm = Alarm()
    assert not alarm.fell(520_000, SENT, 0, 10.0)
    assert alarm.pace(SENT, 10.0) is None
    assert not alarm.waits


def test_pictures_are_let_out_warily_then_faster_and_then_as_ever() -> None:
    alarm = raised()
    wary, faster = alarm.pace(SENT, 10.0 + HELD), alarm.pace(SENT, 10.0 + WARY)
    assert wary is not None
    assert faster is not None
    assert wary < SENT / 2 < SENT < faster
    assert alarm.pace(SENT, 10.0 + OVER) is None


def test_a_report_proves_nothing_by_itself_nor_what_was_on_its_way() -> None:
    alarm = raised()
    assert alarm.proved(10.05, 9, slow=True) is None
    assert alarm.proved(10.3, 11, slow=False) is None
    assert alarm.fell(440_000, SENT, 7, 10.05)
    assert alarm.proved(10.4, 8, slow=False) is None
    assert alarm.proved(10.5, 0, slow=False) is None


@pytest.mark.parametrize(
    ("again", "missing", "slow"), [(True, 7, False), (False, 12, False), (False, 7, True)]
)
def test_a_report_proves_it_with_any_of_three_witnesses(again: bool, missing: int, slow: bool) -> None:
    alarm = raised()
    if again:
        assert alarm.fell(360_000, SENT, 7, 10.2)
    carried = alarm.proved(10.4, missing, slow=slow)
    assert carried == (360_000 * 0.75 if again else 450_000 * 0.5)
    assert not alarm.waits


def test_proof_that_comes_late_is_none() -> None:
    assert raised().proved(10.0 + WARY, 9, slow=True) is None


def test_after_false_alarms_the_next_waits_longer_each_time_and_after_proof_not() -> None:
    alarm = raised()
    assert not alarm.fell(450_000, SENT, 7, 10.0 + FIRST_CALM - 0.1)
    assert alarm.fell(450_000, SENT, 7, 18.0)
    assert not alarm.fell(450_000, SENT, 7, 18.0 + 2 * FIRST_CALM - 0.1)
    assert alarm.fell(450_000, SENT, 7, 34.0)
    assert alarm.proved(34.2, 12, slow=False)
    assert not alarm.fell(450_000, SENT, 9, 35.0)
    assert alarm.fell(450_000, SENT, 9, 37.0)


def test_an_alarm_is_a_witness_for_what_comes_when_nothing_is_held_any_more() -> None:
    alarm = raised()
    assert [alarm.was(at) for at in (10.0, 10.0 + WARY, 10.0 + OVER)] == [False, True, False]
    alarm = raised()
    assert not alarm.was(10.3)
    assert alarm.proved(10.3, 12, slow=False)
    assert alarm.was(10.3)

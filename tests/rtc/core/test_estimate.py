"""What the estimate makes of single reports; how it does in a call is in `test_links`."""

from rtc.core.estimate import START, Estimate
from rtc.core.rtcp import ReportBlock

SENT = 600_000.0


def believing(rate: int, until: float) -> Estimate:
    """An estimate that has heard the same REMB five times a second until then."""
    estimate = Estimate()
    for tick in range(round(until * 5)):
        estimate.remb(rate, SENT, tick / 5)
    return estimate


def test_what_is_believed_far_below_what_is_sent_is_acted_on_at_once() -> None:
    estimate = believing(900_000, 10.0)
    assert estimate.remb(250_000, SENT, 10.2)
    assert estimate.bps == 250_000


def test_what_is_believed_a_little_below_needs_another_witness() -> None:
    estimate = believing(900_000, 10.0)
    assert not estimate.remb(500_000, SENT, 10.2)
    assert estimate.bps == START


def test_what_is_believed_just_after_an_outage_tells_of_the_outage() -> None:
    estimate = believing(900_000, 10.0)
    assert not estimate.remb(100_000, SENT, 13.2)
    assert not estimate.remb(60_000, SENT, 13.6)
    assert estimate.bps == START
    assert estimate.remb(50_000, SENT, 15.5)


def block(highest: int, lost: int, jitter: int = 500) -> ReportBlock:
    return ReportBlock(7, 0, lost, highest, jitter, 0, 0)


def alarmed(jitter: int = 500, lost: int = 0) -> Estimate:
    """At 10.2, after ten seconds of reports that lose so many of every hundred packets."""
    estimate = believing(900_000, 10.0)
    for second in range(10):
        estimate.report(block(100 * (second + 1), lost * (second + 1), jitter), 0, SENT, second + 0.5)
        estimate.second(SENT, second + 0.9)
    assert not estimate.remb(500_000, SENT, 10.2)
    return estimate


def test_an_alarm_is_proved_by_what_is_lost_then_and_every_report_is_awaited_until_it_is() -> None:
    estimate = alarmed()
    assert estimate.awaits
    assert estimate.report(block(1020, 5), 0, SENT, 10.5)
    assert not estimate.awaits
    assert estimate.bps == 250_000


def test_on_a_link_that_always_loses_some_loss_proves_no_alarm() -> None:
    estimate = alarmed(lost=5)
    assert not estimate.report(block(1020, 56), 0, SENT, 10.5)
    assert estimate.bps == START


def test_where_a_fifth_is_always_lost_a_belief_in_little_less_than_arrives_is_a_sign_and_no_proof() -> None:
    estimate = alarmed(lost=20)
    assert not estimate.awaits
    assert not estimate.remb(int(SENT * 0.8 * 0.7), SENT, 10.4)
    assert estimate.awaits
    assert estimate.bps == START


def test_no_alarm_is_raised_or_proved_where_packets_come_unevenly() -> None:
    assert not alarmed(jitter=4_500).awaits
    estimate = alarmed()
    assert not estimate.report(block(1020, 6, jitter=4_500), 0, SENT, 10.5)
    assert estimate.bps == START


def test_what_falls_while_pictures_are_held_falls_for_that() -> None:
    estimate = alarmed()
    assert not estimate.remb(100_000, SENT, 10.6)
    assert estimate.bps == START
    assert estimate.report(block(1020, 0), 0, SENT, 10.8)
    assert estimate.bps == 75_000

"""What the estimate makes of single reports; how it does in a call is in `test_links`."""

from rtc.core.estimate import START, Estimate

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

"""What one viewer's link has room for beside its pictures, and when they are repeated unasked."""

import pytest

from rtc.core.allocate import OTHER, Ladder, Layer, Want
from rtc.core.link import Link

SOUND = 45_000.0
LAYERS = (Layer("q", 0, 150_000, 320, 180), Layer("f", 0, 900_000, 1280, 720))
LADDER = Ladder([Want("c0", OTHER, LAYERS)])


@pytest.fixture
def link() -> Link:
    """It loses a fifth, carries everything that is wanted, and no limit of it is known."""
    link = Link("bo", padding=True)
    link.ladder, link.steps, link.sent = LADDER, LADDER.full, 1_000_000.0
    link.estimate.loss = link.estimate.usual_loss = 0.2
    return link


def next_second(link: Link) -> int:
    """How often pictures are repeated from now on."""
    link.allowed = link.allowance(SOUND)
    return link.allowed.unasked


def test_repeats_end_at_once_while_pictures_are_held_and_begin_anew_afterwards(link: Link) -> None:
    assert [next_second(link), next_second(link)] == [1, 2]
    link.pace = 350_000.0
    assert next_second(link) == 0
    link.pace = None
    assert next_second(link) == 1


def test_repeats_end_at_once_on_a_link_that_turns_out_to_be_narrow(link: Link) -> None:
    assert [next_second(link), next_second(link)] == [1, 2]
    link.estimate.limited, link.steps = True, 1
    assert link.narrow
    assert next_second(link) == 0


@pytest.mark.parametrize(("fits", "times"), [(0.9, 0), (1.9, 0), (2.0, 1), (2.9, 1), (3.0, 2), (9.0, 2)])
def test_where_the_limit_is_known_pictures_are_repeated_as_often_as_they_fit_beside_themselves(
    link: Link, fits: float, times: int
) -> None:
    link.estimate.limited, link.estimate.bps = True, link.sent * fits
    for _ in range(3):
        next_second(link)
    assert link.allowed.unasked == times

"""A flood by one person is refused with words; another person is not touched."""

from collections.abc import Callable

import pytest

from config.settings import Settings
from hub import limits
from hub.actor import ANONYMOUS, Actor
from hub.errors import Refused
from tests.conftest import Clock


def test_one_person_is_slowed_and_the_other_is_not(make_settings: Callable[..., Settings]) -> None:
    limits.configure(make_settings(limits={"chat": "3/minute"}).limits)
    for _ in range(3):
        limits.hit("chat", "person:1")
    with pytest.raises(Refused) as told:
        limits.hit("chat", "person:1")
    assert told.value.code == "too_fast"
    assert "Vent" in told.value.say("da")
    limits.hit("chat", "person:2")


def test_an_unknown_limit_is_a_bug(settings: Settings) -> None:
    limits.configure(settings.limits)
    with pytest.raises(KeyError):
        limits.hit("no_such_limit", "person:1")


def test_the_window_moves(make_settings: Callable[..., Settings], frozen_clock: Clock) -> None:
    limits.configure(make_settings(limits={"chat": "2/minute"}).limits)
    limits.hit("chat", "person:1")
    frozen_clock.forward(seconds=40)
    limits.hit("chat", "person:1")
    with pytest.raises(Refused):
        limits.hit("chat", "person:1")
    frozen_clock.forward(seconds=20)
    limits.hit("chat", "person:1")
    with pytest.raises(Refused):
        limits.hit("chat", "person:1")


def test_a_clock_that_is_set_back_shuts_nobody_out(
    make_settings: Callable[..., Settings], frozen_clock: Clock
) -> None:
    limits.configure(make_settings(limits={"chat": "1/minute"}).limits)
    limits.hit("chat", "person:1")
    frozen_clock.forward(hours=-1)
    limits.hit("chat", "person:1")


def test_strangers_without_end_leave_nothing_behind(settings: Settings, frozen_clock: Clock) -> None:
    limits.configure(settings.limits)
    for number in range(500):
        limits.hit("login_address", f"192.0.2.{number}")
        frozen_clock.forward(minutes=1)
    assert limits.counted() <= 60  # the longest window is an hour


def test_strangers_are_counted_by_their_network_and_others_by_who_they_are() -> None:
    home, away = Actor(address="192.0.2.1"), Actor(address="192.0.2.2")
    assert limits.who(home) != limits.who(away)
    person, guest = Actor(person_id=7, address="192.0.2.1"), Actor(link_id=3, address="192.0.2.1")
    assert (limits.who(person), limits.who(guest)) == ("person:7", "link:3")
    assert limits.who(ANONYMOUS) == "unknown"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002"),
        ("", "unknown"),
        ("localhost", "unknown"),
        ("x" * 10_000, "unknown"),
    ],
)
def test_a_network(address: str, counted: str) -> None:
    assert limits.network(address) == counted

"""A flood by one person is refused with words; another person is not touched."""

from collections.abc import Callable

import pytest

from config.settings import Settings
from hub import limits
from hub.errors import Refused


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

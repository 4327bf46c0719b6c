"""The table of moves: every pair of states is either in it or refused."""

import itertools

import pytest

from hub.errors import Refused
from hub.sessions.states import MOVES, State, check_move, next_states

EXPECTED = {
    ("draft", "published"),
    ("draft", "cancelled"),
    ("published", "practice"),
    ("published", "open"),
    ("published", "cancelled"),
    ("practice", "published"),
    ("practice", "open"),
    ("practice", "cancelled"),
    ("open", "live"),
    ("open", "ended"),
    ("open", "cancelled"),
    ("live", "ended"),
}


@pytest.mark.parametrize(("old", "new"), list(itertools.product(State, State)))
def test_each_pair_of_states_moves_or_is_refused(old: State, new: State) -> None:
    if (old.value, new.value) in EXPECTED:
        check_move(old, new)
        return
    with pytest.raises(Refused) as told:
        check_move(old, new)
    assert told.value.code == "illegal_move"


def test_every_state_is_in_the_table_and_can_be_reached() -> None:
    assert set(MOVES) == set(State)
    assert {new for old in State for new in next_states(old)} == set(State) - {State.draft}

"""The table of verbs in a room: who may do what, written out for each standing."""

import pytest

from hub.errors import Refused
from hub.rooms.rules import MAY, Standing, demand, demand_target, verbs
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.states import State

LEADING = "promote demote mute admit remove restore poll slides set_state roster lower_hands remove_chat"
SEEING = "view chat read_chat"


def standing(part: str, state: str = "live", kind: Kind = Kind.webinar, **changes: bool) -> Standing:
    values = {
        "admitted": True,
        "removed": False,
        "on_stage": part in ("host", "co_host", "panellist"),
        **changes,
    }
    return Standing(part=part, rules=KINDS[kind], state=State(state), **values)  # type: ignore[arg-type]


TABLE = [
    (standing("host"), f"{SEEING} publish react {LEADING}"),
    (standing("co_host"), f"{SEEING} publish react {LEADING}"),
    (standing("host", on_stage=False), f"{SEEING} react {LEADING}"),
    (
        standing("host", "published"),
        "view read_chat publish admit remove restore poll slides set_state roster lower_hands remove_chat",
    ),
    (standing("host", "practice"), f"{SEEING} publish react {LEADING}"),
    (
        standing("host", "ended"),
        "read_chat admit remove restore poll slides set_state roster lower_hands remove_chat",
    ),
    (standing("panellist"), f"{SEEING} publish react raise_hand vote slides"),
    (standing("panellist", "practice"), f"{SEEING} publish react raise_hand vote slides"),
    (standing("audience"), f"{SEEING} react raise_hand vote"),
    (standing("audience", on_stage=True), f"{SEEING} react raise_hand vote publish"),
    (standing("audience", "open"), f"{SEEING} react raise_hand vote"),
    (standing("audience", "practice"), "read_chat"),
    (standing("audience", "ended"), "read_chat"),
    (standing("guest", on_stage=True, kind=Kind.consultation), f"{SEEING} publish"),
    (standing("host", kind=Kind.consultation), f"{SEEING} publish " + LEADING.replace("poll ", "")),
    (standing("audience", admitted=False), ""),
    (standing("host", admitted=False), ""),
    (standing("audience", removed=True, on_stage=True), ""),
    (standing("host", removed=True), ""),
]


@pytest.mark.parametrize(("who", "expected"), TABLE)
def test_who_may_what(who: Standing, expected: str) -> None:
    assert set(verbs(who)) == set(expected.split())


def test_every_verb_is_in_the_table() -> None:
    assert {verb for who, _ in TABLE for verb in verbs(who)} == set(MAY)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (standing("audience"), "not_allowed"),
        (standing("audience", admitted=False), "waiting"),
        (standing("audience", removed=True), "removed"),
    ],
)
def test_a_refusal_says_why(who: Standing, code: str) -> None:
    with pytest.raises(Refused) as refused:
        demand(who, "promote")
    assert refused.value.code == code


def test_only_the_host_moves_the_host() -> None:
    demand_target("host", "host")
    demand_target("co_host", "co_host")
    with pytest.raises(Refused):
        demand_target("co_host", "host")

"""Who is sent a branch: followed one by one as viewers come, go and move, by real sessions and sockets."""

import itertools
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest

from rtc.core.branch import Branch
from rtc.core.slots import SlotName
from rtc.core.stage import Slot
from rtc.core.watchers import REMEMBERED
from rtc.io.audiences import Audiences
from rtc.io.outbox import Outbox, Outlet
from rtc.io.path import Path
from rtc.io.sockaddr import pack_sockaddr
from rtc.io.srtp import PROFILES, Keys, Outgoing
from rtc.io.udp import MediaSocket


@dataclass
class Where:
    outlet: Outlet


class View:
    """As much of a connection as is asked for."""

    def __init__(self, where: Where | None, profile: int = 0, *, open: bool = True) -> None:
        self.open = open
        self.path = Path(0.0)
        self.path.where = cast(MediaSocket | None, where)
        self.path.sockaddr = pack_sockaddr(("127.0.0.1", 9))
        chosen = PROFILES[profile]
        key = bytes(chosen.key_size + chosen.salt_size)
        self.outgoing: Outgoing | None = Outgoing(Keys(chosen, key, key))


@pytest.fixture
def where() -> Iterator[Where]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        yield Where(Outlet(bound.fileno(), Outbox()))


@pytest.fixture
def branch() -> Branch:
    return Slot(SlotName("camera", 0), itertools.count(1)).trunk


def make(views: dict[str, Any], players: dict[str, dict[int, dict[int, int]]] | None = None) -> Audiences:
    return Audiences(views, players or {})


def sizes(audiences: Audiences, branch: Branch) -> list[int]:
    return [len(audience) for audience in audiences.of(branch)]


def test_viewers_are_followed_without_making_the_audience_anew(where: Where, branch: Branch) -> None:
    audiences = make({name: View(where) for name in "abc"})
    branch.viewers.add("a")
    [audience] = audiences.of(branch)
    branch.viewers.add("b")
    branch.viewers.add("c")
    branch.viewers.discard("a")
    assert list(audiences.of(branch)) == [audience]
    assert len(audience) == 2


def test_more_changes_than_are_remembered_are_caught_up_with(where: Where, branch: Branch) -> None:
    audiences = make({str(number): View(where) for number in range(3)})
    branch.viewers.add("0")
    assert sizes(audiences, branch) == [1]
    for _ in range(REMEMBERED):
        branch.viewers.add("1")
        branch.viewers.discard("1")
    branch.viewers.add("2")
    assert sizes(audiences, branch) == [2]


def test_lengths_of_tag_and_payload_types_are_kept_apart(where: Where, branch: Branch) -> None:
    """Segments must be of one size, and each reads its own payload type."""
    views = {"a": View(where), "b": View(where, profile=1), "c": View(where), "d": View(where)}
    audiences = make(views, {"c": {branch.slot.name.ssrc: {96: 45}}, "d": {1: {96: 45}}})
    for name in views:
        branch.viewers.add(name)
    assert sizes(audiences, branch) == [1, 1, 1]


def test_who_is_gone_is_sent_nothing_at_once(where: Where, branch: Branch) -> None:
    """Also before the room's core has heard of it, and also no reports."""
    audiences = make({"a": View(where), "b": View(where)})
    for name in ("a", "b"):
        branch.viewers.add(name)
        audiences.came(name)
    assert sizes(audiences, branch) == [2]
    audiences.gone("a")
    assert sizes(audiences, branch) == [1]
    assert [len(audience) for audience in audiences.everybody] == [1]
    branch.viewers.discard("a")
    audiences.gone("b")
    branch.viewers.discard("b")
    assert sizes(audiences, branch) == []


@pytest.mark.parametrize("how", ["closed", "nowhere", "unknown"])
def test_who_cannot_be_reached_is_left_out(where: Where, branch: Branch, how: str) -> None:
    views = {"closed": View(where, open=False), "nowhere": View(None)}
    audiences = make(views)
    branch.viewers.add(how)
    assert sizes(audiences, branch) == []


def test_moved_viewer_is_reached_where_it_is_now(where: Where, branch: Branch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as new:
        new.bind(("127.0.0.1", 0))
        new.settimeout(2)
        views = {"a": View(where)}
        audiences = make(views)
        branch.viewers.add("a")
        audiences.came("a")
        assert sizes(audiences, branch) == [1]
        views["a"].path.sockaddr = pack_sockaddr(new.getsockname())
        audiences.moved("a")
        for audience in (*audiences.of(branch), *audiences.everybody):
            audience.send_rtp([bytes.fromhex("8060000100000000000000aa") + b"here"])
            assert new.recv(100)


def test_who_is_paced_stands_aside_and_comes_back(where: Where, branch: Branch) -> None:
    """Of pictures only: reports go out with all others'."""
    paced: set[str] = set()
    audiences = Audiences({name: View(where) for name in "ab"}, {}, paced)
    for name in "ab":
        branch.viewers.add(name)
        audiences.came(name)
    assert sizes(audiences, branch) == [2]
    paced.add("a")
    audiences.moved("a")
    assert sizes(audiences, branch) == [1]
    assert audiences.of(branch).aside == {"a": branch.payload_type}
    assert [len(audience) for audience in audiences.everybody] == [2]
    paced.clear()
    audiences.moved("a")
    assert sizes(audiences, branch) == [2]
    paced.add("a")
    audiences.moved("a")
    audiences.gone("a")
    assert audiences.of(branch).aside == {}


def test_branches_that_are_no_more_are_forgotten(where: Where, branch: Branch) -> None:
    audiences = make({"a": View(where)})
    branch.viewers.add("a")
    [audience] = audiences.of(branch)
    audiences.forget_all_but({branch.key})
    assert list(audiences.of(branch)) == [audience]
    audiences.forget_all_but(set())
    assert list(audiences.of(branch)) != [audience]

"""A file that makes no sense is refused with the place where it does not; nothing is dropped in silence."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import BadInput
from hub.matching import reading
from tests.hub.matching.tiny import demand, person, problem, raw

LATE = f"{'2026-03-02'}T09:00:00"
LENT = {"giver": "varde", "receiver": "kolding"}
TEN = {"starts": "2026-03-02T10:00:00", "ends": "2026-03-02T12:00:00"}


def refused(data: bytes, now: dt.datetime | None = None) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        reading.problem(data, now)
    assert caught.value.say("da") != caught.value.say("en")
    return caught.value.code, caught.value.field


@pytest.mark.parametrize(
    ("people", "demands", "changes", "code", "field"),
    [
        ([], [], {}, "nobody", "professionals"),
        ([person("a"), person("a")], [], {}, "twice", "professionals[1].id"),
        ([person("a")], [demand("d"), demand("d")], {}, "twice", "demands[1].id"),
        ([person("a", municipality="oz")], [], {}, "unknown_municipality", "professionals[0].municipality"),
        ([person("a", competences={})], [], {}, "no_competence", "professionals[0].competences"),
        ([person("a", languages=[])], [], {}, "no_language", "professionals[0].languages"),
        (
            [person("a", hours=[{"weekday": 1, "starts": "16:00:00", "ends": "08:00:00"}])],
            [],
            {},
            "ends_before_start",
            "professionals[0].hours[0].ends",
        ),
        (
            [
                person(
                    "a",
                    hours=[
                        {"weekday": 1, "starts": "08:00:00", "ends": "12:00:00"},
                        {"weekday": 1, "starts": "11:00:00", "ends": "15:00:00"},
                    ],
                )
            ],
            [],
            {},
            "contradictory_rota",
            "professionals[0].hours[1]",
        ),
        (
            [person("a", away=[{"starts": TEN["ends"], "ends": TEN["starts"]}])],
            [],
            {},
            "ends_before_start",
            "professionals[0].away[0].ends",
        ),
        (
            [person("a", away=[{"starts": "2026-03-02T10:00:00Z", "ends": TEN["ends"]}])],
            [],
            {},
            "with_offset",
            "professionals[0].away[0].starts",
        ),
        (
            [person("a")],
            [demand("d", municipality="oz")],
            {},
            "unknown_municipality",
            "demands[0].municipality",
        ),
        ([person("a")], [demand("d", ends=LATE)], {}, "ends_before_start", "demands[0].ends"),
        ([person("a")], [demand("d", ends="2026-03-03T11:00:00")], {}, "over_midnight", "demands[0].ends"),
        ([person("a")], [demand("d", "2026-03-29T02:30:00")], {}, "no_such_time", "demands[0].starts"),
        ([person("a")], [demand("d", pinned="b")], {}, "unknown_professional", "demands[0].pinned"),
        ([person("a")], [demand("d", declined=["b"])], {}, "unknown_professional", "demands[0].declined[0]"),
        ([person("a")], [demand("d", lapsed=["b"])], {}, "unknown_professional", "demands[0].lapsed[0]"),
        (
            [person("a")],
            [demand("d", pinned="a"), demand("e", pinned="a")],
            {},
            "pinned_twice",
            "demands[1].pinned",
        ),
        (
            [person("a")],
            [],
            {"agreements": [{"giver": "varde", "receiver": "varde"}]},
            "with_itself",
            "agreements[0]",
        ),
        (
            [person("a")],
            [],
            {"agreements": [{"giver": "varde", "receiver": "oz"}]},
            "unknown_municipality",
            "agreements[0].receiver",
        ),
        (
            [person("a")],
            [],
            {"agreements": [{"giver": "varde", "receiver": "kolding"}] * 2},
            "agreed_twice",
            "agreements[1]",
        ),
        (
            [person("a")],
            [],
            {"agreements": [{"giver": "varde", "receiver": "kolding", "cap_minutes": -1}]},
            "unreadable",
            "agreements[0].cap_minutes",
        ),
        (
            [person("a")],
            [],
            {"agreements": [LENT | {"valid_from": "2026-04-02"}, LENT | {"valid_to": "2026-04-02"}]},
            "agreed_twice",
            "agreements[0]",
        ),
        (
            [person("a")],
            [],
            {"agreements": [LENT | {"valid_from": "2026-04-02", "valid_to": "2026-04-01"}]},
            "ends_before_start",
            "agreements[0].valid_to",
        ),
        (
            [person("a")],
            [],
            {"version": 1, "agreements": [LENT, LENT | {"valid_to": "2026-04-02"}]},
            "newer_version",
            "agreements[1].valid_to",
        ),
        ([person("a", share_minutes=-5)], [], {}, "unreadable", "professionals[0].share_minutes"),
        ([person("a")], [demand("d", weigth=2.0)], {}, "unreadable", "demands[0]"),
        ([person("a")], [], {"version": 3}, "unreadable", "version"),
    ],
)
def test_a_refusal_names_the_place(
    people: list[Any], demands: list[Any], changes: dict[str, Any], code: str, field: str
) -> None:
    assert refused(msgspec.json.encode(raw(people, demands, **changes))) == (code, field)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"format": NaN}', b"null"])
def test_what_is_no_problem_at_all_is_refused(data: bytes) -> None:
    assert refused(data)[0] == "unreadable"


def test_a_number_that_is_none_is_refused() -> None:
    data = msgspec.json.encode(raw([person("a")], [demand("d", weight=1.5)]))
    assert refused(data.replace(b"1.5", b"NaN"))[0] == "unreadable"
    assert refused(data.replace(b"1.5", b"1e999"))[0] == "unreadable"


def test_agreements_may_go_round_in_a_ring() -> None:
    ring = [{"giver": "varde", "receiver": "kolding"}, {"giver": "kolding", "receiver": "varde"}]
    assert len(problem([person("a")], [], agreements=ring).agreements) == 2


def test_a_session_that_has_begun_is_refused_only_when_the_time_is_known() -> None:
    data = msgspec.json.encode(raw([person("a")], [demand("d")]))
    assert refused(data, dt.datetime(2026, 3, 2, 9, 1, tzinfo=dt.UTC)) == ("in_the_past", "demands[0].starts")
    assert len(reading.problem(data, dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)).demands) == 1
    assert len(reading.problem(data).demands) == 1


def test_a_proposal_of_another_problem_is_refused() -> None:
    of = problem([person("a")], [demand("d")])
    for assignments, code in (({"x": "a"}, "unknown_demand"), ({"d": "x"}, "unknown_professional")):
        with pytest.raises(BadInput) as caught:
            reading.proposal(
                msgspec.json.encode(
                    {"format": "sundhedshub-proposal", "version": 1, "assignments": assignments}
                ),
                of,
            )
        assert caught.value.code == code


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with pytest.raises(BadInput):
        reading.problem(data)

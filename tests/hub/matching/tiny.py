"""Small matching problems: a week in March, two municipalities, people by hand or by hypothesis."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from hub.matching import reading
from hub.matching.wire import Problem

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"
WEEKDAYS = [{"weekday": day, "starts": "08:00:00", "ends": "16:00:00"} for day in range(1, 6)]


def person(name: str, **changes: Any) -> dict[str, Any]:
    """A nurse of Varde who works every weekday from 8 to 16, with `changes`."""
    return {
        "id": name,
        "municipality": "varde",
        "competences": {"nurse": 1},
        "languages": ["da"],
        "hours": WEEKDAYS,
        "share_minutes": 600,
        **changes,
    }


def demand(name: str, starts: str = f"{MONDAY}T10:00:00", ends: str = "", **changes: Any) -> dict[str, Any]:
    """An hour of a nurse, asked for by Varde, with `changes`."""
    return {
        "id": name,
        "session": name,
        "role": "host",
        "municipality": "varde",
        "competence": "nurse",
        "starts": starts,
        "ends": ends or f"{starts[:11]}{int(starts[11:13]) + 1:02d}{starts[13:]}",
        **changes,
    }


def raw(professionals: list[Any], demands: list[Any], **changes: Any) -> dict[str, Any]:
    """A problem of Varde and Kolding as it is written in a file."""
    return {
        "format": "sundhedshub-matching",
        "version": 2,
        "municipalities": [{"id": "varde"}, {"id": "kolding"}],
        "professionals": professionals,
        "demands": demands,
        **changes,
    }


def problem(professionals: list[Any], demands: list[Any], **changes: Any) -> Problem:
    """The same, read."""
    return reading.problem(msgspec.json.encode(raw(professionals, demands, **changes)))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to four people and six demands in which every constraint has a chance to bite."""
    people = [_person(draw, at) for at in range(draw(st.integers(1, 4)))]
    names = [each["id"] for each in people]
    demands = [_demand(draw, at, names) for at in range(draw(st.integers(0, 6)))]
    agreement = {"giver": "varde", "receiver": "kolding"}
    cap = draw(st.sampled_from([None, 60, 120]))
    return problem(
        people,
        demands,
        municipalities=[{"id": "varde", "surplus_minutes": draw(st.integers(-120, 120))}, {"id": "kolding"}],
        agreements=draw(
            st.sampled_from(
                [
                    [],
                    [{**agreement, "cap_minutes": cap}],
                    [{**agreement, "competence": "nurse", "cap_minutes": cap}, {**agreement, "weight": 2.0}],
                    [
                        {**agreement, "valid_to": MONDAY, "cap_minutes": cap},
                        {**agreement, "valid_from": TUESDAY, "cap_minutes": 60},
                    ],
                    [
                        {**agreement, "valid_from": TUESDAY},
                        {**agreement, "competence": "nurse", "valid_to": MONDAY, "weight": 3.0},
                    ],
                ]
            )
        ),
    )


def _person(draw: st.DrawFn, at: int) -> dict[str, Any]:
    day = st.sampled_from([f"2026-03-0{number}" for number in (2, 3)])
    away = [
        {"starts": f"{date}T12:00:00", "ends": f"{date}T18:00:00"} for date in draw(st.sets(day, max_size=1))
    ]
    extra = [{"starts": f"{date}T16:00:00", "ends": f"{date}T22:00:00"} for date in draw(st.sets(day))]
    return person(
        f"p{at}",
        municipality=draw(st.sampled_from(["varde", "kolding"])),
        competences=draw(st.sampled_from([{"nurse": 1}, {"nurse": 2}, {"nurse": 1, "dietician": 1}])),
        languages=draw(st.sampled_from([["da"], ["da", "en"]])),
        daily_minutes=draw(st.sampled_from([60, 120, 480])),
        weekly_minutes=draw(st.sampled_from([120, 2220])),
        away=away,
        extra=extra,
        rather_not=away if draw(st.booleans()) else [],
    )


def _demand(draw: st.DrawFn, at: int, names: list[str]) -> dict[str, Any]:
    hour = draw(st.sampled_from([8, 9, 10, 12, 15, 20]))
    name = st.sampled_from([None, None, *names])
    return demand(
        f"d{at}",
        f"2026-03-0{draw(st.integers(2, 3))}T{hour:02d}:00:00",
        municipality=draw(st.sampled_from(["varde", "varde", "kolding"])),
        competence=draw(st.sampled_from(["nurse", "nurse", "dietician"])),
        level=draw(st.integers(0, 2)),
        language=draw(st.sampled_from(["da", "da", "en"])),
        margin_minutes=draw(st.sampled_from([0, 15])),
        series=draw(st.sampled_from([None, "a", "b"])),
        published=draw(name),
        declined=draw(st.lists(st.sampled_from(names), max_size=1)),
        lapsed=draw(st.lists(st.sampled_from(names), max_size=1)),
    )

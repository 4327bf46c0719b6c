"""The report of a load run: percentiles, what is over budget, and the page a person reads."""

import dataclasses
import json
import tomllib
from pathlib import Path

import pytest

from load import report
from load.report import Media, Step, Summary

BUDGET = tomllib.loads((Path(report.__file__).with_name("budgets.toml")).read_text())["webinar"]
STEPS = [Step("join", 50, 0, 40.0, 90.0), Step("chat", 200, 0, 10.0, 30.0)]
MEDIA = Media(viewers=50, connected=50, first_packet_p95_ms=300.0, packets=100_000, lost_share=0.0, gaps=0)


def over(steps: list[Step] = STEPS, media: Media = MEDIA) -> list[str]:
    return report.over_budget(steps, media, 50, BUDGET)


def summary(said: list[str]) -> Summary:
    return Summary("webinar", 50, 60.0, STEPS, MEDIA, server_cpu=0.41, load_cpu=0.52, over=said)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.95, 0.0),
        ([5.0], 0.5, 5.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
    ],
)
def test_percentile_is_a_value_that_was_measured(values: list[float], share: float, expected: float) -> None:
    assert report.percentile(values, share) == expected


def test_steps_come_in_the_order_a_person_takes_them() -> None:
    rows = [
        {"name": "join", "num_requests": 3, "num_failures": 1, "response_times": {"40": 2, "90": 1}},
        {"name": "section", "num_requests": 9, "num_failures": 0, "response_times": {"0": 9}},
        {"name": "sign in", "num_requests": 1, "num_failures": 0, "response_times": {"120": 1}},
    ]
    assert report.steps_of(rows) == [Step("sign in", 1, 0, 120.0, 120.0), Step("join", 3, 1, 40.0, 90.0)]


def test_media_counts_those_who_never_connected() -> None:
    one = {"connected_ms": 80.0, "first_packet_ms": 120.0, "packets": 990, "lost": 10, "gaps": 1}
    none = {"connected_ms": None, "first_packet_ms": None, "packets": 0, "lost": 0, "gaps": 0}
    assert report.media_of([one, none]) == Media(2, 1, 120.0, 990, 0.01, 1)


def test_a_good_run_is_within_every_budget() -> None:
    assert over() == []


@pytest.mark.parametrize(
    ("media", "sentence"),
    [
        ({"connected": 49}, "49 of 50 received media"),
        ({"first_packet_p95_ms": 1600.0}, "first packet: 95 % within 1600 ms; 1500 ms allowed"),
        ({"lost_share": 0.02}, "2.00% of the packets were lost; 0.10% may be"),
        ({"gaps": 4}, "4 silences longer than a second"),
    ],
)
def test_each_media_budget_bites(media: dict[str, float], sentence: str) -> None:
    assert over(media=dataclasses.replace(MEDIA, **media)) == [sentence]  # type: ignore[arg-type]


def test_a_slow_step_and_a_failed_one_are_both_said() -> None:
    slow = [dataclasses.replace(STEPS[0], p95_ms=1240.0, failures=1), STEPS[1]]
    assert over(steps=slow) == [
        "1 of 250 steps failed; 0.0% may",
        "join: 95 % within 1240 ms; 1000 ms allowed",
    ]


def test_a_run_in_which_nothing_happened_does_not_hold() -> None:
    assert over(steps=[])[0] == "0 of 0 steps failed; 0.0% may"


def test_the_page_says_the_verdict_before_the_numbers() -> None:
    lines = report.as_text(summary([]), "2 cores").splitlines()
    assert lines[0] == "webinar, audience of 50, 60 s, 2 cores"
    assert lines[2] == "This machine holds."
    assert lines[-1] == "Cost: hub and media 0.41 cores; this load generator 0.52 cores."


def test_the_page_says_what_did_not_hold() -> None:
    assert (
        "  - 49 of 50 received media"
        in report.as_text(summary(["49 of 50 received media"]), "x").splitlines()
    )


def test_the_json_object_survives_the_wire() -> None:
    sent = json.loads(json.dumps(report.as_json(summary([]), "2 cores", "abc1234")))
    assert (sent["machine"], sent["commit"], sent["holds"]) == ("2 cores", "abc1234", True)
    assert sent["media"]["connected"] == 50


def test_every_budget_of_a_step_names_a_step() -> None:
    named = {key.removesuffix("_p95_ms").replace("_", " ") for key in BUDGET if key.endswith("_p95_ms")}
    assert named - {"first packet"} <= set(report.PEOPLE_WORDS)

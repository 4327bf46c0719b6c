"""Files that are empty, far too deep, from another age, or have nowhere to be written to: told by name, and
what was found is not lost."""

import json
from pathlib import Path

import msgspec
import pytest

from hub.errors import BadInput
from hub.matching import reading, smptsp
from tests.hub.matching.test_matching_commands import run, run_hub
from tests.hub.matching.tiny import demand, person, raw


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(BadInput) as told:
        reading.problem(data)
    return told.value.code, told.value.field


@pytest.mark.parametrize("data", [b"[" * 5_000_000, b'{"demands":' * 2_000_000, b"\xef\xbb\xbf{}", b"\0" * 9])
def test_depth_and_noise_are_refused(data: bytes) -> None:
    assert refused(data)[0] == "unreadable"


@pytest.mark.parametrize(
    ("starts", "code"),
    [
        ("0001-01-01T00:00:00", "unreadable"),
        ("2026-03-29T02:30:00", "no_such_time"),
        ("2026-10-25T02:30:00+02:00", "with_offset"),
        ("2026-10-25T02:30:00[Europe/Atlantis]", "unreadable"),
        ("2026-02-30T10:00:00", "unreadable"),
    ],
)
def test_times_that_are_none_name_their_place(starts: str, code: str) -> None:
    told = {**msgspec.to_builtins(demand("one")), "starts": starts, "ends": f"{starts[:11]}04:00:00"}
    assert refused(msgspec.json.encode(raw([person("a")], [told]))) == (code, "demands[0].starts")


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "Jobs = 0\n", "Qualifications = 0\n", "Jobs = 0\nQualifications = 0\nJobs = 0\n"],
)
def test_an_instance_without_jobs_or_workers_or_with_them_twice_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as told:
        smptsp.parse(text)
    assert told.value.code == "unreadable_line"


def test_what_was_found_is_told_where_it_cannot_be_written(tmp_path: Path) -> None:
    week, instance = tmp_path / "week.json", tmp_path / "instance.dat"
    week.write_bytes(msgspec.json.encode(raw([person("a")], [demand("one")])))
    instance.write_text("Jobs = 1\n0 10\nQualifications = 1\n1: 0\n")
    nowhere = tmp_path / "nothing" / "here"
    for answer in (
        run_hub("solve", week, "--seconds", "1", "--json", "--output", nowhere),
        run("solve", instance, "--json", "--output", nowhere),
    ):
        assert json.loads(answer.stdout.splitlines()[0])["status"] == "optimal"
        assert answer.exit_code != 0

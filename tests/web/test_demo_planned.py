"""`hub demo --plan PROBLEM PROPOSAL`: a partnership of a file beside the demonstration, written once."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from tortoise.backends.base.executor import EXECUTOR_CACHE

from hub.cli import main
from tests.hub.matching import tiny

PROPOSAL = {"format": "sundhedshub-proposal", "version": 1, "assignments": {"one": "anna"}}


class Demo:
    """The command on files and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self._folder = folder / "data", folder
        people = [tiny.person("anna"), tiny.person("bo")]
        demands = [tiny.demand("one"), tiny.demand("two"), tiny.demand("three", "2026-03-04T10:00:00")]
        self._write("problem", tiny.raw(people, demands))

    def _write(self, name: str, what: object) -> Path:
        file = self._folder / f"{name}.json"
        file.write_bytes(msgspec.json.encode(what))
        return file

    def __call__(self, **changes: object) -> Result:
        EXECUTOR_CACHE.clear()
        files = self._folder / "problem.json", self._write("proposal", PROPOSAL | changes)
        words = ["demo", "--no-serve", "--folder", str(self.data), "--plan", *map(str, files)]
        return CliRunner().invoke(main, words, env={"COLUMNS": "200", "NO_COLOR": "1", "HUB_CONFIG": ""})

    def filed(self) -> list[tuple[str, str | None]]:
        """The demands of the file by their sessions, and who has each."""
        with closing(sqlite3.connect(self.data / "hub.db")) as there:
            return there.execute(
                "select s.title, p.name from demand d join session s on s.id = d.session_id"
                " left join person p on p.id = d.person_id where s.title in ('one', 'two', 'three')"
                " order by s.id"
            ).fetchall()


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def test_the_plan_is_written_beside_the_demonstration_and_only_once(demo: Demo) -> None:
    assert demo().exit_code == 0
    written = [("one", "anna"), ("two", None), ("three", None)]
    assert demo.filed() == written
    assert demo().exit_code == 0
    assert demo.filed() == written


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"assignments": {"nine": "anna"}}, "assignments.nine"),
        ({"assignments": {"one": "nobody"}}, "assignments.one"),
        ({"version": 7}, "version"),
    ],
    ids=["demand", "person", "version"],
)
def test_a_file_that_makes_no_sense_is_refused_before_anything_is_made(
    demo: Demo, changes: dict[str, object], place: str
) -> None:
    told = demo(**changes)
    assert told.exit_code == 2
    assert place in told.output
    assert not demo.data.exists()


def test_a_plan_that_breaks_a_limit_is_refused_before_anything_is_made(demo: Demo) -> None:
    told = demo(assignments={"one": "anna", "two": "anna"})
    assert told.exit_code == 2
    assert "Has another session at the same time." in told.output
    assert not demo.data.exists()

"""`hub booking free`: what it prints of a small partnership."""

import json
from pathlib import Path

import msgspec
from click.testing import CliRunner

from hub.cli import main
from tests.hub.matching.tiny import demand, person, problem


def asked(folder: Path, *words: str) -> str:
    file = folder / "problem.json"
    people = [person("anna"), person("bo")]
    taken = demand("d1", published="anna")
    file.write_bytes(msgspec.json.encode(problem(professionals=people, demands=[taken])))
    done = CliRunner().invoke(main, ["booking", "free", str(file), "--days", "1", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_free_times_are_printed_as_json(tmp_path: Path) -> None:
    found = json.loads(asked(tmp_path, "--json", "--minutes", "60"))

    assert (found["professionals"], found["days"]) == (2, 1)
    assert found["times"] == len(found["first"]) > 0
    assert found["milliseconds"] >= 0


def test_nobody_with_the_competence_is_no_time(tmp_path: Path) -> None:
    assert asked(tmp_path, "--competence", "nobody-has-it").startswith(
        "0 times among 0 professionals in 1 days"
    )

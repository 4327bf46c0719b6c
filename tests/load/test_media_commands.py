"""What is asked about media is asked in the same words as everything else; wrong words are told at once."""

import pytest
from click.testing import CliRunner

from load.__main__ import main


@pytest.mark.parametrize("name", ["badnet", "firstframe", "join", "media", "soak"])
def test_each_command_says_what_it_measures_and_can_answer_in_json(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    assert "--json" in told.output


@pytest.mark.parametrize("words", [["join", "--joins", "0"], ["media", "--dump", "/nowhere"], ["soak", "5"]])
def test_what_cannot_be_measured_is_refused_before_anything_begins(words: list[str]) -> None:
    told = CliRunner().invoke(main, words, env={"COLUMNS": "200"})
    assert told.exit_code == 2
    assert "Usage" in told.output

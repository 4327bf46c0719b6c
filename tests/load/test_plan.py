"""A whole plan, small: a hub, a host, three citizens. What is asserted is that it works, never how fast."""

import json
import subprocess
import sys

import pytest


@pytest.mark.timeout(180)
def test_everybody_in_a_small_webinar_receives_media_and_nothing_fails() -> None:
    command = [
        sys.executable,
        "-m",
        "load",
        "plan",
        "webinar",
        "--audience",
        "3",
        "--minutes",
        "0.2",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert {step["name"]: step["failures"] for step in result["steps"]} == {
        "sign in": 0,
        "open room": 0,
        "connect": 0,
        "join": 0,
        **{step["name"]: 0 for step in result["steps"] if step["name"] in ("chat", "hand")},
    }
    assert result["media"]["connected"] == 3
    assert result["media"]["packets"] > 100


def test_an_unfinished_target_is_refused_in_words() -> None:
    command = [sys.executable, "-m", "load", "plan", "webinar", "--url", "https://hub.invalid"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Error: --url needs --session and --people as well."

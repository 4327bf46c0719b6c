"""`python -m load firstframe --json`: that it measures, and the names of its fields; never how fast."""

import json
import subprocess
import sys

import pytest


@pytest.mark.timeout(180)
def test_one_join_is_measured() -> None:
    command = [sys.executable, "-m", "load", "firstframe", "--joins", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert {"machine", "commit", "median_ms", "p95_ms"} <= set(result)
    assert 0 < result["median_ms"] == result["p95_ms"]

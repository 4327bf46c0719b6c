"""Runs every fuzz target for a few seconds from its corpus; a crash fails with the input that did it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = int(os.environ.get("FUZZ_SECONDS", "3"))
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.py"))


def test_every_target_has_seeds() -> None:
    assert sorted(path.name for path in (HERE / "corpus").iterdir()) == TARGETS
    assert all(any((HERE / "corpus" / target).iterdir()) for target in TARGETS)


@pytest.mark.timeout(SECONDS + 60)
@pytest.mark.parametrize("target", TARGETS)
def test_only_the_declared_error_escapes(target: str, tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / f"fuzz_{target}.py"), f"-max_total_time={SECONDS}", "-timeout=1"]
    command += [
        "-rss_limit_mb=512",
        f"-artifact_prefix={tmp_path}/",
        str(tmp_path),
        str(HERE / "corpus" / target),
    ]
    run = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent.parent, check=False)
    crashes = [path.read_bytes().hex() for path in tmp_path.glob("crash-*")]
    assert (run.returncode, crashes) == (0, []), run.stderr[-3000:]

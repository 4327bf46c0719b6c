"""A real coturn, started with docker/turn.sh on an address of this machine, and a media node beside it."""

import asyncio
import datetime as dt
import os
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.settings import Settings
from hub.rooms.turn import ice_servers
from rtc.node import Node
from rtc.settings import MediaSettings
from rtc.wire import Layout
from tests.doubles.ports import free_port
from tests.rtc.conftest import Studio

DOCKER = Path(__file__).parents[2] / "docker"
SECRET = "0123456789abcdef" * 4


def own_address() -> str:
    """An address of this machine that is not loopback: coturn refuses loopback peers, whatever is allowed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network interface but loopback")
        return str(sock.getsockname()[0])


@dataclass
class Turn:
    """Where coturn listens; `settings` are the hub's, with its secret."""

    address: str
    port: int
    tls_port: int
    settings: Settings

    def urls(self) -> tuple[str, ...]:
        return self.settings.media.turn_urls

    def servers(self, url: str, moment: dt.datetime | None = None) -> list[dict[str, Any]]:
        """The hub's ICE servers for a seat, with this one URL."""
        moment = moment or dt.datetime.now(dt.UTC)  # noqa: TID251 - coturn reads the machine's clock
        servers = ice_servers("seat1234", self.settings, moment)
        return [{**server, "urls": [url]} for server in servers]


def certify(folder: Path, host: str) -> None:
    """A self-made certificate where the proxy keeps its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(dt.datetime(2020, 1, 1))
    builder = builder.not_valid_after(dt.datetime(2100, 1, 1))
    place = folder / "acme" / host
    place.mkdir(parents=True)
    pem = serialization.Encoding.PEM
    (place / f"{host}.crt").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(pem))
    (place / f"{host}.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture
async def turn(tmp_path: Path, make_settings: Callable[..., Settings]) -> AsyncIterator[Turn]:
    """coturn with the configuration of the container; only its ports are the test's own."""
    assert shutil.which("turnserver"), "no coturn on this machine: run 'make .venv/.test-tools'"
    address = own_address()
    port, tls_port = free_port(address=address), free_port(address=address)
    hardened = (DOCKER / "turnserver.conf").read_text().replace("=3478", f"={port}")
    (tmp_path / "hardened.conf").write_text(hardened)
    certify(tmp_path / "certificates", "turn.invalid")
    script = (DOCKER / "turn.sh").read_text().replace("=5349", f"={tls_port}")
    environment = {
        "PATH": os.environ["PATH"],
        "TURN_CONFIG": str(tmp_path / "made.conf"),
        "TURN_HARDENED": str(tmp_path / "hardened.conf"),
        "TURN_CERTIFICATES": str(tmp_path / "certificates"),
        "HUB_SITE__ORIGIN": "https://turn.invalid",
        "HUB_MEDIA__ADDRESSES": address,
        "HUB_MEDIA__TURN_SECRET": SECRET,
    }
    output = (tmp_path / "turn.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", script, env=environment, cwd=tmp_path, stdout=output, stderr=output
    )
    await listening(address, port, process)
    await listening(address, tls_port, process)
    urls = tuple(f"turn:{address}:{port}?transport={way}" for way in ("udp", "tcp"))
    media = {"turn_urls": (*urls, f"turns:{address}:{tls_port}?transport=tcp"), "turn_secret": SECRET}
    yield Turn(address, port, tls_port, make_settings(media=media))
    process.terminate()
    await process.wait()
    output.close()


async def listening(address: str, port: int, process: asyncio.subprocess.Process) -> None:
    """Until coturn accepts connections. Raises TimeoutError."""
    async with asyncio.timeout(20):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection(address, port)
            except ConnectionError:
                continue
            writer.close()
            return
    raise AssertionError(f"coturn ended with code {process.returncode}")


@pytest.fixture
async def studio(turn: Turn, tmp_path: Path) -> AsyncIterator[Studio]:
    """A node whose worker is bound to the address that coturn may relay to, with a publisher `anna`."""
    node = Node(MediaSettings(addresses=(turn.address,), workers=1, folder=str(tmp_path / "media")))
    await node.start()
    studio = Studio(node)
    await studio.control.open_room("r", Layout(2, 2, 0))
    yield studio
    await studio.close()

"""Processes a run starts beside itself: each says one line when it is ready, and ends with the run."""

import contextlib
import os
import queue
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

HUB = str(Path(sys.executable).with_name("hub"))
PASSWORD = "sundhed-demo"  # noqa: S105 - of invented people
WIDE = "100000/minute"


class NotReady(Exception):
    """A process ended, or stayed silent, before it was ready; the text holds its last lines."""


@contextlib.contextmanager
def started(
    command: list[str], ready: str = "", env: Mapping[str, str] | None = None, patience: float = 60
) -> Iterator[tuple[int, str]]:
    """Run a command while the block lasts; gives its pid and the first line that starts with `ready`."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: queue.Queue[str | None] = queue.Queue()
    heard: list[str] = []
    threading.Thread(target=_listen, args=(process, ready, said, heard), daemon=True).start()
    try:
        yield process.pid, _first(command, said, heard, patience)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listen(
    process: "subprocess.Popen[str]", ready: str, said: "queue.Queue[str | None]", heard: list[str]
) -> None:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    for line in process.stdout:
        heard.append(line)
        if line.startswith(ready):
            said.put(line.strip())
    said.put(None)


def _first(command: list[str], said: "queue.Queue[str | None]", heard: list[str], patience: float) -> str:
    try:
        line = said.get(timeout=patience)
    except queue.Empty:
        line = None
    if line is None:
        raise NotReady(f"{' '.join(command[:3])} did not get ready:\n{''.join(heard[-20:])}")
    return line


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port nobody on this machine uses, below those that the system gives to whoever connects."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket(socket.AF_INET, kind) as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def own_hub() -> Iterator[tuple[str, int, Path]]:
    """A hub of this run's own with demo data: its URL, its pid and its data folder."""
    port, media = free_port(), free_port(socket.SOCK_DGRAM)
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        options = ["--port", str(port), "--folder", folder]
        subprocess.run([HUB, "demo", "--no-serve", *options], check=True, stdout=subprocess.DEVNULL)
        env = {"HUB_SITE__ORIGIN": url, "HUB_MEDIA__PORT": str(media), "HUB_MEDIA__WORKERS": "1"}
        env |= {f"HUB_LIMITS__{name}": WIDE for name in ("LOGIN_ACCOUNT", "LOGIN_ADDRESS", "FORM", "JOIN")}
        with started([HUB, "serve", *options], "Ready at", env) as (pid, _):
            yield url, pid, Path(folder)

"""A real PostgreSQL server of the test run's own: in a temporary folder, on loopback, gone afterwards."""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.doubles.ports import free_port

OWNER = "hub"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
}


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The URL of a running server without a database name: asyncpg://user:password@127.0.0.1:port."""
    folder = Path(tempfile.mkdtemp(prefix="hub-postgres-"))
    user, password, port = _unprivileged(), secrets.token_hex(16), free_port()
    try:
        _make(folder, user, password)
        server = _start(folder, user, port)
        try:
            yield f"asyncpg://{OWNER}:{password}@127.0.0.1:{port}"
        finally:
            server.terminate_now()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A started server, as pg_ctl knows it."""

    def __init__(self, folder: Path, user: str | None) -> None:
        self.folder = folder
        self.user = user

    def terminate_now(self) -> None:
        """Stop, dropping every connection."""
        _run(["pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop"], self.user)


def _make(folder: Path, user: str | None, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        shutil.chown(folder, user)
        shutil.chown(secret, user)
    data = folder / "data"
    how = ["-U", OWNER, f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    _run(["initdb", "-D", data, "--no-sync", *how], user)


def _start(folder: Path, user: str | None, port: int) -> Server:
    options = {**FAST, "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "''"}
    given = " ".join(f"-c {name}={value}" for name, value in options.items())
    _run(["pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", given, "-w", "start"], user)
    return Server(folder, user)


def _run(command: list[str | Path], user: str | None) -> None:
    """Run one of PostgreSQL's programs as `user`; its words are shown if it fails."""
    program = binary(str(command[0]))
    done = subprocess.run(
        [program, *command[1:]],
        user=user,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if command[0] != "pg_ctl" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program.name} failed: {done.stdout}")


def binary(name: str) -> Path:
    """PostgreSQL keeps initdb and pg_ctl out of the way, in a folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    here = shutil.which(name)
    if found:
        return found[-1]
    if here:
        return Path(here)
    raise RuntimeError(f"{name} is not installed: apt install postgresql")


def _unprivileged() -> str | None:
    """Who the server runs as: PostgreSQL refuses root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"

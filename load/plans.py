"""Plans: a hub, a host, an audience, a while; then the report. `webinar` is the only one so far."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load import machine, people, report
from load.processes import PASSWORD, own_hub, started

BUDGETS = Path(__file__).with_name("budgets.toml")
PERSONAS = Path(__file__).with_name("personas.py")
HOST = "fys@demo.invalid"
SPAWN_PER_SECOND = 10


@dataclass(frozen=True)
class Target:
    """Where the plan runs: the hub, the session, who takes part; `pid` when the hub is on this machine."""

    url: str
    session: int
    people: Path
    pid: int | None


def webinar(target: Target, audience: int, minutes: float) -> report.Summary:
    """Fill a webinar with an audience and watch it for a while."""
    with started([sys.executable, "-m", "load.receiver"]) as (receiver_pid, port):
        server = machine.Cores(target.pid) if target.pid else None
        receiving = machine.Cores(receiver_pid)
        begun = time.monotonic()
        rows, locust_cores = _locust(target, audience, minutes, port)
        seconds = time.monotonic() - begun
        server_cpu = server.used() if server else None
        viewers = _viewers(int(port))
        load_cpu = receiving.used() + locust_cores
    steps, media = report.steps_of(rows), report.media_of(viewers)
    budget = tomllib.loads(BUDGETS.read_text())["webinar"]
    over = report.over_budget(steps, media, audience, budget)
    return report.Summary("webinar", audience, seconds, steps, media, server_cpu, load_cpu, over)


@contextlib.contextmanager
def own_target(audience: int) -> Iterator[Target]:
    """A hub of our own on this machine, its demo webinar live, and as many citizens as asked for."""
    with own_hub() as (url, pid, folder), tempfile.TemporaryDirectory() as here:
        listed = Path(here) / "people.csv"
        session = people.first_webinar(url, HOST)
        people.invent(url, folder, audience, listed)
        host = [sys.executable, "-m", "load.host", url, str(session), HOST, PASSWORD]
        with started(host, "live"):
            yield Target(url, session, listed, pid)


def _locust(target: Target, audience: int, minutes: float, port: str) -> tuple[list[dict[str, Any]], float]:
    """Locust's JSON rows, and the cores it used."""
    rate = str(min(SPAWN_PER_SECOND, audience))
    command = [sys.executable, "-m", "locust", "-f", str(PERSONAS), "--headless", "--json", "--skip-log"]
    command += ["--host", target.url, "-u", str(audience), "-r", rate, "-t", f"{round(minutes * 60)}s"]
    env = {"LOAD_SESSION": str(target.session), "LOAD_PEOPLE": str(target.people), "LOAD_RECEIVER": port}
    before, begun = os.times(), time.monotonic()
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    start = done.stdout.find("[")
    if start < 0:
        raise RuntimeError(f"locust gave no result:\n{done.stderr[-2000:]}")
    rows: list[dict[str, Any]] = json.JSONDecoder().raw_decode(done.stdout[start:])[0]
    return rows, cpu / (time.monotonic() - begun)


def _viewers(port: int) -> list[dict[str, Any]]:
    with socket.create_connection(("127.0.0.1", port)) as asked:
        asked.sendall(b'{"report": true}\n')
        reply: dict[str, Any] = json.loads(asked.makefile().readline())
    return list(reply["viewers"])

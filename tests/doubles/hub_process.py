"""The real hub as a process of its own, on loopback ports that stay the same over a restart.

`demo_folder` is made once and copied, so that each test has its own data. Starting and readiness are events:
the line the hub prints. What is not here: anything about browsers.
"""

import asyncio
import datetime as dt
import email
import email.policy
import os
import queue
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from email.message import EmailMessage
from pathlib import Path

import psutil

from hub import clock
from tests.doubles.ports import free_port

HUB = Path(sys.executable).with_name("hub")
READY_SECONDS = 60
MAIL_SECONDS = 30
LONG_AGO = "2020-01-01 00:00:00+00:00"
WIDE = dict.fromkeys(("LOGIN_ACCOUNT", "LOGIN_ADDRESS", "JOIN", "FORM", "POST", "LETTER"), "1000/minute")


def fill(folder: Path, *more: str) -> Path:
    """Demo data in a folder, as `hub demo` makes it; `more` are further options."""
    command = [str(HUB), "demo", "--no-serve", "--folder", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment({}))
    if done.returncode:
        raise AssertionError(f"hub demo failed: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    return folder


def _environment(more: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return {**inherited, **more}


class HubProcess:
    """One hub over a data folder. `start`, `kill`, `stop` and `start` again as often as a test likes."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.shift = folder.with_name(f"{folder.name}-clock")
        self.port = free_port()
        self.media_port = free_port(socket.SOCK_DGRAM)
        self.origin = f"http://127.0.0.1:{self.port}"
        self.output: list[str] = []
        self._settings = {f"HUB_LIMITS__{name}": rate for name, rate in WIDE.items()}
        self._settings |= {
            "HUB_SITE__ORIGIN": self.origin,
            "HUB_MEDIA__PORT": str(self.media_port),
            "HUB_MEDIA__WORKERS": "1",
            **settings,
        }
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and return once it listens; raises AssertionError with its output when it ends instead."""
        clocked = [sys.executable, "-m", "tests.doubles.hub_at", str(self.shift)]
        program = clocked if self.shift.exists() else [str(HUB)]
        command = [*program, "serve", "--port", str(self.port), "--folder", str(self.folder)]
        self.process = subprocess.Popen(
            command,
            env=_environment(self._settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        ready: queue.Queue[bool] = queue.Queue()
        threading.Thread(target=self._listen, args=(self.process, ready), daemon=True).start()
        try:
            is_ready = ready.get(timeout=READY_SECONDS)
        except queue.Empty:
            is_ready = False
        if not is_ready:
            self.kill()
            raise AssertionError("the hub did not start:\n" + "".join(self.output[-60:]))

    def stop(self) -> int:
        """Ask it to end as an operator would (SIGTERM) and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        """End the hub and its media workers at once, as a power cut would."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, 9)
        self.process.wait(timeout=10)

    def kill_media_workers(self) -> None:
        """End the media workers at once and leave the hub running."""
        assert self.process is not None
        workers = psutil.Process(self.process.pid).children(recursive=True)
        assert workers != []
        for worker in workers:
            worker.kill()

    def be_at(self, moment: dt.datetime) -> None:
        """Make it `moment` (aware) for the hub from now on. The first time, before it is started."""
        ahead = moment - clock.now()
        written = self.shift.with_suffix(".new")
        written.write_text(str(ahead.total_seconds()), "utf-8")
        written.replace(self.shift)

    def let_time_pass(self, jobs_like: str) -> None:
        """Make waiting jobs whose key begins so due now, as if their time had come. Stop the hub first."""
        with sqlite3.connect(self.folder / "hub.db") as database:
            due = "UPDATE job SET run_at = ? WHERE key LIKE ? || '%' AND done_at IS NULL"
            changed = database.execute(due, (LONG_AGO, jobs_like)).rowcount
        assert changed > 0, f"no job {jobs_like} waits"

    def mails(self, to: str) -> list[EmailMessage]:
        """The mails it has written to one address, oldest first."""
        files = sorted((self.folder / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [mail for mail in read if mail["To"] == to]

    async def mail(self, to: str, subject: str) -> EmailMessage:
        """Wait for a mail to `to` with exactly this subject."""
        async with asyncio.timeout(MAIL_SECONDS):
            while True:
                for mail in self.mails(to):
                    if mail["Subject"] == subject:
                        return mail
                await asyncio.sleep(0.1)

    def _listen(self, process: "subprocess.Popen[str]", ready: "queue.Queue[bool]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.output.append(line)
            if line.startswith("Ready at"):
                ready.put(True)
        ready.put(False)


def copy_of(template: Path, folder: Path) -> Path:
    """A fresh copy of filled demo data."""
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns("serving.lock"))
    return folder

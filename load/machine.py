"""Where a number was measured, and what it cost: the machine, the commit, cores used by processes."""

import os
import platform
import subprocess
import time
from pathlib import Path

import psutil

TOP = Path(__file__).parents[1]


def describe() -> str:
    """The machine in a few words: cores, processor, system."""
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{os.cpu_count()} cores, {model}, {platform.system()}"


def commit() -> str:
    """The commit of this checkout, "unknown" outside one."""
    command = ["git", "-C", str(TOP), "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


class Cores:
    """CPU of a process and all its children, as cores used on average since it was made."""

    def __init__(self, pid: int) -> None:
        self.process = psutil.Process(pid)
        self.before, self.since = self._seconds(), time.monotonic()

    def used(self) -> float:
        """Cores, 1.0 being one core the whole time."""
        return float(self._seconds() - self.before) / (time.monotonic() - self.since)

    def _seconds(self) -> float:
        family = [self.process, *self.process.children(recursive=True)]
        return float(sum(sum(each.cpu_times()[:2]) for each in family))

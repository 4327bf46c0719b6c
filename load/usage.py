"""What processes use, as the kernel counts it in /proc: processor seconds and memory."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Seconds:
    """Processor seconds of some processes, from /proc/PID/stat."""

    pids: list[int]

    def used(self) -> float:
        ticks = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> int:
    """Resident memory of a process."""
    line = next(
        one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmRSS")
    )
    return int(line.split()[1])

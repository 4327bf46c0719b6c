"""The hub's command line, as somebody at a terminal uses it: a command's words in, what it printed out."""

import subprocess
import sys
from pathlib import Path


def hub(*words: str | Path) -> str:
    """What a command printed; raises RuntimeError with what it said when it failed."""
    done = subprocess.run(
        [sys.executable, "-m", "hub", *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"hub {words[0]} {words[1]}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout

"""A process of the generator beside the one that measures: told words, says JSON lines.

What runs in it lives in `crowd`, `source` and `floor`; the media workers that are measured in `workers`.
"""

import select
import subprocess
import sys

from load.processes import NotReady

PATIENCE = 90.0


class Helper:
    """A process of the generator that is told words and says JSON lines."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.pid = self._process.pid

    def tell(self, word: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(word.encode() + b"\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Its next line. Raises NotReady."""
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise NotReady("a process of the generator stays silent")
        line = self._process.stdout.readline().decode().strip()
        if not line:
            raise NotReady("a process of the generator ended")
        return line

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()

"""The `hub` command with a clock that stands off the system's by the seconds written in a file.

    python -m tests.doubles.hub_at FILE serve ...

The file is read whenever somebody asks for the time, so a test moves a running hub to another morning by
writing it. Time goes on at its usual pace in between.
"""

import datetime as dt
import sys
from pathlib import Path

from hub import clock
from hub.cli import main


def off(file: Path) -> dt.timedelta:
    """How far this clock is ahead of the system's."""
    return dt.timedelta(seconds=float(file.read_text("utf-8")))


if __name__ == "__main__":
    shift = Path(sys.argv.pop(1))
    clock.set_clock(lambda: dt.datetime.now(dt.UTC) + off(shift))  # noqa: TID251 - a clock itself
    main()

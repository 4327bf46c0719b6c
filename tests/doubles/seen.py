"""What a viewer saw, frame by frame, read from the numbers burnt into decoded pictures.

`watch` begins keeping in the viewer's page; `frames` fetches what one tile showed since. Times are
milliseconds by the machine's clock, so pages on one machine can be compared.
"""

import json
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.doubles.browsers import Visitor

FETCH = """key => (window.pictures[key] ?? []).map(one => [one.at, one.number, one.who, one.delay])"""
NUMBERS = 1 << 12


@dataclass(frozen=True)
class Frame:
    """One frame as it was shown: when, its number, who is in it, and how old it was."""

    at: int
    number: int
    who: int
    delay: int

    @property
    def made(self) -> int:
        """When it was drawn."""
        return self.at - self.delay


async def watch(viewer: Visitor) -> None:
    """Keep every frame of every tile from now on; what was kept before is forgotten."""
    await viewer.page.evaluate("window.watchPictures()")


async def frames(viewer: Visitor, seat: str, source: str = "camera") -> list[Frame]:
    """What the tile of a seat has shown since `watch`."""
    kept = await viewer.page.evaluate(FETCH, f"{seat}:{source}")
    return [Frame(*one) for one in kept]


async def wait_for(
    viewer: Visitor, seat: str, more: int, source: str = "camera", seconds: float = 20
) -> None:
    """Wait until the tile has shown `more` further frames."""
    key = f"{seat}:{source}"
    have = len(await viewer.page.evaluate(FETCH, key))
    enough = f"key => (window.pictures[key] ?? []).length >= {have + more}"
    await viewer.page.wait_for_function(enough, arg=key, timeout=seconds * 1000, polling=100)


def longest_gap(shown: list[Frame]) -> int:
    """The longest time between two frames one after another, in milliseconds."""
    return max((after.at - before.at for before, after in pairwise(shown)), default=0)


def backwards(shown: list[Frame]) -> list[tuple[int, int]]:
    """Pairs of numbers that came in the wrong order; a number may repeat, and wraps after 4,096."""
    pairs = [(before.number, after.number) for before, after in pairwise(shown)]
    return [(a, b) for a, b in pairs if (b - a) % NUMBERS >= NUMBERS // 2]


def out_of_time(shown: list[Frame]) -> list[tuple[int, int]]:
    """Pairs that were shown in the other order than they were drawn; holds over a reload of who draws."""
    return [(before.made, after.made) for before, after in pairwise(shown) if after.made < before.made]


def middle_delay(shown: list[Frame]) -> int:
    """The median age of a frame when it was shown, in milliseconds."""
    ages = sorted(frame.delay for frame in shown)
    return ages[len(ages) // 2]


def report(figures: dict[str, Any]) -> None:
    """Print what was measured; with MEASURED set, also add it to that file."""
    line = json.dumps(figures)
    print(line)
    if path := os.environ.get("MEASURED"):
        with Path(path).open("a") as out:
            out.write(line + "\n")

"""The page that others build on tells every section, and none that is not."""

import re
from pathlib import Path

from hub.rooms.sections import SECTIONS
from hub.rooms.wire import REACTIONS
from tests.doubles.live_world import LiveWorld

README = Path(__file__).parents[3] / "hub" / "rooms" / "README.md"


def rows() -> dict[str, str]:
    """Section -> the rest of its row."""
    table = README.read_text("utf-8").split("## Viewers and sections")[1].split("## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*)$", table, re.MULTILINE))


def test_every_section_is_told_and_no_other() -> None:
    assert set(rows()) == set(SECTIONS["hosts"])


def test_every_reaction_is_told() -> None:
    assert all(kind in rows()["reactions"] for kind in REACTIONS)


async def test_every_key_is_told(world: LiveWorld) -> None:
    sections = (await world.join(world.host)).sections
    for name in ("session", "me"):
        assert set(sections[name]) <= set(re.findall(r"\w+", rows()[name]))
    assert set(sections["stage"][0]) <= set(re.findall(r"\w+", rows()["stage"]))
    assert set(sections["roster"][0]) <= set(re.findall(r"\w+", rows()["roster"]))

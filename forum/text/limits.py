"""How much text there may be, and how deep: looked at before anything is parsed. Pure."""

import re

from hub.errors import BadInput

LONGEST = 20_000
NESTING = 8
BRACKETS = 40
_MARKERS = re.compile(r"[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))")


def check(source: str, longest: int = LONGEST) -> None:
    """BadInput("too_long") above `longest` characters, BadInput("too_nested") above eight levels in one line
    or forty brackets that wait for their end in one paragraph.

    Levels that open over several lines are counted by the parser, which goes no deeper than it must.
    """
    if len(source) > longest:
        raise BadInput(
            "too_long",
            "text",
            f"Teksten er for lang. Der er plads til {longest} tegn.",
            f"The text is too long. There is room for {longest} characters.",
        )
    if any(_depth(line) > NESTING for line in source.split("\n")):
        raise too_nested()
    if any(_brackets(paragraph) > BRACKETS for paragraph in source.split("\n\n")):
        raise too_nested()


def too_nested() -> BadInput:
    """The refusal of lists in lists and quotes in quotes without end."""
    return BadInput(
        "too_nested",
        "text",
        "Der er for mange citater eller lister inden i hinanden.",
        "There are too many quotes or lists inside each other.",
    )


def _depth(line: str) -> int:
    """How many quote and list markers the line begins with; counting stops where it is too many."""
    at = count = 0
    while count <= NESTING and (found := _MARKERS.match(line, at)):
        at, count = found.end(), count + 1
    return count


def _brackets(paragraph: str) -> int:
    """How many square brackets are open at once; the parser looks for the end of each."""
    count = most = 0
    for c in paragraph:
        if c == "[":
            count += 1
            most = max(most, count)
        elif c == "]":
            count = max(count - 1, 0)
    return most

"""Merge words of fixed answers: {navn}, {fagperson} and the like. Pure.

A word in braces that is not ours is refused when the template is saved, so that nobody is ever sent one.
"""

import re
from collections.abc import Mapping

from hub.errors import BadInput

WORDS: dict[str, tuple[str, str]] = {
    "navn": ("borgerens fornavn", "the citizen's first name"),
    "fagperson": ("dit navn", "your name"),
    "titel": ("din titel", "your title"),
    "kommune": ("din kommune", "your municipality"),
    "hjemkommune": ("borgerens kommune", "the citizen's municipality"),
    "telefon": ("sundhedscentrets telefonnummer", "the health centre's telephone number"),
    "dato": ("dags dato", "today's date"),
}
"""Merge word -> what it becomes, in Danish and English. The words are Danish in both languages."""

_BRACED = re.compile(r"\{([^{}\n]{0,60})\}")


def check(text: str) -> None:
    """BadInput("unknown_merge_word") for a word in braces that is not in WORDS, or for a brace left open."""
    unknown = [word for word in _BRACED.findall(text) if word not in WORDS]
    rest = _BRACED.sub("", text)
    if not unknown and "{" not in rest and "}" not in rest:
        return
    which = f"{{{unknown[0]}}}" if unknown else "{ }"
    ours = ", ".join(f"{{{word}}}" for word in WORDS)
    raise BadInput(
        "unknown_merge_word",
        "text",
        f"Vi kender ikke flettefeltet {which}. Brug {ours}.",
        f"We do not know the merge word {which}. Use {ours}.",
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its merge words replaced; a value is never searched for merge words itself."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)

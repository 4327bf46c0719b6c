"""Why a setting cannot be used, in a plain sentence: which one, where it was written, and what is expected.

What settings there are, and reading them, is `config.settings`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_WRONG = re.compile(r"Expected (?P<wanted>.+?)(?:, got (?P<got>.+?))?(?: - at `\$\.?(?P<path>.*)`)?$")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`(?: - at `\$\.?(?P<path>.*)`)?$")
_VALUE = re.compile(r"Invalid enum value (?P<got>.+?)(?: - at `\$\.?(?P<path>.*)`)?$")
_NAMES = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`str`": "text",
    "`array`": "a list",
    "`object`": "a section of settings",
}

Places = list[tuple[str, Mapping[str, Any]]]


def sentence(told: str, file: str | Path | None, env: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """What msgspec `told`, for people; the places are tried from the strongest to the weakest."""
    places: Places = [("on the command line", given), ("in the environment (HUB_...)", env)]
    if unknown := _UNKNOWN.fullmatch(told):
        path = ".".join(part for part in (unknown["path"], unknown["key"]) if part)
        return f"Setting {path}{_where(path, places, file)}: there is no such setting. Is it misspelt?"
    if wrong := _WRONG.fullmatch(told):
        path = wrong["path"] or "(all)"
        got = f", not {_plain(wrong['got'])}" if wrong["got"] else ""
        return f"Setting {path}{_where(path, places, file)}: expected {_plain(wrong['wanted'])}{got}."
    if value := _VALUE.fullmatch(told):
        path = value["path"] or "(all)"
        return f"Setting {path}{_where(path, places, file)}: {value['got']} is not one of its values."
    return f"A setting cannot be used{f', read from {file}' if file else ''}: {told}"


def _plain(words: str) -> str:
    for name, plain in _NAMES.items():
        words = words.replace(name, plain)
    return words.replace("`", "").replace(" | ", " or ")


def _where(path: str, places: Places, file: str | Path | None) -> str:
    section, _, key = re.sub(r"\[.*", "", path).partition(".")
    for name, tree in places:
        within = tree.get(section)
        if isinstance(within, Mapping) and key in within:
            return f" {name}"
    return f" in {file}" if file else ""

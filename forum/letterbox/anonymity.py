"""What must not stand in an anonymous copy: names, addresses, numbers that point at somebody. Pure.

A help to whoever edits, not a proof: the second reader is the proof.
"""

import re
from collections.abc import Iterable

from hub.errors import BadInput

_CPR = re.compile(r"(?<!\d)\d{6}[- ]?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?45[ ]?)?(?:\d[ ]?){7}\d(?!\d)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WORD = re.compile(r"\w+")


def traces(text: str, names: Iterable[str]) -> list[str]:
    """What in `text` points at somebody: CPR and telephone numbers, mail addresses, any part of `names`."""
    found = [kind.search(text) for kind in (_CPR, _MAIL, _PHONE)]
    said = [one[0].strip() for one in found if one]
    words = {word.casefold() for word in _WORD.findall(text)}
    parts = {part for name in names for part in _WORD.findall(name) if len(part) > 2}
    return said + sorted(part for part in parts if part.casefold() in words)


def check(fields: Iterable[tuple[str, str]], names: Iterable[str]) -> None:
    """BadInput("names_somebody") for the first of `fields` (name, text) that points at somebody."""
    known = list(names)
    for field, text in fields:
        said = traces(text, known)
        if said:
            raise BadInput(
                "names_somebody",
                field,
                f"Der står noget, der peger på en person: {said[0]}. Skriv det om.",
                f"There is something that points at a person: {said[0]}. Rewrite it.",
            )

"""Public ids as they come from outside: what could be one, before a table is asked. Pure."""

import re

from hub.errors import Missing

_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")
LONGEST = 16


def is_id(key: str, longest: int = LONGEST) -> bool:
    """Whether `key` could be a public id of a column that holds `longest` characters."""
    return len(key) <= longest and _ID.fullmatch(key) is not None


def known(key: str, longest: int = LONGEST) -> str:
    """`key`, if it could be an id; Missing for all else, as for an id nobody has."""
    if not is_id(key, longest):
        raise Missing
    return key

"""Lists of letters by HTTP: which pages of them are measured.

Each list is opened at its first page and at a later one, reached by following its own links. Both are full,
so that a small letterbox is compared with a large one like for like.
"""

import re

import httpx

DEEP = 20
"""How many pages a list is followed at most."""
OWN = {"letters": "/letters"}
"""A citizen's."""
DESK = {"inbox": "/admin/letters", "inbox_answered": "/admin/letters?tray=answered"}
"""A professional's."""
_NEXT = re.compile(r'href="(/(?:admin/)?letters\?[^"]*after=[^"]+)"')


def pages(client: httpx.Client, lists: dict[str, str]) -> dict[str, str]:
    """The addresses to open by name: of each list its first page and, as NAME_later, the last full one."""
    found: dict[str, str] = {}
    for name, first in lists.items():
        found |= {name: first, f"{name}_later": _later(client, first)}
    return found


def _later(client: httpx.Client, first: str) -> str:
    path, later = first, ""
    for _ in range(DEEP):
        onward = _NEXT.search(client.get(path).text)
        if onward is None:
            break
        later, path = path, onward[1].replace("&amp;", "&")
    if later in ("", first):
        raise RuntimeError(f"{first} has no second page that is full")
    return later

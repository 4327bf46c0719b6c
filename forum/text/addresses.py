"""Bare web addresses in a text: where one begins and where it ends. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from markdown_it.token import Token

_BARE = re.compile(r"(?<![\w/@.-])https?://[^\s<>\"'`\\{}|^]+", re.I)
_LONGEST = 2_000
_MOST = 100
_TAIL = ".,;:!?*_~"
_PAIRS = {")": "(", "]": "["}


def linked(tokens: list[Token], leads: Callable[[str], bool]) -> list[Token]:
    """Inline tokens with their bare addresses made links; what stands in a link already stays.

    `leads` says which addresses may be links. At most 100 in a block, so that a text of nothing but addresses
    costs no more than another.
    """
    made: list[Token] = []
    inside = links = 0
    for token in tokens:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or inside or links >= _MOST or "://" not in token.content:
            made.append(token)
            continue
        parts = list(_parts(token, islice(_found(token.content, leads), _MOST - links)))
        links += len(parts) // 4
        made += parts
    return made


def _parts(token: Token, found: Iterable[tuple[int, int]]) -> Iterator[Token]:
    done = 0
    for start, end in found:
        address = token.content[start:end]
        yield _text(token.content[done:start], token.level)
        yield Token("link_open", "a", 1, attrs={"href": address}, level=token.level)
        yield _text(address, token.level + 1)
        yield Token("link_close", "a", -1, level=token.level)
        done = end
    yield _text(token.content[done:], token.level)


def _found(text: str, leads: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    for match in _BARE.finditer(text):
        address = _trimmed(match[0]) if len(match[0]) <= _LONGEST else ""
        if leads(address):
            yield match.start(), match.start() + len(address)


def _trimmed(address: str) -> str:
    """Without what belongs to the sentence: its punctuation, and a bracket that was opened before it."""
    while address:
        last = address[-1]
        opens = _PAIRS.get(last)
        if last not in _TAIL and (opens is None or address.count(opens) >= address.count(last)):
            return address
        address = address[:-1]
    return address


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)

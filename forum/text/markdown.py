"""Markdown to clean HTML, and to a few words of plain text. Pure.

A small part of CommonMark: paragraphs, emphasis, strikethrough, lists, quotes, code, links and headings. No
HTML of the writer's own, no pictures, no link definitions, no indented code (people indent by accident).
The parser is told what to make; nh3 then lets nothing else through, whatever the parser made.
"""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from forum.text import addresses, limits
from forum.text.characters import neutral
from forum.text.limits import LONGEST, NESTING

__all__ = ["ATTRIBUTES", "LONGEST", "NESTING", "REL", "TAGS", "excerpt", "render"]

_INLINE = {"br", "strong", "em", "s", "a", "code"}
TAGS = frozenset(_INLINE | {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "h3", "h4", "h5"})
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
REL = "nofollow ugc noopener"
_OFF = ["html_block", "html_inline", "image", "code", "reference", "lheading"]
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}
_CONTAINERS = frozenset({"blockquote", "ul", "ol"})
_DEEPEST = 4 * NESTING
_ADDRESS = re.compile(r"(?:https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?|mailto:[^\s\\]+|/forum/[^\s\\]*)", re.I)


def render(source: str) -> str:
    """Clean HTML of `source`: only TAGS and ATTRIBUTES, links with rel REL, headings from h3 to h5.

    Raises BadInput("too_long") or BadInput("too_nested") before it parses.
    """
    tokens = _tokens(source)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        token.children = (
            addresses.linked(token.children, leads_somewhere) if token.children else token.children
        )
    made = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return sanitised(neutral(made)).strip()


def excerpt(source: str, length: int) -> str:
    """The first words of `source` as plain text of at most `length` characters; quotes are left out."""
    words = " ".join(" ".join(_spoken(_tokens(source))).split())
    if len(words) <= length:
        return words
    cut = words[: max(length - 1, 0)]
    whole = cut.rpartition(" ")[0] if len(cut) > 20 and " " in cut[len(cut) // 2 :] else cut
    return f"{whole.rstrip()}…"


def _tokens(source: str) -> list[Token]:
    limits.check(source)
    tokens = _PARSER.parse(neutral(source))
    open_now = 0
    for token in tokens:
        open_now += token.nesting if token.tag in _CONTAINERS else 0
        if open_now > NESTING:
            raise limits.too_nested()
    return tokens


def _spoken(tokens: Sequence[Token]) -> list[str]:
    """Text of the tokens outside quotes, block by block."""
    said: list[str] = []
    quoted = 0
    for token in tokens:
        quoted += token.nesting if token.tag == "blockquote" else 0
        if quoted == 0:
            said.append("".join(map(_words, token.children)) if token.children else _words(token))
    return [neutral(part) for part in said]


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline", "fence", "text_special") else ""


def sanitised(html: str) -> str:
    """Only TAGS and ATTRIBUTES, addresses that lead somewhere, and REL on links, whoever made the HTML."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Addresses that say where they lead, and starting numbers; the rest is dropped."""
    if tag == "ol":
        return value if value.isdecimal() and len(value) < 10 else None
    return value if name != "href" or leads_somewhere(value) else None


def leads_somewhere(address: str) -> bool:
    """An address on the web, of a mailbox, or of a page of the forum; without a name before the host."""
    return len(address) <= 2000 and _ADDRESS.fullmatch(address) is not None


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"maxNesting": _DEEPEST, "html": False}).disable(_OFF)
    made.enable("strikethrough")
    made.validateLink = leads_somewhere  # type: ignore[assignment, method-assign]
    return made


_PARSER = _parser()

"""A post as the beginning of the answer to it. Pure."""

import re

from forum.text.characters import neutral

LONGEST = 1_500
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&.-])")


def quote(author_shown: str, source: str, permalink: str) -> str:
    """`source` as a quote that says who wrote it and leads to it; the quotes inside it are left out.

    What is quoted is cut at a line after 1,500 characters. `permalink` is a path of ours: /forum/...
    """
    name = _SPECIAL.sub(r"\\\1", " ".join(neutral(author_shown).split()))
    own = [line for line in neutral(source).split("\n") if not line.lstrip(" ").startswith(">")]
    lines = [f"[{name}]({permalink}):", "", *_beginning("\n".join(own).strip())]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _beginning(text: str) -> list[str]:
    if len(text) <= LONGEST:
        return text.split("\n")
    cut = text[:LONGEST]
    whole = cut.rpartition("\n")[0] or cut.rpartition(" ")[0] or cut
    return [*whole.split("\n"), "…"]

"""Who is called by name in a text: `@Solsikke`, or `@"Solsikke 4"` for a name of several words. Pure."""

import re

from forum.text import limits
from forum.text.characters import neutral

MOST = 10
_CODE = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|(`+)(?!`)[^\n]*?(?<!`)\2(?!`)")
_QUOTED = re.compile(r"(?m)^ {0,3}>.*$")
_CALL = re.compile(r"(?<![\w.@/])@(?:\"([^\"\n]{2,80})\"|([\w-]{2,80}))")


def mentions(source: str) -> list[str]:
    """The names called, each once, in order, at most ten. Quotes and code call nobody.

    Whether anybody goes by such a name is for the caller to find out.
    """
    limits.check(source)
    said = _QUOTED.sub("", _CODE.sub(" ", neutral(source)))
    found = dict.fromkeys(" ".join((m[1] or m[2]).split()).strip("-") for m in _CALL.finditer(said))
    return [name for name in found if len(name) > 1][:MOST]

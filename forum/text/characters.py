"""Characters that deceive the eye are taken out: direction overrides, invisible ones, heaps of accents. Pure.

What remains prints as it reads. Emoji keep the joiners they are made with (Unicode TR 51, 2.2 and 2.3).
"""

import re
import unicodedata

_EMOJI = (
    r"\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_GLUE = re.compile(
    rf"(?<=[{_EMOJI}#*0-9])\ufe0f(?=\u20e3)|(?<=[{_EMOJI}])\ufe0f"
    rf"|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f)\u200d(?=[{_EMOJI}])"
)
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_HEAPED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]{3})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+"
)
_NEWLINES = re.compile("\r\n?|\u0085|\u2028|\u2029")
_GONE = frozenset({"Cf", "Cc", "Cs", "Co"})


def neutral(text: str) -> str:
    """`text` in NFC without invisible characters, its line ends \\n, at most three accents on a letter."""
    lines = _NEWLINES.sub("\n", text)
    if lines.isascii() and lines.replace("\n", "").isprintable():
        return lines
    whole = unicodedata.normalize("NFC", _visible(unicodedata.normalize("NFC", lines)))
    return _HEAPED.sub(r"\1", whole)


def deceives(c: str) -> bool:
    """Whether `c` is invisible or turns the direction of what follows."""
    point = ord(c)
    if point < 0x300:
        return c != "\n" and c != "\t" and unicodedata.category(c) in _GONE
    variation = 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF
    nothing = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return variation or nothing or c in _BLANK or unicodedata.category(c) in _GONE


def _visible(text: str) -> str:
    kept = {match.start() for match in _GLUE.finditer(text)}
    return "".join(c for at, c in enumerate(text) if at in kept or not deceives(c))

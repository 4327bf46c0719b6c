"""Languages: the catalogues and the choice between them.

Danish is the source (a msgid is the Danish text); English is `locale/en/LC_MESSAGES/messages.po`, read once.
Dates in words live in `web.dates`; words for the kinds and states of the domain in `web.words`.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")
CATALOGUE = Path(__file__).with_name("locale") / "en" / "LC_MESSAGES" / "messages.po"

# Who reads one of these reads Danish better than English.
_NORDIC = frozenset({"da", "nb", "nn", "no", "sv", "fo", "kl", "is"})


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a Danish text for the catalogue; it is translated where it is shown."""
    return text


class Catalogue:
    """Texts of one language. What is missing is shown in Danish, never as an error."""

    def __init__(self, singular: dict[str, str], plural: dict[str, tuple[str, str]]) -> None:
        self._singular = singular
        self._plural = plural

    def gettext(self, text: str) -> str:
        return self._singular.get(text, text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        forms = self._plural.get(one, (one, many))
        return forms[0] if n == 1 else forms[1]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; Danish for anything unknown."""
    if language != "en":
        return Catalogue({}, {})
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, str]] = {}
    with CATALOGUE.open("rb") as source:
        for message in read_po(source, locale="en"):
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, (tuple, list)):
                forms = tuple(message.string or ())
                plural[message.id[0]] = (forms[0], forms[-1]) if forms else (message.id[0], message.id[-1])
            elif message.string:
                singular[message.id] = str(message.string)
    return Catalogue(singular, plural)


def known_language(value: str | None) -> Language | None:
    """`value` if it is a language we have."""
    return "en" if value == "en" else "da" if value == "da" else None


def choose_language(chosen: str | None, accepted: str) -> Language:
    """The language a visitor chose before, else by the Accept-Language header, Danish first.

    English only for a browser that asks for English and for no Nordic language at all.
    """
    known = known_language(chosen)
    if known:
        return known
    asked = set(_primary_tags(accepted.split(",")))
    return "en" if "en" in asked and not asked & _NORDIC else "da"


def _primary_tags(ranges: Iterable[str]) -> Iterable[str]:
    for part in ranges:
        tag, _, rest = part.strip().partition(";")
        if rest.replace(" ", "") not in ("q=0", "q=0.0"):
            yield tag.split("-")[0].lower()

"""The terms a document is filed under, and the expressions that ask for them, per kind of database. Pure.

A term is a stem; `t_stem` says that the stem is in the title; `c_name`, `p_1` and `k_kind` are filters,
filed as terms so that the index itself leaves out what a filter leaves out.
"""

import re

from forum.search import stems
from forum.search.wire import Document

MOST_WORDS = 12
MOST_TEXT = 20_000
Alternatives = list[str]
"""Expressions of which one is enough, already written for the database."""


def of(document: Document, scope: str) -> list[str]:
    """Every term of the document, each once."""
    titled = [] if document.kind == "post" else _stems(document.title)
    found = dict.fromkeys(titled + _stems(document.text[:MOST_TEXT]))
    filters = [_filter("c", scope), _filter("k", document.kind), *(["p_1"] if document.professional else [])]
    return [*found, *dict.fromkeys(f"t_{stem}" for stem in titled), *filters]


def _stems(text: str) -> list[str]:
    return [stem for word in stems.words(text) for stem in stems.terms(word)]


def _filter(mark: str, name: str) -> str:
    return f"{mark}_{re.sub('[^a-z0-9-]', '-', name.lower())}"


class Wanted:
    """What somebody looks for: words, each with what it is found by."""

    def __init__(self, text: str) -> None:
        self.words = list(dict.fromkeys(stems.words(text[:1000])))[:MOST_WORDS]
        self.terms = frozenset(term for word in self.words for term in stems.whole(word))

    def parts(self) -> frozenset[str]:
        """The stems that count as found in a snippet: those asked for and those of their parts."""
        return self.terms | {
            stem for word in self.words for part in stems.parts(word) for stem in stems.stems(part)
        }

    def starts(self) -> tuple[str, ...]:
        """Beginnings of words, for the second chance; at least four letters each."""
        return tuple(word for word in self.words if len(word) >= 4)


class Language:
    """How one kind of database writes the expressions."""

    def __init__(self, quote: str, both: str, either: str, but_not: str, prefix: str) -> None:
        self.quote, self.both, self.either, self.but_not, self.prefix = quote, both, either, but_not, prefix

    def every_word(self, wanted: Wanted, mark: str = "") -> str:
        """All the words, each by its stems or, if it is a compound, by all of its parts."""
        return self.all_of([self._word(word, mark) for word in wanted.words])

    def beginnings(self, wanted: Wanted) -> str:
        """All the words that are long enough, as beginnings of stems."""
        return self.all_of([self._quoted(word) + self.prefix for word in wanted.starts()])

    def any_of_titles(self, wanted: Wanted) -> str:
        """Any stem of any word, in a title."""
        return self._any([self._quoted(f"t_{term}") for term in sorted(wanted.parts())])

    def filters(self, kind: str | None, scope: str | None, professional: bool) -> list[str]:
        """The filters asked for."""
        asked = [
            _filter("k", kind) if kind else "",
            _filter("c", scope) if scope else "",
            "p_1" if professional else "",
        ]
        return [self._quoted(term) for term in asked if term]

    def all_of(self, expressions: list[str]) -> str:
        return f" {self.both} ".join(f"({one})" for one in expressions)

    def without(self, expression: str, other: str) -> str:
        return f"({expression}) {self.but_not} ({other})"

    def _word(self, word: str, mark: str) -> str:
        either = [self._quoted(mark + stem) for stem in stems.whole(word)]
        found = stems.parts(word)
        if len(found) > 1:
            pieces = [self._any([self._quoted(mark + stem) for stem in stems.stems(part)]) for part in found]
            either.append(f"({self.all_of(pieces)})")
        return self._any(either)

    def _any(self, expressions: list[str]) -> str:
        return f" {self.either} ".join(expressions)

    def _quoted(self, term: str) -> str:
        return f"{self.quote}{term}{self.quote}"


FTS5 = Language('"', "AND", "OR", "NOT", "*")
TSQUERY = Language("'", "&", "|", "& !", ":*")

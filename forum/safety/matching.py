"""Whether a text says what an entry of the word lists means. Pure.

An entry is words in order, found by their stems within one sentence, with at most two other words or commas
between two of them. `a/b` is either word, `selvmord*` any word that begins so, `<year>` a year. `unless` are
phrases of the same kind which, in the same sentence and close together, say that it is not meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
import snowballstemmer

from forum.safety.wire import Found, Rule

GAP = 2
CLOSE = 1
YEAR = "<year>"

_STEMMERS = {"da": snowballstemmer.stemmer("danish"), "en": snowballstemmer.stemmer("english")}
_SENTENCE = re.compile(r"[^.!?;\n]+")
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Characters that are not seen; a word may hold them, and is read without."""
_PART = re.compile(rf",|[^\W_](?:[^\W_]|[{_UNSEEN}'’](?=[^\W_]|[{_UNSEEN}]))*")
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_YEAR = re.compile(r"(19|20)\d\d")
_FOLD = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "’": "'", "´": "'"})


class Word(msgspec.Struct, frozen=True):
    """A word of the text: folded, its stem in each language, its place in the sentence, where it stands.

    A comma takes up a place, so what it parts is further apart.
    """

    plain: str
    stems: dict[str, str]
    place: int
    start: int
    end: int


class Place(msgspec.Struct, frozen=True):
    """One place of a phrase: any of these stems, or a word beginning so, or a year."""

    stems: frozenset[str]
    begins: tuple[str, ...]
    year: bool

    def takes(self, word: Word, language: str) -> bool:
        """Whether the word may stand here."""
        if word.stems[language] in self.stems or (self.year and _YEAR.fullmatch(word.plain)):
            return True
        return bool(self.begins) and word.plain.startswith(self.begins)


Phrase = tuple[Place, ...]


def found(text: str, rules: Iterable[Rule]) -> list[Found]:
    """Every rule that bites, once each, in the order of the rules."""
    sentences = [words for words in _sentences(text) if words]
    bites: list[Found] = []
    for rule in rules:
        bite = next(_bites(rule, sentences), None)
        if bite is not None:
            bites.append(bite)
    return bites


def words_of(phrase: str) -> list[str]:
    """The words of a phrase as an administrator wrote it, one for each place."""
    return phrase.split()


def _bites(rule: Rule, sentences: list[list[Word]]) -> Iterator[Found]:
    phrase = _compiled(rule.phrase, rule.language)
    for words in sentences:
        span = _span(phrase, words, rule.language, GAP)
        if span is not None and not _excused(rule, words):
            yield Found(rule, words[span[0]].start, words[span[1]].end)


def _excused(rule: Rule, words: list[Word]) -> bool:
    close = (_compiled(phrase, rule.language) for phrase in rule.unless)
    return any(_span(phrase, words, rule.language, CLOSE) is not None for phrase in close)


def _span(phrase: Phrase, words: list[Word], language: str, gap: int) -> tuple[int, int] | None:
    """First and last index of the words that fill the phrase, if they do."""
    if not phrase:
        return None
    for start, word in enumerate(words):
        if phrase[0].takes(word, language):
            last = _rest(phrase[1:], words, start, language, gap)
            if last is not None:
                return start, last
    return None


def _rest(places: Phrase, words: list[Word], at: int, language: str, gap: int) -> int | None:
    if not places:
        return at
    for nxt in range(at + 1, len(words)):
        if words[nxt].place - words[at].place > gap + 1:
            return None
        if places[0].takes(words[nxt], language):
            last = _rest(places[1:], words, nxt, language, gap)
            if last is not None:
                return last
    return None


def _sentences(text: str) -> Iterator[list[Word]]:
    for sentence in _SENTENCE.finditer(text):
        begin = sentence.start()
        parts = list(_PART.finditer(sentence[0]))
        yield [
            _word(m[0], at, begin + m.start(), begin + m.end()) for at, m in enumerate(parts) if m[0] != ","
        ]


def _word(raw: str, place: int, start: int, end: int) -> Word:
    raw = _HIDDEN.sub("", raw)
    return Word(_folded(raw), {"da": _stem(raw, "da"), "en": _stem(raw, "en")}, place, start, end)


@lru_cache(maxsize=4096)
def _compiled(phrase: str, language: str) -> Phrase:
    return tuple(_place(word, language) for word in words_of(phrase))


def _place(written: str, language: str) -> Place:
    choices = [choice for choice in written.split("/") if choice]
    whole = [choice for choice in choices if not choice.endswith("*") and choice != YEAR]
    begins = tuple(_folded(choice[:-1]) for choice in choices if choice.endswith("*") and len(choice) > 3)
    return Place(frozenset(_stem(choice, language) for choice in whole), begins, YEAR in choices)


@lru_cache(maxsize=65536)
def _stem(word: str, language: str) -> str:
    """The folded stem. Letters are folded after stemming: the stemmer knows æ, ø and å."""
    stem: str = _STEMMERS[language].stemWord(unicodedata.normalize("NFC", word).casefold()[:60])
    return stem.translate(_FOLD)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().translate(_FOLD)

"""Danish text to words, and words to what they are found by: stems and, of compounds, their parts. Pure.

"kursus" is a part of "sundhedskurser"; "far" and "får" share nothing. The same stems serve both databases.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from forum.search import irregular
from forum.search.lexicon import JOINTS, TOO_SHORT_ALONE, WORDS

VERSION = 1
"""Counts up when a word would get other stems than before: then `hub forum reindex` is wanted."""
LONGEST = 60
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = str.maketrans("éèêáàâóòôúùûíìî", "eeeaaaooouuuiii")
_SAYS_NOTHING = """
og i at det en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun
nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være
dog noget ville jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt
meget sit sine vor mod disse hvis din nogle hos blive mange ad bliver hendes været jer sådan jeg kan så
the and of to is in it that for you
"""
_STOP = frozenset(_SAYS_NOTHING.split())
_snowball = snowballstemmer.stemmer("danish")


def words(text: str) -> list[str]:
    """The words of `text` in small letters, without those that say nothing."""
    return [word for _, _, word in spans(text) if word not in _STOP]


def spans(text: str) -> list[tuple[int, int, str]]:
    """Where each word begins and ends in `text`, and the word as it is looked up."""
    return [(found.start(), found.end(), fold(found.group())) for found in _WORD.finditer(text)]


def fold(word: str) -> str:
    """Small letters, accents of emphasis gone (én, idé); æ, ø, å and ä, ö, ü are letters of their own."""
    plain = unicodedata.normalize("NFKC", word[:LONGEST]).casefold()
    return "".join(_WORD.findall(plain.translate(_ACCENTS)))[:LONGEST]


@lru_cache(maxsize=200_000)
def stems(word: str) -> tuple[str, ...]:
    """What the word is by its endings; two stems only for forms that are of two words."""
    table = irregular.table()
    known = table.get(word) or (table.get(word[:-1]) if word.endswith("s") else None)
    return known or (_snowball.stemWord(word),)


@lru_cache(maxsize=200_000)
def terms(word: str) -> tuple[str, ...]:
    """Everything the word is found by: what it is as a whole, and what its parts are."""
    found = list(whole(word))
    for part in parts(word):
        found += stems(part)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=200_000)
def whole(word: str) -> tuple[str, ...]:
    """Stems of the whole word; a compound bends as its last part does (sundhedskursus, sundhedskurser)."""
    found = parts(word)
    if not found or not word.endswith(found[-1]):
        return stems(word)
    begins = word.removesuffix(found[-1])
    return tuple(begins + stem for stem in stems(found[-1]))


@lru_cache(maxsize=200_000)
def parts(word: str) -> tuple[str, ...]:
    """The words a compound is made of, as they stand in it; nothing if it is no compound we can see."""
    if len(word) < 6 or not set(stems(word)).isdisjoint(_stems_of_lexicon()):
        return ()
    return _covered(word, 4) or _tail(word) or _head(word)


def _covered(word: str, at_most: int) -> tuple[str, ...]:
    """The whole word as known parts: the longest first part that lets the rest be known as well."""
    for cut in range(len(word) - 2, 2, -1):
        first, rest = _first(word[:cut]), word[cut:]
        if not first:
            continue
        if _known(rest):
            return (first, rest)
        deeper = _covered(rest, at_most - 1) if at_most > 2 and len(rest) >= 6 else ()
        if deeper:
            return (first, *deeper)
    return ()


def _tail(word: str) -> tuple[str, ...]:
    """The longest known end that is long enough to stand beside something unknown, or parts of its own."""
    for cut in range(3, len(word) - TOO_SHORT_ALONE + 1):
        tail = word[cut:]
        if not _vowel(word[:cut]):
            continue
        if _known(tail):
            return (tail,)
        covered = _covered(tail, 3) if len(tail) >= 2 * TOO_SHORT_ALONE else ()
        if covered:
            return covered
    return ()


def _head(word: str) -> tuple[str, ...]:
    """The longest known beginning that is long enough to stand before something unknown."""
    for cut in range(len(word) - 4, TOO_SHORT_ALONE - 1, -1):
        first = _first(word[:cut])
        if len(first) >= TOO_SHORT_ALONE and _vowel(word[cut:]):
            return (first,)
    return ()


def _first(piece: str) -> str:
    """The word of the lexicon that `piece` is as a first part, its joint taken off; "" if there is none."""
    for joint in JOINTS:
        base = piece.removesuffix(joint) if joint else piece
        if (len(base) < len(piece) or not joint) and base in _base():
            return base
    return ""


def _known(piece: str) -> bool:
    return len(piece) >= 2 and not set(stems(piece)).isdisjoint(_stems_of_lexicon())


def _vowel(piece: str) -> bool:
    return any(letter in "aeiouyæøå" for letter in piece)


@lru_cache(maxsize=1)
def _base() -> dict[str, tuple[str, ...]]:
    return {word: stems(word) for word in WORDS}


@lru_cache(maxsize=1)
def _stems_of_lexicon() -> frozenset[str]:
    return frozenset(stem for found in _base().values() for stem in found)

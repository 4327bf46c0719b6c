"""Aliases: words of Danish nature to take part under, and what makes two of them look alike. Pure.

Chance comes in from outside, as anything with `choice`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

from hub.errors import BadInput

LONGEST = 30

_NATURE = """
Agern Ahorn Bakketop Bellis Birk Bjergfyr Blåbær Blåmejse Bogfinke Bregne Brombær Bølge Daggry Digesvale
Drossel Dugdråbe Ederfugl Egern Elmetræ Enebær Engkarse Engsnarre Fasan Fiskehejre Fjord Forglemmigej
Fyrretop Gransanger Grævling Gråand Guldsmed Gærdesmutte Gøgeurt Hassel Havblik Havørn Hedelærke Hindbær
Humlebi Husskade Hvidtjørn Hybenrose Hyldeblomst Isfugl Jordbær Kamille Kastanje Kernebider Kirsebær
Klitrose Klokkeblomst Kløver Knopsvane Kornblomst Krikand Lavendel Liljekonval Lindetræ Lyng Lærke
Løvsanger Mariehøne Marehalm Musvit Muslingeskal Måge Mælkebøtte Natsværmer Nattergal Odder Okseøje
Pilekvist Pindsvin Poppel Primula Ravstykke Regnbue Ringdue Rosenbusk Rødhals Rønnebær Sandløber
Sivsanger Skarv Skovmærke Skovsø Slåen Snebær Snerle Snespurv Solbær Solsikke Solsort Sommerfugl
Stenpikker Stillids Stjernehimmel Stork Strandsnegl Strandskade Svale Svane Sølvpil Tagrør Terne Timian
Tjørn Tranebær Tusindfryd Tårnfalk Valmue Vandstjerne Vibe Vindrose Violblad Vårløg Ærenpris Æblegren
Østersøen Åkande Ådal
"""
_BEFORE = "Sommer Vinter Forårs Efterårs Morgen Aften Middags Skov Strand Eng Hav Hede Sol Måne Sne Vind"
_STAFF = """
vært fagperson sygeplejerske læge diætist fysioterapeut moderator koordinator kommune administrator
sundhedscenter tolk gæst support host nurse doctor dietician physiotherapist system
"""

WORDS: tuple[str, ...] = tuple(_NATURE.split())
PREFIXES: tuple[str, ...] = tuple(_BEFORE.split())
RESERVED: tuple[str, ...] = tuple(_STAFF.split())
"""What nobody may call themselves in a room where professionals answer."""

_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "j": "l", "5": "s", "8": "b", "ø": "o", "æ": "a"})


class Chance(Protocol):
    """Something that chooses, such as random.SystemRandom or a seeded random.Random."""

    def choice(self, seq: Sequence[str]) -> str: ...


def key(alias: str) -> str:
    """What two aliases that look alike have in common: no case, accents, signs or near-twins of letters."""
    plain = unicodedata.normalize("NFKD", alias.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c)).translate(_ALIKE)
    kept = "".join(c for c in letters if c.isalnum())
    return kept.replace("rn", "m").replace("vv", "w")


def suggestion(chance: Chance, taken: int = 0) -> str:
    """One alias at random; longer ones as more are `taken`, so that a free one is soon found."""
    word = chance.choice(WORDS)
    if taken < len(WORDS) // 2:
        return word
    word = chance.choice(PREFIXES) + word.lower()
    if taken < len(WORDS) * len(PREFIXES) // 2:
        return word
    return f"{word} {chance.choice([str(n) for n in range(2, 100)])}"


def suggestions(chance: Chance, n: int, taken: int = 0) -> list[str]:
    """`n` different aliases that do not look alike."""
    found: dict[str, str] = {}
    while len(found) < n:
        alias = suggestion(chance, taken)
        found.setdefault(key(alias), alias)
    return list(found.values())


def checked(alias: str, leaders: Iterable[str] = ()) -> str:
    """The alias as it will be shown, or BadInput("bad_alias").

    2 to 30 Latin letters, digits, spaces and hyphens; nothing that passes for one of the session's `leaders`
    (their names) or for a professional.
    """
    shown = " ".join(unicodedata.normalize("NFC", alias[:200]).split())
    if not 2 <= len(shown) <= LONGEST or not all(map(_allowed, shown)) or not _has_letters(shown):
        raise _bad("Brug 2 til 30 bogstaver eller tal.", "Use 2 to 30 letters or digits.")
    if _passes_for_staff(shown) or any(_passes_for(shown, name) for name in leaders):
        raise _bad(
            "Det dæknavn kan forveksles med en fagperson.", "That alias could be taken for a professional."
        )
    return shown


def _passes_for_staff(shown: str) -> bool:
    begun = [key(part) for part in (shown, *shown.replace("-", " ").split())]
    return any(look.startswith(key(word)) for word in RESERVED for look in begun)


def _passes_for(shown: str, name: str) -> bool:
    look, leader = key(shown), key(name)
    return look == leader or (len(leader) >= 5 and leader in look)


def _allowed(c: str) -> bool:
    return c in " -" or (c.isascii() and c.isalnum()) or (c.isalpha() and "LATIN" in unicodedata.name(c, ""))


def _has_letters(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= 2


def _bad(da: str, en: str) -> BadInput:
    return BadInput(
        "bad_alias", "alias", f"{da} Eller vælg et af vores forslag.", f"{en} Or take one we suggest."
    )
